//! Words and flags that other tools have and this one hasn't, with the command to type instead. Data only: a row more
//! is a tip more.

/// What to type instead of something.
#[derive(Debug)]
pub struct UsageTip {
    /// First words, or flags, in lower case.
    pub typed: &'static [&'static str],
    /// A command that can be parsed as it is; words in capitals stand for the user's own.
    pub command: &'static str,
    /// Goes on after the command.
    pub does: &'static str,
}

const fn tip(
    typed: &'static [&'static str],
    command: &'static str,
    does: &'static str,
) -> UsageTip {
    UsageTip {
        typed,
        command,
        does,
    }
}

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
            "report",
            "reports",
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
        &["site", "web", "html", "page", "publish", "serve", "browse"],
        "redesign status --format html",
        "prints a page",
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

/// A flag in several rows gets several tips.
pub const FLAGS: &[UsageTip] = &[
    tip(
        &["--json", "-j", "--raw"],
        "redesign status --format json",
        "prints JSON, as other commands do",
    ),
    tip(
        &["--csv", "--excel"],
        "redesign status --format csv",
        "prints CSV",
    ),
    tip(
        &["--tsv", "--tabs"],
        "redesign status --format tsv",
        "prints TSV",
    ),
    tip(
        &["--html", "--web"],
        "redesign status --format html",
        "prints a page",
    ),
    tip(
        &["--markdown", "--md"],
        "redesign status --format markdown",
        "prints Markdown",
    ),
    tip(
        &["--table", "--text", "--pretty"],
        "redesign status --format table",
        "prints a table, as it does anyway",
    ),
    tip(
        &["--ics", "--ical"],
        "redesign calendar --format ics",
        "prints a calendar for other programs",
    ),
    tip(
        &["--svg"],
        "redesign timeline --format svg",
        "prints a drawing",
    ),
    tip(
        &["--patch", "-p"],
        "redesign diff PLAN --format patch",
        "prints a patch",
    ),
    tip(
        &[
            "-o",
            "--output",
            "--out",
            "--file",
            "--output-file",
            "--save",
        ],
        "redesign status --format csv > FILE",
        "writes a file: results go to standard output",
    ),
    tip(
        &["--output", "-o", "--type", "--fmt", "-f"],
        "redesign status --format json",
        "chooses a format",
    ),
    tip(
        &[
            "--force",
            "-f",
            "-y",
            "--assume-yes",
            "--confirm",
            "--no-prompt",
        ],
        "redesign check --fix --yes",
        "answers yes to every question; --no-input never asks",
    ),
    tip(
        &[
            "-n",
            "--dry",
            "--dryrun",
            "--preview",
            "--simulate",
            "--what-if",
            "--noop",
        ],
        "redesign check --fix --dry-run",
        "shows what would be written",
    ),
    tip(
        &["--nocommit", "--no-git"],
        "redesign check --fix --no-commit",
        "writes without a commit",
    ),
    tip(
        &["-i", "--interactive", "--ask"],
        "redesign record PLAN/ACTIVITY",
        "asks for each output on a terminal",
    ),
    tip(
        &["-e", "--editor"],
        "redesign record PLAN/ACTIVITY --edit",
        "opens a record in your editor",
    ),
    tip(
        &["--message", "--msg", "--reason", "--why", "--comment"],
        "redesign record PLAN/ACTIVITY -m WHY",
        "gives the reason",
    ),
    tip(
        &[
            "--no-color",
            "--no-colour",
            "--nocolor",
            "--colour",
            "--monochrome",
        ],
        "redesign status --color never",
        "prints no colours",
    ),
    tip(
        &["--plain", "--no-unicode", "--no-emoji"],
        "redesign status --ascii",
        "uses ASCII marks only",
    ),
    tip(
        &["--silent", "-s", "--no-output"],
        "redesign check --quiet",
        "prints less",
    ),
    tip(
        &["--debug", "--trace", "-d", "--log-level"],
        "redesign status -v",
        "prints more",
    ),
    tip(
        &[
            "--dir",
            "--directory",
            "--cwd",
            "--path",
            "--root",
            "--workspace",
            "-c",
            "-w",
        ],
        "redesign -C DIR status",
        "runs in another directory",
    ),
    tip(
        &[
            "--team",
            "--plan",
            "--plans",
            "--project",
            "-t",
            "--id",
            "--name",
        ],
        "redesign status PLAN",
        "names a plan, without a flag",
    ),
    tip(
        &["--since", "--after", "--changed"],
        "redesign status --since 2026-11-01",
        "shows what changed since a day",
    ),
    tip(
        &["--date", "--on", "--as-of", "--when", "--before", "--at"],
        "redesign status --at 2026-11-01",
        "shows plans as they were at the end of a day",
    ),
    tip(
        &[
            "--limit",
            "--head",
            "--tail",
            "--sort",
            "--sort-by",
            "--order",
            "--filter",
            "--fields",
            "--columns",
        ],
        "redesign status --format csv",
        "prints a table that other programs can sort and cut",
    ),
    tip(
        &["--version"],
        "redesign --version",
        "says which redesign this is",
    ),
    tip(
        &["-?", "--usage", "--man", "--examples"],
        "redesign help",
        "lists commands and topics",
    ),
];

/// Tips for a word or a flag that was typed.
pub fn for_typed<'a>(rows: &'a [UsageTip], typed: &str) -> impl Iterator<Item = String> + use<'a> {
    let typed = typed.to_lowercase();
    let fitting = rows
        .iter()
        .filter(move |row| row.typed.contains(&typed.as_str()));
    fitting.map(|row| format!("`{}` {}", row.command, row.does))
}
