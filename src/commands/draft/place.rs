//! Which record is drafted, and about which plan.

use super::{Arguments, read};
use crate::app::{App, target};
use crate::commands::record::place::{Coming, new_record, stem, with_plan};
use crate::error::CommandError;
use crate::model::draft::{self, about_of, leads_to};
use crate::model::{Content, Plan, Record};
use crate::queries::agenda;
use crate::queries::moment::When;
use crate::store::{Edit, Workspace, scaffold};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, ActivityAt, Audience, DraftSource, Output};

/// Where a draft goes.
pub(super) struct Place<'a> {
    /// The plan whose record it is.
    pub plan: &'a Plan,
    /// The activity's place.
    pub at: ActivityAt,
    /// The activity.
    pub activity: &'a Activity,
    /// Folder of the plan that is drafted about.
    about: String,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// What it holds; nothing where it isn't there yet.
    pub before: Option<String>,
    /// What it would hold with no draft: the file, or a fresh one.
    pub base: String,
}

impl<'a> Place<'a> {
    /// The record that was named, the one that is about the plan, or a new one.
    ///
    /// # Errors
    /// Where nothing of the activity is drafted, it isn't said about which plan, or several records are about it.
    pub fn find(
        app: &App<'_>,
        workspace: &Workspace,
        plan: &'a Plan,
        at: ActivityAt,
        arguments: &Arguments,
        record: Option<&str>,
    ) -> Result<Self, CommandError> {
        let activity = plan.toolkit.activity(at);
        refuse_undrafted(plan, activity)?;
        let named = named(plan, at, record)?;
        let about = about_folder(
            app,
            workspace,
            (plan, at),
            arguments.about.as_deref(),
            named,
        )?;
        let mut place = Self {
            plan,
            at,
            activity,
            about,
            path: String::new(),
            before: None,
            base: String::new(),
        };
        let there = match named {
            Some(record) => {
                place.refuse_another(workspace, record)?;
                Some(record)
            }
            None if activity.repeat.is_none() => None,
            None => place.about_it(workspace)?,
        };
        match there {
            Some(record) => {
                let content = record.content.as_ref();
                let content =
                    content.map_err(|finding| CommandError::broken((**finding).clone()))?;
                place.path.clone_from(&record.path);
                content.document.text().clone_into(&mut place.base);
                place.before = Some(place.base.clone());
            }
            None => place.begin(app, workspace, arguments)?,
        }
        Ok(place)
    }

    /// Id of the plan that is drafted about.
    fn about_id(&self) -> &str {
        self.about.rsplit('/').next().unwrap_or(&self.about)
    }

    /// Whether a record says that it is about this plan; a record of a plan's own need not say so.
    fn is_about(&self, other: Option<&Plan>, record: &Record, content: &Content) -> bool {
        let said = about_of(self.activity, content);
        match other {
            None => said.is_none_or(|said| said == self.about_id()),
            Some(other) => said.is_some_and(|said| leads_to(other, &record.path, &said)),
        }
    }

    /// A record that was named and is about another plan.
    fn refuse_another(&self, workspace: &Workspace, record: &Record) -> Result<(), CommandError> {
        let other = self.other(workspace)?;
        let content = match &record.content {
            Ok(content) if !content.answered.is_empty() => content,
            _ => return Ok(()),
        };
        if self.is_about(other.as_ref(), record, content) {
            return Ok(());
        }
        let id = self.about_id();
        let said = about_of(self.activity, content);
        let said = said.map_or(String::new(), |said| format!(", but about \"{said}\""));
        Err(
            CommandError::usage(format!("\"{}\" isn't about \"{id}\"{said}", record.path)).hint(
                format!(
                    "redesign draft {}/{} --about {id} drafts one that is",
                    self.plan.id, self.activity.id
                ),
            ),
        )
    }

