//! Checks: what is wrong or doubtful in a workspace. One rule, one file; pure.
//!
//! To add a rule: one new file in `rules/`, and one line in the list of `rules/mod.rs`.

mod mend;
pub mod rules;

pub use mend::{Change, Fix, Mended, mend};

use crate::model::{Entry, Finding, LeftOut, Limits, Plan, Record, Standing};
use jiff::civil::Date;

/// What a rule looks at.
pub struct Subject<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where its activities stand.
    pub standing: &'a Standing,
    /// The plan's own page, where it was read.
    pub page: Option<&'a Page>,
    /// Ids of all team plans of the workspace, where they were looked for.
    pub teams: Option<&'a [String]>,
    /// The day and the cohort around the plan, where they are known.
    pub moment: Option<&'a Moment<'a>>,
}

/// What is known of a day and of the cohort around one plan.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The day on which it is judged.
    pub today: Date,
    /// The day on which a file of the plan changed last, where its history tells.
    pub moved: Option<Date>,
    /// Of a team's plan: the programme of its cohort, if there is one.
    pub programme: Option<&'a Plan>,
    /// Records of the programme that are kept with this plan, in the order of their files.
    pub about: &'a [&'a Record],
    /// What the programme leaves out.
    pub left_out: &'a LeftOut,
    /// What was due, is due and is ahead for this plan: its own, and what the programme keeps with it.
    pub agenda: &'a [Entry],
    /// What the workspace counts as long, late or far apart.
    pub limits: &'a Limits,
}

/// A plan's own page: its README, which links its activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Relative to the workspace.
    pub path: String,
    /// What it holds.
    pub text: String,
    /// What it held if it were made now; only needed where it lacks links.
    pub fresh: String,
}

/// One rule.
pub trait Rule: Sync {
    /// Its stable code, such as `E0102`; `E` says that something isn't counted until it is mended, `W` that it is
    /// probably not as meant, `I` that it is worth knowing.
    fn code(&self) -> &'static str;

    /// One sentence: what it finds. Printed in the docs.
    fn about(&self) -> &'static str;

    /// Looks at one plan.
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>);

    /// Whether it only asks somebody to go on with the work. Of a plan that has ended nobody does.
    fn asks_for_work(&self) -> bool {
        false
    }

    /// Whether the board shows what it finds: a reason to call a team, or something that whoever runs the cohort has to
    /// settle. The message is read there as the reason, the help as what shows more.
    fn on_board(&self) -> bool {
        false
    }

    /// Whether what it finds is by itself a reason to call a team, where the board shows it.
    fn is_reason_to_call(&self) -> bool {
        true
    }

    /// What `check --fix` would do about one of its findings in this plan, where that is mechanical.
    fn fix(&self, _subject: &Subject<'_>, _finding: &Finding) -> Option<Fix> {
        None
    }
}

/// Everything that is to be said of one plan: what couldn't be read, then what the rules find, in the order of places.
pub fn plan(plan: &Plan) -> Vec<Finding> {
    plan_with(plan, None, None)
}

/// Whether a plan's page lacks links to activities, so that it has to be compared with a fresh one.
pub fn lacks_links(plan: &Plan, page: &str) -> bool {
    rules::lacks_links(plan, page)
}

/// As [`plan`], with what is to be said of the plan's own page, and of the team plans that it names.
pub fn plan_with(plan: &Plan, page: Option<&Page>, teams: Option<&[String]>) -> Vec<Finding> {
    let standing = Standing::of(plan);
    subject(&Subject {
        plan,
        standing: &standing,
        page,
        teams,
        moment: None,
    })
}

/// As [`plan`], with all that is to be said of what is known around the plan.
pub fn subject(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = unreadable(subject.plan).collect();
    for rule in rules_for(subject.plan) {
        rule.look(subject, &mut found);
    }
    found.sort_by(|one, other| {
        (&one.place, one.code, &one.message).cmp(&(&other.place, other.code, &other.message))
    });
    found.dedup();
    found
}

/// What the board shows of a plan, in the order of the rules, and whether it is by itself a reason to call the team.
pub fn board(subject: &Subject<'_>) -> Vec<(Finding, bool)> {
    let mut all = Vec::new();
    let mut found = Vec::new();
    for rule in rules_for(subject.plan).filter(|rule| rule.on_board()) {
        rule.look(subject, &mut found);
        all.extend(found.drain(..).map(|one| (one, rule.is_reason_to_call())));
    }
    all
}

/// The rules that have something to say of a plan: once it has ended, nobody is asked to go on with it.
fn rules_for(plan: &Plan) -> impl Iterator<Item = &'static dyn Rule> + use<> {
    let has_ended = plan.meta.has_ended();
    let all = rules::RULES.iter().copied();
    all.filter(move |rule| !has_ended || !rule.asks_for_work())
}

/// What could not be read of a plan.
pub fn unreadable(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    let records = plan
        .records
        .iter()
        .filter_map(|record| record.content.as_ref().err())
        .map(|finding| (**finding).clone());
    plan.findings.iter().cloned().chain(records)
}
