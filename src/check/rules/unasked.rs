//! A finding or case study is finished, and a team whose records it uses was not asked or said no.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Backing, Consent, Finding, Release};
use crate::toolkit::Role;

/// A finding or case study is finished, and a team whose records it uses was not asked or said no.
pub struct Unasked;

impl Rule for Unasked {
    fn code(&self) -> &'static str {
        "W0214"
    }

    fn about(&self) -> &'static str {
        "A finding or case study is finished, and a team whose records it uses was not asked or said no."
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
            let Some(backing) = Backing::of(plan, record) else {
                continue;
            };
            let is_finished = match &backing.release {
                Some(Release::HeldBack) => false,
                Some(Release::Released | Release::TakenBack(_)) => true,
                Some(Release::Open) | None => backing.missing.is_empty(),
            };
            let without: Vec<String> = backing
                .without_consent()
                .map(|(team, consent)| match consent {
                    Consent::No => format!("{} said no", team.id),
                    _ => format!("{} was not asked", team.id),
                })
                .collect();
            if !is_finished || without.is_empty() {
                continue;
            }
            let name = plan.name_of(record);
            let section = activity
                .output_of(Role::Consent)
                .and_then(|output| content.section(output));
            let asked = activity
                .output_of(Role::Consent)
                .and_then(|output| activity.outputs.get(output));
            found.push(
                Finding::warning(
                    self.code(),
                    format!("{name} is finished without consent: {}", without.join(", ")),
                )
                .in_text(
                    &record.path,
                    content.document.text(),
                    section.map_or(0, |section| section.start),
                )
                .with_help(format!(
                    "redesign show {}; write below \"{}\" who agreed, or take out what rests on them",
                    typed(&name),
                    asked.map_or("", |asked| &asked.title)
                )),
            );
        }
    }
}
