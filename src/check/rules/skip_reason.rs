use crate::check::{Rule, Subject};
use crate::model::Finding;

pub const RULE: Rule = Rule {
    code: "W0205",
    about: "`skipped` has no reason, or is in one record of a repeatable activity without a rhythm",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        let offset = content.document.text().find("skipped").unwrap_or(0);
        let (message, help) = if content.skipped_without_reason {
            (
                "`skipped` has no reason, so the activity isn't skipped",
                "write a reason, or delete the line".to_owned(),
            )
        } else if content.skipped.is_some()
            && activity.repeat.is_some()
            && !record.is_page
            // For a rhythm, it says why an occurrence was skipped.
            && subject.plan.rhythm(activity).is_none()
        {
            (
                "a single record can't be skipped, only the whole activity",
                format!(
                    "write `skipped` in {}/README.md, or delete the line",
                    activity.id
                ),
            )
        } else {
            continue;
        };
        found.push(
            RULE.finding(message)
                .in_record(record, offset)
                .with_help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["trial repeat: came text"], &[("trial/a", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_no_reason() {
        assert_eq!(
            said("---\nskipped:\n---\n"),
            ["1-s/trial/a.md:2:1: `skipped` has no reason, so the activity isn't skipped"]
        );
    }

    #[test]
    fn speaks_of_one_record_of_several() {
        assert_eq!(
            said("---\nskipped: no boat\n---\n"),
            ["1-s/trial/a.md:2:1: a single record can't be skipped, only the whole activity"]
        );
    }

    #[test]
    fn is_silent_about_an_activity_with_a_reason() {
        assert_eq!(
            Scene::team(
                &["why: worry text"],
                &[("why", "---\nskipped: no boat\n---\n")]
            )
            .said(&RULE),
            [""; 0]
        );
    }
}
