//! Checks: what is wrong or doubtful in a workspace. One rule, one file; pure.
//!
//! To add a rule: one new file in `rules/`, and one line in the list of `rules/mod.rs`.

mod board;
mod mend;
pub mod rules;
#[cfg(test)]
mod sample;

pub use board::board;
pub use mend::{Change, Fix, Mended, mend};
pub use rules::astray::{astray_in_words, help_for_astray, of_record as astray};

use crate::model::calendar::Entry;
use crate::model::{Finding, LeftOut, Limits, Plan, Record, Standing};
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
    pub due: &'a [Entry],
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

/// Looks at one plan.
pub type Look = fn(&Subject<'_>, &mut Vec<Finding>);

/// What `check --fix` would do about a finding in this plan, where it is mechanical.
pub type Mending = fn(&Subject<'_>, &Finding) -> Option<Fix>;

/// One rule: what it is called, what it finds, and how.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its stable code, such as `E0102`; `E` says that something isn't counted until it is mended, `W` that it is
    /// probably not as meant, `I` that it is worth knowing.
    pub code: &'static str,
    /// One sentence: what it finds. Its row in `docs/checks.md` begins with it.
    pub about: &'static str,
    /// Whether it only asks somebody to go on with the work. Of a plan that has ended nobody does.
    pub asks_for_work: bool,
    /// How it looks.
    pub look: Look,
    /// How its findings are mended, where any of them can be without a person.
    pub fix: Option<Mending>,
}

impl Rule {
    /// What most rules have in common: they look, and leave the mending to people.
    const fn looking(look: Look) -> Self {
        Self {
            code: "",
            about: "",
            asks_for_work: false,
            look,
            fix: None,
        }
    }

    /// Something that it found, as bad as the letter of its code says.
    fn finding(&self, message: impl Into<String>) -> Finding {
        match self.code.as_bytes() {
            [b'E', ..] => Finding::error(self.code, message),
            [b'W', ..] => Finding::warning(self.code, message),
            _ => Finding::info(self.code, message),
        }
    }

    /// Whether it has something to say of a plan: once that has ended, nobody is asked to go on with it.
    fn concerns(&self, plan: &Plan) -> bool {
        !self.asks_for_work || !plan.meta.has_ended()
    }
}

/// Everything that is to be said of one plan: what couldn't be read, then what the rules find, in the order of places.
pub fn plan(plan: &Plan) -> Vec<Finding> {
    plan_with(plan, None, None)
}

/// Whether a plan's page lacks links to activities, so that it has to be compared with a fresh one.
pub fn lacks_links(plan: &Plan, page: &str) -> bool {
    rules::lost_link::lacks_any(plan, page)
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
    for rule in rules::RULES {
        if rule.concerns(subject.plan) {
            (rule.look)(subject, &mut found);
        }
    }
    found.sort_by(|one, other| {
        (&one.place, one.code, &one.message).cmp(&(&other.place, other.code, &other.message))
    });
    found.dedup();
    found
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
