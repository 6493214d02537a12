//! `redesign new`

mod carry;

use crate::app::answer::day;
use crate::app::write::{self, Session, Written};
use crate::app::new_place::new_place;
use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, DaySense, Plan, ToolkitName};
use crate::report::Cell;
use crate::store::scaffold::Cycle;
use crate::store::{
    Edit, Message, NewFolder, ToolkitFiles, Toolkits, Transaction, Workspace, scaffold,
};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Audience, Toolkit, name_problem};
use carry::{Carried, Successor};
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// Scaffold plans from a toolkit
///
/// Each plan is a directory in plans/ with a file for each activity. The first time, the toolkit is copied into
/// toolkits/, so that the plan always uses exactly that version.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Names of the plans, such as cedar-rapids or iowa/cedar-rapids
    #[arg(required = true, value_name = "[GROUP/]PLAN")]
    plans: Vec<String>,
    /// Title of the plan
    #[arg(long)]
    title: Option<String>,
    /// The organisation whose plan it is
    #[arg(long, alias = "organization")]
    organisation: Option<String>,
    /// First day of the cycle, from which due days are counted
    #[arg(long, value_name = "YYYY-MM-DD")]
    start: Option<String>,
    /// Who coaches the team; a role is enough
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// How to reach the team
    #[arg(long)]
    contact: Option<String>,
    /// Toolkit to use, as ID or ID@VERSION
    #[arg(long, value_name = "TOOLKIT")]
    toolkit: Option<String>,
    /// Start another cycle of this plan, with its toolkit's newest version and the answers that stay true
    #[arg(long = "continue", value_name = "PLAN", conflicts_with = "toolkit")]
    continues: Option<String>,
}

/// Result of `new`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scaffolded {
    /// Id of the continued plan, or null.
    continues: Option<String>,
    /// Ids of the activities whose answers were carried over.
    carried: Vec<String>,
    /// Answers (`activity/output`) that were not carried over because they don't count there or have no place here.
    left: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "new";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Scaffolded;

    fn run(mut self, app: &App<'_>) -> Result<Reply<Scaffolded>, CommandError> {
        let workspace = app.workspace()?;
        if self.plans.len() > 1 && self.title.is_some() {
            return Err(
                CommandError::usage("--title can't be used for several plans")
                    .hint("create them one by one, or write titles into plan.toml"),
            );
        }
        self.refuse_odd_start(&workspace)?;
        let old = self.continued(&workspace)?;
        let base = self.toolkit(&workspace)?;
        let session = workspace.begin_in(&self.group(&workspace), false)?;
        let mut transaction = Transaction::default();
        let completed = base.copy(&workspace, &mut transaction);
        let (ids, carried) = self.plans(&workspace, &base, old.as_ref(), &mut transaction)?;
        transaction.message = message(&ids, old.as_ref());
        let written = session.write(&transaction)?;
        let folders = transaction.folders.iter();
        let folders = folders
            .map(|folder| format!("{}/ ({})", folder.path, Count(folder.files.len(), "file")));
        let shown = Written {
            written: completed.into_iter().chain(folders).collect(),
            ..written.clone()
        };
        let taken = old.as_ref().map(|old| carried.words(&old.id));
        let taken = taken.map(|words| ("carried".to_owned(), Cell::text(words)));
        let report = write::report(&shown, 20, taken);
        let reply = Reply {
            next: ids.first().map(|id| format!("redesign next {id}")),
            notes: Vec::from_iter(carried.note()),
            ..Reply::new(Scaffolded::of(old.as_ref(), carried, &written), report)
        };
        let mut reply = session.told(&written, reply);
        let is_committed = written.commit.is_some();
        let lacking = base.is_missing_in(&workspace, &session);
        reply.notes.extend(lacking.filter(|_| is_committed));
        Ok(reply)
    }
}

impl Arguments {
    /// Refuses a first day that `check` would name.
    fn refuse_odd_start(&self, workspace: &Opened<'_>) -> Result<(), CommandError> {
        let Some(words) = &self.start else {
            return Ok(());
        };
        let start = day("--start", words)?;
        match DaySense::Planned.why_not(start, workspace.now().day) {
            None => Ok(()),
            Some(why) => {
                let message = format!("`start`: {start} {why}");
                Err(CommandError::usage(message).hint("check the year"))
            }
        }
    }
}