    /// The one record of the activity that is about the plan, if there is one.
    fn about_it(&self, workspace: &Workspace) -> Result<Option<&'a Record>, CommandError> {
        let other = self.other(workspace)?;
        let is_about = |record: &&Record| {
            let content = record.content.as_ref();
            content.is_ok_and(|content| self.is_about(other.as_ref(), record, content))
        };
        let same: Vec<&Record> = self.plan.records_of(self.at).filter(is_about).collect();
        match same.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            several => {
                let name = format!("{}/{}", self.plan.id, self.activity.id);
                let names: Vec<String> = several
                    .iter()
                    .map(|one| format!("redesign draft {name}/{}", one.stem()))
                    .collect();
                Err(CommandError::usage(format!(
                    "{} records of \"{}\" are about \"{}\"; say which",
                    several.len(),
                    self.activity.id,
                    self.about_id()
                ))
                .hint(names.join("; ")))
            }
        }
    }

    /// A record that isn't there yet.
    fn begin(
        &mut self,
        app: &App<'_>,
        workspace: &Workspace,
        arguments: &Arguments,
    ) -> Result<(), CommandError> {
        let plan = self.plan;
        let about = self.about_id().to_owned();
        let data = PlanData {
            id: plan.id.as_str(),
            title: &plan.meta.title,
            organisation: &plan.meta.organisation,
        };
        let found = workspace.toolkits.find(&plan.meta.toolkit);
        let (_, source) = found.map_err(CommandError::broken)?;
        let mut templates = Templates::of(&source);
        if self.activity.repeat.is_none() {
            self.path = format!("{}/{}", plan.path, plan.toolkit.place(self.activity));
            self.base = scaffold::record(&mut templates, &plan.toolkit, self.activity, data)?;
            return Ok(());
        }
        let is_own = self.about == plan.path;
        let coming = Coming {
            title: arguments.title.as_deref(),
            date: None,
            about: Some(about.as_str()).filter(|_| !is_own),
        };
        let (path, heading) = new_record(app, workspace, plan, self.at, &coming)?;
        if templates.asks_for_now("occurrence", self.activity.id.as_str()) {
            let when = When::now(workspace, app.context.now());
            let now = agenda::now(workspace, &when, (plan, self.at), coming.about)?;
            templates = templates.with_now(now);
        }
        let base =
            scaffold::occurrence(&mut templates, &plan.toolkit, self.activity, data, &heading)?;
        self.path = path;
        self.base = if plan.toolkit.is_per_plan(self.activity) {
            with_plan(base, &about)
        } else {
            base
        };
        Ok(())
    }

    /// The plan that is drafted about, where it is another one.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn other(&self, workspace: &Workspace) -> Result<Option<Plan>, CommandError> {
        if self.about == self.plan.path {
            return Ok(None);
        }
        read(workspace, &self.about).map(Some)
    }

    /// Whether it was drafted before.
    pub fn was_drafted(&self) -> bool {
        self.before.is_some()
            && self
                .content()
                .is_ok_and(|content| !content.drafted.is_empty())
    }

    /// Records of the activity that can't be read: for a new one, nobody knows whether one of them is about the plan.
    pub fn unread(&self) -> Vec<&str> {
        let records = self.plan.records_of(self.at);
        let unread = records.filter(|record| self.before.is_none() && record.content.is_err());
        unread.map(|record| record.path.as_str()).collect()
    }

    /// Why the activity, or the record, is left out, where it is.
    pub fn why_left_out(&self) -> Option<&'a str> {
        let mut records = self.plan.records_of(self.at);
        let record = records.find(|record| record.path == self.path);
        self.plan.why_left_out(self.at, record)
    }

    /// Outputs that are drafted.
    pub fn drafted(&self) -> impl Iterator<Item = &'a Output> {
        let outputs = self.activity.outputs.iter();
        outputs.filter(|output| draft::is_drafted(output))
    }

    /// What the record holds now.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn content(&self) -> Result<Content, CommandError> {
        let bytes = self.base.clone().into_bytes();
        Content::of_text(&self.path, self.activity, bytes).map_err(CommandError::broken)
    }

    /// Id of the plan that the front matter has to name, since nothing else in the record does.
    pub fn noted_about(&self, content: &Content) -> Option<&str> {
        let is_own = self.about == self.plan.path;
        let links = self.activity.outputs.iter();
        let mut links = links.filter(|output| output.kind.is_link());
        let is_known = links.any(|output| output.draft.contains(&DraftSource::Plan))
            || content.plan.is_some()
            || content.drafted_about.is_some();
        Some(self.about_id()).filter(|_| !is_own && !is_known)
    }

    /// The record's name.
    pub fn stem(&self) -> String {
        stem(&self.path)
    }

    /// `plan/activity`, of one record of several with its name.
    pub fn name(&self) -> String {
        let record = if self.activity.repeat.is_some() {
            format!("/{}", self.stem())
        } else {
            String::new()
        };
        format!("{}/{}{record}", self.plan.id, self.activity.id)
    }

    /// The edit that makes the record say this; nothing where it does.
    pub fn edit(&self, text: String, with_edits: bool) -> Option<Edit> {
        match &self.before {
            None => Some(Edit::Create {
                path: self.path.clone(),
                bytes: text.into_bytes(),
            }),
            Some(before) if *before == text => with_edits.then(|| Edit::Keep {
                path: self.path.clone(),
            }),
            Some(before) => Some(Edit::Change {
                path: self.path.clone(),
                before: before.clone().into_bytes(),
                after: text.into_bytes(),
            }),
        }
    }
}

