//! `redesign record`

use super::target::{self, Target};
use super::write::{self, Session, Written};
use super::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{ActivityStanding, Content, Filling, Plan, Record, Standing, State, Unfit, accept, fill};
use crate::prompt::{Given, Prompter};
use crate::report::status::{lacks, missing};
use crate::report::{Block, Cell};
use crate::store::{Edit, Message, Transaction, Workspace, scaffold, write_draft};
use crate::template::Templates;
use crate::template::data::PlanData;
use crate::toolkit::{Activity, Output};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;

/// Most bytes of `--from`.
const MAX_INPUT: u64 = crate::document::MAX_BYTES;
/// What we put on top of a buffer that could not be used.
const REASON: &str = "<!-- redesign could not use this:";
/// How often a buffer is opened again.
const TRIES: usize = 10;

/// Record what an activity produced
///
/// Asks on a terminal; or takes answers from --set, --from or --edit. Only the sections that are answered change: all
/// other bytes of the file stay as they are.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD; inside a plan's directory the plan may be left out
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    target: String,
    /// Answer an output; may be given several times. Empty TEXT takes the answer away
    #[arg(long, value_name = "OUTPUT=TEXT")]
    set: Vec<String>,
    /// Take answers from a file, or with - from standard input: Markdown with the same headings, or JSON {"output": value}
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Open the record in your editor
    #[arg(long, conflicts_with_all = ["set", "from"])]
    edit: bool,
    /// Add one more record of a repeatable activity
    #[arg(long)]
    add: bool,
    /// Title of the added record
    #[arg(long, requires = "add")]
    title: Option<String>,
    /// Day of the added record; today unless said otherwise
    #[arg(long, value_name = "YYYY-MM-DD", requires = "add")]
    date: Option<String>,
    /// Leave the activity out, and say why
    #[arg(long, value_name = "REASON", conflicts_with_all = ["set", "from", "edit", "add", "unskip"])]
    skip: Option<String>,
    /// Take the activity up again
    #[arg(long, conflicts_with_all = ["set", "from", "edit", "add"])]
    unskip: bool,
    /// Commit what was changed in this file by hand, too
    #[arg(long)]
    with_edits: bool,
    /// Say why, in the commit's message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

/// Result of `record`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// The plan's id.
    plan: String,
    /// The activity's id.
    activity: String,
    /// Of a repeatable activity: the record's name.
    record: Option<String>,
    /// Ids of the outputs that changed.
    outputs: Vec<String>,
    /// State of the activity now.
    state: &'static str,
    /// Ids of the required outputs that are still empty.
    missing: Vec<String>,
    /// Percent of the plan now.
    percent: u32,
    /// Ids of the activities to do next.
    next: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// Where the answers go.
struct Place<'a> {
    plan: &'a Plan,
    at: usize,
    activity: &'a Activity,
    /// The record's file, relative to the workspace.
    path: String,
    /// What it holds; nothing where it isn't there yet.
    before: Option<Vec<u8>>,
    /// What it would hold with no answer: the file, or a fresh one.
    base: String,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "record";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Recorded;

    fn run(self, app: &App<'_>) -> Result<Reply<Recorded>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find(app, &workspace, &self.target)?;
        let Some(at) = target.activity else {
            return Err(CommandError::usage(format!("\"{}\" is a plan; say which activity", self.target))
                .hint(format!("redesign record {}/ACTIVITY; `redesign next {}` says which", target.plan.id, target.plan.id)));
        };
        // Answers are gathered before the lock is taken: nobody waits for somebody who is typing.
        let answers = if self.asks_for_answers() { Some(self.answers(app, &workspace, &target, at)?) } else { None };
        let session = app.begin(&workspace, self.with_edits)?;
        // Read again under the lock: what others wrote meanwhile stays.
        let plan = workspace.read_plan(&target.plan.path).map_err(|broken| CommandError::broken(broken.finding))?;
        let place = self.place(app, &workspace, &plan, at, target.record.as_deref())?;
        let (transaction, outputs) = match answers {
            Some(Answers::Fillings(fillings)) => self.fill_in(&place, &fillings)?,
            Some(Answers::Whole { shown, text }) => self.replace(&place, &shown, text)?,
            None if self.skip.is_some() || self.unskip => (self.skip_or_not(&place)?, Vec::new()),
            None => (self.keep(&place), Vec::new()),
        };
        if transaction.is_empty() {
            let mut reply = self.reply(&Standing::of(place.plan), &place, outputs, nothing());
            reply.notes.push("nothing changed".to_owned());
            write::notes(&mut reply, &nothing(), &session);
            return Ok(reply);
        }
        let written = app.apply(&workspace, &session, &transaction)?;
        let is_nothing_new = self.is_only_commit() && written.commit.is_none() && written.not_committed.is_none();
        let mut reply = self.finished(&workspace, &session, &place, outputs, written)?;
        if is_nothing_new && !app.global.dry_run {
            reply.notes.push("nothing changed".to_owned());
        }
        Ok(reply)
    }
}

