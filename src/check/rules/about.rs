//! A record of a programme that is kept with each plan doesn't say with which, or names a plan that isn't there.

use crate::check::{Rule, Subject};
use crate::model::{Content, Finding, Record, nearest};
use std::collections::BTreeSet;

/// A record of a programme that is kept with each plan doesn't say with which, or names a plan that isn't there.
pub struct About;

impl Rule for About {
    fn code(&self) -> &'static str {
        "E0109"
    }

    fn about(&self) -> &'static str {
        "A record of a programme that is kept with each plan doesn't say with which, or names a plan that isn't there."
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let toolkit = &subject.plan.toolkit;
        let per_plan = super::readable(subject).filter(|(record, content, activity)| {
            toolkit.is_per_plan(activity) && !record.is_page && content.answered != 0
        });
        let teams: Option<BTreeSet<&str>> = subject
            .teams
            .map(|teams| teams.iter().map(String::as_str).collect());
        for (record, content, _) in per_plan {
            found.extend(self.of(teams.as_ref(), record, content));
        }
    }
}

impl About {
    fn of(
        &self,
        teams: Option<&BTreeSet<&str>>,
        record: &Record,
        content: &Content,
    ) -> Option<Finding> {
        let (message, help) = match (&content.plan, teams) {
            (None, _) => (
                "nothing says with which plan this is kept".to_owned(),
                "write `plan: ID` at the top of the file, between two lines of ---".to_owned(),
            ),
            (Some(id), Some(teams)) if !teams.contains(id.as_str()) => (
                format!("this is kept with \"{id}\", which is no team's plan here"),
                nearest(&id.to_lowercase(), teams.iter().map(|id| (*id).to_owned())).map_or_else(
                    || "write the id of one: `redesign status` lists all plans".to_owned(),
                    |near| {
                        format!(
                            "did you mean \"{near}\"? then write `plan: {near}`; `redesign status` lists all plans"
                        )
                    },
                ),
            ),
            _ => return None,
        };
        let text = content.document.text();
        let offset = content.plan.as_ref().and_then(|_| text.find("plan"));
        Some(
            Finding::error(self.code(), message)
                .in_text(&record.path, text, offset.unwrap_or(0))
                .with_help(help),
        )
    }
}
