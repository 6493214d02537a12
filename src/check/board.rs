//! The rules shown on the board, in order.

use super::rules::{
    about, behind, changed_link, checkpoint, decided, due, gap, left_out, lost_evidence, one_voice,
    outweighed, overdue, personal, rating, reworded, silent, stopped, stuck, taken_back, unasked,
};
use super::{Rule, Subject};
use crate::model::Finding;

#[derive(PartialEq, Eq)]
enum Weight {
    /// A reason to call the team, or something they have to settle themselves.
    Reason,
    /// Something to talk about, but no reason to call.
    Topic,
}
use Weight::{Reason, Topic};

/// In the order a team's reasons are read. A finding's message is the reason; its help tells more.
const LINES: &[(Rule, Weight)] = &[
    (about::RULE, Reason),
    (checkpoint::RULE, Reason),
    (decided::RULE, Reason),
    (reworded::RULE, Reason),
    (gap::RULE, Reason),
    (personal::RULE, Reason),
    (lost_evidence::RULE, Reason),
    (changed_link::RULE, Reason),
    (unasked::RULE, Reason),
    (taken_back::RULE, Reason),
    (outweighed::RULE, Reason),
    (silent::RULE, Reason),
    (stopped::RULE, Reason),
    (overdue::RULE, Reason),
    (behind::RULE, Reason),
    // The coach who held the meeting already knows.
    (stuck::RULE, Topic),
    (due::RULE, Reason),
    (left_out::RULE, Reason),
    (one_voice::RULE, Reason),
    (rating::RULE, Reason),
];

/// What the board shows of a plan, and whether it alone is a reason to call the team.
pub fn board(subject: &Subject<'_>) -> Vec<(Finding, bool)> {
    let mut all = Vec::new();
    let mut found = Vec::new();
    for (rule, weight) in LINES {
        if rule.concerns(subject.plan) {
            (rule.look)(subject, &mut found);
        }
        all.extend(found.drain(..).map(|one| (one, *weight == Reason)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::{RULES, gate, unstamped};

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
        assert_eq!((shown.len(), others.len()), (17, 2));
        let for_ever = RULES
            .iter()
            .filter(|rule| !rule.asks_for_work && is_shown(rule));
        assert_eq!(
            codes(for_ever),
            codes([&about::RULE, &personal::RULE, &rating::RULE].into_iter())
        );
        assert_eq!(
            codes(others.into_iter()),
            codes([&gate::RULE, &unstamped::RULE].into_iter())
        );
        let topics = LINES.iter().filter(|(_, weight)| *weight == Topic);
        assert_eq!(
            codes(topics.map(|(rule, _)| rule)),
            codes([&stuck::RULE].into_iter())
        );
    }
}
