use super::checkpoint::is_checkpoint;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Place, State};

pub const RULE: Rule = Rule {
    code: "I0347",
    about: "an equity checkpoint was skipped, and a later step was started",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let all = || {
        let activities = plan.toolkit.activities.iter();
        activities.zip(&subject.standing.activities)
    };
    for (activity, own) in all() {
        if !is_checkpoint(activity) || own.state != State::Skipped {
            continue;
        }
        let later = all().find(|(one, found)| one.step > activity.step && found.records > 0);
        let Some((later, _)) = later else { continue };
        let reason = plan
            .why_left_out(activity.at, None)
            .map(|why| format!(" ({})", super::quoted(why)));
        let again = Invocation::of("record")
            .on(plan.name_with(activity))
            .flag("--unskip");
        found.push(
            RULE.finding(format!(
                "{} was skipped{}, and {} was started",
                activity.id,
                reason.unwrap_or_default(),
                later.id
            ))
            .with_place(Place::file(plan.place_of(activity.at)))
            .with_command_or(
                Invocation::of("show").on(plan.name_with(activity)),
                &format!("to take it up again, {again}"),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(records: &[(&str, &str)]) -> Vec<String> {
        let activities = ["look: verdict choice equity", "how step=later: way text"];
        let skipped = ("look", "---\nskipped: no boat\n---\n");
        Scene::team(&activities, &[&[skipped], records].concat()).said(&RULE)
    }

    #[test]
    fn speaks_of_work_behind_it() {
        assert_eq!(
            said(&[("how", "## way\n\nBy boat\n")]),
            ["1-s/look.md: look was skipped (\"no boat\"), and how was started"]
        );
    }

    #[test]
    fn is_silent_while_nothing_is_behind_it() {
        assert_eq!(said(&[]), [""; 0]);
    }
}

#[cfg(test)]
mod situations {
    use super::RULE;
    use crate::check::sample::messages;
    use crate::model::sample::{bank_and_river, plan};

    fn found(records: &[(&str, &str)]) -> Vec<String> {
        let plan = plan("north", &bank_and_river(), "", records);
        messages(&RULE, &plan)
    }

    #[test]
    fn only_work_in_a_later_step_tells_that_it_was_passed_by() {
        const OUT: (&str, &str) = ("rapids", "---\nskipped: \"no rain\"\n---\n");
        const ROPE: (&str, &str) = ("rope", "## knots\n\nTwo\n");
        const BOAT: (&str, &str) = ("boat", "## floats\n\nYes\n");
        let said = "rapids was skipped (\"no rain\"), and boat was started";
        for (records, expected) in [
            (&[OUT][..], None),
            (&[OUT, ROPE], None),
            (&[OUT, ("boat", "## floats\n")], None),
            (&[OUT, BOAT], Some(said)),
            (&[OUT, ROPE, BOAT], Some(said)),
            (&[BOAT], None),
            (&[("rapids", "## calm\n\nYes\n"), BOAT], None),
            (&[("rope", "---\nskipped: no rope\n---\n"), BOAT], None),
        ] {
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(found(records), expected, "{records:?}");
        }
    }
}
