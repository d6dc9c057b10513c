//! Build and package tools of single languages.

use super::group::Group;

pub const GROUPS: &[Group] = &[
    Group {
        why: "read or run by cargo or rustup",
        patterns: "
            tauri.conf.json* tauri.*.conf.json trunk.toml dioxus.toml diesel.toml rustfmt.toml .rustfmt.toml
            .config/nextest.toml  
            build.rs cargo.toml cargo.lock rust-toolchain rust-toolchain.toml .cargo/** clippy.toml
            .clippy.toml cross.toml cbindgen.toml xtask/** .cargo-checksum.json",
        examples: "
            tauri.conf.json5 tauri.linux.conf.json Trunk.toml Dioxus.toml diesel.toml rustfmt.toml .rustfmt.toml
            .config/nextest.toml  
            build.rs Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml .cargo/config
            .cargo/config.toml clippy.toml .clippy.toml Cross.toml cbindgen.toml xtask/src/main.rs
            vendor/x/.cargo-checksum.json",
    },
    Group {
        why: "read or run when a Python package is built or installed",
        patterns: "
            site.cfg distutils.cfg pydistutils.cfg .pydistutils.cfg modules/setup*
            .python-version pyvenv.cfg conda_build_config.yaml 
            setup.py setup.cfg pyproject.toml manifest.in requirements*.txt requirements*.in
            constraints*.txt requirements/** pip.conf pip.ini .pypirc pdm.toml pdm.lock pdm_build.py
            poetry.lock poetry.toml pipfile pipfile.lock uv.lock uv.toml pylock*.toml hatch.toml
            hatch_build.py build.py _build_backend.py ez_setup.py distribute_setup.py versioneer.py
            *.egg-info/** *.dist-info/** pkg-info environment.y*ml conda.yaml meta.yaml recipe.yaml
            buildout.cfg *.whl *.egg pixi.toml pixi.lock",
        examples: "
            site.cfg distutils.cfg pydistutils.cfg .pydistutils.cfg Modules/Setup.local
            .python-version pyvenv.cfg conda_build_config.yaml 
            setup.py setup.cfg pyproject.toml MANIFEST.in requirements-dev.txt requirements.in
            constraints.txt requirements/base.txt pip.conf pip.ini .pypirc pdm.toml pdm.lock
            pdm_build.py poetry.lock poetry.toml Pipfile Pipfile.lock uv.lock uv.toml pylock.toml
            hatch.toml hatch_build.py build.py _build_backend.py ez_setup.py distribute_setup.py
            versioneer.py x.egg-info/requires.txt x.dist-info/METADATA PKG-INFO environment.yml
            conda.yaml conda/meta.yaml recipe.yaml buildout.cfg x.whl x.egg pixi.toml pixi.lock",
    },
    Group {
        why: "run by Python beside what was asked for",
        patterns: "
            .pylintrc pylintrc mypy.ini .flake8
            conftest.py noxfile.py tox.ini tox.toml pytest.ini .coveragerc sitecustomize.py
            usercustomize.py *.pth __main__.py *.pyc *.pyd pytest.toml",
        examples: "
            .pylintrc pylintrc mypy.ini .flake8
            conftest.py noxfile.py tox.ini tox.toml pytest.ini .coveragerc sitecustomize.py
            usercustomize.py x.pth x/__main__.py x.pyc x.pyd pytest.toml",
    },
    Group {
        why: "read or run by npm, yarn, pnpm, bun or deno",
        patterns: "
            jsr.json
            package.json package.json5 package.yaml package-lock.json npm-shrinkwrap.json yarn.lock
            pnpm-lock.yaml bun.lock bun.lockb deno.lock .npmrc .yarnrc .yarnrc.* .yarn/**
            pnpm-workspace.yaml .pnpmfile.* pnpmfile.js .pnp.* bunfig.toml deno.json deno.jsonc
            lerna.json nx.json turbo.json rush.json common/config/rush/** .nvmrc .node-version
            bower.json .bowerrc *.node node_modules/**",
        examples: "
            jsr.json
            package.json package.json5 package.yaml package-lock.json npm-shrinkwrap.json yarn.lock
            pnpm-lock.yaml bun.lock bun.lockb deno.lock .npmrc .yarnrc .yarnrc.yml
            .yarn/releases/yarn.cjs pnpm-workspace.yaml .pnpmfile.cjs pnpmfile.js .pnp.cjs bunfig.toml
            deno.json deno.jsonc lerna.json nx.json turbo.json rush.json common/config/rush/x.json
            .nvmrc .node-version bower.json .bowerrc x.node node_modules/x/i.js",
    },
    Group {
        why: "run by a build, a test or a linter of JavaScript",
        patterns: "
            gatsby-*.js gatsby-*.ts config-overrides.js .eleventy.js .eleventy.*js .huskyrc* .commitlintrc*
            .markdownlint.*js .markdownlint-cli2.*js .size-limit.* .umirc* .npmignore .taprc .*rc.js .*rc.cjs
            .*rc.mjs .*rc.ts .release-it*
            webpack.*.js rollup.*.js karma.conf.* .browserslist
            gulpfile* gruntfile* jakefile* cakefile *.config.js *.config.cjs *.config.mjs *.config.ts
            *.config.cts *.config.mts *.config.json *.conf.js .babelrc* babel.config* .eslintrc*
            .prettierrc* .postcssrc* .swcrc .mocharc* .nycrc* .parcelrc .lintstagedrc* .releaserc*
            .stylelintrc* tsconfig*.json jsconfig.json tsup.config* angular.json ember-cli-build.js
            brocfile.js .ember-cli* wallaby.js metro.config* build.js build.mjs build.cjs build.ts
            .browserslistrc",
        examples: "
            gatsby-node.js gatsby-node.ts config-overrides.js .eleventy.js .eleventy.cjs .huskyrc.js
            .commitlintrc.js .markdownlint.cjs .markdownlint-cli2.mjs .size-limit.js .umirc.ts .npmignore .taprc
            .xrc.js .xrc.cjs .xrc.mjs .xrc.ts .release-it.json
            webpack.prod.js rollup.x.js karma.conf.coffee .browserslist
            gulpfile.js Gruntfile.coffee Jakefile Cakefile vite.config.js x.config.cjs
            eslint.config.mjs vitest.config.ts x.config.cts x.config.mts babel.config.json
            karma.conf.js .babelrc .eslintrc.cjs .prettierrc.js .postcssrc .swcrc .mocharc.js .nycrc
            .parcelrc .lintstagedrc.js .releaserc .stylelintrc tsconfig.build.json jsconfig.json
            tsup.config.x angular.json ember-cli-build.js Brocfile.js .ember-cli.js wallaby.js
            metro.config.x build.js build.mjs build.cjs build.ts .browserslistrc",
    },
    Group {
        why: "read by Go",
        patterns: "
            buf.gen.yaml buf.gen.*.yaml wails.json .air.toml
            go.mod go.sum go.work go.work.sum vendor/modules.txt go.env gopkg.* glide.* *.syso mage.go
            .go-version tools.go goreleaser.y*ml .goreleaser.*",
        examples: "
            buf.gen.yaml buf.gen.x.yaml wails.json .air.toml
            go.mod go.sum go.work go.work.sum vendor/modules.txt go.env Gopkg.lock glide.yaml x.syso
            mage.go .go-version tools.go goreleaser.yml .goreleaser.yml",
    },
    Group {
        why: "read or run by a build of Java, Kotlin, Scala or Clojure",
        patterns: "
            .sbtrc nbproject/** .project .externaltoolbuilders/**
            gradle.lockfile *.lockfile .sdkmanrc .java-version profiles.clj .scalafmt.conf .lein-*
            pom.xml *.pom build.xml *.build.xml ivy*.xml build.gradle* settings.gradle* *.gradle
            *.gradle.kts *.gradle.dcl gradle.properties local.properties gradlew* gradle/**
            init.gradle* buildsrc/** build-logic/** .mvn/** mvnw* *.sbt project/*.scala
            project/build.properties sbt .sbtopts .jvmopts .scalafix.conf build.sc build.mill* mill*
            project.clj deps.edn build.boot build.clj shadow-cljs.edn bb.edn *.jar *.war *.class
            meta-inf/services/** lombok.config libs.versions.toml build.properties jitpack.yml
            *.versions.toml verification-metadata.xml bnd.bnd *.bnd proguard*",
        examples: "
            .sbtrc nbproject/build-impl.x .project .externalToolBuilders/x.launch
            gradle.lockfile x.lockfile .sdkmanrc .java-version profiles.clj .scalafmt.conf .lein-env
            pom.xml x.pom build.xml x.build.xml ivysettings.xml build.gradle.kts settings.gradle
            x.gradle x.gradle.kts x.gradle.dcl gradle.properties local.properties gradlew.bat
            gradle/wrapper/gradle-wrapper.properties gradle/wrapper/gradle-wrapper.jar init.gradle
            buildSrc/src/x.kt build-logic/x.kts .mvn/jvm.config .mvn/extensions.xml mvnw build.sbt
            project/plugins.sbt project/Build.scala project/build.properties sbt .sbtopts .jvmopts
            .scalafix.conf build.sc build.mill mill project.clj deps.edn build.boot build.clj
            shadow-cljs.edn bb.edn x.jar x.war X.class META-INF/services/x lombok.config
            libs.versions.toml build.properties jitpack.yml x.versions.toml verification-metadata.xml
            bnd.bnd x.bnd proguard-rules.txt",
    },
    Group {
        why: "read or run by MSBuild, NuGet or another build of .NET",
        patterns: "
            *.build.cs *.target.cs
            *.sln *.slnx *.slnf *.*proj *.projitems *.shproj *.props *.targets *.tasks
            directory.build.* directory.packages.props directory.solution.* global.json nuget.config
            packages.config packages.lock.json *.nuspec *.ruleset *.globalconfig .globalconfig
            .editorconfig dotnet-tools.json paket.* *.paket paket-files/** *.tt *.t4 msbuild.rsp
            app.config launchsettings.json *.vcxproj.filters *.dsp *.dsw *.vcproj omnisharp.json
            tools/*.ps1 project.assets.json",
        examples: "
            Source/x.Build.cs Source/x.Target.cs
            x.sln x.slnx x.slnf x.csproj x.fsproj x.vbproj x.vcxproj x.projitems x.shproj x.props
            x.targets x.tasks Directory.Build.props Directory.Packages.props
            Directory.Solution.targets global.json nuget.config packages.config packages.lock.json
            x.nuspec x.ruleset x.globalconfig .globalconfig .editorconfig .config/dotnet-tools.json
            paket.dependencies x.paket paket-files/x x.tt x.t4 MSBuild.rsp app.config
            Properties/launchSettings.json x.vcxproj.filters x.dsp x.dsw x.vcproj omnisharp.json
            tools/install.ps1 project.assets.json",
    },
    Group {
        why: "read or run by Ruby",
        patterns: "
            fastlane/** gymfile berksfile* puppetfile* .rubocop.yml .simplecov
            rakefile* *.rake gemfile* gems.rb gems.locked extconf.rb mkrf_conf.rb *.gemspec .bundle/**
            .rspec thorfile capfile guardfile vagrantfile appraisals steepfile .ruby-version depend
            fastfile podfile* *.podspec *.podspec.json cartfile* brewfile dangerfile config.ru .irbrc
            .pryrc",
        examples: "
            fastlane/Fastfile Gymfile Berksfile.lock Puppetfile .rubocop.yml .simplecov
            Rakefile x.rake Gemfile.lock gems.rb gems.locked ext/extconf.rb mkrf_conf.rb x.gemspec
            .bundle/config .rspec Thorfile Capfile Guardfile Vagrantfile Appraisals Steepfile
            .ruby-version ext/x/depend Fastfile Podfile.lock x.podspec x.podspec.json Cartfile
            Brewfile Dangerfile config.ru .irbrc .pryrc",
    },
    Group {
        why: "read or run when a Perl module is built",
        patterns: "
            config.pl *.pl hints/*.pl meta.yml meta6.json alienfile build.rakumod
            makefile.pl build.pl cpanfile* dist.ini minil.toml meta.json typemap inc/module/**
            .proverc weaver.ini mymeta.* manifest.skip",
        examples: "
            Config.PL x.PL hints/linux.pl META.yml META6.json alienfile Build.rakumod
            Makefile.PL Build.PL cpanfile.snapshot dist.ini minil.toml META.json typemap
            inc/Module/Install.pm .proverc weaver.ini MYMETA.json MANIFEST.SKIP",
    },
    Group {
        why: "read or run by PHP, Composer or PECL",
        patterns: "
            phpstan.neon* phpcs.xml* .phpcs.xml* grumphp.y*ml* castor.php deploy.php
            composer.json composer.lock auth.json config*.w32 package.xml phpunit.xml*
            phing.xml robo*.php php.ini .user.ini box.json* .php-cs-fixer* rector.php
            vendor/autoload.php *.phar .htaccess psalm.xml*",
        examples: "
            phpstan.neon.dist phpcs.xml.dist .phpcs.xml grumphp.yml.dist castor.php deploy.php
            composer.json composer.lock auth.json config.w32 package.xml phpunit.xml.dist phing.xml
            RoboFile.php php.ini .user.ini box.json.dist .php-cs-fixer.php rector.php
            vendor/autoload.php x.phar .htaccess psalm.xml",
    },
    Group {
        why: "run or read when an R package is built or loaded",
        patterns: "
            rprofile.site
            cleanup cleanup.* description namespace .rprofile .renviron renv.lock renv/**
            install.libs.r .rbuildignore src/install.r _targets.r packrat/** tools/*.r sysdata.*",
        examples: "
            Rprofile.site
            cleanup cleanup.win DESCRIPTION NAMESPACE .Rprofile .Renviron renv.lock renv/activate.R
            src/install.libs.R .Rbuildignore src/install.R _targets.R packrat/init.R tools/config.R
            R/sysdata.rda",
    },
    Group {
        why: "read or run by a build of Haskell, OCaml, Elm, PureScript or another functional language",
        patterns: "
            emakefile .formatter.exs .iex.exs *.exs relx.config pkg/pkg.ml discover.ml .ocamlinit
            cabal.config
            *.cabal cabal.project* setup.hs setup.lhs stack*.yaml stack.yaml.lock package.dhall
            *.buildinfo *.ghci .ghci hie.yaml dune dune-* dune.* *.opam opam opam/** *.opam.* _oasis
            myocamlbuild.ml _tags jbuild esy.json setup.ml bsconfig.json rescript.json elm.json
            spago.* packages.dhall *.ipkg pack.toml lakefile.* lean-toolchain lake-manifest.json
            _coqproject *.mlb *.asd qlfile* info.rkt rebar.config* rebar.lock rebar3 *.app.src*
            mix.exs mix.lock config/*.exs gleam.toml manifest.toml",
        examples: "
            Emakefile .formatter.exs .iex.exs test/x.exs relx.config pkg/pkg.ml config/discover.ml .ocamlinit
            cabal.config
            x.cabal cabal.project.local Setup.hs Setup.lhs stack.yaml stack.yaml.lock package.dhall
            x.buildinfo x.ghci .ghci hie.yaml dune dune-project dune-workspace dune.inc x.opam opam
            opam/x x.opam.template _oasis myocamlbuild.ml _tags jbuild esy.json setup.ml bsconfig.json
            rescript.json elm.json spago.dhall packages.dhall x.ipkg pack.toml lakefile.lean
            lean-toolchain lake-manifest.json _CoqProject x.mlb x.asd qlfile.lock info.rkt
            rebar.config.script rebar.lock rebar3 src/x.app.src mix.exs mix.lock config/config.exs
            gleam.toml manifest.toml",
    },
    Group {
        why: "read or run by a build of Swift or Objective-C",
        patterns: "
            package.swift package@swift-*.swift package.resolved *.xcodeproj/** *.xcworkspace/**
            *.xcconfig *.xcscheme *.pbxproj *.modulemap tuist/** project.swift",
        examples: "
            Package.swift Package@swift-5.9.swift Package.resolved x.xcodeproj/project.pbxproj
            x.xcworkspace/contents x.xcconfig x.xcscheme x.pbxproj module.modulemap Tuist/Config.swift
            Project.swift",
    },
    Group {
        why: "read or run by a build of Zig, Nim, D, Lua, Julia, Crystal, Dart, V or Ada",
        patterns: "
            .luacheckrc .busted fpmake.pp *.lpi
            build.zig build.zig.zon *.nimble *.nims nim.cfg *.nim.cfg config.nims nimble.lock dub.json
            dub.sdl dub.selections.json *.rockspec .luarocks/** luarocks.lock project.toml
            manifest*.toml juliaproject.toml artifacts.toml localpreferences.toml shard.y*ml
            shard.lock shard.override.yml pubspec.* build.yaml .packages v.mod *.vsh *.gpr alire.toml
            build.hxml haxelib.json *.hxml fpm.toml haxe_libraries/** foundry.toml hardhat.*
            truffle*.js move.toml scarb.toml export_presets.cfg project.godot",
        examples: "
            .luacheckrc .busted fpmake.pp x.lpi
            build.zig build.zig.zon x.nimble x.nims nim.cfg x.nim.cfg config.nims nimble.lock dub.json
            dub.sdl dub.selections.json x-1.rockspec .luarocks/config luarocks.lock Project.toml
            Manifest-v1.11.toml JuliaProject.toml Artifacts.toml LocalPreferences.toml shard.yml
            shard.lock shard.override.yml pubspec.yaml build.yaml .packages v.mod x.vsh x.gpr
            alire.toml build.hxml haxelib.json x.hxml fpm.toml haxe_libraries/x foundry.toml
            hardhat.config.x truffle-config.js Move.toml Scarb.toml export_presets.cfg project.godot",
    },
];
