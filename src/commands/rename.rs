//! `redesign rename`

mod relinked;

use crate::app::new_place::new_place;
use crate::app::write::{Session, Written, committed, listed};
use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, Plan, PlanPlace, Renaming, codes};
use crate::report::{Cell, Report};
use crate::store::{Edit, Message, PlanFiles, Transaction};
use crate::toolkit::Audience;
use relinked::Relinked;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rename a plan, or move it to another group, with all links to it
///
/// One commit moves its folder and changes the links and references that lead to it, in all plans and the programme.
/// What was valid stays valid: reviews, consent, releases. Its history goes on under the new name.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The plan, by id or path
    #[arg(value_name = "PLAN")]
    plan: String,
    /// Its new name; it stays in its group unless another is named. /NEW is in none
    #[arg(value_name = "[GROUP/]NEW")]
    new: String,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

/// Result of `rename`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Renamed {
    /// Id of the plan before.
    from: String,
    /// Id of the plan now.
    to: String,
    /// Its directory before, relative to the workspace.
    from_path: String,
    /// Its directory now.
    path: String,
    /// Files outside of it in which links or references to it changed.
    relinked: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// Limit of files named in an error or a result.
const SHOWN: usize = 10;

impl Command for Arguments {
    const SCHEMA: &'static str = "rename";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Renamed;

    fn run(self, app: &App<'_>) -> Result<Reply<Renamed>, CommandError> {
        let workspace = app.workspace()?;
        let folder = target::plan_folder(&workspace, &self.plan)?;
        let (path, id) = self.place(&workspace, &folder)?;
        let session = workspace.begin_in(&folder, false)?;
        refuse_before_pull(&session)?;
        // Read under the lock, so that others' changes stay.
        let plan = workspace.read_plan(&folder)?;
        refuse_own(&workspace, &plan, &path)?;
        let files = session.plan_files(&folder)?;
        refuse_odd(&session, &folder, &files)?;
        let renaming = Renaming {
            from: PlanPlace {
                id: plan.id.as_str(),
                path: &folder,
            },
            to: PlanPlace {
                id: &id,
                path: &path,
            },
            toolkit: &plan.toolkit,
        };
        let relinked = Relinked::of(&workspace, &renaming)?;
        let others: Vec<String> = relinked.outside(&folder);
        for other in &others {
            if session.is_uncommitted(other)? {
                return Err(uncommitted(std::slice::from_ref(other)));
            }
        }
        let transaction = Transaction {
            edits: edits(&renaming, &files, relinked.texts),
            message: self.message(
                (plan.id.as_str(), &id),
                [&folder, &path].map(|place| name_of(&workspace, place)),
            ),
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        if !written.dry_run {
            workspace.move_rest(&folder, &path, &files.ignored)?;
        }
        let renamed = Renamed {
            from: plan.id.to_string(),
            to: id.clone(),
            from_path: folder.clone(),
            path,
            relinked: others,
            written: written.clone(),
        };
        let report = report(&renamed, files.kept.len() + files.ignored.len());
        let reply = Reply {
            next: Some(format!("redesign show {id}")),
            notes: relinked.notes,
            ..Reply::new(renamed, report)
        };
        Ok(session.told(&written, reply))
    }
}

impl Arguments {
    /// Names both plans, so that either is found by its trailer.
    fn message(&self, (old, new): (&str, &str), [from, to]: [String; 2]) -> Message {
        let mut plans = vec![new.to_owned(), old.to_owned()];
        plans.dedup();
        Message {
            subject: format!("rename {from} to {to}"),
            why: self.message.clone(),
            plans,
            command: "rename",
            ..Message::default()
        }
    }

