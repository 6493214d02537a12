//! `redesign new`

mod carry;

use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, Plan, ToolkitName, codes};
use crate::report::{Block, Cell};
use crate::store::scaffold::Cycle;
use crate::store::{
    Edit, Message, NewFolder, PROGRAMME, ToolkitFiles, Transaction, Workspace, scaffold,
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
/// Each plan is a directory below plans/ with a file for each activity. The toolkit is copied into toolkits/ the first
/// time, so that the plan is read with exactly that version from then on.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Names of the plans, such as cedar-rapids or iowa/cedar-rapids
    #[arg(required = true, value_name = "[GROUP/]PLAN")]
    plans: Vec<String>,
    /// Title of the plan
    #[arg(long)]
    title: Option<String>,
    /// Whose plan it is
    #[arg(long, alias = "organization")]
    organisation: Option<String>,
    /// Toolkit to use, as ID or ID@VERSION
    #[arg(long, value_name = "ID")]
    toolkit: Option<String>,
    /// Begin another cycle of this plan: in its toolkit's newest version, with the answers that stay true
    #[arg(long = "continue", value_name = "PLAN", conflicts_with = "toolkit")]
    continues: Option<String>,
}

/// Result of `new`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scaffolded {
    /// Id of the plan that is continued; null where none is.
    continues: Option<String>,
    /// Ids of the activities whose answers were taken over from it.
    carried: Vec<String>,
    /// Answers of it (`activity/output`) that were not, since they aren't counted there or have no place here.
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
                CommandError::usage("one --title can't be for several plans")
                    .hint("make them one by one, or write titles into plan.toml"),
            );
        }
        let old = self.continued(app, &workspace)?;
        let (toolkit, source, place) = self.toolkit(&workspace)?;
        let group = self.group(&workspace);
        let session = app.begin_in(&workspace, &group, false)?;
        let mut transaction = Transaction::default();
        if place.is_empty()
            && let Some(files) = source.embedded_files()
        {
            let files = files
                .into_iter()
                .map(|(name, bytes)| (name, bytes.to_vec()))
                .collect();
            transaction.folders.push(NewFolder {
                path: scaffold::toolkit_folder(&toolkit),
                files,
            });
        }
        let lacking = workspace.templates_lacking(&toolkit, &source);
        let completed = (!lacking.is_empty()).then(|| templates_said(&place, lacking.len()));
        for (name, bytes) in lacking {
            transaction.edits.push(Edit::Create {
                path: format!("{place}/{name}"),
                bytes: bytes.to_vec(),
            });
        }
        let mut templates = workspace.templates_for_plans(&toolkit, &source);
        let mut ids = Vec::new();
        let mut carried = Carried::default();
        for name in &self.plans {
            let (path, id) = place_of(&workspace, &toolkit, name)?;
            if ids.contains(&id) {
                return Err(CommandError::usage(format!("\"{id}\" is named twice")));
            }
            let (folder, more) = self.plan(&toolkit, &mut templates, old.as_ref(), (&path, &id))?;
            transaction.folders.push(folder);
            carried = more;
            ids.push(id);
        }
        transaction.message = message(&ids, old.as_ref());
        let written = app.apply(&workspace, &session, &transaction)?;
        let next = ids.first().map(|id| format!("redesign next {id}"));
        let folders = transaction.folders.iter();
        let folders = folders
            .map(|folder| format!("{}/ ({})", folder.path, Count(folder.files.len(), "file")));
        let shown = Written {
            written: completed.into_iter().chain(folders).collect(),
            ..written.clone()
        };
        let mut report = write::report(&shown, 20);
        if let (Some(old), Some(Block::Facts(facts))) = (&old, report.blocks.first_mut()) {
            facts.push(("carried".to_owned(), Cell::text(carried.words(&old.id))));
        }
        let left = carried.note();
        let data = Scaffolded {
            continues: old.as_ref().map(|old| old.id.to_string()),
            carried: carried.activities,
            left: carried.left,
            written: written.clone(),
        };
        let mut reply = Reply {
            next,
            ..Reply::new(data, report)
        };
        reply.notes.extend(left);
        write::notes(&mut reply, &written, &session);
        if !place.is_empty()
            && written.commit.is_some()
            && !session.is_below(&workspace.absolute(&workspace.config.plans))
            && !session.keeps(&workspace.absolute(&format!("{place}/toolkit.toml")))
        {
            reply.notes.push(format!("note: {place} is not committed, and without it nobody else can read this plan: git add {place}"));
        }
        Ok(reply)
    }
}

