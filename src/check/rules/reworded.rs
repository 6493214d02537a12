use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Place};
use crate::toolkit::{OutputRef, Role};

pub const RULE: Rule = Rule {
    code: "W0243",
    about: "the problem changed after other answers were built on it, and a test of the solution has started",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, standing) = (subject.plan, subject.standing);
    let toolkit = &plan.toolkit;
    let has_begun = |role: Role| super::filled_with(subject, role) > 0;
    if !has_begun(Role::Prediction) && !has_begun(Role::Result) {
        return;
    }
    let is_problem = |reference: &OutputRef| toolkit.output(*reference).role == Some(Role::Problem);
    let mut place = None;
    let mut built = Vec::new();
    for activity in &toolkit.activities {
        if let Some(problem) = standing.changed(activity.at).find(is_problem) {
            place.get_or_insert((problem, activity.id.as_str()));
            built.push(activity.id.as_str());
        }
    }
    let Some((problem, first)) = place else {
        return;
    };
    let name = toolkit.name_of(problem);
    let whose = toolkit.activity(problem.activity).id.as_str();
    // `accept PLAN` covers everything in review, not only what is named above.
    let all: Vec<&str> = toolkit
        .activities
        .iter()
        .filter(|one| standing.causes(one.at).next().is_some())
        .map(|one| one.id.as_str())
        .collect();
    let accept = |name: String| Invocation::of("record").on(name).flag("--reviewed");
    let accept = if all.len() == 1 {
        accept(format!("{}/{first}", plan.id)).to_string()
    } else {
        format!(
            "{}, which accepts everything in review ({})",
            accept(plan.id.to_string()),
            all.join(", ")
        )
    };
    found.push(
        RULE.finding(format!(
            "{name} changed after {} was built on it, and the test has started",
            built.join(", ")
        ))
        .with_place(Place::file(plan.place_of(problem.activity)))
        .with_command_or(
            Invocation::of("diff").on(format!("{}/{whose}", plan.id)),
            &format!("if everything still holds: {accept}"),
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(stamp: &str) -> Vec<String> {
        let built = format!("---\nbuilds_on:\n  why/worry: {stamp}\n---\n## way\n\nBy boat\n");
        let activities = [
            "why: worry text problem",
            "how: way text on=why/worry",
            "trial: came text result",
        ];
        let records = [
            ("why", "## worry\n\nHow might we begin?\n"),
            ("how", built.as_str()),
            ("trial", "## came\n\nA weir\n"),
        ];
        Scene::team(&activities, &records).said(&RULE)
    }

    #[test]
    fn speaks_of_a_problem_that_changed_under_a_test() {
        assert_eq!(
            said("h00000000000000a"),
            ["1-s/why.md: why/worry changed after how was built on it, and the test has started"]
        );
    }

    #[test]
    fn is_silent_about_the_problem_that_was_built_on() {
        assert_eq!(said("hsew1r1mepdpyc97"), [""; 0]);
    }
}

#[cfg(test)]
mod situations {
    use super::RULE;
    use crate::check::sample::messages;
    use crate::model::sample::{plan, toolkit};

    fn found(records: &[(&str, &str)]) -> Vec<String> {
        let toolkit = toolkit(
            "t",
            "team",
            &[
                "worry: what text problem",
                "walk: far text",
                "boat: floats text on=worry/what",
                "camp: fire text on=walk/far",
                "trial: hope text prediction, came text result",
            ],
        );
        let plan = plan("north", &toolkit, "", records);
        messages(&RULE, &plan)
    }

    #[test]
    fn a_problem_that_changes_while_it_is_tried() {
        let worry = ("worry", "## what\n\nThe weir\n");
        let walk = ("walk", "## far\n\nYes\n");
        let boat = |stamp: &str| format!("---\nbuilds_on: {stamp}\n---\n## floats\n\nYes\n");
        let (old, none) = (boat("{worry/what: none}"), boat("{}"));
        let (old, none) = (("boat", old.as_str()), ("boat", none.as_str()));
        let fire = "---\nbuilds_on: {walk/far: none}\n---\n## fire\n\nYes\n";
        let hope = ("trial", "## hope\n\nMore fish\n");
        let came = ("trial", "## came\n\nMore fish\n");
        let both = ("trial", "## hope\n\nMore\n\n## came\n\nLess\n");
        let said = "worry/what changed after boat was built on it, and the test has started";
        for (records, expected) in [
            (&[worry, old][..], None),
            (&[worry, old, ("trial", "## hope\n")], None),
            (&[worry, old, hope], Some(said)),
            (&[worry, old, came], Some(said)),
            (&[worry, old, both], Some(said)),
            (&[worry, none, both], None),
            // Of other answers it isn't said.
            (&[walk, ("camp", fire), both], None),
        ] {
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(found(records), expected, "{records:?}");
        }
    }
}