/// Answers, however they came.
enum Answers {
    /// One for each output that was answered.
    Fillings(Vec<Filling>),
    /// A whole file from an editor, and what the editor was shown.
    Whole { shown: String, text: String },
}

fn nothing() -> Written {
    Written { written: Vec::new(), commit: None, not_committed: None, dry_run: false }
}

impl Arguments {
    /// Whether there is something to fill in, and not only to skip or to commit.
    fn asks_for_answers(&self) -> bool {
        self.skip.is_none() && !self.unskip && !self.is_only_commit()
    }

    /// `--with-edits` alone commits what was changed by hand.
    fn is_only_commit(&self) -> bool {
        self.with_edits && self.set.is_empty() && self.from.is_none() && !self.edit && !self.add && self.skip.is_none() && !self.unskip
    }

    fn answers(&self, app: &App<'_>, workspace: &Workspace, target: &Target, at: usize) -> Result<Answers, CommandError> {
        let plan = &target.plan;
        let place = self.place(app, workspace, plan, at, target.record.as_deref())?;
        let mut fillings = Vec::new();
        if let Some(from) = &self.from {
            fillings.extend(read_from(app, plan, at, from)?);
        }
        for set in &self.set {
            let filling = read_set(plan, at, set)?;
            match fillings.iter_mut().find(|one: &&mut Filling| one.output == filling.output) {
                // A list grows with each --set; of other kinds there can be only one answer.
                Some(earlier) if place.kind(filling.output) == "list" || place.kind(filling.output) == "tasks" => {
                    earlier.text = format!("{}\n{}", earlier.text, filling.text);
                }
                Some(_) => {
                    let id = place.activity.outputs.get(filling.output).map_or("", |output| output.id.as_str());
                    return Err(CommandError::usage(format!("the output \"{id}\" is given twice")));
                }
                None => fillings.push(filling),
            }
        }
        if !self.set.is_empty() || self.from.is_some() {
            return Ok(Answers::Fillings(fillings));
        }
        if self.edit {
            return edited(app, &place);
        }
        if !app.can_ask() {
            let required: Vec<String> =
                place.activity.outputs.iter().filter(|output| output.required).map(|output| format!("--set {}=...", output.id)).collect();
            return Err(CommandError::usage("there is no terminal to ask on, and no answer was given")
                .hint(format!("redesign record {} {}; or --from FILE, --edit", self.target, required.join(" "))));
        }
        Ok(Answers::Fillings(asked(app, &place)?))
    }

    /// Where the answers go: the record that was named, the only one there is, or a new one.
    fn place<'a>(&self, app: &App<'_>, workspace: &Workspace, plan: &'a Plan, at: usize, name: Option<&str>) -> Result<Place<'a>, CommandError> {
        let activity = plan.toolkit.activities.get(at).ok_or_else(|| CommandError::usage("no such activity"))?;
        let data = PlanData { id: plan.id.as_str(), title: &plan.meta.title, organisation: &plan.meta.organisation };
        let toolkit_source = || workspace.toolkits.find(&plan.meta.toolkit).map(|(_, source)| source).map_err(CommandError::broken);
        let page = activity.repeat.is_some() && (self.skip.is_some() || self.unskip);
        if self.add {
            if activity.repeat.is_none() {
                return Err(CommandError::usage(format!("\"{}\" has one record only, so none can be added", activity.id))
                    .hint(format!("redesign record {}/{}", plan.id, activity.id)));
            }
            let (path, heading) = self.new_record(app, workspace, plan, at)?;
            let source = toolkit_source()?;
            let base = scaffold::occurrence(&mut Templates::of(&source), &plan.toolkit, activity, data, &heading)?;
            return Ok(Place { plan, at, activity, path, before: None, base });
        }
        let record = if page { plan.records.iter().find(|one| one.activity == at && one.is_page) } else { self.existing(plan, at, activity, name)? };
        let Some(record) = record else {
            let path = format!("{}/{}", plan.path, plan.toolkit.place(activity));
            let path = if activity.repeat.is_some() { format!("{path}/README.md") } else { path };
            let source = toolkit_source()?;
            let base = scaffold::record(&mut Templates::of(&source), &plan.toolkit, activity, data)?;
            return Ok(Place { plan, at, activity, path, before: None, base });
        };
        let content = record.content.as_ref().map_err(|finding| CommandError::broken((**finding).clone()))?;
        let base = content.document.text().to_owned();
        Ok(Place { plan, at, activity, path: record.path.clone(), before: Some(base.clone().into_bytes()), base })
    }

