use crate::check::{Rule, Subject};
use crate::model::method::{first_test, has_measures, heard, results};
use crate::model::{Finding, Place};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0366",
    about: "a test has a result, and nobody was listened to (role `voices`) since the first test began, in a toolkit that measures",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let mut activities = plan.toolkit.activities.iter();
    let asks = activities.find(|activity| activity.output_of(Role::Voices).is_some());
    let (Some(asks), Some(began)) = (asks, first_test(plan)) else {
        return;
    };
    if !has_measures(plan) || results(plan).is_empty() {
        return;
    }
    if !heard(plan).into_iter().any(|day| day >= began) {
        found.push(
            RULE.finding(format!(
                "nobody was listened to since the first test began, on {began}"
            ))
            .with_place(Place::file(plan.place_of(asks.at)))
            .with_help("ask some of those whom it is for what it was like; a chart can't"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(day: &str) -> Vec<String> {
        let asked = format!("ask/{day}-one");
        Scene::team(
            &[
                "ask repeat: group text voices",
                "track: numbers series measure",
                "trial: results text result, start date",
            ],
            &[
                (&asked, "## group\n\nStudents\n"),
                ("trial", "## results\n\nGood.\n\n## start\n\n2026-10-05\n"),
            ],
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_voices_from_before() {
        assert_eq!(
            said("2026-09-01"),
            ["1-s/ask: nobody was listened to since the first test began, on 2026-10-05"]
        );
    }

    #[test]
    fn is_silent_about_a_voice_since_then() {
        assert_eq!(said("2026-10-20"), [""; 0]);
    }
}
