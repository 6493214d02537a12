use crate::check::{Rule, Subject};
use crate::model::{Finding, entries, named, repeat_lists};

pub const RULE: Rule = Rule {
    code: "W0207",
    about: "a checkpoint asks to repeat something that isn't an activity, so nothing is repeated",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let toolkit = &subject.plan.toolkit;
    for list in repeat_lists(toolkit) {
        let records =
            super::readable(subject).filter(|(record, ..)| record.activity == list.activity);
        for (record, content, activity) in records {
            let Some(answer) = content.answer(list.output) else {
                continue;
            };
            let output = activity.output(list.output);
            for entry in entries(content, output) {
                if named(toolkit, &entry).is_some() {
                    continue;
                }
                let first = entry.lines().next().unwrap_or_default();
                let line = answer.text.lines().position(|line| line.contains(first));
                let offset = content
                    .document
                    .answer_line(&answer, line.unwrap_or_default());
                let name = &output.id;
                found.push(
                    RULE.finding(format!(
                        "{name}: \"{first}\" isn't an activity, so nothing is repeated"
                    ))
                    .in_record(record, offset)
                    .with_help(format!(
                        "write one activity id or title per line, such as {}; leave it empty to repeat nothing",
                        toolkit.activities.first().map_or("", |one| one.id.as_str())
                    )),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(entry: &str) -> Vec<String> {
        let activities = [
            "why: worry text",
            "look: verdict choice equity, again list equity",
        ];
        let text = format!("## verdict\n\nlow\n\n## again\n\n- {entry}\n");
        Scene::team(&activities, &[("look", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_what_is_no_activity() {
        assert_eq!(
            said("the weir"),
            ["1-s/look.md:7:1: again: \"the weir\" isn't an activity, so nothing is repeated"]
        );
    }

    #[test]
    fn is_silent_about_activities() {
        assert_eq!(said("The why: once more"), [""; 0]);
    }
}