/// An activity of which no output is ever drafted.
fn refuse_undrafted(plan: &Plan, activity: &Activity) -> Result<(), CommandError> {
    let has_some = |activity: &&Activity| activity.outputs.iter().any(draft::is_drafted);
    if has_some(&activity) {
        return Ok(());
    }
    let others = plan.toolkit.activities.iter().filter(has_some);
    let names: Vec<&str> = others.map(|one| one.id.as_str()).collect();
    let error = CommandError::usage(format!(
        "nothing of \"{}\" is drafted: its toolkit doesn't say from what",
        activity.id
    ));
    Err(if names.is_empty() {
        error.hint("`draft` in toolkit.toml says it, for each output; see docs/toolkits.md")
    } else {
        error.hint(format!("what can be drafted: {}", names.join(", ")))
    })
}

/// The record that was named, or the only one that there can be.
fn named<'a>(
    plan: &'a Plan,
    at: ActivityAt,
    record: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    let activity = plan.toolkit.activity(at);
    match (activity.repeat, record) {
        (None, None) | (Some(_), Some(_)) => target::record(plan, at, record),
        (None, Some(record)) => {
            let id = &activity.id;
            Err(
                CommandError::usage(format!("\"{id}\" has one record only, not \"{record}\""))
                    .hint(format!("redesign draft {}/{id}", plan.id)),
            )
        }
        (Some(_), None) => Ok(None),
    }
}

/// Folder of the plan that is drafted about: the one that was named, else the one that the record names, else a team's
/// own.
fn about_folder(
    app: &App<'_>,
    workspace: &Workspace,
    (plan, at): (&Plan, ActivityAt),
    named: Option<&str>,
    record: Option<&Record>,
) -> Result<String, CommandError> {
    let activity = plan.toolkit.activity(at);
    let id = activity.id.as_str();
    let is_teams = plan.toolkit.audience == Audience::Team;
    if let Some(named) = named {
        let folders = target::plan_folders(app, workspace, &[named.to_owned()])?;
        let folder = folders.into_iter().next().unwrap_or_default();
        if is_teams && folder != plan.path {
            return Err(CommandError::usage(format!(
                "\"{}\" is a team's plan, which is drafted from its own records only",
                plan.id
            ))
            .hint(format!("redesign draft {}/{id}", plan.id)));
        }
        return Ok(folder);
    }
    if is_teams {
        return Ok(plan.path.clone());
    }
    let said = record
        .and_then(|record| Some((record, record.content.as_ref().ok()?)))
        .and_then(|(record, content)| Some((record, about_of(activity, content)?)));
    if let Some((record, said)) = said {
        let (name, _) = said.split_once('@').unwrap_or((&said, ""));
        let first = name.split('/').next().unwrap_or(name);
        if let [folder] = workspace.find_plans(first).as_slice() {
            return Ok(folder.clone());
        }
        // A link to a file was followed already, and never out of the workspace.
        let mut links = plan.links_in(&record.path);
        let link = links.find(|link| link.place.words == said);
        let linked = link.and_then(|link| Some(workspace.find_plans(&link.there()?.plan)));
        if let Some([folder]) = linked.as_deref() {
            return Ok(folder.clone());
        }
        return Err(CommandError::usage(format!(
            "{} is about \"{said}\", which is no plan here",
            record.path
        ))
        .hint("`redesign status` lists all plans; --about PLAN says which"));
    }
    Err(CommandError::usage("say about which plan").hint(format!(
        "redesign draft {}/{id} --about PLAN; --about {} takes all that the programme holds",
        plan.id, plan.id
    )))
}
