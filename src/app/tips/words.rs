//! Words that other tools have.

use super::{UsageTip, tip};

/// A word in several rows gets several tips, in this order.
pub const WORDS: &[UsageTip] = &[
    tip(
        &["setup", "workspace", "clone", "begin"],
        "redesign init",
        "starts a workspace",
    ),
    tip(
        &[
            "plan", "create", "make", "add", "scaffold", "generate", "start", "project", "insert",
        ],
        "redesign new PLAN",
        "creates a plan",
    ),
    tip(
        &["copy", "cp", "duplicate", "continue", "fork", "cycle"],
        "redesign new PLAN --continue OLD-PLAN",
        "starts another cycle of a plan",
    ),
    tip(
        &[
            "view", "cat", "open", "info", "read", "get", "describe", "display", "see", "look",
            "plan", "print", "detail", "details", "inspect", "less", "find",
        ],
        "redesign show PLAN",
        "shows a plan; PLAN/ACTIVITY shows what it recorded",
    ),
    tip(
        &[
            "edit", "update", "change", "modify", "fill", "write", "enter", "answer", "vi", "vim",
            "nano", "append", "note",
        ],
        "redesign record PLAN/ACTIVITY --edit",
        "opens a record in your editor; without --edit it asks",
    ),
    tip(
        &["put", "answer", "fill"],
        "redesign record PLAN/ACTIVITY --set OUTPUT=TEXT",
        "answers an output",
    ),
    tip(
        &["add", "insert", "append"],
        "redesign record PLAN/ACTIVITY --add",
        "adds a record to a repeatable activity",
    ),
    tip(
        &["import", "load", "upload"],
        "redesign record PLAN/ACTIVITY --from FILE",
        "takes answers from Markdown or JSON",
    ),
    tip(
        &[
            "delete", "remove", "rm", "del", "destroy", "drop", "skip", "ignore", "omit",
        ],
        "redesign record PLAN/ACTIVITY --skip REASON",
        "leaves an activity out; plans and records are files, so `git rm` deletes them",
    ),
    tip(
        &["review", "accept", "approve", "confirm"],
        "redesign record PLAN/ACTIVITY --reviewed",
        "confirms that a record still holds",
    ),
    tip(
        &["commit", "save", "stage", "ci"],
        "redesign record PLAN/ACTIVITY --with-edits",
        "commits your own edits of a record; all other commands commit what they write",
    ),
    tip(
        &[
            "push",
            "pull",
            "fetch",
            "sync",
            "share",
            "merge",
            "rebase",
            "conflict",
            "conflicts",
            "mergetool",
        ],
        "redesign resolve",
        "lists what a merge left open; `git pull` and `git push` share a workspace",
    ),
    tip(
        &[
            "delete", "remove", "rm", "revert", "rollback", "back", "reset", "unto", "cancel",
        ],
        "redesign undo",
        "takes the last command back",
    ),
    tip(
        &[
            "checkout", "recover", "rewind", "revert", "version", "switch",
        ],
        "redesign restore PLAN/ACTIVITY@v1",
        "brings an old version back",
    ),
    tip(
        &["version"],
        "redesign --version",
        "says which redesign this is",
    ),
    tip(
        &[
            "history",
            "versions",
            "blame",
            "journal",
            "changelog",
            "changes",
            "commits",
        ],
        "redesign log PLAN",
        "lists the versions of a plan",
    ),
    tip(
        &["compare", "changes", "delta", "patch"],
        "redesign diff PLAN",
        "shows what changed",
    ),
    tip(
        &["mv", "move", "regroup"],
        "redesign rename PLAN NEW",
        "renames a plan or moves it to another group, with all links to it",
    ),
    tip(
        &["archive", "end", "close", "pause"],
        "redesign set PLAN ended=WHY",
        "says that a team's work is over; paused=WHY, that it pauses",
    ),
    tip(
        &["resume", "unpause"],
        "redesign set PLAN paused=",
        "says that a team goes on",
    ),
    tip(
        &["coach", "title", "organisation", "organization"],
        "redesign set PLAN KEY=VALUE",
        "changes a plan's title, organisation, start, coach and the like",
    ),
    tip(
        &["config", "configure", "settings", "preferences"],
        "redesign",
        "says which workspace this is; its settings are in its redesign.toml",
    ),
    tip(
        &["todo", "what", "now", "continue", "step", "steps", "task"],
        "redesign next",
        "says what to do next",
    ),
    tip(
        &[
            "todo",
            "todos",
            "tasks",
            "task",
            "due",
            "overdue",
            "owner",
            "owners",
            "who",
            "assign",
            "assigned",
            "reminders",
        ],
        "redesign actions --by owner",
        "lists the tasks in all records by who does them",
    ),
    tip(
        &["done", "complete", "finish", "tick", "close", "check-off"],
        "redesign actions done ID",
        "ticks a task off; an activity is done once its outputs are filled in",
    ),
    tip(
        &["reopen", "untick", "uncheck"],
        "redesign actions open ID",
        "clears a task's tick",
    ),
    tip(
        &[
            "summary",
            "overview",
            "dashboard",
            "progress",
            "stats",
            "state",
            "ls",
            "ll",
            "dir",
            "plans",
            "teams",
            "activities",
            "st",
            "stat",
            "where",
            "percent",
        ],
        "redesign status",
        "shows the state of every plan",
    ),
    tip(
        &[
            "grep",
            "find",
            "query",
            "answers",
            "records",
            "outputs",
            "activities",
        ],
        "redesign list ACTIVITY",
        "lists what teams wrote; `git grep WORDS` finds words",
    ),
    tip(
        &["export", "csv", "download", "dump", "excel", "spreadsheet"],
        "redesign list ACTIVITY --format csv",
        "prints a table for spreadsheets",
    ),
    tip(
        &["export", "json", "data", "dump", "api"],
        "redesign status --format json",
        "prints data for scripts, as other commands do",
    ),
    tip(
        &[
            "reports", "summary", "document", "word", "docx", "pdf", "print",
        ],
        "redesign report",
        "lists the reports; `redesign report plan PLAN` writes a plan as one document",
    ),
    tip(
        &[
            "sites", "web", "html", "page", "pages", "publish", "serve", "browse",
        ],
        "redesign site --out DIR",
        "writes pages for people without git; `--format html` prints one",
    ),
    tip(
        &[
            "validate", "lint", "verify", "test", "doctor", "fsck", "audit", "problems", "errors",
            "build",
        ],
        "redesign check",
        "reports every problem",
    ),
    tip(
        &["fix", "repair", "format", "fmt", "clean", "tidy"],
        "redesign check --fix --dry-run",
        "lists what it would fix",
    ),
    tip(
        &[
            "agenda",
            "schedule",
            "dates",
            "deadlines",
            "cal",
            "ical",
            "ics",
            "events",
            "week",
            "upcoming",
            "meetings",
        ],
        "redesign calendar",
        "shows what is ahead and what was missed",
    ),
    tip(
        &[
            "agenda",
            "worksheet",
            "worksheets",
            "print",
            "pdf",
            "handout",
            "form",
        ],
        "redesign sheet PLAN/ACTIVITY",
        "prints an activity's worksheets",
    ),
    tip(
        &["gantt", "chart", "graph", "plot", "activity", "trend"],
        "redesign timeline",
        "shows when each activity started and was done",
    ),
    tip(
        &[
            "who",
            "call",
            "calls",
            "attention",
            "priority",
            "risk",
            "risks",
            "alerts",
            "triage",
        ],
        "redesign board",
        "shows which team needs a call first",
    ),
    tip(
        &[
            "who",
            "meet",
            "match",
            "pair",
            "connect",
            "matchmaking",
            "people",
            "contacts",
        ],
        "redesign introduce",
        "proposes who should meet whom",
    ),
    tip(
        &["rate", "rating", "ratings", "grade", "points", "scores"],
        "redesign score",
        "suggests a progress score",
    ),
    tip(
        &[
            "compose",
            "quote",
            "summarise",
            "summarize",
            "summary",
            "story",
        ],
        "redesign draft PLAN/ACTIVITY --about PLAN",
        "drafts a record from what others say",
    ),
    tip(
        &[
            "template",
            "templates",
            "toolkits",
            "activity",
            "activities",
            "steps",
            "guide",
        ],
        "redesign toolkit show",
        "shows a toolkit's activities",
    ),
    tip(
        &["example", "examples", "sample", "tour", "tutorial", "try"],
        "redesign demo",
        "writes an example cohort into a new directory",
    ),
    tip(
        &[
            "manual", "docs", "doc", "usage", "commands", "?", "about", "explain", "topics",
        ],
        "redesign help",
        "lists commands and topics",
    ),
    tip(
        &[
            "login", "logout", "auth", "account", "whoami", "user", "users", "privacy",
        ],
        "redesign help privacy",
        "says who sees what; there is no account and no server",
    ),
    tip(
        &["completion", "autocomplete", "shell"],
        "redesign completions bash",
        "prints completions; also for zsh, fish, elvish and powershell",
    ),
    tip(
        &["schemas"],
        "redesign schema status",
        "prints the schema of a command's JSON",
    ),
];
