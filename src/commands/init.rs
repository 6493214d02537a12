//! `redesign init`

use super::merge_driver;
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::codes;
use crate::prompt::Prompter;
use crate::store::{
    Edit, Git, Message, Toolkits, Transaction, WORKSPACE_FILE, Workspace, held, quoted,
};
use crate::toolkit::Audience;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Start a workspace
///
/// Writes redesign.toml, .gitattributes and .gitignore, makes a git repository unless there is one, and commits. Where
/// you say so, git in this clone learns to merge records answer by answer.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where; this directory unless said otherwise
    dir: Option<PathBuf>,
    /// Title above tables and reports
    #[arg(long)]
    title: Option<String>,
    /// Make no git repository
    #[arg(long)]
    no_git: bool,
    /// Have git in this clone merge records answer by answer; also in a workspace that is there already
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
/// What the attribute of records and the section of git's settings are called.
const DRIVER: &str = "redesign";
/// The folder in which plans live unless settings say otherwise, and that of the cohort's own plan.
const PLANS: &str = "plans";
const COHORT: &str = "cohort";
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
            return Err(CommandError::new(
                codes::WORKSPACE_EXISTS,
                format!("\"{}\" is a workspace already", folder.display()),
            )
            .hint("`redesign new PLAN` adds a plan to it"));
        }
        if let Some(outer) = Workspace::find(&folder) {
            return Err(CommandError::new(
                codes::WORKSPACE_EXISTS,
                format!(
                    "\"{}\" is a workspace around this directory",
                    outer.display()
                ),
            )
            .hint("a workspace can't hold another; start it elsewhere"));
        }
        let title = self.title.clone().unwrap_or_else(|| {
            let full = std::path::absolute(&folder).unwrap_or_else(|_| folder.clone());
            full.file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default()
        });
        let transaction = Transaction {
            edits: files(&folder, &title),
            message: Message {
                subject: "start a redesign workspace".to_owned(),
                command: "init",
                ..Message::default()
            },
            ..Transaction::default()
        };
        if app.global.dry_run {
            return Ok(preview(&transaction));
        }
        let made = crate::store::make_folder(&folder)?;
        let done = self.write(app, &folder, &transaction);
        if done.is_err() {
            crate::store::remove_if_empty(&made);
        }
        done
    }
}

fn preview(transaction: &Transaction) -> Reply<Started> {
    let written = Written {
        written: transaction.paths(),
        commit: None,
        not_committed: None,
        dry_run: true,
    };
    let report = write::report(&written, 10);
    let started = Started {
        merge_driver: false,
        written,
    };
    Reply {
        is_report_of_work: true,
        ..Reply::new(started, report)
    }
}

impl Arguments {
    fn write(
        &self,
        app: &App<'_>,
        folder: &Path,
        transaction: &Transaction,
    ) -> Result<Reply<Started>, CommandError> {
        let mut made_repository = false;
        // One that can't be read is one all the same.
        if !self.no_git && matches!(Git::around(folder), Ok(None)) {
            Git::init(folder)?;
            made_repository = true;
        }
        let workspace = Workspace::bare(folder)?;
        let session = app.begin(&workspace, false)?;
        let written = app.apply(&workspace, &session, transaction)?;
        let mut reply = self.finished(app, &session, &written)?;
        reply.next = Some("redesign new PLAN".to_owned());
        if made_repository {
            reply.notes.insert(0, "made a git repository".to_owned());
        }
        Ok(reply)
    }

    /// `--merge-driver` in a workspace that is there, such as a clone of one.
    fn in_workspace(&self, app: &App<'_>, root: &Path) -> Result<Reply<Started>, CommandError> {
        if self.title.is_some() {
            return Err(CommandError::usage(format!(
                "\"{}\" is a workspace already, with a title",
                root.display()
            ))
            .hint("leave out --title; it stands in redesign.toml"));
        }
        if Git::around(root)?.is_none() {
            return Err(CommandError::usage(format!(
                "\"{}\" is in no git repository, so nothing is merged there",
                root.display()
            ))
            .hint("`git init` makes one"));
        }
        let workspace = Workspace::open(root)?;
        let transaction = Transaction {
            edits: attributes(&workspace.follow(ATTRIBUTES_FILE)?, &workspace.config.plans)
                .into_iter()
                .collect(),
            message: Message {
                subject: "merge records answer by answer".to_owned(),
                ..Message::default()
            },
            ..Transaction::default()
        };
        if app.global.dry_run {
            return Ok(preview(&transaction));
        }
        let session = app.begin(&workspace, false)?;
        let written = if transaction.is_empty() {
            Written {
                written: Vec::new(),
                commit: None,
                not_committed: None,
                dry_run: false,
            }
        } else {
            app.apply(&workspace, &session, &transaction)?
        };
        self.finished(app, &session, &written)
    }

