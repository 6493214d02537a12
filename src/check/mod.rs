//! Checks: what is wrong or doubtful in a workspace. One file per rule; pure.
//!
//! To add a rule, add a file in `rules/` and a line to the list in `rules/mod.rs`.

mod board;
mod meetings;
mod mend;
pub mod rules;
#[cfg(test)]
mod sample;

pub use board::{BoardReason, Urgency, board, codes_on_board, was_found};
pub use meetings::Meetings;
pub use mend::{Change, Fix, Mended, mend};
pub use rules::astray::{astray_in_words, help_for_astray};
pub use rules::few_people::{FewPeople, few_people};
pub use rules::stuck::newest as newest_with_need;

use crate::model::calendar::Entry;
use crate::model::{Finding, LeftOut, Limits, Plan, Record, Standing};
use jiff::civil::Date;

pub struct Subject<'a> {
    pub plan: &'a Plan,
    pub standing: &'a Standing,
    /// The plan's own page, if it was read.
    pub page: Option<&'a PlanPage>,
    /// Ids of all team plans in the workspace, if they were looked for.
    pub teams: Option<&'a [String]>,
    /// If it matters.
    pub today: Option<Date>,
    pub moment: Option<&'a Moment<'a>>,
}

/// The day, and the cohort around a plan.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub today: Date,
    /// Day of the last change in the plan, if history is available.
    pub moved: Option<Date>,
    /// For a team's plan, the cohort's programme, if any.
    pub programme: Option<&'a Plan>,
    /// The programme's records kept with this plan, in file order.
    pub about: &'a [&'a Record],
    pub left_out: &'a LeftOut,
    /// Everything due for this plan: its own, and what the programme keeps with it.
    pub due: &'a [Entry],
    pub limits: &'a Limits,
}

/// A plan's README, which links to its activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPage {
    pub path: String,
    pub text: String,
    /// The page as it would be made now; only needed if links are missing.
    pub fresh: String,
}

pub type Look = fn(&Subject<'_>, &mut Vec<Finding>);

/// The fix for a finding in this plan, if it is mechanical.
pub type Mending = fn(&Subject<'_>, &Finding) -> Option<Fix>;

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable code such as `E0102`: `E` means something isn't counted until fixed, `W` probably unintended, `I` worth
    /// knowing.
    pub code: &'static str,
    /// One sentence, printed in `docs/checks.md`.
    pub about: &'static str,
    /// Whether it only asks to continue the work, and so doesn't apply to plans that have ended.
    pub asks_for_work: bool,
    pub look: Look,
    /// The fix, if some findings can be fixed mechanically.
    pub fix: Option<Mending>,
}

impl Rule {
    /// Default for most rules, which have no fix.
    const fn looking(look: Look) -> Self {
        Self {
            code: "",
            about: "",
            asks_for_work: false,
            look,
            fix: None,
        }
    }

    /// A finding with the severity of the rule's code.
    fn finding(&self, message: impl Into<String>) -> Finding {
        match self.code.as_bytes() {
            [b'E', ..] => Finding::error(self.code, message),
            [b'W', ..] => Finding::warning(self.code, message),
            _ => Finding::info(self.code, message),
        }
    }

    /// Whether it applies to a plan: nobody is asked to continue one that has ended.
    fn concerns(&self, plan: &Plan) -> bool {
        !self.asks_for_work || !plan.meta.has_ended()
    }
}

/// All findings about one plan, ordered by place: what couldn't be read, then what the rules find.
pub fn plan(plan: &Plan) -> Vec<Finding> {
    plan_with(plan, None, None, None)
}

/// Words of one record that count nowhere.
pub fn words_astray(plan: &Plan, record: &Record) -> Vec<Finding> {
    let Ok(content) = &record.content else {
        return Vec::new();
    };
    let record = (record, content, plan.toolkit.activity(record.activity));
    let rules = [
        (true, &rules::astray::RULE),
        (false, &rules::uncounted::RULE),
    ];
    rules::astray::named(&plan.toolkit, record, &rules, |_| false)
}

/// Days of one record that can't be, as it is written today.
pub fn odd_days(plan: &Plan, record: &Record, today: Date) -> Vec<Finding> {
    rules::odd_day::of(plan, record, today, 0)
}

/// Words left in one record that was taken back.
pub fn words_left(plan: &Plan, record: &Record) -> Option<Finding> {
    rules::words_left::of(plan, record)
}

/// What is wrong with a plan's `plan.toml`, as it is written today.
pub fn plan_file(plan: &Plan, today: Date) -> Vec<Finding> {
    let mut found = rules::adjusted::in_plan_file(plan);
    found.extend(rules::odd_day::in_plan_file(plan, today));
    found.extend(rules::pause_over::in_plan_file(plan, today));
    found
}

/// Whether a plan's page lacks links to activities and has to be compared with a fresh one.
pub fn lacks_links(plan: &Plan, page: &str) -> bool {
    rules::lost_link::lacks_any(plan, page)
}

/// Like [`plan`], including the plan's page, the team plans it names, and what depends only on the day.
pub fn plan_with(
    plan: &Plan,
    page: Option<&PlanPage>,
    teams: Option<&[String]>,
    today: Option<Date>,
) -> Vec<Finding> {
    let standing = Standing::of(plan);
    subject(&Subject {
        plan,
        standing: &standing,
        page,
        teams,
        today,
        moment: None,
    })
}

/// Like [`plan`], with everything known around the plan.
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

pub fn unreadable(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    let records = plan
        .records
        .iter()
        .filter_map(|record| record.content.as_ref().err())
        .map(|finding| (**finding).clone());
    plan.findings.iter().cloned().chain(records)
}
