//! The file a command writes a record to, existing or new.

use super::{Opened, answer, write};
use crate::document::Document;
use crate::error::CommandError;
use crate::model::{Content, Finding, Plan, Record, codes};
use crate::queries::agenda;
use crate::store::{Edit, Workspace, scaffold};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, slug};
use std::sync::Arc;

pub struct RecordFile<'a> {
    /// Resolves links in the record.
    pub workspace: &'a Opened<'a>,
    pub plan: &'a Plan,
    pub activity: &'a Activity,
    /// Relative to the workspace.
    pub path: String,
    /// Whether the file exists.
    pub is_there: bool,
    /// Its text; for a new file, the text without any answer.
    pub base: String,
}

/// What is known about a new record of a repeatable activity.
pub struct Coming<'a> {
    pub title: Option<&'a str>,
    /// As typed; today if not given.
    pub date: Option<&'a str>,
    pub about: Option<&'a str>,
    /// Whether to include the current status, for which all plans are read.
    pub with_now: bool,
    /// The end of its file's name; a random one if not given.
    pub ending: Option<&'a str>,
}

impl<'a> RecordFile<'a> {
    /// An existing record.
    pub fn of(
        workspace: &'a Opened<'a>,
        plan: &'a Plan,
        record: &Record,
    ) -> Result<Self, CommandError> {
        let content = record.content.as_ref()?;
        Ok(Self {
            path: record.path.clone(),
            is_there: true,
            base: content.document.text().to_owned(),
            ..Self::blank(workspace, plan, plan.toolkit.activity(record.activity))
        })
    }

    /// A new record; for a repeatable activity, its folder's page. Refused if it may be in a folder that can't be listed.
    pub fn fresh(
        workspace: &'a Opened<'a>,
        plan: &'a Plan,
        activity: &'a Activity,
    ) -> Result<Self, CommandError> {
        let is_unlisted =
            |one: &&Finding| one.code == codes::DIRECTORY && one.breaks_file && !one.refuses;
        if let Some(unlisted) = plan.findings.iter().find(is_unlisted) {
            return Err(CommandError::unlisted(unlisted.clone()));
        }
        let file = Self::blank(workspace, plan, activity);
        let place = format!("{}/{}", plan.path, plan.toolkit.place(file.activity));
        let mut templates = templates(workspace, plan)?;
        let (toolkit, data) = (&plan.toolkit, PlanData::from(plan));
        Ok(Self {
            path: if file.activity.repeat.is_some() {
                format!("{place}/README.md")
            } else {
                place
            },
            base: scaffold::record(&mut templates, toolkit, file.activity, data)?,
            ..file
        })
    }

    /// Another record of a repeatable activity.
    pub fn further(
        workspace: &'a Opened<'a>,
        plan: &'a Arc<Plan>,
        activity: &'a Activity,
        coming: &Coming<'_>,
    ) -> Result<Self, CommandError> {
        let file = Self::blank(workspace, plan, activity);
        let about = coming.about;
        let (path, heading) = path_and_heading(&file, coming)?;
        let mut templates = templates(workspace, plan)?;
        let uses = templates.uses_of_now("occurrence", activity.id.as_str());
        if coming.with_now && !uses.is_none() {
            let when = workspace.now();
            let now = agenda::now(workspace, &when, (plan, activity.at), about, &uses)?;
            templates = templates.with_now(now);
        }
        let data = PlanData::from(plan.as_ref());
        let base = templates.activity("occurrence", &plan.toolkit, activity, data, &heading)?;
        templates.done_with_now();
        let mut file = Self { path, base, ..file };
        if let Some(about) = about {
            file.note_plan(about);
        }
        Ok(file)
    }

    /// Without a path or text yet.
    fn blank(workspace: &'a Opened<'a>, plan: &'a Plan, activity: &'a Activity) -> Self {
        Self {
            workspace,
            plan,
            activity,
            path: String::new(),
            is_there: false,
            base: String::new(),
        }
    }

    /// Makes a new record say which plan it is about, unless its activity is kept per plan.
    pub fn note_plan(&mut self, about: &str) {
        let document = Document::parse(self.base.clone().into_bytes());
        if let (true, Ok(document)) = (self.plan.toolkit.is_per_plan(self.activity), document) {
            self.base = document.with_front_matter("plan", Some(about));
        }
    }

    /// `plan/activity`, with the record's name if there are several.
    pub fn name(&self) -> String {
        let name = format!("{}/{}", self.plan.id, self.activity.id);
        match self.record() {
            Some(record) if !self.path.ends_with("/README.md") => format!("{name}/{record}"),
            _ => name,
        }
    }

    /// The record's name if the activity is repeatable.
    pub fn record(&self) -> Option<String> {
        self.activity.repeat?;
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        Some(name.strip_suffix(".md").unwrap_or(name).to_owned())
    }

    pub fn content(&self) -> Result<Content, CommandError> {
        self.read(&self.base)
    }

    pub fn read(&self, text: &str) -> Result<Content, CommandError> {
        let bytes = text.as_bytes().to_vec();
        Ok(Content::of_text(&self.path, self.activity, bytes)?)
    }

    /// The edit that gives the record this text; if it already has it, perhaps the edit that commits it as is.
    pub fn edit(&self, text: String, with_edits: bool) -> Option<Edit> {
        let before = self.is_there.then_some(self.base.as_bytes());
        let kept = || with_edits.then(|| self.keep());
        write::edit(&self.path, before, text).or_else(kept)
    }

    /// The edit that commits the file as is.
    pub fn keep(&self) -> Edit {
        Edit::Keep {
            path: self.path.clone(),
        }
    }
}

/// The templates a plan's files are made from.
fn templates(workspace: &Workspace, plan: &Plan) -> Result<Templates, CommandError> {
    let (_, source) = workspace.toolkits.find(&plan.meta.toolkit)?;
    Ok(Templates::of(&source))
}

/// File and heading of a new record.
fn path_and_heading(
    file: &RecordFile<'_>,
    coming: &Coming<'_>,
) -> Result<(String, String), CommandError> {
    let (plan, activity, app) = (file.plan, file.activity, file.workspace.app);
    let day = if let Some(words) = coming.date {
        answer::day("--date", words)?
    } else {
        let zone = file.workspace.config.time_zone();
        app.context.now().to_zoned_datetime(zone).date()
    };
    let title = coming
        .title
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let slug = title
        .and_then(slug)
        .or_else(|| coming.about.map(str::to_owned))
        .unwrap_or_else(|| activity.id.to_string());
    let ending = coming.ending.map(str::to_owned);
    let ending = ending.unwrap_or_else(|| app.context.suffix());
    let name = format!("{day}-{slug}-{ending}.md");
    let heading = title.map_or_else(|| format!("{}, {day}", activity.title), str::to_owned);
    // Its folder is where the page or other records are, even if a team moved them.
    Ok((format!("{}/{name}", plan.place_of(activity.at)), heading))
}
