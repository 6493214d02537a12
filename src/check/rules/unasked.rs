//! A finding or case study is finished, and a team whose records it uses was not asked, said no, or agreed to another text.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Backing, Consent, Finding, Release};
use crate::toolkit::Role;

/// A finding or case study is finished, and a team whose records it uses was not asked, said no, or agreed to another text.
pub struct Unasked;

impl Rule for Unasked {
    fn code(&self) -> &'static str {
        "W0214"
    }

    fn about(&self) -> &'static str {
        "A finding or case study is finished, and a team whose records it uses was not asked, said no, or agreed to another text."
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
                    Consent::ToAnotherText => {
                        let changed = backing.since_consent.join(", ");
                        format!("{} agreed before this changed: {changed}", team.id)
                    }
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
            let (shown, id) = (typed(&name), asked.map_or("", |asked| asked.id.as_str()));
            let is_old = |(_, consent): &(_, Consent)| *consent == Consent::ToAnotherText;
            let help = if backing.without_consent().all(is_old) {
                format!(
                    "redesign diff {shown}; ask again; where they still agree: redesign record {shown} --reviewed={id}"
                )
            } else {
                format!(
                    "redesign show {shown}; write below \"{}\" who agreed, or take out what rests on them",
                    asked.map_or("", |asked| &asked.title)
                )
            };
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
                .with_help(help),
            );
        }
    }
}
