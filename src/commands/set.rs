//! `redesign set`

use crate::app::answer::{day, one_line};
use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::check;
use crate::error::CommandError;
use crate::model::{Plan, PlanMeta, SETTINGS, Setting, codes};
use crate::report::Cell;
use crate::store::{Message, Transaction};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Change a plan's title, organisation, start, coach and the like
///
/// They are keys of the plan's plan.toml: title, organisation, start, coach, contact, paused, paused_until, ended. Only
/// their values change; KEY= removes a key. Inside a plan's directory, PLAN can be left out.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The plan, by id or path
    #[arg(value_name = "PLAN")]
    plan: String,
    /// What to set, such as coach='coach 1' or start=2026-09-01
    #[arg(value_name = "KEY=VALUE")]
    values: Vec<String>,
    /// Also commit changes that were made to plan.toml by hand
    #[arg(long)]
    with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

/// Result of `set`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Settled {
    /// Id of the plan.
    plan: String,
    /// The keys whose values changed, as given.
    changed: Vec<ChangedSetting>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// A key of `plan.toml` with another value.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedSetting {
    key: &'static str,
    /// The value before; null if there was none.
    before: Option<String>,
    /// The value now; null if the key was removed.
    after: Option<String>,
}

/// Keys that a person doesn't set, and what to do instead.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["id", "name", "group", "folder", "path", "plan"],
        "a plan's folder is its name: `redesign rename PLAN [GROUP/]NEW` changes it",
    ),
    (
        &["toolkit", "version"],
        "a plan keeps the toolkit version that it was made from; `redesign new PLAN --continue OLD-PLAN` starts another cycle with the newest",
    ),
    (
        &["continues"],
        "`redesign new PLAN --continue OLD-PLAN` makes a plan that continues another",
    ),
    (
        &["pacing", "rhythm"],
        "weeks and rhythms are tables of plan.toml, with a line for each activity; edit it by hand",
    ),
    (
        &["status", "state", "progress", "percent", "done", "step"],
        "progress is derived from the records: `redesign record PLAN/ACTIVITY` fills them in",
    ),
];

impl Command for Arguments {
    const SCHEMA: &'static str = "set";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Settled;

