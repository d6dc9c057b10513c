//! The list of variations: the name, the summary and the remedy of each.

macro_rules! variations {
    ($($variant:ident = $name:literal: $summary:literal;)+) => {
        /// One thing that a build must not notice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Variation {
            $(#[doc = $summary] $variant,)+
        }

        impl Variation {
            /// All of them, in the order of reports.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name users see.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What is changed, in a line.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }
        }
    };
}

variations! {
    WorkingDirectory = "working-directory": "Where pkgr is started, and where steps run, at a longer path";
    BuildPath = "build-path": "Manifest and source at another, longer path";
    Home = "home": "HOME and the XDG directories";
    User = "user": "USER, LOGNAME and their like";
    HostName = "host-name": "Host and domain name, in a namespace of its own";
    Locale = "locale": "LANG, LANGUAGE and `LC_ALL`: C, `tr_TR.UTF-8`, `zh_CN.UTF-8`";
    TimeZone = "time-zone": "TZ: 12 hours behind UTC, 14 hours ahead";
    Time = "time": "The clock: 1971, 2038, 2100 (needs libfaketime)";
    Umask = "umask": "0000 and 0077";
    Uid = "uid": "Another user: nobody where pkgr runs as root, else one of a namespace";
    FileOrder = "file-order": "The order in which directories list their files: reversed, shuffled";
    HardLinks = "hard-links": "Inodes: equal files share one, and each has a second name elsewhere";
    Mtimes = "mtimes": "The times of the source's files, as another checkout has them";
    Cpus = "cpus": "One core, and more threads than cores";
    Path = "path": "PATH: no tools at all; with steps, other directories beside those they need";
    TemporaryDirectory = "temporary-directory": "TMPDIR, on another device";
    GitSettings = "git-settings": "Hostile git configuration of the user, and `GIT_` variables";
    ToolOptions = "tool-options": "`TAR_OPTIONS`, GZIP, `XZ_OPT` and their like, proxies";
    Aslr = "aslr": "No randomized addresses (personality)";
    Kernel = "kernel": "The kernel calls itself 2.6 (personality)";
    Descriptors = "descriptors": "A limit of 64 open files";
    Memory = "memory": "A limit of memory, little above what the encoders need";
}

impl Variation {
    /// Whether an encoder, which sees a tar stream and nothing else, could notice it.
    #[must_use]
    pub fn reaches_encoders(self) -> bool {
        matches!(self, Self::Cpus | Self::Memory)
    }

    /// What usually makes a program's output depend on it, and what to do.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Time | Self::TimeZone => {
                "let the program take the time from SOURCE_DATE_EPOCH, not from the clock"
            }
            Self::WorkingDirectory | Self::BuildPath | Self::TemporaryDirectory => {
                "let the program write paths relative to the top of the source"
            }
            Self::Cpus => "let the program write the same whatever the number of cores",
            Self::Home | Self::User | Self::HostName | Self::Uid | Self::Aslr | Self::Kernel => {
                "let the program write nothing about the machine and the user"
            }
            Self::FileOrder => "let the program sort what it lists",
            Self::Mtimes => "let the program ignore the times of files",
            _ => "let the program write what follows from the source alone",
        }
    }
}
