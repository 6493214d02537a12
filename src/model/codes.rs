//! One table of codes for what reading finds and what stops a command. A rule's code is in its own file.

/// Defines the codes and the table of their meanings from one list.
macro_rules! codes {
    ($($name:ident = $code:literal: $about:literal;)+) => {
        $(
            #[doc = $about]
            pub const $name: &str = $code;
        )+

        /// Every code and its meaning, as in `docs/checks.md` or `docs/scripts.md`.
        pub const TABLE: &[(&str, &str)] = &[$(($code, $about)),+];
    };
}

codes! {
    FILE = "E0001": "a file can't be read";
    FRONT_MATTER = "E0002": "front matter isn't YAML, has no end, or uses anchors, aliases or tags";
    PLAN = "E0003": "`plan.toml` can't be read, has no toolkit, or its directory name isn't allowed for a plan";
    WORKSPACE = "E0004": "`redesign.toml` can't be read, or a setting isn't allowed";
    TOOLKIT = "E0005": "a toolkit is missing or broken";
    DIRECTORY = "E0006": "a folder can't be listed or is nested too deep; a symbolic link leads nowhere, in a circle, into git's own directory or out of the workspace; commands about it are refused (exit 4)";
    TEMPLATE = "E0007": "a template of the toolkit can't be rendered";
    PRIVATE_SHEET = "E0107": "a private sheet was committed";
    SAME_ID = "E0108": "several plans share an id";
    NO_VERSION = "W0217": "a link names a version that isn't in the history";
    COPY = "W0220": "a file is named like a copy made by a file manager or sync program; it isn't counted if its bytes are the same, otherwise both are";
    NOT_MARKDOWN = "W0223": "a file that looks like a record isn't read, since its name doesn't end in `.md`";
    NO_PLAN = "W0224": "a folder of records has no `plan.toml`, so nothing in it is read";
    SHALLOW = "W0301": "this clone is shallow or partial, so the last change of each plan or older versions are unknown";
    REFUSED_BY_GIT = "W0302": "git refuses the repository, usually because somebody else owns it, or can't read it, so the last change of each plan is unknown";
    STRANGERS = "W0303": "the workspace isn't in a repository, is above the current directory, belongs to another user, and isn't shared with any of your groups: it is read-only";
    INTERRUPTED = "W0304": "the last command was interrupted half way; the next one that writes finishes or undoes it";
    NOT_GONE = "W0305": "words that `check --gone` looks for are still in this clone";
    USAGE = "U0001": "wrong usage: a name, a flag, a value";
    NO_WORKSPACE = "U0002": "no workspace here";
    AMBIGUOUS = "U0003": "a record's short name or a task's id prefix is ambiguous";
    NOT_NAMED_PRIVATE = "U0004": "a private sheet needs a name that says so";
    NOTHING_TO_UNDO = "U0005": "there is nothing to undo";
    CANCELLED = "U0130": "cancelled";
    EXISTS = "R0001": "it already exists";
    CHANGED = "R0002": "somebody else changed it in the meantime";
    LOCKED = "R0003": "somebody else is writing";
    UNDER_WAY = "R0004": "a merge, rebase, cherry-pick, revert or bisect is in progress or left the file in conflict, or a commit hook runs this";
    INDEX_LOCKED = "R0005": "another git process has locked the index";
    WORKSPACE_EXISTS = "R0006": "there is already a workspace here";
    NOT_CHECKED_OUT = "R0007": "the file is in git but excluded by a sparse checkout";
    BUILT_UPON = "R0008": "later work builds on the command to undo";
    NOT_COMMITTED = "R0009": "`restore` would overwrite uncommitted changes, or `rename` would move them";
    UNDECIDED = "R0010": "`record` would overwrite an answer with an unresolved merge";
    BOX_BEHIND = "R0011": "a task's box comes after something else on its line, such as a comment, so it isn't ticked";
    TOO_LONG = "R0012": "a draft would be larger than a record may be";
    STRANGE = "R0013": "our lock or journal, or a file that git reads, may belong to somebody else or isn't a regular file";
    TOO_MUCH = "R0014": "too much would be written at once to be journaled first";
    UNTRUSTED = "R0015": "the workspace or its repository belongs to somebody else and isn't trusted";
    BEHIND = "R0016": "the branch that this one follows has commits that aren't here yet";
    IO = "S0001": "a file can't be read or written";
    GIT = "S0002": "git refused or failed";
    COMMIT_REFUSED = "S0003": "a hook or signing stopped the commit; the files are written";
    EDITOR = "S0004": "the editor failed";
    CUT_OFF = "S0005": "this clone is shallow or partial and lacks what a version, a day or an undo needs";
    NO_HISTORY = "S0006": "this needs git history, but none can be read: no repository, or a filter such as git-crypt";
    BUG = "B0001": "a bug";
}

// Codes of rules that are used elsewhere too.
pub const MISFIT: &str = "E0101";
pub const DOUBLED: &str = "E0102";
pub const CONFLICT: &str = "E0103";
pub const HIDDEN_REST: &str = "E0104";
/// Words count nowhere, and an answer may have gone astray with them.
pub const ASTRAY: &str = "W0218";
/// Words count nowhere.
pub const UNCOUNTED: &str = "I0302";
