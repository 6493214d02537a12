//! A checkpoint asks to repeat something that is no activity.

use crate::check::{Rule, Subject};
use crate::model::{Finding, entries, named, repeat_lists};

/// A checkpoint asks to repeat something that is no activity.
pub struct UnknownRepeat;

impl Rule for UnknownRepeat {
    fn code(&self) -> &'static str {
        "W0207"
    }

    fn about(&self) -> &'static str {
        "A checkpoint asks to repeat something that is no activity."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let toolkit = &subject.plan.toolkit;
        for list in repeat_lists(toolkit) {
            let records =
                super::readable(subject).filter(|(record, ..)| record.activity == list.activity);
            for (record, content, activity) in records {
                let Some(answer) = content.answer(list.output) else {
                    continue;
                };
                let output = activity.outputs.get(list.output);
                for entry in entries(activity, content, list.output) {
                    if named(toolkit, &entry).is_some() {
                        continue;
                    }
                    let first = entry.lines().next().unwrap_or_default();
                    let line = answer.text.lines().position(|line| line.contains(first));
                    let offset = content
                        .document
                        .answer_line(&answer, line.unwrap_or_default());
                    let name = output.map_or("", |output| output.id.as_str());
                    found.push(
                        Finding::warning(
                            self.code(),
                            format!("{name}: \"{first}\" is no activity, so nothing is repeated"),
                        )
                        .in_text(&record.path, content.document.text(), offset)
                        .with_help(format!(
                            "write an activity's id or title on each line, such as {}; leave it empty if nothing is to be repeated",
                            toolkit.activities.first().map_or("", |one| one.id.as_str())
                        )),
                    );
                }
            }
        }
    }
}
