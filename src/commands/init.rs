//! `redesign init`

use super::merge_driver;
use crate::app::answer::one_line;
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::{codes, quoted};
use crate::prompt::Prompter;
use crate::store::{Edit, Git, Message, Toolkits, Transaction, WORKSPACE_FILE, Workspace, held};
use crate::toolkit::Audience;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Start a workspace
///
/// Writes redesign.toml, .gitattributes and .gitignore, makes a git repository if there is none, and commits. If you
/// agree, git in this clone will merge records answer by answer.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The directory [default: this one]
    dir: Option<PathBuf>,
    /// Title above tables and reports
    #[arg(long)]
    title: Option<String>,
    /// Don't make a git repository
    #[arg(long)]
    no_git: bool,
    /// Make git in this clone merge records answer by answer; works in an existing workspace too
    #[arg(long, conflicts_with = "no_git")]
    merge_driver: bool,
}

/// Result of `init`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Started {
    /// Whether git in this clone merges records answer by answer.
    merge_driver: bool,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

const ATTRIBUTES_FILE: &str = ".gitattributes";

const ATTRIBUTES: &str = "# The same line ends on every system.\n* text=auto eol=lf\n";
/// Name of the records' attribute and of the section in git's settings.
const DRIVER: &str = "redesign";
/// The default folder of plans, and the folder of the cohort's own plan.
const PLANS: &str = "plans";
const COHORT: &str = "cohort";
const IGNORE_FILE: &str = ".gitignore";
const IGNORED: [&str; 2] = ["*.private.*", ".redesign*"];

impl Command for Arguments {
    const SCHEMA: &'static str = "init";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Started;

    fn run(self, app: &App<'_>) -> Result<Reply<Started>, CommandError> {
        let folder = self
            .dir
            .as_ref()
            .map_or_else(|| app.folder(), |dir| app.folder().join(dir));
        let folder = crate::store::resolved(&folder);
        if self.merge_driver
            && let Some(root) = Workspace::find(&folder)
        {
            return self.in_workspace(app, &root);
        }
        if folder.join(WORKSPACE_FILE).exists() {
            let message = format!("\"{}\" is already a workspace", folder.display());
            return Err(CommandError::new(codes::WORKSPACE_EXISTS, message)
                .hint("`redesign new PLAN` adds a plan to it"));
        }
        if let Some(outer) = Workspace::find(&folder) {
            let outer = outer.display();
            let message = format!("\"{outer}\" is a workspace around this directory");
            return Err(CommandError::new(codes::WORKSPACE_EXISTS, message)
                .hint("a workspace can't contain another; start it elsewhere"));
        }
        self.refuse_second(&folder)?;
        one_line("--title", self.title.as_deref().unwrap_or_default())?;
        let title = self.title.clone().unwrap_or_else(|| {
            let full = std::path::absolute(&folder).unwrap_or_else(|_| folder.clone());
            let name = full.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        });
        if app.global.dry_run {
            return Ok(preview(&started(&folder, &title)));
        }
        let made = crate::store::make_folder(&folder)?;
        let done = self.write(app, &folder, &title);
        if done.is_err() {
            crate::store::remove_if_empty(&made);
        }
        done
    }
}

fn preview(transaction: &Transaction) -> Reply<Started> {
    let written = Written::preview(transaction);
    let report = write::report(&written, 10, []);
    let started = Started {
        merge_driver: false,
        written,
    };
    Reply {
        is_report_of_work: true,
        ..Reply::new(started, report)
    }
}

fn started(folder: &Path, title: &str) -> Transaction {
    Transaction {
        edits: files(folder, title),
        message: message("start a redesign workspace"),
        ..Transaction::default()
    }
}

