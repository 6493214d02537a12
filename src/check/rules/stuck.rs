//! A team said at its last meeting that it is stuck.

use crate::check::{Moment, Rule, Subject};
use crate::model::quote::typed;
use crate::model::words::says_nothing;
use crate::model::{Content, Finding, Record};
use crate::toolkit::{Activity, Role};

/// A team said at its last meeting that it is stuck.
pub struct Stuck;

impl Rule for Stuck {
    fn code(&self) -> &'static str {
        "I0345"
    }

    fn about(&self) -> &'static str {
        "The newest record that the programme keeps with a team says what the team needs (role `need`)."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    // Whoever held the meeting knows it. It says what a call is about.
    fn is_reason_to_call(&self) -> bool {
        false
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let Some(moment) = super::going_on(subject) else {
            return;
        };
        let Some((record, content, activity)) = newest(moment) else {
            return;
        };
        for (at, output) in activity.outputs.iter().enumerate() {
            if output.role != Some(Role::Need) || content.filled & 1 << at == 0 {
                continue;
            }
            let Some(answer) = content.answer(at) else {
                continue;
            };
            if says_nothing(&answer.text) {
                continue;
            }
            let text = content.document.text();
            let words = super::quoted(&answer.text);
            let name = moment.programme.map(|keeper| keeper.name_of(record));
            found.push(
                Finding::info(self.code(), format!("{}: {words}", output.title))
                    .in_text(&record.path, text, answer.start)
                    .with_help(format!(
                        "redesign show {}",
                        typed(&name.unwrap_or_default())
                    )),
            );
        }
    }
}

/// The newest record that the programme keeps with the plan, of those in which a need can be said.
fn newest<'a>(moment: &Moment<'a>) -> Option<(&'a Record, &'a Content, &'a Activity)> {
    let toolkit = &moment.programme?.toolkit;
    let can_say = |activity: &&Activity| {
        let mut outputs = activity.outputs.iter();
        outputs.any(|output| output.role == Some(Role::Need))
    };
    let records = moment.about.iter().filter_map(|record| {
        let activity = toolkit.activities.get(record.activity).filter(can_say)?;
        let content = record.content.as_ref().ok()?;
        (content.answered != 0).then_some((*record, content, activity))
    });
    records.max_by_key(|(record, _, activity)| (record.day(activity), record.path.as_str()))
}
