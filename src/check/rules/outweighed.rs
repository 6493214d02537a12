use crate::check::{Rule, Subject};
use crate::model::{Backing, Count, Finding, Invocation, Place};

pub const RULE: Rule = Rule {
    code: "W0216",
    about: "more teams measured evidence against a finding than for it",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    for (record, _, activity) in super::readable(subject) {
        let Some(backing) = Backing::of(plan, record)
            .filter(|one| one.missing.is_empty() && one.left_out.is_none())
        else {
            continue;
        };
        let (with, against) = (&backing.support.measured, &backing.contrary.measured);
        if !backing.is_outweighed() {
            continue;
        }
        let name = plan.name_of(record);
        let count = match with.len() {
            0 => "nobody measured evidence for it".to_owned(),
            some => format!("{} measured evidence for it", Count(some, "team")),
        };
        found.push(
            RULE.finding(format!(
                "{count}, and these teams measured evidence against it: {}",
                against.join(", ")
            ))
            .seen_in(&super::name_of(record, activity))
            .with_place(Place::file(record.path.as_str()))
            .with_command_or(
                Invocation::of("show").on(name),
                "narrow the claim, or withdraw it",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::Found;

    fn said(found: &Found) -> Vec<String> {
        let text = "## claim\n\nBoats help\n\n## seen\n\n| What | How |\n| --- | --- |\n| south/trial | measured |\n";
        Scene::team(
            &["why: claim text finding, seen evidence contrary"],
            &[("why", text)],
        )
        .with_links_to(found)
        .said(&RULE)
    }

    #[test]
    fn speaks_of_more_against_it_than_for_it() {
        assert_eq!(
            said(&Found::There(Box::new(trial_of_south()))),
            [
                "1-s/why.md: nobody measured evidence for it, and these teams measured evidence against it: south, see why"
            ]
        );
    }

    #[test]
    fn is_silent_about_what_nobody_measured() {
        assert_eq!(said(&Found::Page), [""; 0]);
    }
}
