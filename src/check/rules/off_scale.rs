use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::score;

pub const RULE: Rule = Rule {
    code: "W0231",
    about: "a rating isn't a number from 0.5 to 5.0 in steps of 0.5, so it is ignored",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for record in &subject.plan.records {
        let Some(content) = record.said() else {
            continue;
        };
        for output in &subject.plan.toolkit.activity(record.activity).outputs {
            // Answers that don't fit their kind, and unresolved merges, have their own rules.
            let answer = content.answer(output.at);
            let answer = answer.filter(|_| content.filled.contains(output.at));
            let Some(answer) = answer else {
                continue;
            };
            if let Some(misfit) = score::off_scale(output, answer.seen()) {
                let message = format!("{}: {}, so it is ignored", output.id, misfit.message);
                found.push(
                    RULE.finding(message)
                        .in_record(record, answer.start)
                        .with_help(misfit.help),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["visit: ours number rating"], &[("visit", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_rating_between_two_halves() {
        assert_eq!(
            said("## ours\n\n3.2\n"),
            ["1-s/visit.md:3:1: ours: \"3.2\" is not on the scale, so it is ignored"]
        );
    }

    #[test]
    fn is_silent_about_a_half() {
        assert_eq!(said("## ours\n\n3.5\n"), [""; 0]);
    }
}
