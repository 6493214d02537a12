use crate::check::{Rule, Subject};
use crate::model::{Finding, Found, Invocation};

pub const RULE: Rule = Rule {
    code: "W0227",
    about: "something a record quotes or links to was withdrawn: it was skipped or emptied, is held back, or has no consent",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut said = Vec::new();
    for (record, content, activity, link) in super::links(subject) {
        // Evidence has a rule of its own.
        let Found::There(there) = &link.found else {
            continue;
        };
        let Some(why) = &there.withdrawn else {
            continue;
        };
        if super::is_evidence(activity, link) || said.contains(&(&record.path, there.name())) {
            continue;
        }
        // Whoever links what isn't there yet, or reviewed the link since, knows it.
        let is_noted = link
            .key
            .as_ref()
            .is_some_and(|key| content.stamp(key).is_some());
        let is_known = if is_noted {
            !link.has_changed(content)
        } else {
            there.is_empty() || link.is_pinned()
        };
        if is_known && !link.place.is_quote {
            continue;
        }
        said.push((&record.path, there.name()));
        let name = subject.plan.name_of(record);
        let (verb, more) = if link.place.is_quote {
            let draft = Invocation::of("draft").on(&name);
            (
                "quotes",
                format!("take the words out: {draft} drafts it again without them"),
            )
        } else {
            let accept = Invocation::of("record").on(&name).flag("--reviewed");
            (
                "links to",
                format!("delete the link; if it still holds: {accept}"),
            )
        };
        found.push(
            RULE.finding(format!("{name} {verb} {}, which {why}", there.name()))
                .in_record(record, link.place.offset)
                .with_command_or(Invocation::of("show").on(there.name()), &more),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::{Scene, trial_of_south};
    use crate::model::{Found, There};

    fn said(front: &str, withdrawn: Option<&str>) -> Vec<String> {
        let there = There {
            withdrawn: withdrawn.map(str::to_owned),
            ..trial_of_south()
        };
        let text = format!("{front}## seen\n\n- south/trial\n");
        Scene::team(&["why: seen links"], &[("why", &text)])
            .with_links_to(&Found::There(Box::new(there)))
            .said(&RULE)
    }

    #[test]
    fn speaks_of_what_was_withdrawn() {
        assert_eq!(
            said("", Some("is left out: no boat")),
            ["1-s/why.md:3:3: north/why links to south/trial, which is left out: no boat"]
        );
    }

    #[test]
    fn is_silent_about_what_is_there_or_was_reviewed_since() {
        assert_eq!(said("", None), [""; 0]);
        let reviewed = "---\nbuilds_on:\n  /south/trial: none\n---\n";
        assert_eq!(said(reviewed, Some("is left out: no boat")), [""; 0]);
    }
}
