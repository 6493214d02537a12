use crate::check::{Rule, Subject};
use crate::model::score;
use crate::model::{Finding, Record};

pub const RULE: Rule = Rule {
    code: "W0231",
    about: "a rating isn't a number from 0.5 to 5.0 in steps of 0.5, so it is ignored",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for record in &subject.plan.records {
        of(subject, record, found);
    }
}

fn of(subject: &Subject<'_>, record: &Record, found: &mut Vec<Finding>) {
    let Ok(content) = &record.content else {
        return;
    };
    for (output, rating) in score::of_record(subject.plan, record) {
        // Answers that don't fit their kind, and unresolved merges, have their own rules.
        if rating.level.is_some() || !content.filled.contains(output.at) {
            continue;
        }
        let Some(answer) = content.answer(output.at) else {
            continue;
        };
        let message = format!(
            "{}: \"{}\" is not on the scale, so it is ignored",
            output.id, rating.words
        );
        found.push(
            RULE.finding(message)
                .in_record(record, answer.start)
                .with_help("write a number from 0.5 (just named) to 5.0 (all goals met) in steps of 0.5, such as 2.5"),
        );
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