    /// Tells git how to merge records where the user says so, and says what was done.
    fn finished(
        &self,
        app: &App<'_>,
        session: &Session,
        written: &Written,
    ) -> Result<Reply<Started>, CommandError> {
        // Of a repository that only the git program reads, no setting is changed.
        let git = session.git().filter(|_| !self.no_git);
        let is_set = |git: &Git| git.merge_driver(DRIVER).as_deref() == Some(merge_driver::LINE);
        let mut notes = Vec::new();
        let merge_driver = match git {
            None => false,
            Some(git) if is_set(git) && !self.merge_driver => true,
            Some(git) => {
                let wished = self.merge_driver || app.global.yes || (app.can_ask() && asked(app)?);
                if wished {
                    git.set_merge_driver(DRIVER, merge_driver::NAME, merge_driver::LINE)?;
                    notes.push(format!(
                        "set merge.{DRIVER}.name and merge.{DRIVER}.driver in this clone's git settings: records are merged answer by answer"
                    ));
                } else {
                    notes.push(
                        "to have git merge records answer by answer, type in each clone: redesign init --merge-driver".to_owned(),
                    );
                }
                wished
            }
        };
        let report = write::report(written, 10);
        let started = Started {
            merge_driver,
            written: written.clone(),
        };
        let mut reply = Reply::new(started, report);
        write::notes(&mut reply, written, session);
        reply.notes.extend(notes);
        Ok(reply)
    }
}

/// Whether git may be told.
fn asked(app: &App<'_>) -> Result<bool, CommandError> {
    Prompter::say(
        "Two people can record at once. git can merge what they wrote answer by answer; for that two of this clone's git settings are written (merge.redesign.name and merge.redesign.driver).",
    );
    Prompter::new(app.context).yes("Write them?")
}

/// The lines of `.gitattributes` that have records merged by this program; nothing where they are there.
fn attributes(place: &Path, plans: &str) -> Option<Edit> {
    let records = [plans, COHORT].map(|folder| {
        let pattern = format!("{folder}/**/*.md");
        if pattern.contains(char::is_whitespace) {
            format!("\"{pattern}\" merge={DRIVER}")
        } else {
            format!("{pattern} merge={DRIVER}")
        }
    });
    let path = ATTRIBUTES_FILE.to_owned();
    let lines = |lines: &[&str]| {
        format!(
            "# Records are merged answer by answer, where git is told how: redesign init --merge-driver\n{}\n",
            lines.join("\n")
        )
    };
    let Ok(before) = held(place) else {
        return Some(Edit::Create {
            path,
            bytes: format!(
                "{ATTRIBUTES}{}",
                lines(&records.each_ref().map(String::as_str))
            )
            .into_bytes(),
        });
    };
    let text = String::from_utf8_lossy(&before);
    let missing: Vec<&str> = records
        .iter()
        .map(String::as_str)
        .filter(|line| !text.lines().any(|found| found.trim() == *line))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let mut after = before.clone();
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend(lines(&missing).bytes());
    Some(Edit::Change {
        path,
        before,
        after,
    })
}

/// The workspace's first files. What is there already stays; lines are only added to `.gitignore` and
/// `.gitattributes`.
fn files(folder: &Path, title: &str) -> Vec<Edit> {
    // The default is the first toolkit for teams inside the binary: code names none.
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
    let mut edits: Vec<Edit> = attributes(&folder.join(ATTRIBUTES_FILE), PLANS)
        .into_iter()
        .collect();
    match held(&folder.join(".gitignore")) {
        Err(_) => {
            let text = format!(
                "# Sheets for one person's own use, and locks.\n{}\n",
                IGNORED.join("\n")
            );
            edits.push(Edit::Create {
                path: ".gitignore".to_owned(),
                bytes: text.into_bytes(),
            });
        }
        Ok(before) => {
            let text = String::from_utf8_lossy(&before);
            let missing: Vec<&str> = IGNORED
                .into_iter()
                .filter(|line| !text.lines().any(|found| found.trim() == *line))
                .collect();
            if !missing.is_empty() {
                let mut after = before.clone();
                if !after.is_empty() && !after.ends_with(b"\n") {
                    after.push(b'\n');
                }
                after.extend(format!("{}\n", missing.join("\n")).bytes());
                edits.push(Edit::Change {
                    path: ".gitignore".to_owned(),
                    before,
                    after,
                });
            }
        }
    }
    edits.push(Edit::Create {
        path: WORKSPACE_FILE.to_owned(),
        bytes: settings.into_bytes(),
    });
    edits
}
