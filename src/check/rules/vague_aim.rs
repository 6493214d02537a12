use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::method::has_measures;
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0361",
    about: "the aim names no number, in a toolkit that measures",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if !has_measures(subject.plan) {
        return;
    }
    for (record, content, activity) in super::readable(subject) {
        for output in activity.outputs_of(Role::Aim) {
            let Some(answer) = content.answer(output.at) else {
                continue;
            };
            if answer.seen().chars().any(char::is_numeric) {
                continue;
            }
            found.push(
                RULE.finding(format!(
                    "the aim names no number: {}, so nobody can say later whether it was reached",
                    super::quoted(answer.seen())
                ))
                .in_record(record, answer.start)
                .with_help("say how much, for whom, by when"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(activities: &[&str], aim: &str) -> Vec<String> {
        let text = format!("## aim\n\n{aim}\n");
        Scene::team(activities, &[("goal", &text)]).said(&RULE)
    }

    const MEASURED: [&str; 2] = ["goal: aim text aim", "track: numbers series measure"];

    #[test]
    fn speaks_of_an_aim_without_a_number() {
        assert_eq!(
            said(&MEASURED, "More feedback"),
            [
                "1-s/goal.md:3:1: the aim names no number: \"More feedback\", so nobody can say later whether it was reached"
            ]
        );
    }

    #[test]
    fn is_silent_about_a_number_and_where_nothing_is_measured() {
        assert_eq!(said(&MEASURED, "From 40 to 60 %"), [""; 0]);
        assert_eq!(said(&["goal: aim text aim"], "More feedback"), [""; 0]);
    }
}
