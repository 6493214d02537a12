use crate::check::{Rule, Subject};
use crate::evidence::FEWEST_USEFUL;
use crate::model::method::{has_measures, most_points, scaling};
use crate::model::{Count, Finding};
use crate::toolkit::Role;

pub const RULE: Rule = Rule {
    code: "I0364",
    about: "a decision to scale rests on fewer points than can tell a change from chance, in a toolkit that measures",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let points = most_points(plan);
    if !has_measures(plan) || points >= FEWEST_USEFUL {
        return;
    }
    for record in scaling(plan) {
        let activity = plan.toolkit.activity(record.activity);
        let answer = activity.output_of(Role::Decision).and_then(|output| {
            let content = record.content.as_ref().ok()?;
            content.answer(output.at)
        });
        found.push(
            RULE.finding(format!(
                "the decision to scale rests on {}, which can't tell a change from chance",
                Count(points, "point")
            ))
            .in_record(record, answer.map_or(0, |answer| answer.start))
            .with_help("say so in the reasons; go on measuring while you scale"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(decision: &str, points: usize) -> Vec<String> {
        let lines: Vec<String> = (1..=points)
            .map(|day| format!("2026-10-{day:02},5"))
            .collect();
        let numbers = format!(
            "## numbers\n\nx\n\n```csv\ndate,value\n{}\n```\n",
            lines.join("\n")
        );
        let decided = format!("## decision\n\n{decision}\n");
        Scene::team(
            &[
                "track: numbers series measure",
                "next: decision decision decision",
            ],
            &[("track", &numbers), ("next", &decided)],
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_scaling_on_a_few_points() {
        assert_eq!(
            said("scale", 4),
            [
                "1-s/next.md:3:1: the decision to scale rests on 4 points, which can't tell a change from chance"
            ]
        );
    }

    #[test]
    fn is_silent_about_many_points_and_other_decisions() {
        assert_eq!(said("scale", 12), [""; 0]);
        assert_eq!(said("iterate", 4), [""; 0]);
    }
}
