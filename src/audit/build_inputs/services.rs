//! Packagers, containers, services, hooks, editors, and scripts of any purpose.

use super::group::Group;

pub const GROUPS: &[Group] = &[
    Group {
        why: "read by a packager's build",
        patterns: "
            debian/** *.spec pkgbuild apkbuild *.ebuild *.eclass snapcraft.yaml snap/** appimage*
            default.nix *.nix flake.lock guix.scm manifest.scm channels.scm .guix* portfile +*
            chocolatey*.ps1 *.wxs *.wixproj *.nsi *.nsh *.iss nfpm.yaml packit.y*ml .packit.y*ml
            packaging/** *.bb *.bbappend *.bbclass melange.yaml",
        examples: "
            debian/rules debian/postinst x.spec PKGBUILD APKBUILD x.ebuild x.eclass snapcraft.yaml
            snap/hooks/x AppImageBuilder.yml default.nix x.nix flake.lock guix.scm manifest.scm
            channels.scm .guix-channel Portfile +INSTALL chocolateyinstall.ps1 x.wxs x.wixproj x.nsi
            x.nsh x.iss nfpm.yaml packit.yaml .packit.yml packaging/x x.bb x.bbappend x.bbclass
            melange.yaml",
    },
    Group {
        why: "builds or runs a container or a virtual machine",
        patterns: "
            cdk.json wrangler.toml wrangler.json* serverless.y*ml ansible.cfg
            *.tf
            dockerfile* *.dockerfile containerfile* *.containerfile .dockerignore *compose*.y*ml
            devcontainer.json .devcontainer/** *.pkr.hcl singularity* tiltfile skaffold.y*ml
            apptainer*",
        examples: "
            cdk.json wrangler.toml wrangler.jsonc serverless.yml ansible.cfg
            x.tf
            Dockerfile.build x.dockerfile Containerfile x.containerfile .dockerignore
            docker-compose.yml devcontainer.json .devcontainer/x x.pkr.hcl Singularity Tiltfile
            skaffold.yaml apptainer.x",
    },
    Group {
        why: "run by a continuous integration service",
        patterns: "
            .tekton/** action.y*ml
            .github/** .gitlab-ci* .gitlab/** .circleci/** .travis.yml appveyor.yml .appveyor.yml
            azure-pipelines* .azure*/** jenkinsfile* .cirrus.* .drone.y*ml .drone.jsonnet .woodpecker*
            .woodpecker/** .builds/** .build.yml bitbucket-pipelines.yml .buildkite/** .teamcity/**
            .semaphore/** wercker.yml buildspec.y*ml cloudbuild.y*ml .gitea/** .forgejo/** .ci/**
            ci/** .zuul* zuul.d/** .readthedocs.* netlify.toml vercel.json .pre-commit-config.yaml
            .pre-commit-hooks.yaml release-plz.toml dist-workspace.toml release.toml",
        examples: "
            .tekton/push.yaml action.yml
            .github/workflows/ci.yml .gitlab-ci.yml .gitlab/x .circleci/config.yml .travis.yml
            appveyor.yml .appveyor.yml azure-pipelines.yml .azure-pipelines/x Jenkinsfile .cirrus.yml
            .drone.yml .drone.jsonnet .woodpecker.yml .woodpecker/x .builds/x.yml .build.yml
            bitbucket-pipelines.yml .buildkite/x .teamcity/x .semaphore/x wercker.yml buildspec.yml
            cloudbuild.yaml .gitea/x .forgejo/x .ci/run ci/run .zuul.yaml zuul.d/x .readthedocs.yaml
            netlify.toml vercel.json .pre-commit-config.yaml .pre-commit-hooks.yaml release-plz.toml
            dist-workspace.toml release.toml",
    },
    Group {
        why: "run by git, or changes what git does",
        patterns: "
            .git .git/** .gitattributes .gitmodules .gitconfig .husky/** .githooks/** githooks/**
            git-hooks/** .git-hooks/**  lefthook.* .lefthook* .overcommit.yml .hg/** .hgrc
            hgrc",
        examples: "
            .git .git/config .gitattributes .gitmodules .gitconfig .husky/pre-commit
            .githooks/pre-push githooks/x git-hooks/x .git-hooks/x  lefthook.yml
            .lefthook.yml .overcommit.yml .hg/hgrc .hgrc hgrc",
    },
    Group {
        why: "run or obeyed by a shell or an editor that enters the directory",
        patterns: "
            .bash_profile .bash_login .bash_logout .zshenv .zprofile .zlogin .cshrc .tcshrc .login .kshrc _vimrc
            .vimspector.json *.sublime-build .run/**
            .envrc .env .env.* .vscode/** .idea/** .zed/** .nvim* .exrc .vimrc .vim/** .dir-locals*
            *.code-workspace *.sublime-project .lvimrc .nova/** .fleet/** .theia/** .gitpod.* .replit*
            .ycm_extra_conf.py .direnv/** .autoenv* .helix/** .mise/** .bashrc .profile .zshrc
            .inputrc .netrc .local.vimrc .tmux.conf .screenrc .ssh/** devbox.json devenv.* .claude/**
            .cursor/** .mcp.json",
        examples: "
            .bash_profile .bash_login .bash_logout .zshenv .zprofile .zlogin .cshrc .tcshrc .login .kshrc _vimrc
            .vimspector.json x.sublime-build .run/x.run.xml
            .envrc .env .env.local .vscode/tasks.json .idea/workspace.xml .zed/tasks.json .nvim.lua
            .exrc .vimrc .vim/x .dir-locals.el x.code-workspace x.sublime-project .lvimrc .nova/x
            .fleet/x .theia/x .gitpod.yml .replit .ycm_extra_conf.py .direnv/x .autoenv.zsh
            .helix/config.toml .mise/x .bashrc .profile .zshrc .inputrc .netrc .local.vimrc .tmux.conf
            .screenrc .ssh/config devbox.json devenv.nix .claude/settings.json .cursor/x .mcp.json",
    },
    Group {
        why: "names programs that a build of the documentation runs",
        patterns: "
            doxyfile* latexmkrc .latexmkrc mkdocs.y*ml book.toml conf.py _config.yml docfx.json typedoc.json",
        examples: "
            Doxyfile.x latexmkrc .latexmkrc mkdocs.yml book.toml docs/conf.py _config.yml docfx.json
            typedoc.json",
    },
    Group {
        why: "obeyed by a coding agent that works in the directory",
        patterns: "
            agents.md claude.md gemini.md claude.local.md agents.override.md .gemini/** .codex/** .aider*
            .kiro/** .windsurf/** .windsurfrules .cursorrules .clinerules .continue/**",
        examples: "
            AGENTS.md CLAUDE.md GEMINI.md CLAUDE.local.md AGENTS.override.md .gemini/settings.json
            .codex/config.toml .aider.conf.yml .kiro/hooks/x .windsurf/x .windsurfrules .cursorrules .clinerules
            .continue/config.yaml",
    },
    Group {
        why: "run by a desktop or a system that opens or starts it",
        patterns: "
            autorun.inf *.desktop *.service *.timer *.url *.webloc *.jnlp *.msi *.msp *.scr *.com *.pif *.cpl
            *.vbe *.jse *.wsh *.workflow/**",
        examples: "
            autorun.inf x.desktop x.service x.timer x.url x.webloc x.jnlp x.msi x.msp x.scr x.com x.pif x.cpl
            x.vbe x.jse x.wsh x.workflow/document.wflow",
    },
    Group {
        why: "a script",
        patterns: "
            *.sh *.bash *.zsh *.fish *.ksh *.csh *.bat *.cmd *.ps1 *.psm1 *.psd1 *.vbs *.wsf *.tcl
            *.expect *.command *.scpt *.applescript *.reg *.hta *.lnk",
        examples: "
            run.sh x.bash x.zsh x.fish x.ksh x.csh x.bat x.cmd x.ps1 x.psm1 x.psd1 x.vbs x.wsf x.tcl
            x.expect x.command x.scpt x.applescript x.reg x.hta x.lnk",
    },
];
