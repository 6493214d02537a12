//! `redesign new`

use super::write::{self, Written};
use super::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::ToolkitName;
use crate::store::{Message, NewFolder, Source, Transaction, Workspace, scaffold};
use crate::template::data::PlanData;
use crate::toolkit::{Audience, Toolkit, name_problem};
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
}

impl Command for Arguments {
    const SCHEMA: &'static str = "new";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Written;

    fn run(self, app: &App<'_>) -> Result<Reply<Written>, CommandError> {
        let workspace = app.workspace()?;
        if self.plans.len() > 1 && self.title.is_some() {
            return Err(
                CommandError::usage("one --title can't be for several plans")
                    .hint("make them one by one, or write titles into plan.toml"),
            );
        }
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
        let mut ids = Vec::new();
        for name in &self.plans {
            let (path, id) = place_of(&workspace, &toolkit, name)?;
            if ids.contains(&id) {
                return Err(CommandError::usage(format!("\"{id}\" is named twice")));
            }
            let title = self.title.as_deref().unwrap_or_default();
            let organisation = self.organisation.as_deref().unwrap_or_default();
            let plan = PlanData {
                id: &id,
                title,
                organisation,
            };
            transaction
                .folders
                .push(scaffold::plan(&path, &toolkit, &source, plan)?);
            ids.push(id);
        }
        let verb = if ids.len() == 1 {
            "new plan"
        } else {
            "new plans"
        };
        transaction.message = Message {
            subject: format!("{verb} {}", ids.join(", ")),
            plans: ids.clone(),
            command: "new",
            ..Message::default()
        };
        let written = app.apply(&workspace, &session, &transaction)?;
        let next = ids.first().map(|id| format!("redesign next {id}"));
        let folders: Vec<String> = transaction
            .folders
            .iter()
            .map(|folder| format!("{}/ ({} files)", folder.path, folder.files.len()))
            .collect();
        let shown = Written {
            written: folders,
            ..written.clone()
        };
        let mut reply = Reply {
            next,
            ..Reply::new(written.clone(), write::report(&shown, 20))
        };
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

impl Arguments {
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
            .filter(|folder| workspace.absolute(folder).is_dir());
        there.next().unwrap_or_default()
    }

    /// The toolkit that was asked for, or the workspace's default.
    fn toolkit(
        &self,
        workspace: &Workspace,
    ) -> Result<(Arc<Toolkit>, Source, String), CommandError> {
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
            return found.ok_or_else(|| CommandError::usage(format!("no toolkit \"{asked}\"")));
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
    if let Some(there) = workspace.find_plans(&id).first() {
        return Err(CommandError::new(
            Exit::Refused,
            "R0001",
            format!("a plan \"{id}\" is there already: {there}"),
        )
        .hint("nothing was changed; choose another name"));
    }
    if toolkit.audience == Audience::Cohort {
        if name != "cohort" {
            return Err(CommandError::usage(format!(
                "the plan of a cohort is called \"cohort\", not \"{name}\""
            ))
            .hint(format!("redesign new cohort --toolkit {}", toolkit.id)));
        }
        return Ok(("cohort".to_owned(), id));
    }
    let path = format!("{}/{name}", workspace.config.plans);
    if let Some(around) = workspace.plan_around(&workspace.absolute(&path)) {
        return Err(
            CommandError::usage(format!("\"{name}\" would be inside the plan {around}"))
                .hint("choose another group"),
        );
    }
    Ok((path, id))
}
