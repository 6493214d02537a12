//! `redesign init`

use super::write::{self, Written};
use super::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::store::{Edit, Git, Message, Toolkits, Transaction, WORKSPACE_FILE, Workspace, quoted};
use crate::toolkit::Audience;
use std::path::{Path, PathBuf};

/// Start a workspace
///
/// Writes redesign.toml, .gitattributes and .gitignore, makes a git repository unless there is one, and commits.
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
}

const ATTRIBUTES: &str = "# The same line ends on every system.\n* text=auto eol=lf\n";
const IGNORED: [&str; 2] = ["*.private.*", ".redesign*"];

impl Command for Arguments {
    const SCHEMA: &'static str = "init";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Written;

    fn run(self, app: &App<'_>) -> Result<Reply<Written>, CommandError> {
        let folder = self
            .dir
            .as_ref()
            .map_or_else(|| app.folder(), |dir| app.folder().join(dir));
        let folder = crate::store::resolved(&folder);
        if folder.join(WORKSPACE_FILE).exists() {
            return Err(CommandError::new(
                Exit::Refused,
                "R0006",
                format!("\"{}\" is a workspace already", folder.display()),
            )
            .hint("`redesign new PLAN` adds a plan to it"));
        }
        if let Some(outer) = Workspace::find(&folder) {
            return Err(CommandError::new(
                Exit::Refused,
                "R0006",
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
            let written = Written {
                written: transaction.paths(),
                commit: None,
                not_committed: None,
                dry_run: true,
            };
            let report = write::report(&written, 10);
            return Ok(Reply {
                is_report_of_work: true,
                ..Reply::new(written, report)
            });
        }
        let made = crate::store::make_folder(&folder)?;
        let done = self.write(app, &folder, &transaction);
        if done.is_err() {
            crate::store::remove_if_empty(&made);
        }
        done
    }
}

impl Arguments {
    fn write(
        &self,
        app: &App<'_>,
        folder: &Path,
        transaction: &Transaction,
    ) -> Result<Reply<Written>, CommandError> {
        let mut made_repository = false;
        // One that can't be read is one all the same.
        if !self.no_git && matches!(Git::around(folder), Ok(None)) {
            Git::init(folder)?;
            made_repository = true;
        }
        let workspace = Workspace::bare(folder)?;
        let session = app.begin(&workspace, false)?;
        let written = app.apply(&workspace, &session, transaction)?;
        let report = write::report(&written, 10);
        let mut reply = Reply {
            next: Some("redesign new PLAN".to_owned()),
            ..Reply::new(written.clone(), report)
        };
        write::notes(&mut reply, &written, &session);
        if made_repository {
            reply.notes.insert(0, "made a git repository".to_owned());
        }
        Ok(reply)
    }
}

/// The workspace's first files. What is there already stays; lines are only added to `.gitignore`.
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
    let mut edits = Vec::new();
    if !folder.join(".gitattributes").exists() {
        edits.push(Edit::Create {
            path: ".gitattributes".to_owned(),
            bytes: ATTRIBUTES.into(),
        });
    }
    match std::fs::read(folder.join(".gitignore")) {
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