    fn run(self, app: &App<'_>) -> Result<Reply<Settled>, CommandError> {
        let workspace = app.workspace()?;
        let (folder, values) = self.target(&workspace)?;
        let given = settings(&values)?;
        let session = workspace.begin_in(&folder, self.with_edits)?;
        // Read under the lock, so that others' changes stay.
        let plan = workspace.read_plan(&folder)?;
        let path = format!("{folder}/plan.toml");
        let text = given
            .iter()
            .try_fold(plan.meta.text.clone(), |text, (one, value)| {
                let after = one.put(&text, value);
                after.ok_or_else(|| no_place(one, &path))
            })?;
        let before = plan.meta.clone();
        let plan = read_back(&workspace, plan, &text)?;
        let changed: Vec<ChangedSetting> = given
            .iter()
            .filter_map(|(one, _)| ChangedSetting::of(one, &before, &plan.meta))
            .collect();
        // Where only the form changes, such as the quotes, what was given says more than nothing.
        let keys: Vec<&str> = if changed.is_empty() {
            given.iter().map(|(one, _)| one.key).collect()
        } else {
            changed.iter().map(|one| one.key).collect()
        };
        let edit = write::edit(&path, Some(before.text.as_bytes()), text);
        let transaction = Transaction {
            edits: Vec::from_iter(edit),
            message: Message {
                subject: format!("set {}: {}", plan.id, keys.join(", ")),
                why: self.message,
                plans: vec![plan.id.to_string()],
                command: "set",
                ..Message::default()
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        let facts = changed.iter().map(ChangedSetting::fact);
        let report = write::report(&written, 1, facts);
        let mut notes = Vec::new();
        if transaction.is_empty() {
            notes.push("nothing changed".to_owned());
        }
        let reply = Reply {
            next: Some(format!("redesign show {}", plan.id)),
            notes,
            ..Reply::new(
                Settled {
                    plan: plan.id.to_string(),
                    changed,
                    written: written.clone(),
                },
                report,
            )
        };
        Ok(session.told(&written, reply))
    }
}

impl Arguments {
    /// The plan's directory, and what to set. Inside a plan's directory, the first word may be a setting.
    fn target(&self, workspace: &Opened<'_>) -> Result<(String, Vec<String>), CommandError> {
        let mut values = self.values.clone();
        let folder = if self.plan.contains('=') && !self.plan.starts_with(['.', '/']) {
            values.insert(0, self.plan.clone());
            target::here(workspace)?.plan.path.clone()
        } else {
            target::plan_folder(workspace, &self.plan)?
        };
        if values.is_empty() {
            return Err(CommandError::usage("say what to set").hint(format!(
                "redesign set {} coach='coach 1'; {}",
                self.plan,
                keys()
            )));
        }
        Ok((folder, values))
    }
}

/// What was given, by key.
fn settings(values: &[String]) -> Result<Vec<(&'static Setting, &str)>, CommandError> {
    let mut given: Vec<(&Setting, &str)> = Vec::new();
    for words in values {
        let Some((name, value)) = words.split_once('=') else {
            return Err(CommandError::usage(format!("\"{words}\" is not KEY=VALUE"))
                .hint(format!("coach='coach 1'; {}", keys())));
        };
        let name = name.trim();
        let one = Setting::named(name).ok_or_else(|| no_setting(name))?;
        let value = value.trim();
        one_line(one.key, value)?;
        if one.is_day && value.parse::<Date>().is_ok() {
            day(&format!("{} =", one.key), value)?;
        }
        if given.iter().any(|(other, _)| other.key == one.key) {
            return Err(CommandError::usage(format!("{} is given twice", one.key))
                .hint("give each key once"));
        }
        given.push((one, value));
    }
    Ok(given)
}

/// The error for a value that can't be written without changing what other keys say.
fn no_place(setting: &Setting, path: &str) -> CommandError {
    let message = format!(
        "`{}` can't be set in {path} without changing other keys",
        setting.key
    );
    CommandError::refused(codes::PLAN, message).hint("nothing was changed; edit it by hand")
}

/// The error for a key that isn't a setting.
fn no_setting(name: &str) -> CommandError {
    let lower = name.to_lowercase();
    let first = lower.split('.').next().unwrap_or_default();
    let elsewhere = ELSEWHERE.iter().find(|(names, _)| names.contains(&first));
    if let Some((_, instead)) = elsewhere {
        return CommandError::usage(format!("\"{name}\" can't be set")).hint(*instead);
    }
    let known = SETTINGS.iter().map(|one| one.key);
    CommandError::usage(format!("no setting \"{name}\"")).near(name, known, &keys())
}

fn keys() -> String {
    let known: Vec<&str> = SETTINGS.iter().map(|one| one.key).collect();
    format!("the keys are: {}", known.join(", "))
}

/// The plan with another `plan.toml`.
///
/// # Errors
/// What `check` would find in it and didn't before.
fn read_back(workspace: &Opened<'_>, mut plan: Plan, text: &str) -> Result<Plan, CommandError> {
    let today = workspace.now().day;
    let before = check::plan_file(&plan, today);
    plan.meta = PlanMeta::parse(text)
        .map_err(|error| CommandError::usage(format!("plan.toml: {error}")))?;
    let found = check::plan_file(&plan, today);
    match found.into_iter().find(|one| !before.contains(one)) {
        None => Ok(plan),
        Some(finding) => {
            Err(CommandError::usage(finding.message).hint(finding.help.unwrap_or_default()))
        }
    }
}

impl ChangedSetting {
    fn of(setting: &Setting, before: &PlanMeta, after: &PlanMeta) -> Option<Self> {
        let value = |meta| Some((setting.of)(meta).to_owned()).filter(|words| !words.is_empty());
        let (before, after) = (value(before), value(after));
        (before != after).then_some(Self {
            key: setting.key,
            before,
            after,
        })
    }

    fn fact(&self) -> (String, Cell) {
        let was = self.before.as_ref().map(|before| format!("was {before}"));
        let words = match (&self.after, was) {
            (Some(after), Some(was)) => format!("{after} ({was})"),
            (Some(after), None) => after.clone(),
            (None, Some(was)) => format!("removed ({was})"),
            (None, None) => String::new(),
        };
        (self.key.to_owned(), Cell::text(words))
    }
}
