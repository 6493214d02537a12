//! Codes of what is found while reading and of what stops a command: one table. A rule's code and what it means stand in
//! its file.

/// Names the codes and lists them with what they mean, from one list.
macro_rules! codes {
    ($($name:ident = $code:literal: $about:literal;)+) => {
        $(
            #[doc = $about]
            pub const $name: &str = $code;
        )+

        /// Every code with what it means; its row in `docs/checks.md` or `docs/scripts.md` begins with it.
        pub const TABLE: &[(&str, &str)] = &[$(($code, $about)),+];
    };
}

codes! {
    FILE = "E0001": "a file can't be read";
    FRONT_MATTER = "E0002": "front matter isn't YAML, has no end, or uses anchors, aliases or tags";
    PLAN = "E0003": "`plan.toml` can't be read, names no toolkit, or its directory has a name that a plan can't have";
    WORKSPACE = "E0004": "`redesign.toml` can't be read, or a setting isn't allowed";
    TOOLKIT = "E0005": "a toolkit is missing or broken";
    DIRECTORY = "E0006": "a folder can't be listed or is nested too deep; a symbolic link leads nowhere, in a circle, into git's own directory or out of the workspace; commands about it are refused (exit 4)";
    TEMPLATE = "E0007": "a template of the toolkit can't be rendered";
    PRIVATE_SHEET = "E0107": "a sheet for one person's own use was committed";
    SAME_ID = "E0108": "several plans have the same id";
    NO_VERSION = "W0217": "a link names a version that isn't in the history";
    COPY = "W0220": "a file has the name that a file manager or sync program gives to a copy: where its bytes are the same it isn't counted, otherwise both are";
    NOT_MARKDOWN = "W0223": "a file that is meant as a record isn't read, since its name doesn't end in `.md`";
    NO_PLAN = "W0224": "records stand below the plans in a folder without a `plan.toml`, so nothing in it is read";
    SHALLOW = "W0301": "this clone holds only the newest commits, so when plans changed last, or older versions, are not known";
    REFUSED_BY_GIT = "W0302": "git refuses the repository, mostly since somebody else owns the directory, or can't read it, so when plans changed last is not known";
    STRANGERS = "W0303": "the workspace is in no repository, was found above the current directory and belongs to another user, and its folder is shared by no group of yours: it is read, and not written to";
    USAGE = "U0001": "wrong usage: a name, a flag, a value";
    NO_WORKSPACE = "U0002": "no workspace here";
    AMBIGUOUS = "U0003": "a record's short name, or the beginning of a task's id, fits several";
    NOT_NAMED_PRIVATE = "U0004": "a private sheet needs a name that says so";
    NOTHING_TO_UNDO = "U0005": "there is nothing to take back";
    CANCELLED = "U0130": "cancelled";
    EXISTS = "R0001": "it is there already";
    CHANGED = "R0002": "it was changed by somebody else meanwhile";
    LOCKED = "R0003": "somebody else is writing";
    UNDER_WAY = "R0004": "a merge, rebase, cherry-pick, revert or bisect is under way, or left the file in conflict; or a hook of a commit runs this";
    INDEX_LOCKED = "R0005": "another git process holds the index";
    WORKSPACE_EXISTS = "R0006": "there is a workspace here already";
    NOT_CHECKED_OUT = "R0007": "git has the file, and a sparse checkout leaves it out";
    BUILT_UPON = "R0008": "later work stands on the command that was to be taken back";
    NOT_COMMITTED = "R0009": "`restore` would write over changes that are in no commit";
    UNDECIDED = "R0010": "`record` would write over an answer of which a merge left two versions";
    BOX_BEHIND = "R0011": "a task's box stands behind something else in its line, such as a comment, so it is not ticked";
    TOO_LONG = "R0012": "a draft would be larger than a record may be";
    STRANGE = "R0013": "a file in the place of our lock or journal, or one that git reads, may be somebody else's or is none";
    TOO_MUCH = "R0014": "more would be written at once than can be noted first";
    UNTRUSTED = "R0015": "the workspace or its repository belongs to somebody else, and nobody trusts it";
    IO = "S0001": "a file can't be read or written";
    GIT = "S0002": "git refused or failed";
    COMMIT_REFUSED = "S0003": "a hook, or the signing, refused the commit; the files are written";
    EDITOR = "S0004": "the editor failed";
    CUT_OFF = "S0005": "what was asked for isn't in this shallow clone: what was there before a command, on a day, or in a version";
    NO_HISTORY = "S0006": "what was asked for is read from git's history, and there is none";
    BUG = "B0001": "a bug";
}

// Codes of rules that others name, too.

/// An answer doesn't fit its kind.
pub const MISFIT: &str = "E0101";
/// An output stands in a file twice.
pub const DOUBLED: &str = "E0102";
/// A merge left two versions.
pub const CONFLICT: &str = "E0103";
/// Something is never closed.
pub const HIDDEN_REST: &str = "E0104";
