use crate::check::{Rule, Subject};
use crate::model::{Finding, codes};

pub const RULE: Rule = Rule {
    code: codes::MISFIT,
    about: "an answer doesn't fit its kind",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        for output in &activity.outputs {
            let Some(answer) = content.answer(output.at) else {
                continue;
            };
            // An unresolved merge has its own rule.
            if content.is_undecided(output.at) {
                continue;
            }
            if let Err(misfit) = output.kind.fits(&output.shape, &answer.text) {
                let offset = content.document.answer_line(&answer, misfit.line);
                let message = format!("{}: {}", output.id, misfit.message);
                found.push(
                    RULE.finding(message)
                        .in_record(record, offset)
                        .with_help(misfit.help_or(&output.hint)),
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
        Scene::team(&["day: when date"], &[("day", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_words_where_a_date_is_asked_for() {
        assert_eq!(
            said("## when\n\nsoon\n"),
            ["1-s/day.md:3:1: when: \"soon\" is not a date"]
        );
    }

    #[test]
    fn is_silent_about_a_date() {
        assert_eq!(said("## when\n\n2026-11-23\n"), [""; 0]);
    }
}
