//! What each team should do next, and why.

use crate::model::{Cause, Invocation, Plan, Progress, Standing, State, Web, to_record};
use crate::queries::status::{lacks_in_words, missing};
use crate::report::{Block, Cell, Report, Rows, fact};
use crate::toolkit::{ActivityAt, time};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `next`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextData {
    /// Plans in path order.
    pub plans: Vec<PlanNext>,
}

/// What one team should do next.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanNext {
    /// The plan's id.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Id of the first unfinished step; null if all are finished.
    pub step: Option<String>,
    /// Activities done, as `status` counts them.
    pub done: u32,
    /// Activities done that need a review.
    pub review: u32,
    /// Activities skipped.
    pub skipped: u32,
    /// All activities.
    pub total: u32,
    /// What can be done now, most urgent first.
    pub activities: Vec<ActivityNext>,
    /// What is waiting, and for what.
    pub later: Vec<Later>,
    /// Why the plan is inactive, such as `paused: new timetable`; null if it is active.
    pub resting: Option<String>,
    #[serde(skip)]
    pub step_title: String,
    #[serde(skip)]
    progress: Progress,
}

/// An activity that can be done now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityNext {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: &'static str,
    /// Suggested minutes, least and most; null if the toolkit gives none.
    pub minutes: Option<(u32, u32)>,
    /// Why this activity.
    pub why: String,
    /// Ids of required outputs that are empty.
    pub missing: Vec<String>,
    /// In review: changed answers it builds on (`activity/output`), changed link targets (`plan/activity`), or answers
    /// that ask to repeat it.
    pub changed: Vec<String>,
    /// The command to type.
    #[schemars(with = "String")]
    pub command: Invocation,
    /// The file to edit instead.
    pub path: String,
    /// Address for editing or creating it on a git host; null if `redesign.toml` sets none.
    pub edit_url: Option<String>,
    /// Ids of the activities waiting for it.
    pub opens: Vec<String>,
    /// Commands that show what changed, for people.
    #[serde(skip)]
    pub look: Vec<Invocation>,
    #[serde(skip)]
    pub standing: State,
}

/// An activity that is waiting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Later {
    /// Its id.
    pub id: String,
    /// Ids of the activities it needs first.
    pub needs: Vec<String>,
}

impl PlanNext {
    /// What to do next in one plan. `today` goes into names of new files.
    pub fn of(plan: &Plan, web: &Web, today: Date) -> Self {
        let standing = Standing::of(plan);
        let progress = Progress::of(&standing);
        let toolkit = &plan.toolkit;
        let step = standing.step(toolkit).and_then(|at| toolkit.steps.get(at));
        let resting = plan.meta.resting(today);
        let next = match resting {
            Some(_) => Vec::new(),
            None => standing.next(),
        };
        let name = |at: ActivityAt| toolkit.activity(at).id.to_string();
        let later = toolkit
            .activities
            .iter()
            .zip(&standing.activities)
            .filter(|(_, found)| found.state == State::Waiting && resting.is_none())
            .map(|(activity, _)| Later {
                id: activity.id.to_string(),
                needs: standing.waits_for(activity).map(name).collect(),
            })
            .collect();
        Self {
            id: plan.id.to_string(),
            title: plan.meta.title.clone(),
            step: step.map(|step| step.id.clone()),
            done: progress.done,
            review: progress.review,
            skipped: progress.skipped,
            total: progress.total,
            progress,
            activities: next
                .into_iter()
                .map(|at| activity_next(plan, &standing, at))
                .map(|activity| ActivityNext {
                    edit_url: edit_url(plan, &activity, web, today),
                    ..activity
                })
                .collect(),
            later,
            resting,
            step_title: step.map_or_else(|| "done".to_owned(), |step| step.title.clone()),
        }
    }

    fn at_rest(&self) -> (State, &str) {
        match &self.resting {
            None => (State::Done, "nothing is left to do"),
            Some(why) => (State::Skipped, why),
        }
    }
}