impl Arguments {
    /// Refuses a second workspace in a clone whose workspace isn't checked out, or not even pushed yet: it would begin
    /// another history, and the two could never be merged.
    fn refuse_second(&self, folder: &Path) -> Result<(), CommandError> {
        let git = Git::around(folder).ok().flatten();
        let Some(branch) = git.and_then(|git| git.not_checked_out(&folder.join(WORKSPACE_FILE)))
        else {
            return Ok(());
        };
        let name = branch.split_once('/').map_or("", |(_, name)| name);
        if !branch.is_empty() {
            let message = format!("there is already a workspace on the branch \"{branch}\"");
            return Err(CommandError::new(codes::WORKSPACE_EXISTS, message)
                .hint(format!("`git switch {name}` checks it out")));
        }
        if !self.merge_driver {
            return Ok(());
        }
        let message = "no workspace here yet: this is a clone of an empty repository";
        Err(CommandError::new(codes::NO_WORKSPACE, message)
            .hint(
                "if somebody else starts it, `git pull` once they have pushed, then run this again",
            )
            .hint("`redesign init` without --merge-driver starts it here"))
    }

    fn write(
        &self,
        app: &App<'_>,
        folder: &Path,
        title: &str,
    ) -> Result<Reply<Started>, CommandError> {
        let mut made_repository = false;
        // An unreadable repository is still a repository.
        if !self.no_git && matches!(Git::around(folder), Ok(None)) {
            Git::init(folder)?;
            made_repository = true;
        }
        let start = || {
            let workspace = app.opened(Workspace::bare(folder)?);
            let session = workspace.begin(false)?;
            // Only now: an interrupted start was undone just before.
            let written = session.write(&started(folder, title))?;
            self.finished(app, &session, &written)
        };
        let mut reply = start().map_err(|mut error| {
            for hint in error.hints.iter_mut().filter(|_| made_repository) {
                *hint = hint.replace("nothing was changed", "only a git repository was made");
            }
            error
        })?;
        reply.next = Some("redesign new PLAN".to_owned());
        if made_repository {
            reply.notes.insert(0, "made a git repository".to_owned());
        }
        Ok(reply)
    }

    /// `--merge-driver` in an existing workspace, such as a clone.
    fn in_workspace(&self, app: &App<'_>, root: &Path) -> Result<Reply<Started>, CommandError> {
        let shown = root.display();
        if self.title.is_some() {
            let message = format!("\"{shown}\" is already a workspace with a title");
            return Err(CommandError::usage(message)
                .hint("omit --title, or edit the title in redesign.toml"));
        }
        if Git::around(root)?.is_none() {
            let message =
                format!("\"{shown}\" is not in a git repository, so there is nothing to merge");
            return Err(CommandError::usage(message).hint("`git init` makes one"));
        }
        let workspace = app.opened(Workspace::open(root)?);
        let place = workspace.follow(ATTRIBUTES_FILE)?;
        let transaction = Transaction {
            edits: Vec::from_iter(attributes(&place, &workspace.config.plans)),
            message: message("merge records answer by answer"),
            ..Transaction::default()
        };
        if app.global.dry_run {
            return Ok(preview(&transaction));
        }
        let session = workspace.begin(false)?;
        let written = session.write(&transaction)?;
        self.finished(app, &session, &written)
    }

    /// Sets up the merge driver if the user agrees, and reports it.
    fn finished(
        &self,
        app: &App<'_>,
        session: &Session<'_>,
        written: &Written,
    ) -> Result<Reply<Started>, CommandError> {
        // Settings of a repository that only the git program reads stay unchanged.
        let git = session.git().filter(|_| !self.no_git);
        let is_set = |git: &Git| git.merge_driver(DRIVER).as_deref() == Some(merge_driver::LINE);
        let mut note = None;
        let merge_driver = match git {
            None => false,
            Some(git) if is_set(git) && !self.merge_driver => true,
            Some(git) => {
                let wished = self.merge_driver || app.global.yes || (app.can_ask() && asked(app)?);
                note = Some(if wished {
                    git.set_merge_driver(DRIVER, merge_driver::NAME, merge_driver::LINE)?;
                    format!(
                        "set merge.{DRIVER}.name and merge.{DRIVER}.driver in this clone's git settings: records are merged answer by answer"
                    )
                } else {
                    "to have git merge records answer by answer, type in each clone: redesign init --merge-driver".to_owned()
                });
                wished
            }
        };
        let report = write::report(written, 10, []);
        let started = Started {
            merge_driver,
            written: written.clone(),
        };
        let mut reply = session.told(written, Reply::new(started, report));
        reply.notes.extend(note);
        Ok(reply)
    }
}

