//! Which record is drafted, and about which plan.

use crate::app::record_file::{Coming, RecordFile};
use crate::app::{Opened, target};
use crate::error::CommandError;
use crate::model::draft::{self, about_of, leads_to};
use crate::model::{Content, Plan, Record};
use crate::toolkit::{Activity, Audience, DraftSource, Output};
use std::sync::Arc;

/// What the command line says of the record.
pub(super) struct WantedDraft<'a> {
    pub record: Option<&'a str>,
    /// The plan to draft about.
    pub about: Option<&'a str>,
    /// The title of a new record.
    pub title: Option<&'a str>,
}

pub(super) struct Destination<'a> {
    pub file: RecordFile<'a>,
    topic: AboutPlan<'a>,
}

struct AboutPlan<'a> {
    plan: &'a Plan,
    activity: &'a Activity,
    /// Folder of the plan to draft about.
    folder: String,
    /// That plan, if it is another one.
    other: Option<Plan>,
}

impl AboutPlan<'_> {
    fn id(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or(&self.folder)
    }

    /// Whether a record is about this plan; a plan's own record need not say so.
    fn is_of(&self, record: &Record, content: &Content) -> bool {
        let said = about_of(self.activity, content);
        match &self.other {
            None => said.is_none_or(|said| said == self.id()),
            Some(other) => said.is_some_and(|said| leads_to(other, &record.path, &said)),
        }
    }

    /// Refuses a named record that is about another plan.
    fn refuse_another(&self, record: &Record) -> Result<(), CommandError> {
        let content = match &record.content {
            Ok(content) if !content.answered.is_empty() => content,
            _ => return Ok(()),
        };
        if self.is_of(record, content) {
            return Ok(());
        }
        let id = self.id();
        let said = about_of(self.activity, content);
        let said = said.map_or(String::new(), |said| format!(", but about \"{said}\""));
        let message = format!("\"{}\" isn't about \"{id}\"{said}", record.path);
        Err(CommandError::usage(message).hint(format!(
            "redesign draft {}/{} --about {id} drafts one about it",
            self.plan.id, self.activity.id
        )))
    }

    /// The only record of the activity about the plan, if any.
    fn record(&self) -> Result<Option<&Record>, CommandError> {
        let is_about = |record: &&Record| {
            let content = record.content.as_ref();
            content.is_ok_and(|content| self.is_of(record, content))
        };
        let same: Vec<_> = self
            .plan
            .records_of(self.activity.at)
            .filter(is_about)
            .collect();
        if let [] | [_] = same.as_slice() {
            return Ok(same.first().copied());
        }
        let (number, activity) = (same.len(), &self.activity.id);
        let names = same.iter().map(|one| self.plan.name_of(one));
        let names: Vec<_> = names.map(|name| format!("redesign draft {name}")).collect();
        Err(CommandError::usage(format!(
            "{number} records of \"{activity}\" are about \"{}\"; say which",
            self.id()
        ))
        .hint(names.join("; ")))
    }
}

impl<'a> Destination<'a> {
    /// The named record, the one about the plan, or a new one.
    pub fn find(
        workspace: &'a Opened<'a>,
        (plan, activity): (&'a Arc<Plan>, &'a Activity),
        said: &WantedDraft<'_>,
    ) -> Result<Self, CommandError> {
        refuse_undrafted(plan, activity)?;
        let named = named(plan, activity, said.record)?;
        let about = About {
            workspace,
            plan,
            activity,
        };
        let folder = about.folder(said.about, named)?;
        let other = folder != plan.path;
        let other = other.then(|| workspace.read_plan(&folder)).transpose()?;
        let topic = AboutPlan {
            plan,
            activity,
            folder,
            other,
        };
        let is_single = activity.repeat.is_none();
        let file = if let Some(record) = named {
            topic.refuse_another(record)?;
            RecordFile::of(workspace, plan, record)?
        } else if is_single {
            RecordFile::fresh(workspace, plan, activity)?
        } else if let Some(record) = topic.record()? {
            RecordFile::of(workspace, plan, record)?
        } else {
            let coming = Coming {
                title: said.title,
                date: None,
                about: topic.other.as_ref().map(|_| topic.id()),
                with_now: true,
                ending: None,
            };
            let mut file = RecordFile::further(workspace, plan, activity, &coming)?;
            if coming.about.is_none() {
                file.note_plan(topic.id());
            }
            file
        };
        Ok(Self { file, topic })
    }

    pub fn about(&self) -> &Plan {
        self.topic.other.as_ref().unwrap_or(self.file.plan)
    }

    pub fn was_drafted(&self) -> bool {
        let content = self.file.content();
        self.file.is_there && content.is_ok_and(|content| !content.drafted.is_empty())
    }