fn activity_next(plan: &Plan, standing: &Standing, at: ActivityAt) -> ActivityNext {
    let toolkit = &plan.toolkit;
    let activity = toolkit.activity(at);
    let found = standing.activity(at);
    let needs = match activity.needs.len() {
        0 => "nothing has to be done first",
        1 => "what it needs is done",
        _ => "everything it needs is done",
    };
    let lacking = lacks_in_words(plan, standing, at);
    let check = || Invocation::of("check").on(plan.id.as_str());
    let why = match found.state {
        State::Unreadable => format!("{lacking}: `{}` shows where and why", check()),
        State::Review => lacking,
        State::Doing => {
            let waiting: Vec<&str> = standing
                .waits_for(activity)
                .map(|need| toolkit.activity(need).id.as_str())
                .collect();
            let early = if waiting.is_empty() {
                String::new()
            } else {
                format!(" (started before {})", waiting.join(", "))
            };
            format!("started; {lacking}{early}")
        }
        _ => needs.to_owned(),
    };
    let opens = toolkit
        .activities
        .iter()
        .zip(&standing.activities)
        .filter(|(other, found)| found.state == State::Waiting && other.needs.contains(&at))
        .map(|(other, _)| other.id.to_string())
        .collect();
    let command = match found.state {
        State::Unreadable => check(),
        State::Review => reviewed(plan, standing, at),
        _ => to_record(plan, standing, at),
    };
    ActivityNext {
        id: activity.id.to_string(),
        title: activity.title.clone(),
        state: found.state.word(),
        minutes: activity.minutes,
        why,
        missing: missing(activity, found),
        changed: standing.changed_names(toolkit, at),
        look: look(plan, standing.causes(at)),
        command,
        path: plan.place_of(at),
        edit_url: None,
        opens,
        standing: found.state,
    }
}

pub fn look<'a>(plan: &Plan, causes: impl Iterator<Item = &'a Cause>) -> Vec<Invocation> {
    let mut commands = Vec::new();
    for cause in causes {
        let target = match cause {
            Cause::Answer(source) => Some(plan.name_with(plan.toolkit.activity(source.activity))),
            Cause::Link { name, .. } => Some(name.clone()),
            Cause::Own { record, .. } => {
                let found = plan.records.iter().find(|one| one.path == *record);
                found.map(|record| plan.name_of(record))
            }
        };
        let command = target.map(|target| Invocation::of("diff").on(target));
        commands.extend(command.filter(|command| !commands.contains(command)));
    }
    commands
}

/// Commands that confirm teams' consent again, one per record that changed after they agreed.
pub fn agreed_again(plan: &Plan, causes: &[Cause]) -> Vec<Invocation> {
    let mut commands = Vec::new();
    for cause in causes {
        let Cause::Own {
            record,
            source,
            output,
        } = cause
        else {
            continue;
        };
        let asking = plan.toolkit.activity(source.activity).output(*output);
        let found = plan.records.iter().find(|one| one.path == *record);
        if let Some(record) = found.filter(|_| asking.is_consent()) {
            let record = Invocation::of("record").on(plan.name_of(record));
            let command = record.pair("--reviewed", asking.id.as_str());
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
    }
    commands
}

/// The command that accepts changes for an activity or its one affected record. If only consent is outdated, the
/// command that confirms it.
pub fn reviewed(plan: &Plan, standing: &Standing, at: ActivityAt) -> Invocation {
    let causes: Vec<Cause> = standing.causes(at).cloned().collect();
    let is_agreed = |cause: &Cause| !agreed_again(plan, std::slice::from_ref(cause)).is_empty();
    if causes.iter().all(is_agreed)
        && let Some(command) = agreed_again(plan, &causes).into_iter().next()
    {
        return command;
    }
    let only = standing.only_record(at);
    let record = only.and_then(|path| plan.records.iter().find(|one| one.path == path));
    let name = record.map_or_else(
        || plan.name_with(plan.toolkit.activity(at)),
        |record| plan.name_of(record),
    );
    Invocation::of("record").on(name).flag("--reviewed")
}

/// Address for editing the activity's file, or for creating it if missing. A repeatable activity gets a new record,
/// since no address finds the incomplete one.
fn edit_url(plan: &Plan, activity: &ActivityNext, web: &Web, today: Date) -> Option<String> {
    // The addresses are for the workspace's own repository.
    if plan.repository.is_some() || activity.standing == State::Unreadable {
        return None;
    }
    let known = plan.toolkit.named(&activity.id)?;
    if known.repeat.is_none() {
        let is_there = plan.records.iter().any(|one| one.path == activity.path);
        return if is_there {
            web.edit(&activity.path)
        } else {
            web.create(&activity.path)
        };
    }
    let is_to_be_added = activity.command.adds();
    let path = format!("{}/{today}-{}.md", activity.path, known.id);
    is_to_be_added.then(|| web.create(&path)).flatten()
}

pub fn one(plan: &PlanNext, all: bool) -> Report {
    let title = format!(
        "{} \u{b7} {} \u{b7} {}",
        plan.id,
        plan.step_title,
        plan.progress.in_words()
    );
    let activities = plan.activities.iter();
    let mut blocks: Vec<Block> = activities.map(|one| Block::Facts(facts(one))).collect();
    if plan.activities.is_empty() {
        let words = match &plan.resting {
            None => "Nothing is left to do.".to_owned(),
            Some(why) => format!("Nobody is asked to go on: {why}."),
        };
        blocks.push(Block::Text(words));
    }
    blocks.extend(later(&plan.later, all));
    Report::of(title, blocks)
}

/// What to do, why, and how.
fn facts(activity: &ActivityNext) -> Vec<(String, Cell)> {
    let time = activity.minutes.map(time);
    let time = time.map_or(String::new(), |time| format!(" \u{b7} {time}"));
    let title = format!("{}{time}", activity.title);
    let mut facts = vec![
        fact(&activity.id, Cell::State(activity.standing, title)),
        fact("why", &activity.why),
    ];
    facts.extend(activity.look.iter().map(|command| fact("look", command)));
    let (command, path) = (&activity.command, path_cell(activity));
    // Edit what is in review first, then accept it.
    facts.extend(if activity.standing == State::Review {
        [fact("edit", path), fact("type", command)]
    } else {
        [fact("type", command), fact("or edit", path)]
    });
    if !activity.opens.is_empty() {
        facts.push(fact("opens", activity.opens.join(", ")));
    }
    facts
}

/// The first waiting activity, or all.
fn later(later: &[Later], all: bool) -> Vec<Block> {
    let needs = |one: &Later| format!("needs {}", one.needs.join(", "));
    match later.split_first() {
        None => Vec::new(),
        Some(_) if all => vec![
            Block::Heading("later".to_owned()),
            Block::Facts(later.iter().map(|one| fact(&one.id, needs(one))).collect()),
        ],
        Some((first, rest)) => {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" and {more} after it: --all"),
            };
            let words = format!("{} ({}){more}", first.id, needs(first));
            vec![Block::Facts(vec![fact("later", words)])]
        }
    }
}