    /// The record that is there.
    fn existing<'a>(&self, plan: &'a Plan, at: usize, activity: &Activity, name: Option<&str>) -> Result<Option<&'a Record>, CommandError> {
        if activity.repeat.is_none() {
            if let Some(name) = name {
                return Err(CommandError::usage(format!("\"{}\" has one record only, not \"{name}\"", activity.id))
                    .hint(format!("redesign record {}/{}", plan.id, activity.id)));
            }
            let mut records = plan.records_of(at);
            let first = records.next();
            if let (Some(first), Some(second)) = (first, records.next()) {
                return Err(CommandError::usage(format!("\"{}\" stands in two files: {} and {}", activity.id, first.path, second.path))
                    .hint("put the words of both into one file and delete the other"));
            }
            return Ok(first);
        }
        match target::record(plan, at, name)? {
            Some(record) => Ok(Some(record)),
            None => Err(CommandError::usage(format!("\"{}\" has no records yet", activity.id))
                .hint(format!("redesign record {}/{} --add", plan.id, activity.id))),
        }
    }

    /// File and heading of a record to come.
    fn new_record(&self, app: &App<'_>, workspace: &Workspace, plan: &Plan, at: usize) -> Result<(String, String), CommandError> {
        let day = match &self.date {
            Some(words) => words.trim().parse::<jiff::civil::Date>().map_err(|_| {
                CommandError::usage(format!("\"{words}\" is not a date")).hint("write it year first: --date 2026-11-23")
            })?,
            None => app.context.now().to_zoned_datetime(workspace.config.time_zone()).date(),
        };
        let Some(activity) = plan.toolkit.activities.get(at) else { return Err(CommandError::usage("no such activity")) };
        let title = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        let slug = title.and_then(crate::toolkit::slug).unwrap_or_else(|| activity.id.to_string());
        let name = format!("{day}-{slug}-{}.md", app.context.suffix());
        let heading = title.map_or_else(|| format!("{}, {day}", activity.title), str::to_owned);
        // Where its folder is: with the page or the other records, wherever a team moved them.
        let folder = plan
            .records
            .iter()
            .find(|record| record.activity == at)
            .and_then(|record| record.path.rsplit_once('/'))
            .map_or_else(|| format!("{}/{}", plan.path, plan.toolkit.place(activity)), |(folder, _)| folder.to_owned());
        Ok((format!("{folder}/{name}"), heading))
    }

    fn message(&self, place: &Place<'_>, verb: &str, said: &str) -> Message {
        let name = place.name();
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        Message {
            subject: format!("{verb} {name}{said}"),
            why: self.message.clone(),
            plans: vec![place.plan.id.to_string()],
            activity: Some(place.activity.id.to_string()),
        }
    }

    fn fill_in(&self, place: &Place<'_>, fillings: &[Filling]) -> Result<(Transaction, Vec<String>), CommandError> {
        let text = fill(&place.path, place.activity, place.base.clone(), fillings).map_err(|unfit| match unfit {
            Unfit::Answer(misfit) => CommandError::usage(misfit.message).hint(misfit.help),
            Unfit::Record(finding) => CommandError::broken(*finding),
        })?;
        let changed: Vec<String> = fillings
            .iter()
            .filter_map(|filling| place.activity.outputs.get(filling.output))
            .map(|output| output.id.to_string())
            .collect();
        let transaction = self.transaction(place, text, &changed);
        Ok((transaction, changed))
    }

    fn replace(&self, place: &Place<'_>, shown: &str, text: String) -> Result<(Transaction, Vec<String>), CommandError> {
        if text == shown {
            return Ok((Transaction::default(), Vec::new()));
        }
        if place.before.is_some() && place.base != shown {
            let draft = write_draft(&format!("-{}.md", place.activity.id), &text)?;
            return Err(CommandError::new(Exit::Refused, "R0002", format!("\"{}\" was changed by somebody else while you were editing", place.path))
                .hint(format!("your text is kept in {}; bring both together, then run the command again", draft.display())));
        }
        let changed = changed_outputs(place, shown, &text);
        let transaction = self.transaction(place, text, &changed);
        Ok((transaction, changed))
    }

    fn transaction(&self, place: &Place<'_>, text: String, changed: &[String]) -> Transaction {
        let after = text.into_bytes();
        let edit = match &place.before {
            None => Edit::Create { path: place.path.clone(), bytes: after },
            // Nothing to write; there may be hand edits to commit.
            Some(before) if *before == after && self.with_edits => Edit::Keep { path: place.path.clone() },
            Some(before) if *before == after => return Transaction::default(),
            Some(before) => Edit::Change { path: place.path.clone(), before: before.clone(), after },
        };
        let said = if changed.is_empty() { "edited".to_owned() } else { changed.join(", ") };
        Transaction { edits: vec![edit], message: self.message(place, "record", &said), ..Transaction::default() }
    }

    fn skip_or_not(&self, place: &Place<'_>) -> Result<Transaction, CommandError> {
        let content = Content::read(&place.path, place.activity, false, place.base.clone().into_bytes()).map_err(CommandError::broken)?;
        let reason = self.skip.as_deref().map(str::trim);
        if reason.is_some_and(str::is_empty) {
            return Err(CommandError::usage("say why the activity is left out").hint("--skip \"done last year with the same team\""));
        }
        let text = content.document.with_front_matter("skipped", reason);
        let before = place.before.clone();
        let edit = match before {
            Some(before) if before == text.as_bytes() => return Ok(Transaction::default()),
            Some(before) => Edit::Change { path: place.path.clone(), before, after: text.into_bytes() },
            None if reason.is_none() => return Ok(Transaction::default()),
            None => Edit::Create { path: place.path.clone(), bytes: text.into_bytes() },
        };
        let verb = if reason.is_some() { "skip" } else { "unskip" };
        Ok(Transaction { edits: vec![edit], message: self.message(place, verb, reason.unwrap_or_default()), ..Transaction::default() })
    }

    fn keep(&self, place: &Place<'_>) -> Transaction {
        if place.before.is_none() {
            return Transaction::default();
        }
        let edits = vec![Edit::Keep { path: place.path.clone() }];
        Transaction { edits, message: self.message(place, "record", "edited by hand"), ..Transaction::default() }
    }

    /// Says what was written, how far the activity is now, and what comes next.
    fn finished(&self, workspace: &Workspace, session: &Session, place: &Place<'_>, outputs: Vec<String>, written: Written) -> Result<Reply<Recorded>, CommandError> {
        let now = workspace.read_plan(&place.plan.path).map_err(|broken| CommandError::broken(broken.finding))?;
        let standing = Standing::of(&now);
        let now = Place { plan: &now, at: place.at, activity: place.activity, path: place.path.clone(), before: None, base: String::new() };
        let mut reply = self.reply(&standing, &now, outputs, written.clone());
        let waits: Vec<&str> = standing
            .waits_for(place.activity)
            .filter_map(|need| place.plan.toolkit.activities.get(need))
            .map(|need| need.id.as_str())
            .collect();
        if !waits.is_empty() && !written.dry_run {
            reply.notes.push(format!("note: {} usually comes after {}", place.activity.id, waits.join(", ")));
        }
        write::notes(&mut reply, &written, session);
        Ok(reply)
    }

    fn reply(&self, standing: &Standing, place: &Place<'_>, outputs: Vec<String>, written: Written) -> Reply<Recorded> {
        let found = standing.activities.get(place.at).copied();
        let state = found.map_or(State::Todo, |found| found.state);
        let next: Vec<String> = standing
            .next()
            .into_iter()
            .filter_map(|at| place.plan.toolkit.activities.get(at))
            .map(|activity| activity.id.to_string())
            .collect();
        let mut report = write::report(&written, 10);
        let lacking = lacks(place.plan, standing, place.at);
        let words = match (state, lacking.is_empty()) {
            (State::Done, _) | (_, true) => state.people_word().to_owned(),
            (State::Skipped, _) => format!("skipped: {lacking}"),
            (State::Waiting, _) => format!("later, {lacking}"),
            _ => format!("{}, still missing: {lacking}", state.people_word()),
        };
        if !written.dry_run {
            let mut facts = vec![(place.activity.id.to_string(), Cell::State(state, words)), (place.plan.id.to_string(), Cell::Progress(standing.percent()))];
            match report.blocks.first_mut() {
                Some(Block::Facts(first)) => first.append(&mut facts),
                _ => report.blocks.push(Block::Facts(facts)),
            }
        }
        let hint = next_command(place, found, state, &next);
        let recorded = Recorded {
            plan: place.plan.id.to_string(),
            activity: place.activity.id.to_string(),
            record: place.activity.repeat.is_some().then(|| stem(&place.path)),
            outputs,
            state: state.word(),
            missing: found.map(|found| missing(place.activity, &found)).unwrap_or_default(),
            percent: standing.percent(),
            next,
            written,
        };
        Reply { next: hint, is_report_of_work: true, ..Reply::new(recorded, report) }
    }
}

