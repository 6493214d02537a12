//! Where answers go: the record that was named, the only one there is, or a new one.

use super::Arguments;
use crate::app::{App, target};
use crate::document::Document;
use crate::error::CommandError;
use crate::model::{Plan, Record, to_add};
use crate::queries::agenda;
use crate::queries::moment::When;
use crate::store::{Workspace, scaffold};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, ActivityAt};

/// How much of a record to come is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LookedAt {
    /// Its outputs alone: what is true today, for which all plans are read, isn't in it.
    Outputs,
    /// All of it, as it is written.
    Whole,
}

/// Where the answers go.
pub(super) struct Place<'a> {
    /// Where links in it lead.
    pub workspace: &'a Workspace,
    /// The plan.
    pub plan: &'a Plan,
    /// The activity's place.
    pub at: ActivityAt,
    /// The activity.
    pub activity: &'a Activity,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// What it holds; nothing where it isn't there yet.
    pub before: Option<Vec<u8>>,
    /// What it would hold with no answer: the file, or a fresh one.
    pub base: String,
}

impl Place<'_> {
    /// `plan/activity`, of an occurrence with its name.
    pub fn name(&self) -> String {
        let record = if self.activity.repeat.is_some() && !self.path.ends_with("/README.md") {
            format!("/{}", stem(&self.path))
        } else {
            String::new()
        };
        format!("{}/{}{record}", self.plan.id, self.activity.id)
    }
}

impl Arguments {
    /// Where the answers go: the record that was named, the only one there is, or a new one.
    pub(super) fn place<'a>(
        &self,
        app: &App<'_>,
        workspace: &'a Workspace,
        plan: &'a Plan,
        at: ActivityAt,
        name: Option<&str>,
        looked_at: LookedAt,
    ) -> Result<Place<'a>, CommandError> {
        let activity = plan.toolkit.activity(at);
        let data = PlanData {
            id: plan.id.as_str(),
            title: &plan.meta.title,
            organisation: &plan.meta.organisation,
        };
        let toolkit_source = || {
            workspace
                .toolkits
                .find(&plan.meta.toolkit)
                .map(|(_, source)| source)
                .map_err(CommandError::broken)
        };
        let page = activity.repeat.is_some() && (self.skip.is_some() || self.unskip);
        if self.add {
            if activity.repeat.is_none() {
                return Err(CommandError::usage(format!(
                    "\"{}\" has one record only, so none can be to_add",
                    activity.id
                ))
                .hint(format!("redesign record {}/{}", plan.id, activity.id)));
            }
            self.refuse_without_rhythm(plan, activity)?;
            let about = self.about(app, workspace, plan, at)?;
            let coming = Coming {
                title: self.title.as_deref(),
                date: self.date.as_deref(),
                about: about.as_deref(),
            };
            let (path, heading) = new_record(app, workspace, plan, at, &coming)?;
            let source = toolkit_source()?;
            let mut templates = Templates::of(&source);
            let is_shown = looked_at == LookedAt::Whole;
            if is_shown && templates.asks_for_now("occurrence", activity.id.as_str()) {
                let when = When::now(workspace, app.context.now());
                let now = agenda::now(workspace, &when, (plan, at), about.as_deref())?;
                templates = templates.with_now(now);
            }
            let base =
                scaffold::occurrence(&mut templates, &plan.toolkit, activity, data, &heading)?;
            let base = match &about {
                Some(about) => with_plan(base, about),
                None => base,
            };
            return Ok(Place {
                workspace,
                plan,
                at,
                activity,
                path,
                before: None,
                base,
            });
        }
        let record = if page {
            plan.records
                .iter()
                .find(|one| one.activity == at && one.is_page)
        } else {
            existing(plan, at, activity, name)?
        };
        let Some(record) = record else {
            let path = format!("{}/{}", plan.path, plan.toolkit.place(activity));
            let path = if activity.repeat.is_some() {
                format!("{path}/README.md")
            } else {
                path
            };
            let source = toolkit_source()?;
            let base =
                scaffold::record(&mut Templates::of(&source), &plan.toolkit, activity, data)?;
            return Ok(Place {
                workspace,
                plan,
                at,
                activity,
                path,
                before: None,
                base,
            });
        };
        let content = record
            .content
            .as_ref()
            .map_err(|finding| CommandError::broken((**finding).clone()))?;
        let base = content.document.text().to_owned();
        Ok(Place {
            workspace,
            plan,
            at,
            activity,
            path: record.path.clone(),
            before: Some(base.clone().into_bytes()),
            base,
        })
    }

    /// Refuses to say why nothing was held where nothing was to be held on any day.
    fn refuse_without_rhythm(&self, plan: &Plan, activity: &Activity) -> Result<(), CommandError> {
        if self.skip.is_none() || plan.rhythm(activity).is_some() {
            return Ok(());
        }
        Err(CommandError::usage(format!(
            "\"{}\" has no rhythm, so there is no day on which it was to be held",
            activity.id
        ))
        .hint(format!(
            "redesign record {}/{} --skip REASON leaves the whole activity out",
            plan.id, activity.id
        )))
    }

    /// Id of the plan that a record to come is about: of an activity that is kept with each plan, and of no other.
    ///
    /// # Errors
    /// When it is missing, named for another activity, or is no team's plan.
    pub(super) fn about(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        plan: &Plan,
        at: ActivityAt,
    ) -> Result<Option<String>, CommandError> {
        if !self.add {
            return Ok(None);
        }
        let activity = plan.toolkit.activity(at);
        let name = format!("{}/{}", plan.id, activity.id);
        match &self.plan {
            None if plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
                "\"{}\" is kept with each plan; say with which",
                activity.id
            ))
            .hint(format!("redesign record {name} --add --plan PLAN"))),
            None => Ok(None),
            Some(_) if !plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
                "\"{}\" isn't kept with each plan, so --plan has no place here",
                activity.id
            ))
            .hint(format!("redesign record {name} --add"))),
            Some(named) => {
                let folders = target::plan_folders(app, workspace, std::slice::from_ref(named))?;
                let folder = folders.into_iter().next().unwrap_or_default();
                if folder == plan.path {
                    return Err(CommandError::usage(format!(
                        "\"{named}\" is the programme itself; --plan names a team's plan"
                    ))
                    .hint("`redesign status` lists all plans"));
                }
                let id = folder.rsplit('/').next().unwrap_or(&folder);
                Ok(Some(id.to_owned()))
            }
        }
    }
}

