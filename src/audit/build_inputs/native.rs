//! Tools that build programs from C and its relatives, and tools that build anything.

use super::group::Group;

pub const GROUPS: &[Group] = &[
    Group {
        why: "`configure`, or what it is made of and runs",
        patterns: "
            configure.ac configure.in configure.win configure.ucrt configure.py configure.gnu configure.com configure.pl
            configure  config.guess config.sub config.rpath config.site config.status
            config.cache acconfig.h",
        examples: "
            configure.ac configure.ucrt configure.py configure.gnu configure.com configure.pl
            configure  configure.in configure.win build-aux/config.guess config.sub
            config.rpath config.site config.status config.cache acconfig.h",
    },
    Group {
        why: "macros that become part of `configure`",
        patterns: "
            *.at atlocal.in
            *.m4 *.m4f aclocal.* m4/**",
        examples: "
            tests/testsuite.at tests/atlocal.in
            m4/build-to-host.m4 x.m4f aclocal.m4 m4/unknown",
    },
    Group {
        why: "a helper that builds with autotools run",
        patterns: "
            ltmain.sh libtool install-sh missing depcomp compile ar-lib test-driver mkinstalldirs
            mkinstall ylwrap py-compile mdate-sh move-if-change elisp-comp texinfo.tex build-aux/**
            autom4te.cache/** autom4te.cfg .autom4te.cfg gnulib-tool git-version-gen
            gitlog-to-changelog useless-if-before-free *.la",
        examples: "
            ltmain.sh libtool install-sh missing depcomp compile ar-lib test-driver mkinstalldirs
            mkinstall ylwrap py-compile mdate-sh move-if-change elisp-comp texinfo.tex build-aux/gen
            autom4te.cache/requests autom4te.cfg .autom4te.cfg gnulib-tool build-aux/git-version-gen
            gitlog-to-changelog useless-if-before-free libx.la",
    },
    Group {
        why: "makes the build's own files",
        patterns: "
            autogen* bootstrap* buildconf* autoregen* reconf*",
        examples: "
            autogen.sh bootstrap bootstrap.conf buildconf autoregen.sh reconf",
    },
    Group {
        why: "rules of make",
        patterns: "
            po/rules-* po/*.sin *.sed *.awk makeconfig makerules make.config make.conf *.gmk
            *.tup
            makefile gnumakefile bsdmakefile makefile.* gnumakefile.* makefile-* *.makefile *.mk *.mak
            *.make *.am makevars* makeconf make.inc makefile_* config.make* rules.make make.rules
            make.defs *.mkf nmakefile mkfile tupfile tuprules.tup tup.config jamfile* jamroot*
            jamrules *.jam imakefile omakefile omakeroot smakefile bmakefile",
        examples: "
            po/Rules-quot po/quot.sin x.sed x.awk Makeconfig Makerules Make.config make.conf x.gmk
            x.tup
            Makefile GNUmakefile BSDmakefile src/Makefile.in GNUmakefile.in Makefile-common x.makefile
            Android.mk x.mak x.make Makefile.am local.am src/Makevars src/Makevars.win Makeconf
            make.inc Makefile_unix config.make.in Rules.make make.rules make.defs x.mkf nmakefile
            mkfile Tupfile Tuprules.tup tup.config Jamfile.v2 Jamroot Jamrules boost.jam Imakefile
            OMakefile OMakeroot Smakefile bmakefile",
    },
    Group {
        why: "read by the kernel's build, kbuild and kconfig",
        patterns: "
            kbuild kbuild.* kconfig kconfig.* *.kconfig config.in *_defconfig defconfig dkms.conf
            scripts/kconfig/** .config",
        examples: "
            Kbuild Kbuild.include Kconfig Kconfig.debug x.kconfig Config.in x_defconfig defconfig
            dkms.conf scripts/kconfig/conf.c .config",
    },
    Group {
        why: "a template that a build fills in",
        patterns: "
            *.in *.in.h *.pc",
        examples: "
            config.h.in stdint.in.h libx.pc",
    },
    Group {
        why: "read by CMake",
        patterns: "
            cmakelists.txt cmakepresets.json cmakeuserpresets.json *.cmake cmakecache.txt
            toolchain*.txt .cmake/**",
        examples: "
            CMakeLists.txt CMakePresets.json CMakeUserPresets.json cmake/FindX.cmake CMakeCache.txt
            toolchain-arm.txt .cmake/api/v1/query/x",
    },
    Group {
        why: "read by Meson",
        patterns: "
            cross/*.ini native/*.ini cross*.ini native*.ini
            meson.build meson.options meson_options.txt subprojects/*.wrap *.wrap
            subprojects/packagefiles/** cross-file* native-file*",
        examples: "
            cross/arm.ini native/x.ini cross-arm.ini native.ini
            meson.build meson.options meson_options.txt subprojects/zlib.wrap x.wrap
            subprojects/packagefiles/x cross-file.txt native-file.txt",
    },
    Group {
        why: "read by Bazel, Buck or Pants",
        patterns: "
            package android.bp
            .bazelignore .bazelproject .bazeliskrc
            build build.bazel workspace workspace.bazel workspace.bzlmod module.bazel
            module.bazel.lock repo.bazel *.bzl *.bazel .bazelrc *.bazelrc .bazelversion bazelisk* buck
            targets .buckconfig* .buckversion buckversion pants.toml pants.*.toml .pants.rc
            tools/bazel  .plzconfig* pleasew",
        examples: "
            PACKAGE Android.bp
            .bazelignore .bazelproject .bazeliskrc
            BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel WORKSPACE.bzlmod MODULE.bazel
            MODULE.bazel.lock REPO.bazel defs.bzl x.bazel .bazelrc ci.bazelrc .bazelversion
            bazelisk.py BUCK TARGETS .buckconfig .buckversion buckversion pants.toml pants.ci.toml
            .pants.rc tools/bazel  .plzconfig pleasew",
    },
    Group {
        why: "read by gn or ninja",
        patterns: "
            *.gn *.gni .gn *.ninja deps .gclient *.gyp *.gypi",
        examples: "
            BUILD.gn x.gni .gn build.ninja DEPS .gclient binding.gyp common.gypi",
    },
    Group {
        why: "read by SCons or waf",
        patterns: "
            sconstruct* sconscript* site_scons/** wscript* waf waf-* waflib/** *.scons",
        examples: "
            SConstruct src/SConscript.py site_scons/site_init.py wscript wscript_build waf waf-light
            waflib/Build.py x.scons",
    },
    Group {
        why: "read by qmake or Qbs",
        patterns: "
            *.pro *.pri *.prf *.qbs qmake.conf .qmake.conf .qmake.* mkspecs/**",
        examples: "
            app.pro x.pri x.prf x.qbs qmake.conf .qmake.conf .qmake.cache mkspecs/x",
    },
    Group {
        why: "read by a build tool that is programmed in its own language",
        patterns: "
            buildfile build/root.build snakefile nextflow.config
            make.py
            xmake.lua xmake/** premake*.lua genie.lua build.lua justfile .justfile *.just taskfile
            taskfile.y*ml taskfile.dist.y*ml taskfile*.yml build.fsx build.cake *.cake tasks.py
            dodo.py fabfile.py magefile*.go magefiles/** shakefile.hs earthfile makefile.toml
            mise.toml .mise.toml .tool-versions build.jl *.redo *.do fbuild.bff *.bff bakefile*
            docker-bake.* nob.c procfile moon.y*ml dagger.json",
        examples: "
            buildfile build/root.build Snakefile nextflow.config
            make.py
            xmake.lua xmake/rules.lua premake5.lua genie.lua build.lua justfile .justfile x.just
            Taskfile Taskfile.yml Taskfile.dist.yaml Taskfile_linux.yml build.fsx build.cake x.cake
            tasks.py dodo.py fabfile.py magefile.go magefile_x.go magefiles/x.go Shakefile.hs
            Earthfile Makefile.toml mise.toml .mise.toml .tool-versions deps/build.jl all.redo all.do
            fbuild.bff x.bff Bakefile.bkl docker-bake.hcl nob.c Procfile moon.yml dagger.json",
    },
    Group {
        why: "names the packages that a build of C or C++ downloads",
        patterns: "
            conanfile.* conan.lock conandata.yml conanprofile* vcpkg.json vcpkg-configuration.json
            vcpkg_installed/** cppan.yml spack.yaml spack.lock",
        examples: "
            conanfile.py conanfile.txt conan.lock conandata.yml conanprofile vcpkg.json
            vcpkg-configuration.json vcpkg_installed/x cppan.yml spack.yaml spack.lock",
    },
    Group {
        why: "options for a compiler, a linker or a debugger that reads them by itself",
        patterns: "
            compile_commands.json
            .clang-tidy .clangd compile_flags.txt *.rsp *.ld *.lds *.specs .gdbinit .lldbinit *-gdb.py",
        examples: "
            compile_commands.json
            .clang-tidy .clangd compile_flags.txt x.rsp arch/x.ld x.lds nosys.specs .gdbinit .lldbinit
            x-gdb.py",
    },
    Group {
        why: "describes a build for a device or an IDE of embedded systems",
        patterns: "
            platformio.ini library.json sdkconfig.defaults* west.y*ml *.qsf *.cbp *.jucer",
        examples: "
            platformio.ini library.json sdkconfig.defaults.esp32 west.yml x.qsf x.cbp x.jucer",
    },
    Group {
        why: "compiled or run by a game engine that opens the project",
        patterns: "
            *.uplugin *.uproject",
        examples: "
            x.uplugin x.uproject",
    },
    Group {
        why: "compiled code, which a build can link or load",
        patterns: "
            *.wasm
            *.o *.a *.so *.so.* *.dylib *.dll *.lib *.obj *.ko *.exe",
        examples: "
            x.wasm
            x.o libx.a x.so libx.so.1 x.dylib x.dll x.lib x.obj x.ko x.exe",
    },
];
