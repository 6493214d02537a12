use crate::check::{Rule, Subject};
use crate::evidence::{Mark, VALUE};
use crate::model::measure::numbers_of;
use crate::model::{Finding, Measure, nearest};

pub const RULE: Rule = Rule {
    code: "W0233",
    about: "a measure has a column of a group that the record doesn't list, or a new level without a reason, which is ignored",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        let Some((measure, output)) = Measure::of(activity, content).zip(numbers_of(activity))
        else {
            continue;
        };
        let line = |line: usize| {
            let answer = content.answer(output.at);
            answer.map_or(0, |answer| content.document.answer_line(&answer, line))
        };
        let groups: Vec<&str> = measure
            .groups
            .known
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        for column in &measure.points.groups {
            let is_known = |group: &&str| group.eq_ignore_ascii_case(column);
            if column == VALUE || groups.is_empty() || groups.iter().any(is_known) {
                continue;
            }
            let meant = nearest(column, groups.iter().map(|group| (*group).to_owned()));
            let meant = meant.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
            found.push(
                RULE.finding(format!("{}: no group is called \"{column}\"", output.id))
                    .in_record(record, measure.offset)
                    .with_help(format!("{meant}the groups are: {}", groups.join(", "))),
            );
        }
        for row in &measure.points.rows {
            if row.mark() == Some(Mark::Level(None)) {
                found.push(
                    RULE.finding(format!(
                        "{}: the new level of {} has no reason, so it is ignored",
                        output.id, row.day
                    ))
                    .in_record(record, line(row.line))
                    .with_help("say why in its note: new level: two more classes joined"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    const MEASURE: &str = "track: numbers series measure, groups groups groups";

    fn said(numbers: &str) -> Vec<String> {
        let text = format!(
            "## numbers\n\nTickets.\n\n```csv\n{numbers}\n```\n\n## groups\n\n| group | people |\n| --- | --- |\n| all | 40 |\n"
        );
        Scene::team(&[MEASURE], &[("track", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_an_unknown_group_and_of_a_level_without_a_reason() {
        assert_eq!(
            said("date,al,note\n2026-11-02,40,"),
            ["1-s/track.md:3:1: numbers: no group is called \"al\""]
        );
        assert_eq!(
            said("date,all,note\n2026-11-02,40,rebase"),
            [
                "1-s/track.md:7:1: numbers: the new level of 2026-11-02 has no reason, so it is ignored"
            ]
        );
    }

    #[test]
    fn is_silent_about_known_groups() {
        assert_eq!(
            said("date,ALL,note\n2026-11-02,40,new level: a class joined"),
            [""; 0]
        );
    }
}