/// Asks whether to set up the merge driver.
fn asked(app: &App<'_>) -> Result<bool, CommandError> {
    let prompter = Prompter::new(app.context, !app.global.dry_run);
    prompter.say(
        "Two people can record at once. git can merge their work answer by answer; this needs two git settings in this clone (merge.redesign.name and merge.redesign.driver).",
    );
    prompter.yes("Write them?")
}

/// The lines of `.gitattributes` for the merge driver; `None` if present.
fn attributes(place: &Path, plans: &str) -> Option<Edit> {
    let records = [plans, COHORT].map(|folder| {
        let pattern = format!("{folder}/**/*.md");
        if pattern.contains(char::is_whitespace) {
            format!("\"{pattern}\" merge={DRIVER}")
        } else {
            format!("{pattern} merge={DRIVER}")
        }
    });
    let about = "# Records are merged answer by answer, where git is told how: redesign init --merge-driver\n";
    with_lines(
        (place, ATTRIBUTES_FILE),
        records.each_ref().map(String::as_str),
        (ATTRIBUTES, about),
    )
}

/// The edit that adds missing lines to a file after a comment; `head` starts a new file.
fn with_lines<const N: usize>(
    (place, path): (&Path, &str),
    lines: [&str; N],
    (head, about): (&str, &str),
) -> Option<Edit> {
    let Ok(before) = held(place) else {
        let text = format!("{head}{about}{}\n", lines.join("\n"));
        return write::edit(path, None, text);
    };
    let text = String::from_utf8_lossy(&before);
    let is_missing = |line: &&str| !text.lines().any(|found| found.trim() == *line);
    let missing: Vec<_> = lines.into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        return None;
    }
    let mut after = before.clone();
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend(format!("{about}{}\n", missing.join("\n")).bytes());
    write::edit(path, Some(&before), after)
}

/// The workspace's first files. Existing files stay; `.gitignore` and `.gitattributes` only get lines added.
fn files(folder: &Path, title: &str) -> Vec<Edit> {
    // The default is the first built-in toolkit for teams; no code names it.
    let toolkits = Toolkits::built_in().usable();
    let default = toolkits
        .iter()
        .find(|(toolkit, ..)| toolkit.audience == Audience::Team);
    let toolkit = default
        .map(|(toolkit, ..)| toolkit.id.to_string())
        .unwrap_or_default();
    let settings = format!(
        "# A redesign workspace. docs: file-formats.md\ntitle = {}\n\n# Toolkit that `redesign new` uses unless told otherwise.\ntoolkit = {}\n\n# Time zone in which days begin, such as America/Chicago.\ntimezone = \"UTC\"\n\n[git]\n# Whether each command that writes makes a commit of what it wrote.\ncommit = true\n\n[privacy]\n# Smallest group of people about which a number may be kept: 10 or more.\nmin_n = 10\n",
        quoted(title),
        quoted(&toolkit),
    );
    let ignored = folder.join(IGNORE_FILE);
    let head = "# Sheets for one person's own use, and locks.\n";
    let edits = [
        attributes(&folder.join(ATTRIBUTES_FILE), PLANS),
        with_lines((&ignored, IGNORE_FILE), IGNORED, (head, "")),
        write::edit(WORKSPACE_FILE, None, settings),
    ];
    edits.into_iter().flatten().collect()
}

fn message(subject: &str) -> Message {
    Message {
        subject: subject.to_owned(),
        command: "init",
        ..Message::default()
    }
}