/// Where to edit an activity, with a link if its address is known.
fn path_cell(activity: &ActivityNext) -> Cell {
    match &activity.edit_url {
        None => Cell::text(&activity.path),
        Some(address) => Cell::link(&activity.path, address),
    }
}

/// Several plans: the first activity of each, or with `all` everything.
pub fn several(plans: &[PlanNext], all: bool) -> Report {
    let mut rows = Rows::of(plans.iter().flat_map(|plan| {
        let shown = if all { plan.activities.len() } else { 1 };
        let activities = plan.activities.iter().take(shown).map(Some);
        let none = plan.activities.is_empty().then_some(None);
        activities.chain(none).map(move |activity| (plan, activity))
    }));
    rows.column("plan", "Plan", |(plan, _)| &plan.id);
    rows.for_scripts("activity", |(_, next)| next.map(|next| &next.id));
    rows.for_scripts("state", |(plan, next)| match next {
        Some(next) => next.state,
        None => plan.at_rest().0.word(),
    });
    rows.for_people("Next", |(plan, next)| {
        let next = next.map(|next| (next.standing, next.id.as_str()));
        let (state, words) = next.unwrap_or_else(|| plan.at_rest());
        Cell::State(state, words.to_owned())
    });
    rows.column("why", "Why", |(_, next)| next.map(|next| &next.why))
        .rank(2);
    rows.for_people("Time", |(_, next)| next?.minutes.map(time))
        .rank(3);
    rows.for_scripts("minutes_least", |(_, next)| Some(next?.minutes?.0));
    rows.for_scripts("minutes_most", |(_, next)| Some(next?.minutes?.1));
    rows.for_scripts("command", |(_, next)| next.map(|next| &next.command));
    rows.for_scripts("path", |(_, next)| next.map(|next| &next.path));
    rows.for_scripts("edit_url", |(_, next)| next?.edit_url.as_ref());
    rows.for_scripts("opens", |(_, next)| next.map(|next| next.opens.join(" ")));
    let mut activities = plans.iter().flat_map(|plan| &plan.activities);
    if activities.any(|activity| activity.edit_url.is_some()) {
        rows.for_people("Edit", |(_, next)| next.map(path_cell))
            .rank(4);
    }
    Report {
        title: None,
        blocks: vec![Block::Table(rows.table())],
    }
}