impl Scaffolded {
    fn of(old: Option<&Plan>, carried: Carried, written: &Written) -> Self {
        Self {
            continues: old.map(|old| old.id.to_string()),
            carried: carried.activities,
            left: carried.left,
            written: written.clone(),
        }
    }
}

/// The toolkit for the plans.
struct Base {
    toolkit: Arc<Toolkit>,
    source: ToolkitFiles,
    /// Its folder in the workspace; empty if not copied yet.
    place: String,
}

impl Base {
    /// Copies it into the workspace, or missing templates into an existing copy; returns words about those.
    fn copy(&self, workspace: &Workspace, transaction: &mut Transaction) -> Option<String> {
        let files = self
            .source
            .embedded_files()
            .filter(|_| self.place.is_empty());
        if let Some(files) = files {
            let files = files.into_iter();
            transaction.folders.push(NewFolder {
                path: scaffold::toolkit_folder(&self.toolkit),
                files: files.map(|(name, bytes)| (name, bytes.to_vec())).collect(),
            });
        }
        let lacking = workspace.templates_lacking(&self.toolkit, &self.source);
        let (place, count) = (&self.place, Count(lacking.len(), "file"));
        let said = format!("{place}/templates/ ({count}: the words of its records)");
        let said = (!lacking.is_empty()).then_some(said);
        let edits = lacking.into_iter();
        transaction
            .edits
            .extend(edits.map(|(name, bytes)| Edit::Create {
                path: format!("{place}/{name}"),
                bytes: bytes.to_vec(),
            }));
        said
    }

    /// A note if plans are committed but not the toolkit, which others need to read them.
    fn is_missing_in(&self, workspace: &Workspace, session: &Session<'_>) -> Option<String> {
        let place = &self.place;
        let file = workspace.absolute(&format!("{place}/toolkit.toml"));
        let is_missing = !place.is_empty()
            && !session.is_below(&workspace.absolute(&workspace.config.plans))
            && !session.keeps(&file);
        is_missing.then(|| format!("note: {place} is not committed, but others need it to read this plan: git add {place}"))
    }
}

fn message(ids: &[String], old: Option<&Plan>) -> Message {
    let verb = if ids.len() == 1 {
        "new plan"
    } else {
        "new plans"
    };
    let continues = old.map_or(String::new(), |old| format!(", continues {}", old.id));
    Message {
        subject: format!("{verb} {}{continues}", ids.join(", ")),
        plans: ids.to_vec(),
        command: "new",
        ..Message::default()
    }
}

impl Arguments {
    /// The files of all plans, their ids, and what is carried over.
    fn plans(
        &self,
        workspace: &Workspace,
        base: &Base,
        old: Option<&Plan>,
        transaction: &mut Transaction,
    ) -> Result<(Vec<String>, Carried), CommandError> {
        let mut templates = workspace.templates_for_plans(&base.toolkit, &base.source);
        let mut ids = Vec::new();
        let mut carried = Carried::default();
        for name in &self.plans {
            let (path, id) = new_place(workspace, &base.toolkit, name, None)?;
            if ids.contains(&id) {
                return Err(CommandError::usage(format!("\"{id}\" is named twice")));
            }
            let (folder, more) = self.plan(&base.toolkit, &mut templates, old, (&path, &id))?;
            transaction.folders.push(folder);
            carried = more;
            ids.push(id);
        }
        Ok((ids, carried))
    }

    /// The files of one plan, by directory and id, and what is carried over.
    fn plan(
        &self,
        toolkit: &Toolkit,
        templates: &mut Templates,
        old: Option<&Plan>,
        (path, id): (&str, &str),
    ) -> Result<(NewFolder, Carried), CommandError> {
        let start = self.start.as_deref();
        let start = start.map(|words| day("--start", words)).transpose()?;
        let meta = old.map(|old| &old.meta);
        let title = self.title.as_ref().or(meta.map(|meta| &meta.title));
        let organisation = self
            .organisation
            .as_ref()
            .or(meta.map(|meta| &meta.organisation));
        let data = PlanData {
            id,
            title: title.map_or("", String::as_str),
            organisation: organisation.map_or("", String::as_str),
        };
        let (coach, contact) = meta.map_or(("", ""), |meta| (&meta.coach, &meta.contact));
        let cycle = Cycle {
            start,
            coach: self.coach.as_deref().unwrap_or(coach),
            contact: self.contact.as_deref().unwrap_or(contact),
            continues: old.map_or("", |old| old.id.as_str()),
        };
        let mut folder = scaffold::plan(path, templates, toolkit, data, cycle)?;
        let carried = match old {
            None => Carried::default(),
            Some(old) => Successor {
                toolkit,
                templates,
                data,
            }
            .take_over(old, &mut folder)?,
        };
        Ok((folder, carried))
    }

