use crate::check::{Rule, Subject};
use crate::model::{Finding, reversed};
use crate::toolkit::Output;

pub const RULE: Rule = Rule {
    code: "W0232",
    about: "a record says that something ends before it starts",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for record in &subject.plan.records {
        let Some(content) = record.said() else {
            continue;
        };
        let activity = subject.plan.toolkit.activity(record.activity);
        for output in &activity.outputs {
            let Some(answer) = content.answer(output.at) else {
                continue;
            };
            // Of two days that can't both be, the second one is named.
            let earlier = |other: &Output| {
                let is_earlier = other.at < output.at;
                let answer = content.answer(other.at).filter(|_| is_earlier)?;
                Some(answer.seen().to_owned())
            };
            if let Some(misfit) = reversed(activity, output, answer.seen(), &earlier) {
                found.push(
                    RULE.finding(format!("{}: {}", output.id, misfit.message))
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

    fn said(start: &str, end: &str) -> Vec<String> {
        let text = format!("## start\n\n{start}\n\n## end\n\n{end}\n");
        Scene::team(&["trial: start date, end date"], &[("trial", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_an_end_before_the_start() {
        assert_eq!(
            said("2026-12-05", "2026-12-01"),
            ["1-s/trial.md:7:1: end: 2026-12-01 is before \"start\", 2026-12-05"]
        );
    }

    #[test]
    fn is_silent_about_one_day_and_about_half_of_it() {
        assert_eq!(said("2026-12-01", "2026-12-01"), [""; 0]);
        assert_eq!(said("2026-12-05", ""), [""; 0]);
        assert_eq!(said("soon", "2026-12-01"), [""; 0]);
    }
}
