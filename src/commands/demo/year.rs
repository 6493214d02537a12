//! Writes a made-up year: each step of its script becomes the commit that the command of that day would have made.

use super::embedded::files_of;
use super::script::{self, Deed, Step};
use crate::app::acceptance::Acceptance;
use crate::app::answer::words_of;
use crate::app::record_file::{Coming, RecordFile};
use crate::app::stamping::Review;
use crate::app::{App, Opened, target};
use crate::error::CommandError;
use crate::model::{Filling, Plan, codes, fill, fresh_suffix};
use crate::store::scaffold::{self, Cycle};
use crate::store::{Chapter, Chronicle, Edit, Identity, Message, PROGRAMME, Told, Workspace};
use crate::template::data::PlanData;
use crate::toolkit::{Activity, Audience, slug};
use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

static SCRIPT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/made-up");

/// The folder with the files that the workspace begins with.
const FIRST: &str = "first";
/// Says how the script is written.
const ABOUT: &str = "README.md";
/// How long the year has lasted before this week.
const WEEKS: i32 = 43;
/// The hour at which the first step of a day is made, and the minutes between two.
const HOUR: i8 = 14;
const MINUTES: usize = 9;

/// A year as far as it is written.
pub(super) struct Year<'a> {
    app: &'a App<'a>,
    chronicle: Chronicle,
    workspace: Opened<'a>,
    begins: Date,
    /// Names of records, by what the script calls them.
    names: BTreeMap<String, String>,
}

/// All steps of the script before today, in order.
pub(super) fn steps(today: Date) -> Result<Vec<Step>, CommandError> {
    let begins = script::begins(today, WEEKS);
    let mut files: Vec<_> = SCRIPT.files().collect();
    files.sort_by_key(|file| file.path());
    let mut all = Vec::new();
    for file in files {
        if file.path() == Path::new(ABOUT) {
            continue;
        }
        let text = file.contents_utf8().unwrap_or_default();
        let steps = script::steps(text, begins);
        all.extend(steps.map_err(|line| unusable(&line))?);
    }
    all.retain(|step| step.day < today);
    all.sort_by_key(|step| step.day);
    Ok(all)
}

/// Writes the year.
pub(super) fn write(
    app: &App<'_>,
    mut chronicle: Chronicle,
    today: Date,
) -> Result<(), CommandError> {
    let steps = steps(today)?;
    let begins = script::begins(today, WEEKS);
    let first = SCRIPT.get_dir(FIRST).map(files_of);
    chronicle.add(Chapter {
        branch: None,
        files: first.unwrap_or_default(),
        message: Told::Ours(Message {
            subject: "start a redesign workspace".to_owned(),
            command: "init",
            ..Message::default()
        }),
        identity: identity("", begins, 0),
    })?;
    let workspace = app.opened(Workspace::open(chronicle.folder())?);
    let mut year = Year {
        app,
        chronicle,
        workspace,
        begins,
        names: BTreeMap::new(),
    };
    let (mut day, mut number) = (begins, 0);
    for step in &steps {
        number = if step.day == day { number + 1 } else { 0 };
        day = step.day;
        year.take(step, number)?;
    }
    Ok(year.chronicle.finish()?)
}