    /// The new directory and id.
    fn place(
        &self,
        workspace: &Opened<'_>,
        folder: &str,
    ) -> Result<(String, String), CommandError> {
        let plan = workspace.read_plan(folder)?;
        if plan.toolkit.audience == Audience::Cohort {
            let message = format!("\"{folder}\" is the cohort's programme, which has one name");
            return Err(CommandError::usage(message)
                .hint("its title can change: `redesign set cohort title='...'`"));
        }
        let group = name_of(workspace, folder);
        let group = group.rsplit_once('/').map(|(group, _)| group);
        let name = match (self.new.strip_prefix('/'), group) {
            (Some(name), _) => name.to_owned(),
            (None, Some(group)) if !self.new.contains('/') => format!("{group}/{}", self.new),
            (None, _) => self.new.clone(),
        };
        let name = name.trim_end_matches('/');
        if format!("{}/{name}", workspace.config.plans) == folder {
            let (message, id) = (format!("the plan is already named \"{name}\""), &plan.id);
            return Err(CommandError::usage(message).hint(format!(
                "redesign rename {id} GROUP/{id} moves it to a group, /{id} out of all groups"
            )));
        }
        let (path, id) = new_place(workspace, &plan.toolkit, name, Some(folder))?;
        if workspace.absolute(&path).symlink_metadata().is_ok() {
            let message = format!("{path} already exists");
            return Err(CommandError::new(codes::EXISTS, message)
                .hint("nothing was changed; choose another name"));
        }
        Ok((path, id))
    }
}

/// `[GROUP/]PLAN`.
fn name_of(workspace: &Opened<'_>, folder: &str) -> String {
    let below = folder.strip_prefix(&format!("{}/", workspace.config.plans));
    below.unwrap_or(folder).to_owned()
}

/// Others may have changed the plan meanwhile: what git merges by itself is less than what it could.
fn refuse_before_pull(session: &Session<'_>) -> Result<(), CommandError> {
    let lacked = session.git().filter(|_| session.commits());
    let Some(lacked) = lacked.and_then(crate::store::Git::lacked) else {
        return Ok(());
    };
    let number = Count(lacked.commits.len(), "commit");
    let verb = if lacked.commits.len() == 1 {
        "isn't"
    } else {
        "aren't"
    };
    let message = format!("{} has {number} that {verb} here yet", lacked.branch);
    let commits = lacked.commits.iter().take(SHOWN);
    let error = commits.fold(
        CommandError::new(codes::BEHIND, message),
        |error, (id, subject)| error.hint(format!("{} {subject}", crate::app::write::short(id))),
    );
    Err(error.hint("nothing was changed; `git pull`, then rename"))
}

/// Refuses a plan that is kept by another repository than the workspace, or is to be.
fn refuse_own(workspace: &Opened<'_>, plan: &Plan, path: &str) -> Result<(), CommandError> {
    let group = path.rsplit_once('/').map_or("", |(group, _)| group);
    let found = plan.repository.clone();
    let Some(own) = found.or_else(|| workspace.repository_of(group)) else {
        return Ok(());
    };
    let message = if plan.repository.is_some() {
        format!("\"{}\" is kept by a repository of its own, {own}", plan.id)
    } else {
        format!("{own} is a repository of its own")
    };
    Err(CommandError::refused(codes::GIT, message).hint(
        "nothing was changed; move its folder by hand, then `redesign check` names the links that lead nowhere",
    ))
}

/// Refuses what can't be moved as it is.
fn refuse_odd(session: &Session<'_>, folder: &str, files: &PlanFiles) -> Result<(), CommandError> {
    if let Some(odd) = &files.odd {
        let message = format!(
            "{folder}/{} {}, so the folder isn't moved",
            odd.name, odd.why
        );
        return Err(CommandError::refused(codes::DIRECTORY, message)
            .hint(format!("nothing was changed; {}", odd.help)));
    }
    if files.uncommitted.is_empty() || !session.commits() {
        return Ok(());
    }
    let names = files.uncommitted.iter();
    let names: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    Err(uncommitted(&names))
}

fn uncommitted(paths: &[String]) -> CommandError {
    let first = paths.first().map_or("", String::as_str);
    let more = match paths.len() {
        0 | 1 => String::new(),
        some => format!(" (and {} more)", some - 1),
    };
    let message = format!("{first}{more} has uncommitted changes");
    CommandError::new(codes::NOT_COMMITTED, message).hint(
        "nothing was changed; commit them first, such as with `redesign record PLAN/ACTIVITY --with-edits`",
    )
}

/// Every file at its new place, and other files with their new words.
fn edits(
    renaming: &Renaming<'_>,
    files: &PlanFiles,
    mut texts: BTreeMap<String, (String, String)>,
) -> Vec<Edit> {
    let mut creates = Vec::new();
    let mut removes = Vec::new();
    for file in &files.kept {
        let path = format!("{}/{}", renaming.from.path, file.name);
        let text = texts.remove(&path).map(|(_, after)| after.into_bytes());
        creates.push(Edit::Create {
            path: renaming.moved(&path),
            bytes: text.unwrap_or_else(|| file.bytes.clone()),
            is_program: file.is_program,
        });
        removes.push(Edit::Remove {
            path,
            before: file.bytes.clone(),
        });
    }
    let others = texts
        .into_iter()
        .map(|(path, (before, after))| Edit::Change {
            path,
            before: before.into_bytes(),
            after: after.into_bytes(),
        });
    creates.into_iter().chain(others).chain(removes).collect()
}

fn report(renamed: &Renamed, files: usize) -> Report {
    let would = |done: &'static str, would: &'static str| {
        if renamed.written.dry_run { would } else { done }
    };
    let moved = format!(
        "{}/ to {}/ ({})",
        renamed.from_path,
        renamed.path,
        Count(files, "file")
    );
    let mut facts = vec![(would("moved", "would move").to_owned(), Cell::text(moved))];
    let others = renamed.relinked.iter().cloned();
    facts.extend(listed(
        would("relinked", "would relink"),
        others,
        SHOWN,
        " files",
    ));
    facts.extend(renamed.written.commit.as_deref().map(committed));
    Report::of_facts(facts)
}