/// The command that goes on from here.
fn next_command(place: &Place<'_>, found: Option<ActivityStanding>, state: State, next: &[String]) -> Option<String> {
    let plan = &place.plan.id;
    let of = |activity: &str| {
        let more = place.plan.toolkit.activity(activity).is_some_and(|known| known.repeat.is_some());
        let add = if more { " --add" } else { "" };
        format!("redesign record {plan}/{activity}{add}")
    };
    if state == State::Doing {
        let short = found.is_some_and(|found| found.records < found.least);
        let record = if place.activity.repeat.is_some() && !short { format!("/{}", stem(&place.path)) } else { String::new() };
        let add = if short { " --add" } else { "" };
        return Some(format!("redesign record {plan}/{}{record}{add}", place.activity.id));
    }
    next.first().map(|activity| of(activity)).or_else(|| Some(format!("redesign show {plan}")))
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name).to_owned()
}

impl Place<'_> {
    fn kind(&self, output: usize) -> &'static str {
        self.activity.outputs.get(output).map_or("", |output| output.kind.name())
    }

    /// `plan/activity`, of an occurrence with its name.
    fn name(&self) -> String {
        let record = if self.activity.repeat.is_some() && !self.path.ends_with("/README.md") { format!("/{}", stem(&self.path)) } else { String::new() };
        format!("{}/{}{record}", self.plan.id, self.activity.id)
    }
}