    /// Unreadable records of the activity, which may be about the plan too; only for a new record.
    pub fn unread(&self) -> Vec<&str> {
        let records = self.file.plan.records_of(self.file.activity.at);
        let unread = records.filter(|record| !self.file.is_there && record.content.is_err());
        unread.map(|record| record.path.as_str()).collect()
    }

    /// Why the activity or record is skipped, if it is.
    pub fn why_left_out(&self) -> Option<&'a str> {
        let (plan, at) = (self.file.plan, self.file.activity.at);
        let record = plan
            .records_of(at)
            .find(|record| record.path == self.file.path);
        plan.why_left_out(at, record)
    }

    pub fn drafted(&self) -> impl Iterator<Item = &'a Output> + use<'a> {
        self.file
            .activity
            .outputs
            .iter()
            .filter(|output| draft::is_drafted(output))
    }

    /// Id of the plan to name in front matter, if nothing else in the record does.
    pub fn noted_about(&self, content: &Content) -> Option<&str> {
        let links = self.file.activity.outputs.iter();
        let mut links = links.filter(|output| output.kind.is_link());
        let is_known = links.any(|output| output.draft.contains(&DraftSource::Plan))
            || content.plan.is_some()
            || content.drafted_about.is_some();
        let is_own = self.topic.other.is_none();
        Some(self.topic.id()).filter(|_| !is_own && !is_known)
    }
}

/// The error for an activity without drafted outputs.
fn refuse_undrafted(plan: &Plan, activity: &Activity) -> Result<(), CommandError> {
    let has_some = |activity: &&Activity| activity.outputs.iter().any(draft::is_drafted);
    if has_some(&activity) {
        return Ok(());
    }
    let others = plan.toolkit.activities.iter().filter(has_some);
    let names: Vec<&str> = others.map(|one| one.id.as_str()).collect();
    let error = CommandError::usage(format!(
        "\"{}\" can't be drafted: its toolkit doesn't say from what",
        activity.id
    ));
    Err(if names.is_empty() {
        error.hint("set `draft` for each output in toolkit.toml; see docs/toolkits.md")
    } else {
        error.hint(format!("these can be drafted: {}", names.join(", ")))
    })
}

/// The named record, or the only possible one.
fn named<'a>(
    plan: &'a Plan,
    activity: &Activity,
    record: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    match (activity.repeat, record) {
        (None, None) | (Some(_), Some(_)) => target::record(plan, activity.at, record),
        (Some(_), None) => Ok(None),
        (None, Some(record)) => {
            let id = &activity.id;
            let message = format!("\"{id}\" has only one record, not \"{record}\"");
            let hint = format!("redesign draft {}/{id}", plan.id);
            Err(CommandError::usage(message).hint(hint))
        }
    }
}

/// Resolves the plan to draft about.
struct About<'a> {
    workspace: &'a Opened<'a>,
    plan: &'a Plan,
    activity: &'a Activity,
}

impl About<'_> {
    /// Folder of the named plan, or the one the record names, or a team's own.
    fn folder(&self, named: Option<&str>, record: Option<&Record>) -> Result<String, CommandError> {
        let (plan, id) = (self.plan, &self.activity.id);
        let is_teams = plan.toolkit.audience == Audience::Team;
        if let Some(named) = named {
            let folder = target::plan_folder(self.workspace, &named.to_owned())?;
            if is_teams && folder != plan.path {
                return Err(CommandError::usage(format!(
                    "\"{}\" is a team's plan, which is drafted only from its own records",
                    plan.id
                ))
                .hint(format!("redesign draft {}/{id}", plan.id)));
            }
            return Ok(folder);
        }
        if is_teams {
            return Ok(plan.path.clone());
        }
        let content = record.and_then(|record| record.content.as_ref().ok());
        let said = content.and_then(|content| about_of(self.activity, content));
        if let (Some(record), Some(said)) = (record, said) {
            return self.folder_said(record, &said);
        }
        Err(CommandError::usage("say about which plan").hint(format!(
            "redesign draft {0}/{id} --about PLAN; --about {0} covers the whole programme",
            plan.id
        )))
    }

    /// Folder of the plan that a record says it is about.
    fn folder_said(&self, record: &Record, said: &str) -> Result<String, CommandError> {
        let (name, _) = said.split_once('@').unwrap_or((said, ""));
        let first = name.split('/').next().unwrap_or(name);
        if let [folder] = self.workspace.find_plans(first).as_slice() {
            return Ok(folder.clone());
        }
        // A link to a file was already followed, never out of the workspace.
        let mut links = self.plan.links_in(&record.path);
        let link = links.find(|link| link.place.words == said);
        let linked = link.and_then(|link| Some(self.workspace.find_plans(&link.there()?.plan)));
        if let Some([folder]) = linked.as_deref() {
            return Ok(folder.clone());
        }
        let message = format!(
            "{} is about \"{said}\", which is not a plan here",
            record.path
        );
        Err(CommandError::usage(message)
            .hint("`redesign status` lists all plans; set it with --about PLAN"))
    }
}
