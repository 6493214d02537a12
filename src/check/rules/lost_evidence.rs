use crate::check::{Rule, Subject};
use crate::model::{Finding, Found, Invocation};

pub const RULE: Rule = Rule {
    code: "W0212",
    about: "evidence for a finding is gone: missing, skipped, held back, or without an answer or consent",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, _, activity, link) in super::links(subject) {
        if !super::is_evidence(activity, link) {
            continue;
        }
        let (words, name) = (&link.place.words, subject.plan.name_of(record));
        let (why, shown, more) = match &link.found {
            Found::Missing { why, near } => (why.clone(), name, super::meant(near.as_deref())),
            Found::There(there) => match &there.withdrawn {
                Some(why) => (
                    format!("it {why}"),
                    there.name(),
                    "delete the row, or name other evidence".to_owned(),
                ),
                None => continue,
            },
            _ => continue,
        };
        found.push(
            RULE.finding(format!("\"{words}\" no longer counts as evidence: {why}"))
                .seen_in(&super::name_of(record, activity))
                .in_record(record, link.place.offset)
                .with_command_or(Invocation::of("show").on(shown), &more),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::{Found, There};

    fn said(found: &Found) -> Vec<String> {
        let text = "## claim\n\nBoats help\n\n## seen\n\n| What | How |\n| --- | --- |\n| south/trial | measured |\n";
        Scene::team(
            &["why: claim text finding, seen evidence support"],
            &[("why", text)],
        )
        .with_links_to(found)
        .said(&RULE)
    }

    #[test]
    fn speaks_of_evidence_that_is_gone() {
        assert_eq!(
            said(&Found::Missing {
                why: "no plan is called \"south\"".to_owned(),
                near: None
            }),
            [
                "1-s/why.md:9:3: \"south/trial\" no longer counts as evidence: no plan is called \"south\", see why"
            ]
        );
    }

    #[test]
    fn speaks_of_evidence_that_was_left_out() {
        assert_eq!(
            said(&Found::There(Box::new(There {
                withdrawn: Some("is left out: no boat".to_owned()),
                ..trial_of_south()
            }))),
            [
                "1-s/why.md:9:3: \"south/trial\" no longer counts as evidence: it is left out: no boat, see why"
            ]
        );
    }

    #[test]
    fn is_silent_about_evidence_that_is_there() {
        assert_eq!(said(&Found::There(Box::new(trial_of_south()))), [""; 0]);
    }
}