/// What is said of the templates that a toolkit of the workspace's own gets.
fn templates_said(place: &str, count: usize) -> String {
    let files = if count == 1 { "file" } else { "files" };
    format!("{place}/templates/ ({count} {files}: the words of its records)")
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
    /// The files of one plan, given its directory and id, and what it takes over from the one it continues.
    fn plan(
        &self,
        toolkit: &Toolkit,
        templates: &mut Templates,
        old: Option<&Plan>,
        (path, id): (&str, &str),
    ) -> Result<(NewFolder, Carried), CommandError> {
        let meta = old.map(|old| &old.meta);
        let title = self.title.as_ref().or(meta.map(|meta| &meta.title));
        let organisation = self.organisation.as_ref();
        let organisation = organisation.or(meta.map(|meta| &meta.organisation));
        let data = PlanData {
            id,
            title: title.map_or("", String::as_str),
            organisation: organisation.map_or("", String::as_str),
        };
        let cycle = old.map_or(Cycle::default(), |old| Cycle {
            coach: &old.meta.coach,
            contact: &old.meta.contact,
            continues: old.id.as_str(),
        });
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

    /// The plan that is continued. The new one then lies beside it, unless a group is named, and has its toolkit.
    fn continued(
        &mut self,
        app: &App<'_>,
        workspace: &Workspace,
    ) -> Result<Option<Plan>, CommandError> {
        let Some(named) = &self.continues else {
            return Ok(None);
        };
        let [name] = self.plans.as_mut_slice() else {
            return Err(CommandError::usage("one plan is continued by one")
                .hint(format!("redesign new PLAN --continue {named}")));
        };
        let folders = target::plan_folders(app, workspace, std::slice::from_ref(named))?;
        let folder = folders.into_iter().next().unwrap_or_default();
        let old = workspace
            .read_plan(&folder)
            .map_err(|broken| CommandError::broken(broken.finding))?;
        if old.toolkit.audience == Audience::Cohort {
            return Err(CommandError::usage(format!(
                "\"{named}\" is the programme, which has no second cycle"
            ))
            .hint("a new cohort has a workspace of its own: `redesign init DIR`"));
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

    /// The folder that the first plan is to lie in, as far as it is there: a group can be a repository of its own.
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
            // One behind a link that isn't followed is named when the session begins.
            .filter(|folder| {
                workspace
                    .follow(folder)
                    .map_or(true, |place| place.is_dir())
            });
        there.next().unwrap_or_default()
    }

    /// The toolkit that was asked for, or the workspace's default.
    fn toolkit(
        &self,
        workspace: &Workspace,
    ) -> Result<(Arc<Toolkit>, ToolkitFiles, String), CommandError> {
        let asked = self.toolkit.as_deref().unwrap_or(&workspace.config.toolkit);
        let toolkits = &workspace.toolkits;
        if asked.is_empty() {
            return Err(CommandError::usage("no toolkit is named")
                .hint("write toolkit = \"ID\" into redesign.toml, or pass --toolkit ID; `redesign toolkit list` lists them"));
        }
        if let Some((id, version)) = asked.split_once('@') {
            let name = ToolkitName {
                id: id.to_owned(),
                version: version.to_owned(),
            };
            toolkits.get(&name).map_err(CommandError::broken)?;
            let found = toolkits.usable().into_iter().find(|(toolkit, ..)| {
                toolkit.id.as_str() == id && toolkit.version.to_string() == version
            });
            return found.ok_or_else(|| {
                CommandError::usage(format!("no new plan is made from \"{asked}\""))
                    .hint(format!("redesign new PLAN --toolkit {id} takes the newest"))
            });
        }
        toolkits.newest(asked).ok_or_else(|| {
            // A broken toolkit of this name is the reason rather than a wrong name.
            let broken = toolkits.unusable();
            let about = broken
                .iter()
                .find(|one| one.path.contains(asked))
                .and_then(|one| one.findings.first().cloned());
            if let Some(finding) = about {
                return CommandError::broken(finding);
            }
            let ids: Vec<String> = toolkits
                .usable()
                .iter()
                .map(|(toolkit, ..)| toolkit.id.to_string())
                .collect();
            CommandError::usage(format!("no toolkit \"{asked}\"")).near(
                asked,
                ids,
                "`redesign toolkit list` lists them",
            )
        })
    }
}

/// Directory and id of a plan to come.
fn place_of(
    workspace: &Workspace,
    toolkit: &Toolkit,
    name: &str,
) -> Result<(String, String), CommandError> {
    for part in name.split('/') {
        if let Some(problem) = name_problem(part) {
            let mut error =
                CommandError::usage(format!("a plan can't be called \"{name}\": {problem}"));
            if let Some(slug) = crate::toolkit::slug(part) {
                error = error.hint(format!("perhaps \"{slug}\"? --title takes any words"));
            }
            return Err(error);
        }
    }
    let id = name.rsplit('/').next().unwrap_or(name).to_owned();
    if id == PROGRAMME && toolkit.audience == Audience::Team {
        let toolkits = workspace.toolkits.usable();
        let mut of_cohorts = toolkits
            .iter()
            .filter(|(toolkit, ..)| toolkit.audience == Audience::Cohort);
        let named = of_cohorts
            .next()
            .map_or("TOOLKIT", |(toolkit, ..)| toolkit.id.as_str());
        return Err(CommandError::usage(format!(
            "\"{PROGRAMME}\" is what a cohort's own programme is called, and {} is a toolkit for one team",
            toolkit.id
        ))
        .hint(format!("redesign new {PROGRAMME} --toolkit {named}")));
    }
    if let Some(there) = workspace.find_plans(&id).first() {
        workspace.follow(there)?;
        return Err(CommandError::new(
            codes::EXISTS,
            format!("a plan \"{id}\" is there already: {there}"),
        )
        .hint("nothing was changed; choose another name"));
    }
    if toolkit.audience == Audience::Cohort {
        if name != PROGRAMME {
            return Err(CommandError::usage(format!(
                "the plan of a cohort is called \"{PROGRAMME}\", not \"{name}\""
            ))
            .hint(format!("redesign new {PROGRAMME} --toolkit {}", toolkit.id)));
        }
        return Ok((PROGRAMME.to_owned(), id));
    }
    let path = format!("{}/{name}", workspace.config.plans);
    workspace.follow(&path)?;
    if let Some(around) = workspace.plan_around(&workspace.absolute(&path)) {
        return Err(
            CommandError::usage(format!("\"{name}\" would be inside the plan {around}"))
                .hint("choose another group"),
        );
    }
    Ok((path, id))
}
