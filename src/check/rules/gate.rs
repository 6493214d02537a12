//! An activity was begun although what it needs is not done.

use super::checkpoint::is_checkpoint;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::Role;

/// An activity was begun although what it needs is not done.
pub struct Gate;

impl Rule for Gate {
    fn code(&self) -> &'static str {
        "W0203"
    }

    fn about(&self) -> &'static str {
        "An activity was begun although what it needs is not done."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let (plan, standing) = (subject.plan, subject.standing);
        let activities = plan.toolkit.activities.iter().zip(&standing.activities);
        for (position, (activity, own)) in activities.enumerate() {
            // What a further cycle took over was not begun too early.
            let was_carried = activity.carry && !plan.meta.continues.trim().is_empty();
            // Of decisions, and of checkpoints before a test, other rules say it to whoever runs the cohort, too.
            if own.records == 0 || was_carried || super::has_role(activity, Role::Decision) {
                continue;
            }
            let mut first = None;
            let mut needs = Vec::new();
            for need in standing.waits_for(activity) {
                let needed = plan.toolkit.activities.get(need);
                let state = standing.activities.get(need);
                let (Some(needed), Some(state)) = (needed, state) else {
                    continue;
                };
                if super::is_test(activity) && is_checkpoint(needed) {
                    continue;
                }
                first.get_or_insert((need, &needed.id, state.undecided > 0));
                let lacks = state.lacks_in_words(needed);
                needs.push(if lacks.is_empty() {
                    needed.id.to_string()
                } else {
                    format!("{} ({lacks})", needed.id)
                });
            }
            let Some((need, first, is_undecided)) = first else {
                continue;
            };
            let command = to_record(plan, standing, need);
            let help = if is_undecided {
                command
            } else {
                format!(
                    "{command}; or say why it is left out: redesign record {}/{first} --skip REASON",
                    plan.id
                )
            };
            let message = format!(
                "{} stands on what is not done: {}",
                activity.id,
                needs.join("; ")
            );
            found.push(
                Finding::warning(self.code(), message)
                    .with_place(Place::file(plan.place_of(position)))
                    .with_help(help),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Standing;
    use crate::model::sample::{plan, toolkit};

    fn found(meta: &str, records: &[(&str, &str)]) -> Vec<String> {
        let toolkit = toolkit(
            "t",
            "team",
            &[
                "map: drawn text",
                "calm: water text equity",
                "crew carry needs=map: who text",
                "camp needs=map: fire text",
                "boat needs=calm: floats text result",
                "raft needs=calm: sinks text",
                "verdict needs=map: say text decision",
            ],
        );
        let plan = plan("north", &toolkit, meta, records);
        let standing = Standing::of(&plan);
        let subject = Subject {
            plan: &plan,
            standing: &standing,
            page: None,
            teams: None,
            moment: None,
        };
        let mut found = Vec::new();
        Gate.look(&subject, &mut found);
        found.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn what_was_begun_too_early() {
        let map = ("map", "## drawn\n\nYes\n");
        let crew = ("crew", "## who\n\nWe\n");
        let camp = ("camp", "## fire\n\nYes\n");
        let boat = ("boat", "## floats\n\nYes\n");
        let raft = ("raft", "## sinks\n\nNo\n");
        let verdict = ("verdict", "## say\n\nGo\n");
        let on_map =
            |id: &str| format!("{id} stands on what is not done: map (still missing: drawn)");
        let again = "continues = \"south\"";
        for (meta, records, said) in [
            ("", &[][..], vec![]),
            ("", &[crew, camp], vec![on_map("crew"), on_map("camp")]),
            ("", &[map, crew, camp], vec![]),
            // What a further cycle took over was not begun too early, and only that.
            (again, &[crew, camp], vec![on_map("camp")]),
            // Of decisions, and of checkpoints before a test, other rules say it.
            ("", &[verdict, boat], vec![]),
            (
                "",
                &[raft],
                vec!["raft stands on what is not done: calm (still missing: water)".to_owned()],
            ),
        ] {
            assert_eq!(found(meta, records), said, "{meta} {records:?}");
        }
    }
}
