use crate::check::{Rule, Subject};
use crate::model::measure::numbers_of;
use crate::model::{Content, Finding, Measure, Plan};
use crate::toolkit::{ActivityAt, Toolkit};

pub const RULE: Rule = Rule {
    code: "E0110",
    about: "numbers are about fewer people than `min_n`, or leave so few out: they give people away",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(few_people(subject.plan).into_iter().map(|one| one.finding));
}

/// Numbers about too few people.
pub struct FewPeople {
    pub finding: Finding,
    /// The record's file, relative to the workspace.
    pub path: String,
    pub activity: ActivityAt,
    /// The columns that tell of them.
    columns: Vec<String>,
}

impl FewPeople {
    /// Whether a finding is about such numbers.
    pub fn is_finding(finding: &Finding) -> bool {
        finding.code == RULE.code
    }

    /// Whether another version of the record has numbers in this column.
    pub fn is_in(&self, toolkit: &Toolkit, text: &[u8]) -> bool {
        let activity = toolkit.activity(self.activity);
        let content = Content::of_text(&self.path, activity, text);
        let measure = content
            .ok()
            .and_then(|content| Measure::of(activity, &content));
        measure.is_some_and(|measure| {
            self.columns.iter().all(|name| {
                let column = measure.column_named(name);
                column.is_some_and(|at| measure.newest(at).is_some())
            })
        })
    }
}

/// Numbers of a plan about too few people, in the order of its records.
pub fn few_people(plan: &Plan) -> Vec<FewPeople> {
    let min_n = plan.min_n.into();
    let mut found = Vec::new();
    for record in &plan.records {
        let activity = plan.toolkit.activity(record.activity);
        let Some((content, output)) = record.content.as_ref().ok().zip(numbers_of(activity)) else {
            continue;
        };
        let Some(measure) = Measure::of(activity, content) else {
            continue;
        };
        for few in measure.about_few(min_n) {
            let misfit = few.misfit(min_n);
            let answer = content.answer(output.at);
            let offset = answer.map_or(0, |answer| {
                content.document.answer_line(&answer, misfit.line)
            });
            let finding = RULE.finding(misfit.message).in_record(record, offset);
            found.push(FewPeople {
                finding: finding.with_help(HELP),
                path: record.path.clone(),
                activity: activity.at,
                columns: few.telling(),
            });
        }
    }
    found
}

const HELP: &str = "take the column out, and say in words what you saw, without names; git keeps what was committed: `redesign check --gone` tells what is still there";

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    const MEASURE: &str =
        "track: numbers series measure, counts choice counts, groups groups groups";

    fn said(people: [u32; 2], counts: &str) -> Vec<String> {
        let [all, own] = people;
        let text = format!(
            "## numbers\n\nTickets.\n\n```csv\ndate,all,own\n2026-11-02,40,30\n```\n\n## counts\n\n{counts}\n\n## groups\n\n| group | people |\n| --- | --- |\n| all | {all} |\n| own | {own} |\n"
        );
        Scene::team(&[MEASURE], &[("track", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_small_group_and_of_what_one_leaves_out() {
        let gives = "numbers about fewer than 10 people give them away";
        assert_eq!(
            said([40, 7], "low"),
            [format!("1-s/track.md:3:1: own has 7 people; {gives}")]
        );
        assert_eq!(
            said([40, 35], "low"),
            [format!(
                "1-s/track.md:3:1: all but 5 people of \"all\" are in own, so the numbers of those 5 can be worked out; {gives}"
            )]
        );
    }

    #[test]
    fn is_silent_about_large_groups_and_things() {
        assert_eq!(said([40, 20], "low"), [""; 0]);
        assert_eq!(said([40, 7], "high"), [""; 0]);
    }
}
