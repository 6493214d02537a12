//! The file that a command writes a record to: one that is there, or a fresh one.

use super::{Opened, write};
use crate::document::Document;
use crate::error::CommandError;
use crate::model::{Content, Plan, Record};
use crate::queries::agenda;
use crate::store::{Edit, Workspace, scaffold};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, slug};

/// A record's file.
pub struct RecordFile<'a> {
    /// Where links in it lead.
    pub workspace: &'a Opened<'a>,
    /// The plan.
    pub plan: &'a Plan,
    /// The activity.
    pub activity: &'a Activity,
    /// Relative to the workspace.
    pub path: String,
    /// Whether it is there.
    pub is_there: bool,
    /// What it holds; where it isn't there yet, what it would hold with no answer.
    pub base: String,
}

/// What is known of a record of a repeatable activity before it is there.
pub struct Coming<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Its day, as it was typed; today where none was.
    pub date: Option<&'a str>,
    /// Id of the plan that it is about.
    pub about: Option<&'a str>,
    /// Whether what is true today, for which all plans are read, is to be in it.
    pub with_now: bool,
}

impl<'a> RecordFile<'a> {
    /// That of a record that is there.
    ///
    /// # Errors
    /// When it can't be read.
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

    /// The one of an activity that has no record yet; of a repeatable one, its folder's page.
    ///
    /// # Errors
    /// When its template can't be rendered.
    pub fn fresh(
        workspace: &'a Opened<'a>,
        plan: &'a Plan,
        activity: &'a Activity,
    ) -> Result<Self, CommandError> {
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

    /// A further one of a repeatable activity.
    ///
    /// # Errors
    /// When its day is none, or its template can't be rendered.
    pub fn further(
        workspace: &'a Opened<'a>,
        plan: &'a Plan,
        activity: &'a Activity,
        coming: &Coming<'_>,
    ) -> Result<Self, CommandError> {
        let file = Self::blank(workspace, plan, activity);
        let about = coming.about;
        let (path, heading) = path_and_heading(&file, coming)?;
        let mut templates = templates(workspace, plan)?;
        if coming.with_now && templates.asks_for_now("occurrence", activity.id.as_str()) {
            let when = workspace.now();
            templates =
                templates.with_now(agenda::now(workspace, &when, (plan, activity.at), about)?);
        }
        let data = PlanData::from(plan);
        let base = scaffold::occurrence(&mut templates, &plan.toolkit, activity, data, &heading)?;
        let mut file = Self { path, base, ..file };
        if let Some(about) = about {
            file.note_plan(about);
        }
        Ok(file)
    }

    /// One of which only the activity is known.
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

    /// Has a fresh record say which plan it is about, where its activity is kept with each plan.
    pub fn note_plan(&mut self, about: &str) {
        let document = Document::parse(self.base.clone().into_bytes());
        if let (true, Ok(document)) = (self.plan.toolkit.is_per_plan(self.activity), document) {
            self.base = document.with_front_matter("plan", Some(about));
        }
    }

    /// `plan/activity`, of one record of several with its name.
    pub fn name(&self) -> String {
        let name = format!("{}/{}", self.plan.id, self.activity.id);
        match self.record() {
            Some(record) if !self.path.ends_with("/README.md") => format!("{name}/{record}"),
            _ => name,
        }
    }

    /// Of a repeatable activity: the record's name.
    pub fn record(&self) -> Option<String> {
        self.activity.repeat?;
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        Some(name.strip_suffix(".md").unwrap_or(name).to_owned())
    }

    /// What the record holds.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn content(&self) -> Result<Content, CommandError> {
        self.read(&self.base)
    }

    /// A text as the record's.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn read(&self, text: &str) -> Result<Content, CommandError> {
        let bytes = text.as_bytes().to_vec();
        Ok(Content::of_text(&self.path, self.activity, bytes)?)
    }

    /// The edit that makes the record hold this; where it does so already, perhaps the one that commits it as it is.
    pub fn edit(&self, text: String, with_edits: bool) -> Option<Edit> {
        let before = self.is_there.then_some(self.base.as_bytes());
        let kept = || with_edits.then(|| self.keep());
        write::edit(&self.path, before, text).or_else(kept)
    }

    /// The edit that commits it as it is.
    pub fn keep(&self) -> Edit {
        Edit::Keep {
            path: self.path.clone(),
        }
    }
}

/// What files of a plan are made from.
fn templates(workspace: &Workspace, plan: &Plan) -> Result<Templates, CommandError> {
    let (_, source) = workspace.toolkits.find(&plan.meta.toolkit)?;
    Ok(Templates::of(&source))
}

/// File and heading of a record to come.
fn path_and_heading(
    file: &RecordFile<'_>,
    coming: &Coming<'_>,
) -> Result<(String, String), CommandError> {
    let (plan, activity, app) = (file.plan, file.activity, file.workspace.app);
    let day = if let Some(words) = coming.date {
        words.trim().parse::<jiff::civil::Date>().map_err(|_| {
            CommandError::usage(format!("\"{words}\" is not a date"))
                .hint("write it year first: --date 2026-11-23")
        })?
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
    let name = format!("{day}-{slug}-{}.md", app.context.suffix());
    let heading = title.map_or_else(|| format!("{}, {day}", activity.title), str::to_owned);
    // Where its folder is: with the page or the other records, wherever a team moved them.
    Ok((format!("{}/{name}", plan.place_of(activity.at)), heading))
}
