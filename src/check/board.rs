//! The board: which rules it shows, and in which order.

use super::rules::{
    about, behind, changed_link, checkpoint, decided, due, gap, left_out, lost_evidence, one_voice,
    outweighed, overdue, personal, rating, reworded, silent, stopped, stuck, taken_back, unasked,
};
use super::{Rule, Subject};
use crate::model::Finding;

/// What a finding means for whoever runs the cohort.
#[derive(PartialEq, Eq)]
enum Weight {
    /// A reason to call the team, or something that they have to settle themselves.
    Reason,
    /// What a call is about; nobody calls because of it alone.
    Topic,
}
use Weight::{Reason, Topic};

/// In the order in which a team's reasons are read. The message of a finding is the reason, its help shows more.
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
    // Whoever held the meeting at which it was said knows it.
    (stuck::RULE, Topic),
    (due::RULE, Reason),
    (left_out::RULE, Reason),
    (one_voice::RULE, Reason),
    (rating::RULE, Reason),
];

/// What the board shows of a plan, and whether it is by itself a reason to call the team.
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
    use crate::check::rules::RULES;

    fn codes(which: impl Fn(&Rule) -> bool) -> Vec<&'static str> {
        let found = RULES.iter().filter(|rule| which(rule));
        found.map(|rule| rule.code).collect()
    }

    fn is_shown(rule: &Rule) -> bool {
        LINES.iter().any(|(line, _)| line.code == rule.code)
    }

    /// What nobody is told any more once a plan has ended, what the board shows, and what of it calls nobody by itself.
    #[test]
    fn who_is_told() {
        assert_eq!(
            codes(|rule| rule.asks_for_work && is_shown(rule)),
            [
                "W0212", "W0213", "W0214", "W0215", "W0216", "W0221", "W0241", "W0242", "W0243",
                "I0341", "I0342", "I0343", "I0344", "I0345", "I0346", "I0347", "I0348"
            ]
        );
        assert_eq!(
            codes(|rule| rule.asks_for_work && !is_shown(rule)),
            ["W0203", "I0301"]
        );
        assert_eq!(
            codes(|rule| !rule.asks_for_work && is_shown(rule)),
            ["E0109", "W0222", "I0349"]
        );
        let topics = LINES.iter().filter(|(_, weight)| *weight == Topic);
        let topics: Vec<&str> = topics.map(|(rule, _)| rule.code).collect();
        assert_eq!(topics, ["I0345"]);
    }
}
