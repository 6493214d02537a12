use super::quoted;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, Plan};
use jiff::civil::Date;

pub const RULE: Rule = Rule {
    code: "I0350",
    about: "the day in `paused_until` is past, so the team counts as going on again",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if let Some(moment) = subject.moment {
        found.extend(in_plan_file(subject.plan, moment.today));
    }
}

pub(in crate::check) fn in_plan_file(plan: &Plan, today: Date) -> Option<Finding> {
    let meta = &plan.meta;
    let last = meta.pause_over(today)?;
    let why = match meta.paused.trim() {
        "" => String::new(),
        why => format!(": {}", quoted(why)),
    };
    Some(
        RULE.finding(format!("paused until {last}, which is past{why}"))
            .true_since(Some(super::later(last, 1)))
            .with_place(Place::file(format!("{}/plan.toml", plan.path)))
            .with_help(format!(
                "if the team goes on: `redesign set {} paused= paused_until=`; if not, set a later day",
                plan.id
            )),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(toml: &str) -> Vec<String> {
        let scene = Scene::team(&["why: worry text"], &[]);
        scene.with_toml(toml).said(&RULE)
    }

    #[test]
    fn speaks_of_a_pause_that_is_over() {
        assert_eq!(
            said("paused = \"snow\"\npaused_until = 2026-11-22"),
            ["plan.toml: paused until 2026-11-22, which is past: \"snow\""]
        );
        assert_eq!(said("paused_until = \"2026-11-01\"").len(), 1);
    }

    #[test]
    fn is_silent_until_then() {
        for toml in [
            "paused_until = 2026-11-23",
            "paused = \"snow\"",
            "paused_until = \"soon\"",
            "ended = \"moved\"\npaused_until = 2026-11-01",
            "",
        ] {
            assert_eq!(said(toml), [""; 0], "{toml}");
        }
    }
}
