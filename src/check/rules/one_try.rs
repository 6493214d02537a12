use crate::check::{Rule, Subject};
use crate::model::method::{has_measures, results, scaling};
use crate::model::{Finding, Place};

pub const RULE: Rule = Rule {
    code: "I0367",
    about: "a decision to scale follows a single test, in a toolkit that measures",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    if !has_measures(plan) || results(plan).len() > 1 {
        return;
    }
    if let Some(record) = scaling(plan).first() {
        found.push(
            RULE.finding("the decision to scale follows a single test")
                .with_place(Place::file(record.path.as_str()))
                .with_help(
                    "try it once more somewhere else, with somebody else, before everybody does it",
                ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(tests: &[&str]) -> Vec<String> {
        let mut records = vec![("next", "## decision\n\nscale\n")];
        records.extend(tests.iter().map(|test| (*test, "## results\n\nGood.\n")));
        Scene::team(
            &[
                "track: numbers series measure",
                "trial repeat: results text result",
                "next: decision decision decision",
            ],
            &records,
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_one_test() {
        assert_eq!(
            said(&["trial/one"]),
            ["1-s/next.md: the decision to scale follows a single test"]
        );
    }

    #[test]
    fn is_silent_about_two() {
        assert_eq!(said(&["trial/one", "trial/two"]), [""; 0]);
    }
}