    /// The plan to continue. Unless a group is named, the new one goes beside it; it uses the same toolkit.
    fn continued(&mut self, workspace: &Opened<'_>) -> Result<Option<Plan>, CommandError> {
        let Some(named) = &self.continues else {
            return Ok(None);
        };
        let [name] = self.plans.as_mut_slice() else {
            return Err(CommandError::usage("only one plan can continue a plan")
                .hint(format!("redesign new PLAN --continue {named}")));
        };
        let folder = target::plan_folder(workspace, named)?;
        let old = workspace.read_plan(&folder)?;
        if old.toolkit.audience == Audience::Cohort {
            return Err(CommandError::usage(format!(
                "\"{named}\" is the programme, which can't have a second cycle"
            ))
            .hint("start a new cohort in a workspace of its own: `redesign init DIR`"));
        }
        let below = folder.strip_prefix(&format!("{}/", workspace.config.plans));
        if let Some((group, _)) = below.and_then(|below| below.rsplit_once('/'))
            && !name.contains('/')
        {
            *name = format!("{group}/{name}");
        }
        self.toolkit = Some(old.toolkit.id.to_string());
        Ok(Some(old))
    }

    /// The existing part of the first plan's folder: a group can be a repository of its own.
    fn group(&self, workspace: &Workspace) -> String {
        let plans = workspace.config.plans.clone();
        let name = self.plans.first().map_or("", String::as_str);
        let group = name.rsplit_once('/').map(|(group, _)| group);
        let group = group.filter(|group| group.split('/').all(|part| name_problem(part).is_none()));
        let folders = [
            group.map(|group| format!("{plans}/{group}")),
            Some(plans.clone()),
        ];
        let mut there = folders
            .into_iter()
            .flatten()
            // A link that isn't followed is reported when the session begins.
            .filter(|folder| {
                workspace
                    .follow(folder)
                    .map_or(true, |place| place.is_dir())
            });
        there.next().unwrap_or_default()
    }

    fn toolkit(&self, workspace: &Workspace) -> Result<Base, CommandError> {
        let asked = self.toolkit.as_deref().unwrap_or(&workspace.config.toolkit);
        let toolkits = &workspace.toolkits;
        if asked.is_empty() {
            return Err(CommandError::usage("no toolkit given")
                .hint("write toolkit = \"ID\" into redesign.toml, or pass --toolkit ID; `redesign toolkit list` lists them"));
        }
        let found = if let Some((id, version)) = asked.split_once('@') {
            let name = ToolkitName {
                id: id.to_owned(),
                version: version.to_owned(),
            };
            toolkits.get(&name)?;
            let mut usable = toolkits.usable().into_iter();
            let is_named = |toolkit: &Toolkit| {
                toolkit.id.as_str() == id && toolkit.version.to_string() == version
            };
            let found = usable.find(|(toolkit, ..)| is_named(toolkit));
            found.ok_or_else(|| {
                CommandError::usage(format!("can't make a new plan from \"{asked}\"")).hint(
                    format!("redesign new PLAN --toolkit {id} uses the newest version"),
                )
            })
        } else {
            let newest = toolkits.newest(asked);
            newest.ok_or_else(|| unknown_toolkit(toolkits, asked))
        };
        let (toolkit, source, place) = found?;
        // A copy in the workspace that is broken is what plans would be read with.
        toolkits.get(&ToolkitName {
            id: toolkit.id.to_string(),
            version: toolkit.version.to_string(),
        })?;
        Ok(Base {
            toolkit,
            source,
            place,
        })
    }
}

/// A broken toolkit of this name is the likely reason.
fn unknown_toolkit(toolkits: &Toolkits, asked: &str) -> CommandError {
    let broken = toolkits.unusable();
    let broken = broken.iter().find(|one| one.path.contains(asked));
    if let Some(finding) = broken.and_then(|one| one.findings.first()) {
        return CommandError::broken(finding.clone());
    }
    let usable = toolkits.usable();
    let ids = usable.iter().map(|(toolkit, ..)| &toolkit.id);
    CommandError::usage(format!("no toolkit \"{asked}\"")).near(
        asked,
        ids,
        "`redesign toolkit list` lists them",
    )
}
