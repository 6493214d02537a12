use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::{Activity, ActivityId, Role};

pub const RULE: Rule = Rule {
    code: "W0241",
    about: "a test (role `prediction` or `result`) was begun before an equity checkpoint that it needs is done",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, standing) = (subject.plan, subject.standing);
    let activities = plan.toolkit.activities.iter().enumerate();
    for ((at, activity), own) in activities.zip(&standing.activities) {
        if !is_checkpoint(activity) {
            continue;
        }
        let Some(test) = test_on(subject, at).filter(|_| !own.state.is_settled()) else {
            continue;
        };
        let lacks = match own.lacks_in_words(activity) {
            lacks if lacks.is_empty() => String::new(),
            lacks => format!(" ({lacks})"),
        };
        let message = format!("{test} was begun before {} is done{lacks}", activity.id);
        found.push(
            RULE.finding(message)
                .with_place(Place::file(plan.place_of(at)))
                .with_help(to_record(plan, standing, at)),
        );
    }
}

/// A test that needs a checkpoint and was begun.
fn test_on<'a>(subject: &Subject<'a>, checkpoint: usize) -> Option<&'a ActivityId> {
    let all = subject.plan.toolkit.activities.iter();
    all.zip(&subject.standing.activities)
        .find(|(one, found)| {
            one.needs.contains(&checkpoint) && super::is_test(one) && found.records > 0
        })
        .map(|(one, _)| &one.id)
}

/// Whether an activity gives the verdict of an equity checkpoint.
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
            ["1-s/look.md: trial was begun before look is done (still missing: verdict)"]
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
