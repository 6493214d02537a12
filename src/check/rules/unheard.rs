use crate::check::{Rule, Subject};
use crate::model::method::{first_test, has_measures, heard, results};
use crate::model::{Finding, Place, voices};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0366",
    about: "a test has a result, and nobody was listened to (role `voices`; of those affected, if the plan names them) since the first test began, in a toolkit that measures",
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
        let mut voices = voices(plan).into_iter();
        let whom = if voices.any(|voice| voice.is_affected) {
            "nobody of those affected"
        } else {
            "nobody"
        };
        found.push(
            RULE.finding(format!(
                "{whom} was listened to since the first test began, on {began}"
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
        said_if(day, "")
    }

    /// With somebody named as affected.
    fn said_if(day: &str, affected: &str) -> Vec<String> {
        let affected = format!("## who\n\n{affected}\n");
        let asked = format!("ask/{day}-one");
        Scene::team(
            &[
                "plan: who list affected",
                "ask repeat: group text voices",
                "track: numbers series measure",
                "trial: results text result, start date",
            ],
            &[
                ("plan", &affected),
                (&asked, "## group\n\nStudents\n"),
                ("ask/2026-09-02-two", "## group\n\nFamilies\n"),
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

    #[test]
    fn speaks_of_voices_of_others_since_then() {
        assert_eq!(
            said_if("2026-10-20", "- Families"),
            [
                "1-s/ask: nobody of those affected was listened to since the first test began, on 2026-10-05"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_voice_of_those_affected() {
        assert_eq!(said_if("2026-10-20", "- Families\n- Students"), [""; 0]);
    }

    #[test]
    fn is_silent_where_a_voice_may_be_of_those_affected() {
        assert_eq!(said_if("2026-10-20", "- Pupils"), [""; 0]);
    }
}