/// Ids of the outputs whose answers differ between two texts of a record.
fn changed_outputs(place: &Place<'_>, before: &str, after: &str) -> Vec<String> {
    let read = |text: &str| Content::read(&place.path, place.activity, false, text.as_bytes().to_vec()).ok();
    let (Some(before), Some(after)) = (read(before), read(after)) else { return Vec::new() };
    let answer = |content: &Content, at: usize| content.answer(at).map(|answer| answer.text.into_owned());
    let outputs = place.activity.outputs.iter().enumerate();
    outputs.filter(|(at, _)| answer(&before, *at) != answer(&after, *at)).map(|(_, output)| output.id.to_string()).collect()
}

fn unfit(output: &Output, misfit: crate::kinds::Misfit) -> CommandError {
    CommandError::usage(format!("{}: {}", output.id, misfit.message))
        .hint(misfit.help_or(&output.hint))
}

/// `OUTPUT=TEXT`
fn read_set(plan: &Plan, at: usize, set: &str) -> Result<Filling, CommandError> {
    let Some((name, words)) = set.split_once('=') else {
        return Err(CommandError::usage(format!("\"{set}\" is not OUTPUT=TEXT")).hint("--set statement='How might we ...?'"));
    };
    let position = target::output(plan, at, name.trim())?;
    let output = known(plan, at, position)?;
    let text = if words.trim().is_empty() { String::new() } else { output.kind.write_words(&output.shape, words).map_err(|misfit| unfit(output, misfit))? };
    accept(output, &text).map_err(|misfit| unfit(output, misfit))?;
    Ok(Filling { output: position, text })
}

