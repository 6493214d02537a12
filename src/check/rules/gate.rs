use super::checkpoint::is_checkpoint;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Place, to_record};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "W0203",
    about: "an activity was started before what it needs was done",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, standing) = (subject.plan, subject.standing);
    for (activity, own) in plan.toolkit.activities.iter().zip(&standing.activities) {
        // Records carried over from an earlier cycle weren't started too early.
        let was_carried = activity.carry && !plan.meta.continues.trim().is_empty();
        // Other rules report decisions, and checkpoints before a test, to whoever runs the cohort.
        if own.records == 0 || was_carried || super::has_role(activity, Role::Decision) {
            continue;
        }
        let mut first = None;
        let mut needs = Vec::new();
        for need in standing.waits_for(activity) {
            let needed = plan.toolkit.activity(need);
            let state = standing.activity(need);
            if super::is_test(activity) && is_checkpoint(needed) {
                continue;
            }
            first.get_or_insert((need, &needed.id, state.undecided > 0));
            needs.push(format!("{}{}", needed.id, super::lacking(state, needed)));
        }
        let Some((need, first, is_undecided)) = first else {
            continue;
        };
        let message = format!(
            "{} builds on unfinished work: {}",
            activity.id,
            needs.join("; ")
        );
        let said = RULE
            .finding(message)
            .with_place(Place::file(plan.place_of(activity.at)));
        let command = to_record(plan, standing, need);
        found.push(if is_undecided {
            said.with_command(command)
        } else {
            let first = format!("{}/{first}", plan.id);
            let skip = Invocation::of("record")
                .on(first)
                .flag("--skip")
                .on("REASON");
            said.with_command_or(command, &format!("or give a reason to skip it: {skip}"))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(toml: &str, records: &[(&str, &str)]) -> Vec<String> {
        let activities = ["why: worry text", "how carry needs=why: way text"];
        Scene::team(&activities, records)
            .with_toml(toml)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_what_was_begun_too_early() {
        assert_eq!(
            said("", &[("how", "## way\n\nBy boat\n")]),
            ["1-s/how.md: how builds on unfinished work: why (still missing: worry)"]
        );
    }

    #[test]
    fn is_silent_where_what_it_needs_is_done() {
        assert_eq!(
            said(
                "",
                &[
                    ("how", "## way\n\nBy boat\n"),
                    ("why", "## worry\n\nA weir\n")
                ]
            ),
            [""; 0]
        );
    }

    #[test]
    fn is_silent_about_what_an_earlier_cycle_began() {
        assert_eq!(
            said("continues = \"south\"", &[("how", "## way\n\nBy boat\n")]),
            [""; 0]
        );
    }
}

#[cfg(test)]
mod situations {
    use super::RULE;
    use crate::check::sample::messages;
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
        messages(&RULE, &plan)
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
            |id: &str| format!("{id} builds on unfinished work: map (still missing: drawn)");
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
                vec!["raft builds on unfinished work: calm (still missing: water)".to_owned()],
            ),
        ] {
            assert_eq!(found(meta, records), said, "{meta} {records:?}");
        }
    }
}