impl Year<'_> {
    fn take(&mut self, step: &Step, number: usize) -> Result<(), CommandError> {
        let (files, message) = match &step.deed {
            Deed::New(name) => self.plan(step, name)?,
            Deed::Record(target) => self.record(step, target, None)?,
            Deed::Add(target, title) => self.record(step, target, Some(title))?,
            Deed::Review(plan) => self.review(step, plan)?,
            Deed::Edit(files) => self.edit(step, files)?,
        };
        let is_new = matches!(step.deed, Deed::New(_));
        let branch = step.fact("branch");
        self.chronicle.add(Chapter {
            branch: (!branch.is_empty()).then(|| branch.to_owned()),
            files,
            message,
            identity: identity(step.fact("by"), step.day, number),
        })?;
        if is_new {
            // It has another toolkit now.
            self.workspace = self.app.opened(Workspace::open(self.chronicle.folder())?);
        }
        Ok(())
    }

    /// Words of the script with its days and names of records.
    fn words(&self, text: &str) -> Result<String, CommandError> {
        let meaning = |name: &str| match script::day_of(self.begins, name) {
            Some(day) => Some(day.to_string()),
            None => self.names.get(name).cloned(),
        };
        script::replaced(text, meaning).map_err(|name| unusable(&name))
    }

    fn plan(&self, step: &Step, name: &str) -> Result<Made, CommandError> {
        let toolkits = &self.workspace.toolkits;
        let asked = step.fact("toolkit");
        let found = toolkits.newest(asked);
        let (toolkit, source, place) = found.ok_or_else(|| unusable(asked))?;
        let mut files = Vec::new();
        if let (Some(own), true) = (source.embedded_files(), place.is_empty()) {
            let place = scaffold::toolkit_folder(&toolkit);
            let own = own.into_iter();
            files.extend(own.map(|(name, bytes)| (format!("{place}/{name}"), bytes.to_vec())));
        }
        let data = PlanData {
            id: name,
            title: step.fact("title"),
            organisation: step.fact("organisation"),
        };
        let cycle = Cycle {
            start: Some(step.day),
            coach: step.fact("coach"),
            contact: step.fact("contact"),
            continues: "",
        };
        let mut templates = self.workspace.templates_for_plans(&toolkit, &source);
        let folder = match toolkit.audience {
            Audience::Cohort => PROGRAMME.to_owned(),
            Audience::Team => format!("{}/{name}", self.workspace.config.plans),
        };
        let plan = scaffold::plan(&folder, &mut templates, &toolkit, data, cycle)?;
        let plan = plan.files.into_iter();
        files.extend(plan.map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
        let message = Message {
            subject: format!("new plan {name}"),
            plans: vec![name.to_owned()],
            command: "new",
            ..Message::default()
        };
        Ok((files, Told::Ours(message)))
    }

    fn record(
        &mut self,
        step: &Step,
        target: &str,
        title: Option<&str>,
    ) -> Result<Made, CommandError> {
        let target = self.words(target)?;
        let found = target::find(&self.workspace, &target)?;
        let plan = &found.plan;
        let activity = found.activity().ok_or_else(|| unusable(&target))?;
        let fillings = self.fillings(step, activity)?;
        let file = self.file(step, (plan, activity, found.record.as_deref()), title)?;
        let text = fill(&file.path, activity, file.base.clone(), &fillings)?;
        let ids: Vec<String> = fillings
            .iter()
            .map(|one| activity.output(one.output).id.to_string())
            .collect();
        let (text, _) = Review(None).stamped(&file, text, &ids);
        let message = Message {
            subject: format!("record {}: {}", file.name(), ids.join(", ")),
            why: Some(step.fact("why").to_owned()),
            plans: vec![plan.id.to_string()],
            activity: Some(activity.id.to_string()),
            command: "record",
            ..Message::default()
        };
        let name = file.record();
        let files = vec![(file.path, text.into_bytes())];
        let called = Some(step.fact("as")).filter(|called| !called.is_empty());
        if let (Some(called), Some(name)) = (called, name) {
            self.names.insert(called.to_owned(), name);
        }
        Ok((files, Told::Ours(message)))
    }

    fn fillings(&self, step: &Step, activity: &Activity) -> Result<Vec<Filling>, CommandError> {
        let parts = step.parts.iter().map(|(name, words)| {
            let output = target::output(activity, name)?;
            let text = words_of(output, &self.words(words)?)?;
            Ok(Filling {
                output: output.at,
                text,
            })
        });
        parts.collect()
    }

    fn file<'b>(
        &'b self,
        step: &Step,
        (plan, activity, record): (&'b Arc<Plan>, &'b Activity, Option<&str>),
        title: Option<&str>,
    ) -> Result<RecordFile<'b>, CommandError> {
        let Some(title) = title else {
            let found = match activity.repeat {
                Some(_) => target::record(plan, activity.at, record)?,
                None => plan.records_of(activity.at).next(),
            };
            return match found {
                Some(record) => RecordFile::of(&self.workspace, plan, record),
                None => RecordFile::fresh(&self.workspace, plan, activity),
            };
        };
        let day = step.day.to_string();
        let about = step.fact("plan");
        let slug = slug(title).unwrap_or_default();
        let since = (step.day - self.begins).to_string();
        let coming = Coming {
            title: Some(title),
            date: Some(&day),
            about: (!about.is_empty()).then_some(about),
            with_now: false,
            // The same whenever the year ends.
            ending: Some(&fresh_suffix(&[plan.id.as_str(), &slug, about, &since])),
        };
        RecordFile::further(&self.workspace, plan, activity, &coming)
    }

    fn review(&self, step: &Step, target: &str) -> Result<Made, CommandError> {
        let found = target::find(&self.workspace, target)?;
        let all = Acceptance::of(Review(Some("")), &found.plan, &found)?;
        let message = all.message(&found, Some(step.fact("why")));
        let files = all.edits.into_iter().filter_map(|edit| match edit {
            Edit::Change { path, after, .. } => Some((path, after)),
            _ => None,
        });
        Ok((files.collect(), Told::Ours(message)))
    }

    /// What somebody does without the program.
    fn edit(&self, step: &Step, files: &[String]) -> Result<Made, CommandError> {
        let mut made = Vec::new();
        for file in files {
            let name = self.words(file)?;
            let before = crate::store::held(&self.workspace.absolute(&name));
            let before = before.map_err(|_| unusable(&name))?;
            let text = String::from_utf8_lossy(&before);
            let from = self.words(step.part("from").trim())?;
            let to = self.words(step.part("to").trim())?;
            if !text.contains(&from) {
                return Err(unusable(&format!("{name}: {from}")));
            }
            made.push((name, text.replacen(&from, &to, 1).into_bytes()));
        }
        Ok((made, Told::ByHand(step.fact("why").to_owned())))
    }
}

/// What a step writes, and its message.
type Made = (Vec<(String, Vec<u8>)>, Told);

/// Whoever the script names; by default whoever keeps the workspace.
fn identity(by: &str, day: Date, number: usize) -> Identity {
    let name = if by.is_empty() { "Lab keeper" } else { by };
    let address = slug(name).unwrap_or_default();
    let minutes = number * MINUTES;
    let hour = HOUR + i8::try_from(minutes / 60).unwrap_or_default();
    let minute = i8::try_from(minutes % 60).unwrap_or_default();
    let moment = jiff::tz::TimeZone::UTC.to_timestamp(day.at(hour, minute, 0, 0));
    Identity {
        author: Some((name.to_owned(), format!("{address}@example.org"))),
        seconds: moment.map_or(0, jiff::Timestamp::as_second),
        ..Identity::default()
    }
}

fn unusable(what: &str) -> CommandError {
    let message = format!("the script of the made-up year can't be used: {what}");
    CommandError::new(codes::BUG, message)
}
