use crate::check::{Rule, Subject};
use crate::model::{Finding, Slot, codes};

pub const RULE: Rule = Rule {
    code: codes::CONFLICT,
    about: "a merge left two versions of an answer between conflict markers (`<<<<<<<`, `=======`, `>>>>>>>`), or left markers elsewhere in the file",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        for section in content.document.sections() {
            if let Some(note) = content.document.note_left_in(section) {
                let left = Finding::warning(
                    RULE.code,
                    "a merge left its note here, but no conflict markers, so there is nothing to resolve",
                );
                found.push(left.in_record(record, note).with_help("delete the note"));
            }
        }
        for conflict in content.document.conflicts() {
            let sections = content.document.sections();
            let around = sections
                .iter()
                .position(|section| section.body.contains(&conflict.start));
            let output = around.and_then(|around| {
                let slots = activity.outputs.iter().zip(&content.slots);
                let mut at = slots.filter(|(_, slot)| **slot == Slot::At(around));
                at.next().map(|(output, _)| output)
            });
            let within = around.and_then(|around| sections.get(around));
            let ends = within.is_some_and(|section| conflict.end <= section.body.end);
            let (message, help) = match output {
                Some(output) if ends && conflict.theirs.is_some() => {
                    let plan = &subject.plan.id;
                    let more = if activity.repeat.is_some() {
                        format!("/{}", record.stem())
                    } else {
                        String::new()
                    };
                    (
                        format!("{}: a merge left two versions of this answer", output.id),
                        format!(
                            "redesign resolve {plan}/{}{more}; or keep the right version and delete the lines with <<<<<<<, ======= and >>>>>>>",
                            activity.id
                        ),
                    )
                }
                _ => (
                    "a merge left conflict markers here, with two versions of the text".to_owned(),
                    "keep the right version, and delete the lines with <<<<<<<, ======= and >>>>>>>".to_owned(),
                ),
            };
            found.push(
                RULE.finding(message)
                    .in_record(record, conflict.start)
                    .with_help(help),
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
    fn speaks_of_what_is_left_of_a_merge() {
        for (left, words) in [
            (crate::document::NOTE, "a merge left its note here"),
            (
                "A weir\n=======\nA dam",
                "a merge left conflict markers here",
            ),
            (
                "A weir\n\n\\>>>>>>> theirs",
                "a merge left conflict markers here",
            ),
            (
                "\\<<\\<<\\<<< HEAD\n# A weir\nA dam\n> > > > > > > b",
                "a merge left conflict markers here",
            ),
        ] {
            let found = said(&format!("## worry\n\n{left}\n\n## who\n"));
            assert_eq!(found.len(), 1, "{left}: {found:?}");
            assert!(found[0].contains(words), "{found:?}");
        }
    }

    #[test]
    fn speaks_of_two_versions() {
        assert_eq!(
            said("## worry\n\n<<<<<<< ours\nA weir\n=======\nA dam\n>>>>>>> theirs\n"),
            ["1-s/why.md:3:1: worry: a merge left two versions of this answer"]
        );
    }

    #[test]
    fn is_silent_about_one_version() {
        assert_eq!(said("## worry\n\nA weir <<< A dam\n"), [""; 0]);
    }
}
