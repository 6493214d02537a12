//! Exit codes: one table, each with its meaning. Scripts rely on it, so it never changes within a major version.

/// What a run of the program came to, as a process exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: the command worked and found problems.
    Found = 1,
    /// 2: wrong usage.
    Usage = 2,
    /// 3: a file of the user's that the command can't do without is broken.
    Broken = 3,
    /// 4: refused so that nothing is lost.
    Refused = 4,
    /// 5: the surroundings failed: disk full, permission denied, git error.
    Surroundings = 5,
    /// 70: a bug of ours.
    Bug = 70,
    /// 130: cancelled by the user; nothing was written.
    Cancelled = 130,
}

/// Every exit code with the sentence that documents it.
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
        "a file the command can't do without is broken: which, where, why and how to mend it is said",
    ),
    (
        Exit::Refused,
        "refused so that nothing is lost: would overwrite, lock held, merge or rebase in progress, a link out of the workspace",
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
        "cancelled by you (Ctrl-C, or 'no' to a question); nothing was written",
    ),
];

impl Exit {
    /// 1 where a flag such as `--fail` asks for it, else 0.
    pub const fn found_if(has_failed: bool) -> Self {
        if has_failed { Self::Found } else { Self::Done }
    }

    /// The number a shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}
