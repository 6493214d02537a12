use crate::check::{Rule, Subject};
use crate::model::method::{is_balancing, measures, results};
use crate::model::{Finding, Place};

pub const RULE: Rule = Rule {
    code: "I0365",
    about: "a test with a result has measures, and none of them says that it is balancing: that it looks at what could get worse",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let measures = measures(plan);
    let is_any = measures
        .iter()
        .any(|(record, measure)| is_balancing(record, measure));
    if measures.is_empty() || is_any || results(plan).is_empty() {
        return;
    }
    let first = measures.first().map(|(record, _)| record.path.clone());
    found.push(
        RULE.finding("no measure looks at what could get worse")
            .with_place(Place::file(first.unwrap_or_default()))
            .with_help(
                "one balancing measure is enough; write the word \"balancing\" into what it counts",
            ),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(definition: &str, result: &str) -> Vec<String> {
        let numbers =
            format!("## numbers\n\n{definition}\n\n```csv\ndate,value\n2026-10-05,5\n```\n");
        let trial = format!("## results\n\n{result}\n");
        Scene::team(
            &[
                "track: numbers series measure",
                "trial: results text result",
            ],
            &[("track", &numbers), ("trial", &trial)],
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_measures_of_one_side() {
        assert_eq!(
            said("Tickets.", "Good."),
            ["1-s/track.md: no measure looks at what could get worse"]
        );
    }

    #[test]
    fn is_silent_about_a_balancing_measure_and_before_a_result() {
        assert_eq!(said("Balancing: minutes lost.", "Good."), [""; 0]);
        assert_eq!(said("Tickets.", ""), [""; 0]);
    }
}
