//! Exit codes and their meanings. Scripts rely on them, so they never change within a major version.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    Found = 1,
    Usage = 2,
    Broken = 3,
    Refused = 4,
    Surroundings = 5,
    Bug = 70,
    Cancelled = 130,
}

pub const TABLE: [(Exit, &str); 8] = [
    (Exit::Done, "done"),
    (
        Exit::Found,
        "the command worked and found problems (check; status, next, list and actions only with --fail)",
    ),
    (
        Exit::Usage,
        "wrong usage: an unknown flag, plan, activity or output, a name that isn't allowed, no workspace here, an answer missing with no terminal to ask on, a value that doesn't fit its kind",
    ),
    (
        Exit::Broken,
        "a required file is broken: the message says which, where, why and how to fix it",
    ),
    (
        Exit::Refused,
        "refused to avoid losing anything: would overwrite, lock held, merge or rebase in progress, a link out of the workspace",
    ),
    (
        Exit::Surroundings,
        "the surroundings failed: disk full, permission denied, git error",
    ),
    (
        Exit::Bug,
        "a bug of redesign: the message says how to report it",
    ),
    (
        Exit::Cancelled,
        "cancelled by you (Ctrl-C, or 'no' to a question); nothing was written (143 and 129: ended by SIGTERM, SIGHUP, likewise). If the commit was already made, the exit code is 0, and a message says so",
    ),
];

impl Exit {
    /// 1 if a flag such as `--fail` asks for it, otherwise 0.
    pub const fn found_if(has_failed: bool) -> Self {
        if has_failed { Self::Found } else { Self::Done }
    }

    pub const fn code(self) -> u8 {
        self as u8
    }
}