fn known(plan: &Plan, at: usize, output: usize) -> Result<&Output, CommandError> {
    let found = plan.toolkit.activities.get(at).and_then(|activity| activity.outputs.get(output));
    found.ok_or_else(|| CommandError::usage("no such output"))
}

/// Answers of a file or of standard input: JSON where it begins with `{`, else Markdown.
fn read_from(app: &App<'_>, plan: &Plan, at: usize, from: &std::path::Path) -> Result<Vec<Filling>, CommandError> {
    let shown = if from.as_os_str() == "-" { "standard input".to_owned() } else { from.display().to_string() };
    let bytes = if from.as_os_str() == "-" {
        app.context.input(MAX_INPUT).map_err(|error| CommandError::new(Exit::Surroundings, "S0001", format!("can't read standard input: {error}")))?
    } else {
        let path = app.folder().join(from);
        crate::store::read_text(&path, MAX_INPUT)
            .map_err(|unreadable| CommandError::usage(format!("\"{shown}\": {}", unreadable.message)).hint("--from - reads standard input"))?
            .into_bytes()
    };
    let text = String::from_utf8(bytes).map_err(|_| CommandError::usage(format!("{shown} is not UTF-8 text")))?;
    if text.trim_start().starts_with('{') { from_json(plan, at, &text, &shown) } else { from_markdown(plan, at, text, &shown) }
}

fn from_json(plan: &Plan, at: usize, text: &str, shown: &str) -> Result<Vec<Filling>, CommandError> {
    let values: serde_json::Map<String, Value> =
        serde_json::from_str(text).map_err(|error| CommandError::usage(format!("{shown} is not JSON: {error}")))?;
    let mut fillings = Vec::new();
    for (name, value) in &values {
        let position = target::output(plan, at, name)?;
        let output = known(plan, at, position)?;
        let text = match value {
            Value::Null => String::new(),
            value => output.kind.write(&output.shape, value).map_err(|misfit| unfit(output, misfit))?,
        };
        accept(output, &text).map_err(|misfit| unfit(output, misfit))?;
        fillings.push(Filling { output: position, text });
    }
    Ok(fillings)
}

fn from_markdown(plan: &Plan, at: usize, text: String, shown: &str) -> Result<Vec<Filling>, CommandError> {
    let Some(activity) = plan.toolkit.activities.get(at) else { return Ok(Vec::new()) };
    let content = Content::read(shown, activity, false, text.into_bytes()).map_err(CommandError::broken)?;
    let mut fillings = Vec::new();
    for (position, output) in activity.outputs.iter().enumerate() {
        if let Some(crate::model::Slot::Twice(..)) = content.slots.get(position) {
            return Err(CommandError::usage(format!("{shown} holds the section \"{}\" twice", output.title)));
        }
        let Some(answer) = content.answer(position) else { continue };
        let text = answer.text.trim().to_owned();
        accept(output, &text).map_err(|misfit| unfit(output, misfit))?;
        fillings.push(Filling { output: position, text });
    }
    // A heading with words below it that we know nothing of would be lost without a word.
    let taken = |position: usize| content.slots.contains(&crate::model::Slot::At(position));
    let titles: Vec<String> = activity.outputs.iter().map(|output| output.title.clone()).collect();
    for (position, section) in content.document.sections().iter().enumerate() {
        if section.level == 2 && !taken(position) && content.document.answer(section).is_some() {
            let title = content.document.title(section);
            let list = format!("the headings are: {}", titles.join("; "));
            return Err(CommandError::usage(format!("{shown}: no output has the heading \"{title}\"")).near(title, titles.clone(), &list));
        }
    }
    if fillings.is_empty() {
        return Err(CommandError::usage(format!("{shown} holds no answers")).hint(format!("write below these headings: ## {}", titles.join(", ## "))));
    }
    Ok(fillings)
}

