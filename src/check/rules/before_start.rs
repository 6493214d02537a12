use super::odd_day::{days, placed};
use crate::check::{Rule, Subject};
use crate::model::{DaySense, Finding};

pub const RULE: Rule = Rule {
    code: "I0304",
    about: "something was held before the plan's `start`, once that day has come",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, Some(today)) = (subject.plan, subject.today) else {
        return;
    };
    // Whoever begins next year prepares it now.
    let Some(start) = plan.meta.first_day().filter(|start| *start <= today) else {
        return;
    };
    for record in &plan.records {
        for named in days(plan, record) {
            let is_before = named.sense == DaySense::Held && named.day < start;
            if is_before && named.sense.why_not(named.day, today).is_none() {
                let what = named.output.as_deref().unwrap_or_default();
                let message = format!("{what}: {} is before the plan's start, {start}", named.day);
                found.push(
                    placed(RULE.finding(message), record, &named).with_help(format!(
                        "check the year; or set the first day: `redesign set {} start=DAY`",
                        plan.id
                    )),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(toml: &str) -> Vec<String> {
        let activities = ["visit repeat: held date"];
        let visit = ("visit/2026-11-20-a", "## held\n\n2025-11-20\n");
        Scene::team(&activities, &[visit])
            .with_toml(toml)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_a_day_before_the_start() {
        assert_eq!(
            said("start = 2026-09-01"),
            [
                "1-s/visit/2026-11-20-a.md:3:1: held: 2025-11-20 is before the plan's start, 2026-09-01"
            ]
        );
    }

    #[test]
    fn is_silent_before_the_plan_begins() {
        assert_eq!(said("start = 2027-09-01"), [""; 0]);
        assert_eq!(said(""), [""; 0]);
    }
}
