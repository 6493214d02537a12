//! A text was released and changed afterwards, so the release no longer holds.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Backing, Finding, Release};
use crate::toolkit::Role;

/// A text was released and changed afterwards, so the release no longer holds.
pub struct TakenBack;

impl Rule for TakenBack {
    fn code(&self) -> &'static str {
        "W0215"
    }

    fn about(&self) -> &'static str {
        "A text was released and changed afterwards, so the release no longer holds."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (record, content, activity) in super::readable(subject) {
            let Some(Release::TakenBack(changed)) =
                Backing::of(plan, record).and_then(|backing| backing.release)
            else {
                continue;
            };
            let name = plan.name_of(record);
            let output = activity.output_of(Role::Approval);
            let section = output.and_then(|output| content.section(output));
            let id = output.and_then(|output| activity.outputs.get(output));
            let id = id.map_or("", |output| output.id.as_str());
            found.push(
                Finding::warning(
                    self.code(),
                    format!(
                        "the release of {name} no longer holds, since this changed afterwards: {}",
                        changed.join(", ")
                    ),
                )
                .in_text(
                    &record.path,
                    content.document.text(),
                    section.map_or(0, |section| section.start),
                )
                .with_help(format!(
                    "redesign diff {0}; whoever released it reads it again: redesign record {0} --reviewed; or takes it back: --set {id}=",
                    typed(&name)
                )),
            );
        }
    }
}