/// What is known of a record of a repeatable activity before it is there.
pub(in crate::commands) struct Coming<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Its day, as it was typed; today where none was.
    pub date: Option<&'a str>,
    /// Id of the plan that it is about.
    pub about: Option<&'a str>,
}

/// File and heading of a record to come.
pub(in crate::commands) fn new_record(
    app: &App<'_>,
    workspace: &Workspace,
    plan: &Plan,
    at: ActivityAt,
    coming: &Coming<'_>,
) -> Result<(String, String), CommandError> {
    let day = match coming.date {
        Some(words) => words.trim().parse::<jiff::civil::Date>().map_err(|_| {
            CommandError::usage(format!("\"{words}\" is not a date"))
                .hint("write it year first: --date 2026-11-23")
        })?,
        None => app
            .context
            .now()
            .to_zoned_datetime(workspace.config.time_zone())
            .date(),
    };
    let activity = plan.toolkit.activity(at);
    let title = coming
        .title
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let about = coming.about;
    let slug = title
        .and_then(crate::toolkit::slug)
        .or_else(|| about.map(str::to_owned))
        .unwrap_or_else(|| activity.id.to_string());
    let name = format!("{day}-{slug}-{}.md", app.context.suffix());
    let heading = title.map_or_else(|| format!("{}, {day}", activity.title), str::to_owned);
    // Where its folder is: with the page or the other records, wherever a team moved them.
    let folder = plan
        .records
        .iter()
        .find(|record| record.activity == at)
        .and_then(|record| record.path.rsplit_once('/'))
        .map_or_else(
            || format!("{}/{}", plan.path, plan.toolkit.place(activity)),
            |(folder, _)| folder.to_owned(),
        );
    Ok((format!("{folder}/{name}"), heading))
}

/// A fresh record that says which plan it is about.
pub(in crate::commands) fn with_plan(base: String, about: &str) -> String {
    match Document::parse(base.clone().into_bytes()) {
        Ok(document) => document.with_front_matter("plan", Some(about)),
        Err(_) => base,
    }
}

/// The record that is there.
fn existing<'a>(
    plan: &'a Plan,
    at: ActivityAt,
    activity: &Activity,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    if activity.repeat.is_none() {
        if let Some(name) = name {
            return Err(CommandError::usage(format!(
                "\"{}\" has one record only, not \"{name}\"",
                activity.id
            ))
            .hint(format!("redesign record {}/{}", plan.id, activity.id)));
        }
        let mut records = plan.records_of(at);
        let first = records.next();
        if let (Some(first), Some(second)) = (first, records.next()) {
            return Err(CommandError::usage(format!(
                "\"{}\" stands in two files: {} and {}",
                activity.id, first.path, second.path
            ))
            .hint("put the words of both into one file and delete the other"));
        }
        return Ok(first);
    }
    match target::record(plan, at, name)? {
        Some(record) => Ok(Some(record)),
        None => Err(
            CommandError::usage(format!("\"{}\" has no records yet", activity.id))
                .hint(to_add(plan, activity).to_string()),
        ),
    }
}

/// A file's name without `.md`.
pub(in crate::commands) fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name).to_owned()
}
