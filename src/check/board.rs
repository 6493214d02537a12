//! The rules shown on the board, by urgency: why a team should be called, and what a coach should talk about.

use super::rules::{
    about, behind, changed_link, checkpoint, decided, due, gap, left_out, lost_evidence, one_voice,
    outweighed, overdue, pause_over, personal, rating, reworded, silent, stopped, stuck,
    taken_back, unasked,
};
use super::{Rule, Subject};
use crate::model::Finding;

/// How urgent a reason is, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The team has gone quiet, or isn't met any more.
    Quiet,
    /// A decision or a checkpoint is overdue.
    Decision,
    /// A task or an activity is overdue.
    Overdue,
    /// How they work, or something to settle.
    Method,
    /// Something to talk about, but no reason to call.
    Topic,
}
use Urgency::{Decision, Method, Overdue, Quiet, Topic};

impl Urgency {
    /// The word in JSON and CSV.
    pub const fn word(self) -> &'static str {
        match self {
            Quiet => "quiet",
            Decision => "decision",
            Overdue => "overdue",
            Method => "method",
            Topic => "topic",
        }
    }

    pub fn is_reason_to_call(self) -> bool {
        self != Topic
    }
}

/// In the order a team's reasons are read. A finding's message is the reason; its help tells more.
const LINES: &[(Rule, Urgency)] = &[
    (silent::RULE, Quiet),
    (stopped::RULE, Quiet),
    (due::RULE, Decision),
    (pause_over::RULE, Overdue),
    (overdue::RULE, Overdue),
    (behind::RULE, Overdue),
    (about::RULE, Method),
    (checkpoint::RULE, Method),
    (decided::RULE, Method),
    (reworded::RULE, Method),
    (gap::RULE, Method),
    (personal::RULE, Method),
    (lost_evidence::RULE, Method),
    (changed_link::RULE, Method),
    (unasked::RULE, Method),
    (taken_back::RULE, Method),
    (outweighed::RULE, Method),
    (left_out::RULE, Method),
    (one_voice::RULE, Method),
    (rating::RULE, Method),
    // The coach who held the meeting already knows.
    (stuck::RULE, Topic),
];

/// A line of the board: what several rules may have found, with one cause.
#[derive(Debug, Clone)]
pub struct BoardReason {
    pub finding: Finding,
    /// That of the most urgent rule that found it.
    pub urgency: Urgency,
    /// Codes of the other rules that found it.
    pub also: Vec<&'static str>,
}

/// What the board shows of a plan, most urgent first.
pub fn board(subject: &Subject<'_>) -> Vec<BoardReason> {
    let mut all: Vec<BoardReason> = Vec::new();
    let mut found = Vec::new();
    for (rule, urgency) in LINES {
        // What is late is told apart from what has another line already, so it comes last.
        if rule.concerns(subject.plan) && rule.code != behind::RULE.code {
            (rule.look)(subject, &mut found);
        }
        for finding in found.drain(..) {
            let same = finding.lacking.and_then(|lacking| {
                let mut all = all.iter_mut();
                all.find(|one| one.finding.lacking == Some(lacking))
            });
            match same {
                Some(same) => same.join(finding),
                None => all.push(BoardReason {
                    finding,
                    urgency: *urgency,
                    also: Vec::new(),
                }),
            }
        }
    }
    if behind::RULE.concerns(subject.plan) {
        add_late(subject, &mut all);
    }
    all.sort_by_key(|one| one.urgency);
    all
}

/// Adds what is late, except for what another line is about.
fn add_late(subject: &Subject<'_>, all: &mut Vec<BoardReason>) {
    let late = behind::late(subject);
    for entry in &late.told {
        let mut lines = all.iter_mut();
        let Some(same) = lines.find(|one| one.finding.lacking == Some(entry.activity)) else {
            continue;
        };
        if !same.also.contains(&behind::RULE.code) {
            same.also.push(behind::RULE.code);
        }
        same.urgency = same.urgency.min(Overdue);
    }
    if let Some(finding) = behind::of(subject, &late.untold) {
        all.push(BoardReason {
            finding,
            urgency: Overdue,
            also: Vec::new(),
        });
    }
}

impl BoardReason {
    /// Adds another finding with the same cause: the more severe one is shown, for it says more.
    fn join(&mut self, mut other: Finding) {
        if other.severity < self.finding.severity {
            std::mem::swap(&mut self.finding, &mut other);
        }
        let since = [self.finding.since, other.since];
        self.finding.since = since.into_iter().flatten().min();
        self.also.push(other.code);
    }
}

/// Codes of the rules that the board shows.
pub fn codes_on_board() -> Vec<&'static str> {
    LINES.iter().map(|(rule, _)| rule.code).collect()
}

/// Whether a rule found the same in a plan as it was: the same file or, of what the programme keeps, the same rule.
pub fn was_found(earlier: &Subject<'_>, now: &Finding) -> bool {
    let path = |finding: &Finding| finding.place.as_ref().map(|place| place.path.clone());
    let is_own = path(now).is_some_and(|path| path.starts_with(&earlier.plan.path));
    let mut found = Vec::new();
    let rule = LINES.iter().find(|(rule, _)| rule.code == now.code);
    if let Some((rule, _)) = rule {
        (rule.look)(earlier, &mut found);
    }
    found.iter().any(|then| !is_own || path(then) == path(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::{
        RULES, few_points, gate, no_baseline, not_heard, one_try, unbalanced, unheard,
        unnoted_prediction, unpredicted, unstamped, vague_aim,
    };

    fn codes<'a>(rules: impl Iterator<Item = &'a Rule>) -> Vec<&'static str> {
        rules.map(|rule| rule.code).collect()
    }

    fn is_shown(rule: &Rule) -> bool {
        LINES.iter().any(|(line, _)| line.code == rule.code)
    }

    /// What nobody is told any more once a plan has ended, what the board shows, and what of it calls nobody by itself.
    #[test]
    fn who_is_told() {
        let told_of_no_more = RULES.iter().filter(|rule| rule.asks_for_work);
        let (shown, others): (Vec<&Rule>, Vec<&Rule>) =
            told_of_no_more.partition(|rule| is_shown(rule));
        assert_eq!((shown.len(), others.len()), (18, 11));
        let for_ever = RULES
            .iter()
            .filter(|rule| !rule.asks_for_work && is_shown(rule));
        assert_eq!(
            codes(for_ever),
            codes([&about::RULE, &personal::RULE, &rating::RULE].into_iter())
        );
        let stamps = [&gate::RULE, &unstamped::RULE, &unnoted_prediction::RULE];
        // What the method asks for, information only, is told in `check`.
        let method = [
            &vague_aim::RULE,
            &no_baseline::RULE,
            &unpredicted::RULE,
            &few_points::RULE,
            &unbalanced::RULE,
            &unheard::RULE,
            &one_try::RULE,
            &not_heard::RULE,
        ];
        assert_eq!(
            codes(others.into_iter()),
            codes(stamps.into_iter().chain(method))
        );
        let topics = LINES
            .iter()
            .filter(|(_, urgency)| !urgency.is_reason_to_call());
        assert_eq!(
            codes(topics.map(|(rule, _)| rule)),
            codes([&stuck::RULE].into_iter())
        );
    }
}
