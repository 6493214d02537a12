use crate::check::{Rule, Subject};
use crate::model::Slot;
use crate::model::{Finding, codes};

pub const RULE: Rule = Rule {
    code: codes::DOUBLED,
    about: "an output is in a file twice, so neither is counted",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        for (output, slot) in activity.outputs.iter().zip(&content.slots) {
            let Slot::Twice(_, second) = slot else {
                continue;
            };
            let Some(section) = content.document.sections().get(*second) else {
                continue;
            };
            let message = format!(
                "the section \"{}\" appears twice, so neither counts",
                output.title
            );
            found.push(
                RULE.finding(message)
                    .in_record(record, section.start)
                    .with_help("merge the two into one"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_an_output_in_two_places() {
        assert_eq!(
            said("## worry\n\nA weir\n\n## worry\n\nA dam\n"),
            ["1-s/why.md:5:1: the section \"Its worry\" appears twice, so neither counts"]
        );
    }

    #[test]
    fn is_silent_about_an_output_in_one_place() {
        assert_eq!(said("## worry\n\nA weir\n\n## other\n\nA dam\n"), [""; 0]);
    }
}
