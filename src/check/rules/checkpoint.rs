use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::{Activity, ActivityAt, Role};

pub const RULE: Rule = Rule {
    code: "W0241",
    about: "a test (role `prediction` or `result`) was started before an equity checkpoint it needs was done",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, standing) = (subject.plan, subject.standing);
    for (activity, own) in plan.toolkit.activities.iter().zip(&standing.activities) {
        if !is_checkpoint(activity) || own.state.is_settled() {
            continue;
        }
        let Some(test) = test_on(subject, activity.at) else {
            continue;
        };
        let lacks = super::lacking(own, activity);
        let message = format!(
            "{} was started before {} was done{lacks}",
            test.id, activity.id
        );
        let mut records = plan.records_of(test.at);
        let first = records.find(|record| record.said().is_some());
        let name = first.map(|record| super::name_of(record, test));
        found.push(
            RULE.finding(message)
                .seen_in(&name.unwrap_or_default())
                .for_lack_of(activity.at)
                .with_place(Place::file(plan.place_of(activity.at)))
                .with_command(to_record(plan, standing, activity.at)),
        );
    }
}

/// A started test that needs the checkpoint.
fn test_on<'a>(subject: &Subject<'a>, checkpoint: ActivityAt) -> Option<&'a Activity> {
    let all = subject.plan.toolkit.activities.iter();
    all.zip(&subject.standing.activities)
        .find(|(one, found)| {
            one.needs.contains(&checkpoint) && super::is_test(one) && found.records > 0
        })
        .map(|(one, _)| one)
}

pub(super) fn is_checkpoint(activity: &Activity) -> bool {
    super::has_role(activity, Role::Equity)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(records: &[(&str, &str)]) -> Vec<String> {
        let activities = [
            "look: verdict choice equity",
            "trial repeat needs=look: came text result",
        ];
        Scene::team(&activities, records).said(&RULE)
    }

    #[test]
    fn speaks_of_a_test_before_its_checkpoint() {
        assert_eq!(
            said(&[("trial/a", "## came\n\nA weir\n")]),
            [
                "1-s/look.md: trial was started before look was done (still missing: verdict), see trial/a"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_test_behind_it() {
        assert_eq!(
            said(&[
                ("look", "## verdict\n\nlow\n"),
                ("trial/a", "## came\n\nA weir\n")
            ]),
            [""; 0]
        );
    }
}

#[cfg(test)]
mod situations {
    use super::*;
    use crate::model::Standing;
    use crate::model::sample::{plan, toolkit};

    /// What is found in a plan of a field that isn't a school, where a boat is tried out after the rapids are judged.
    fn found(records: &[(&str, &str)]) -> Vec<(String, String)> {
        let toolkit = toolkit(
            "t",
            "team",
            &[
                "rapids: calm text equity, rocks text",
                "banks: steep text",
                "boat needs=rapids: floats text prediction",
                "raft needs=rapids: sinks text result",
                "walk needs=rapids: far text",
                "swim needs=banks: deep text result",
            ],
        );
        let plan = plan("north", &toolkit, "", records);
        let standing = Standing::of(&plan);
        let subject = Subject {
            plan: &plan,
            standing: &standing,
            page: None,
            teams: None,
            today: None,
            moment: None,
        };
        let mut found = Vec::new();
        (RULE.look)(&subject, &mut found);
        let said = |one: Finding| (one.message, one.place.unwrap().path);
        found.into_iter().map(said).collect()
    }

    #[test]
    fn a_test_waits_for_its_checkpoint() {
        const BOAT: (&str, &str) = ("boat", "## floats\n\nYes\n");
        const RAFT: (&str, &str) = ("raft", "## sinks\n\nNo\n");
        let there = "plans/north/1-s/rapids.md".to_owned();
        for (records, said) in [
            (&[][..], None),
            (&[("boat", "## floats\n")], None),
            (
                &[BOAT],
                Some("boat was started before rapids was done (still missing: calm)"),
            ),
            (
                &[RAFT],
                Some("raft was started before rapids was done (still missing: calm)"),
            ),
            (
                &[BOAT, RAFT],
                Some("boat was started before rapids was done (still missing: calm)"),
            ),
            (
                &[BOAT, ("rapids", "## rocks\n\nMany\n")],
                Some("boat was started before rapids was done (still missing: calm)"),
            ),
            (
                &[BOAT, ("rapids", "---\nskipped: [\n---\n")],
                Some("boat was started before rapids was done (still missing: calm)"),
            ),
            (&[BOAT, ("rapids", "## calm\n\nYes\n")], None),
            (&[BOAT, ("rapids", "---\nskipped: no time\n---\n")], None),
            (&[("walk", "## far\n\nYes\n")], None),
            (&[("swim", "## deep\n\nYes\n")], None),
        ] {
            let expected: Vec<(String, String)> = said
                .iter()
                .map(|said| ((*said).to_owned(), there.clone()))
                .collect();
            assert_eq!(found(records), expected, "{records:?}");
        }
    }
}
