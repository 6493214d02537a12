use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Place, groups_in, still_said};
use crate::toolkit::Role;
use std::collections::BTreeMap;

pub const RULE: Rule = Rule {
    code: "I0348",
    about: "everybody who was heard (role `voices`) is from one stakeholder group",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for activity in &plan.toolkit.activities {
        for output in activity.outputs_of(Role::Voices) {
            let mut count = 0u32;
            let mut groups: BTreeMap<String, String> = BTreeMap::new();
            let records = plan.records_of(activity.at);
            let contents = records.filter_map(|record| still_said(activity, record));
            for group in contents.flat_map(|content| groups_in(content, output)) {
                count += 1;
                groups.entry(group.to_lowercase()).or_insert(group);
            }
            let least = activity.repeat.unwrap_or(1).max(2);
            let mut only = groups.values();
            if let (true, Some(group), None) = (count >= least, only.next(), only.next()) {
                found.push(
                    RULE.finding(format!(
                        "all {count} of {} are from one group: {}",
                        activity.id,
                        super::quoted(group)
                    ))
                    .with_place(Place::file(plan.place_of(activity.at)))
                    .with_command(
                        Invocation::of("list")
                            .on(format!("{}/{}", activity.id, output.id))
                            .on(plan.id.as_str()),
                    ),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(groups: &[&str]) -> Vec<String> {
        let text = format!("## group\n\n- {}\n", groups.join("\n- "));
        Scene::team(&["ask: group list voices"], &[("ask", &text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_one_group() {
        assert_eq!(
            said(&["boaters", "Boaters"]),
            ["1-s/ask.md: all 2 of ask are from one group: \"boaters\""]
        );
    }

    #[test]
    fn is_silent_about_two_groups() {
        assert_eq!(said(&["boaters", "anglers"]), [""; 0]);
    }

    #[test]
    fn is_silent_about_one_voice() {
        assert_eq!(said(&["boaters"]), [""; 0]);
    }
}