/// Asks for each output; an empty line leaves one as it is, a single `.` stops and keeps what was given.
fn asked(app: &App<'_>, place: &Place<'_>) -> Result<Vec<Filling>, CommandError> {
    let prompter = Prompter::new(app.context);
    let content = Content::read(&place.path, place.activity, false, place.base.clone().into_bytes()).map_err(CommandError::broken)?;
    prompter.say(&format!("{} \u{b7} {}", place.plan.id, place.activity.title));
    prompter.say("an empty line leaves an answer as it is; a . alone stops and keeps what you gave; Ctrl-C keeps nothing");
    let mut fillings = Vec::new();
    'outputs: for (position, output) in place.activity.outputs.iter().enumerate() {
        if let Some(answer) = content.answer(position) {
            prompter.say(&format!("\nnow: {}", answer.text));
        }
        loop {
            let words = match prompter.output(output)? {
                Given::Words(words) => words,
                Given::Nothing => break,
                Given::Stop => break 'outputs,
            };
            let text = output.kind.write_words(&output.shape, &words).and_then(|text| accept(output, &text).map(|()| text));
            match text {
                Ok(text) => {
                    fillings.push(Filling { output: position, text });
                    break;
                }
                Err(misfit) => prompter.say(&format!("  {}: {}", misfit.message, misfit.help_or(&output.hint))),
            }
        }
    }
    Ok(fillings)
}

/// The whole record in an editor; opened again with the reason on top where it can't be used.
fn edited(app: &App<'_>, place: &Place<'_>) -> Result<Answers, CommandError> {
    let editor = app
        .context
        .editor()
        .ok_or_else(|| CommandError::usage("no editor is set").hint("REDESIGN_EDITOR or EDITOR names one"))?;
    let io = |error: std::io::Error| CommandError::new(Exit::Surroundings, "S0001", format!("can't write a file for the editor: {error}"));
    let file = tempfile::Builder::new().prefix("redesign-").suffix(&format!("-{}.md", place.activity.id)).tempfile().map_err(io)?;
    let mut shown = place.base.clone();
    let mut problem = None;
    for _ in 0..TRIES {
        std::fs::write(file.path(), &shown).map_err(io)?;
        app.context.edit(&editor, file.path()).map_err(|error| {
            CommandError::new(Exit::Surroundings, "S0004", format!("the editor \"{editor}\" failed: {error}")).hint("nothing was changed")
        })?;
        let bytes = std::fs::read(file.path()).map_err(io)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = without_reason(&text);
        if text.trim().is_empty() || text == place.base {
            return Ok(Answers::Whole { shown: place.base.clone(), text: place.base.clone() });
        }
        let Some(reason) = problem_of(place, &text) else {
            return Ok(Answers::Whole { shown: place.base.clone(), text });
        };
        let again = format!("{REASON} {} -->\n{text}", reason.replace("--", "-"));
        problem = Some((reason, text));
        if again == shown {
            break;
        }
        shown = again;
    }
    let (reason, text) = problem.unwrap_or_default();
    let draft = write_draft(&format!("-{}.md", place.activity.id), &text)?;
    Err(CommandError::usage(reason).hint(format!("your text is kept in {0}; --from {0} takes it once it is mended", draft.display())))
}

fn without_reason(text: &str) -> String {
    match text.strip_prefix(REASON).and_then(|rest| rest.split_once("-->")) {
        Some((_, rest)) => rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest).to_owned(),
        None => text.to_owned(),
    }
}

/// Why an edited record can't be used: the first thing that `check` would call an error.
fn problem_of(place: &Place<'_>, text: &str) -> Option<String> {
    let record = Record::read(place.path.clone(), (place.at, place.activity), false, Ok(text.as_bytes().to_vec()));
    let plan = Plan {
        id: place.plan.id.clone(),
        path: place.plan.path.clone(),
        meta: place.plan.meta.clone(),
        toolkit: std::sync::Arc::clone(&place.plan.toolkit),
        records: vec![record],
        strays: Vec::new(),
        private: Vec::new(),
        findings: Vec::new(),
    };
    crate::check::plan(&plan).into_iter().find(|finding| finding.severity == crate::model::Severity::Error).map(|finding| {
        let line = finding.place.and_then(|place| place.line).map_or(String::new(), |line| format!("line {line}: "));
        let help = finding.help.map_or(String::new(), |help| format!(" ({help})"));
        format!("{line}{}{help}", finding.message)
    })
}
