use crate::check::{Rule, Subject};
use crate::model::{Count, Finding, Invocation, Place};
use crate::toolkit::Audience;

pub const RULE: Rule = Rule {
    code: "I0341",
    about: "nothing in a team's plan has changed for `silent_days`, though it isn't done",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let moved = super::quiet_since(subject, moment);
    let days = moved.map_or(0, |moved| super::days(moved, moment.today));
    let since = moved.map(|moved| super::later(moved, moment.limits.silent_days));
    let is_team = plan.toolkit.audience == Audience::Team;
    if is_team && days >= moment.limits.silent_days && days > 0 && !subject.standing.is_done() {
        found.push(
            RULE.finding(format!("nothing has changed for {}", Count(days, "day")))
                .true_since(since)
                .with_place(Place::file(plan.path.as_str()))
                .with_command(Invocation::of("log").on(plan.id.as_str())),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(toml: &str, days: i64) -> Vec<String> {
        Scene::team(&["why: worry text"], &[])
            .with_toml(toml)
            .changed_days_ago(days)
            .said(&RULE)
    }

    #[test]
    fn speaks_of_four_weeks_without_a_change() {
        assert_eq!(
            said("", 28),
            ["plans/north: nothing has changed for 28 days"]
        );
    }

    #[test]
    fn is_silent_about_a_day_less() {
        assert_eq!(said("", 27), [""; 0]);
    }

    #[test]
    fn is_silent_about_a_team_that_rests() {
        assert_eq!(said("paused = \"snow\"", 28), [""; 0]);
    }
}
