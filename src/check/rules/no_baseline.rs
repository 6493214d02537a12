use crate::check::{Rule, Subject};
use crate::model::method::{first_test, has_measures, measured};
use crate::model::{Finding, Place};

pub const RULE: Rule = Rule {
    code: "I0362",
    about: "a test began before anything was measured, in a toolkit that measures",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    if !has_measures(plan) {
        return;
    }
    let Some(began) = first_test(plan) else {
        return;
    };
    let is_before = measured(plan).is_some_and(|(oldest, _)| oldest < began);
    if !is_before {
        found.push(
            RULE.finding(format!("nothing was measured before the first test began, on {began}"))
                .with_place(Place::file(plan.path.as_str()))
                .with_help("add a few weeks from before if you have them, such as from old tickets; a change can only be seen beside them"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    const ACTIVITIES: [&str; 2] = [
        "track: numbers series measure",
        "trial: results text result, start date",
    ];
    const TRIAL: (&str, &str) = ("trial", "## results\n\nGood.\n\n## start\n\n2026-10-05\n");

    fn said(day: &str) -> Vec<String> {
        let numbers = format!("## numbers\n\nx\n\n```csv\ndate,value\n{day},5\n```\n");
        Scene::team(&ACTIVITIES, &[TRIAL, ("track", &numbers)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_test_before_the_first_number() {
        let nothing =
            "plans/north: nothing was measured before the first test began, on 2026-10-05";
        assert_eq!(said("2026-10-05"), [nothing]);
        assert_eq!(Scene::team(&ACTIVITIES, &[TRIAL]).said(&RULE), [nothing]);
    }

    #[test]
    fn is_silent_about_an_earlier_number_and_where_nothing_is_measured() {
        assert_eq!(said("2026-09-28"), [""; 0]);
        assert_eq!(Scene::team(&ACTIVITIES[1..], &[TRIAL]).said(&RULE), [""; 0]);
    }
}
