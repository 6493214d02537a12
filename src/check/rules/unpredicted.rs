use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::method::results;
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0363",
    about: "a test has a result and no prediction",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for (record, content) in results(plan) {
        let activity = plan.toolkit.activity(record.activity);
        let predictions = activity.those(|output| output.role == Some(Role::Prediction));
        if predictions.is_empty() || !content.answered.and(predictions).is_empty() {
            continue;
        }
        let result = activity.output_of(Role::Result);
        let answer = result.and_then(|result| content.answer(result.at));
        found.push(
            RULE.finding(format!(
                "{} has a result and no prediction",
                super::name_of(record, activity)
            ))
            .in_record(record, answer.map_or(0, |answer| answer.start))
            .with_help(
                "write down before the next test what you expect; a wrong prediction teaches most",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        let trial = "trial repeat: results text result, guess text prediction";
        Scene::team(&[trial], &[("trial/one", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_result_without_a_prediction() {
        assert_eq!(
            said("## results\n\nGood.\n"),
            ["1-s/trial/one.md:3:1: trial/one has a result and no prediction"]
        );
    }

    #[test]
    fn is_silent_about_a_predicted_result_and_without_one() {
        assert_eq!(
            said("## results\n\nGood.\n\n## guess\n\nBetter.\n"),
            [""; 0]
        );
        assert_eq!(said("## guess\n\nBetter.\n"), [""; 0]);
    }
}
