use crate::check::{Rule, Subject};
use crate::model::{Finding, Found, Invocation};

pub const RULE: Rule = Rule {
    code: "W0213",
    about: "something a record links to or quotes has changed since the record was done",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut said = Vec::new();
    for (record, content, _, link) in super::links(subject) {
        // Missing targets are reported by other rules.
        let is_there = matches!(&link.found, Found::There(there) if there.withdrawn.is_none());
        if !is_there || !link.has_changed(content) {
            continue;
        }
        let (target, name) = (link.name(), subject.plan.name_of(record));
        // Report each quoted target once.
        if link.place.is_quote && said.contains(&(&record.path, link.key.clone())) {
            continue;
        }
        said.push((&record.path, link.key.clone()));
        let accept = Invocation::of("record").on(&name).flag("--reviewed");
        let more = if link.place.is_quote {
            let draft = Invocation::of("draft").on(&name);
            format!("to quote it again: {draft}; if it still holds: {accept}")
        } else {
            format!("if it still holds: {accept}")
        };
        found.push(
            RULE.finding(format!("{target} has changed since {name} was done"))
                .in_record(record, link.place.offset)
                .with_command_or(Invocation::of("diff").on(&target), &more),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::{Found, There};

    fn said(stamp: &str) -> Vec<String> {
        let now = There {
            stamp: Some("hsew1r1mepdpyc97".to_owned()),
            ..trial_of_south()
        };
        let text =
            format!("---\nbuilds_on:\n  /south/trial: {stamp}\n---\n## seen\n\n- south/trial\n");
        Scene::team(&["why: seen links"], &[("why", &text)])
            .with_links_to(&Found::There(Box::new(now)))
            .said(&RULE)
    }

    #[test]
    fn speaks_of_what_says_something_else_now() {
        assert_eq!(
            said("h00000000000000a"),
            ["1-s/why.md:7:3: south/trial has changed since north/why was done"]
        );
    }

    #[test]
    fn is_silent_about_what_says_the_same() {
        assert_eq!(said("hsew1r1mepdpyc97"), [""; 0]);
    }
}
