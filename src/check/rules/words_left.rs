use crate::check::{Rule, Subject};
use crate::model::{Finding, Invocation, Plan, Record, taken_back, words_left};

pub const RULE: Rule = Rule {
    code: "W0234",
    about: "whoever was asked took a record back (the last option of a choice with the role `consent`), but words are still in it",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let records = subject.plan.records.iter();
    found.extend(records.filter_map(|record| of(subject.plan, record)));
}

/// The finding about one record, if words are left in it.
pub fn of(plan: &Plan, record: &Record) -> Option<Finding> {
    let activity = plan.toolkit.activity(record.activity);
    let content = record.answered().filter(|_| !record.is_page)?;
    let option = taken_back(activity, content)?;
    let left = words_left(activity, content);
    let first = left.iter().next()?;
    let section = content.section(first);
    let record_again = Invocation::of("record").on(plan.name_of(record));
    let emptied = left.iter().fold(record_again, |command, at| {
        command
            .flag("--set")
            .pair(activity.output(at).id.as_str(), "")
    });
    let message = format!(
        "{} was taken back (\"{option}\"), but still has words: {}",
        plan.name_of(record),
        activity.names(left)
    );
    let finding = RULE
        .finding(message)
        .in_record(record, section.map_or(0, |section| section.start));
    Some(finding.with_command(emptied))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(agreed: &str, words: &str) -> Vec<String> {
        let text = format!(
            "## group\n\nBoaters\n\n## heard\n\n{words}\n\n## agreed\n\n{agreed}\n\n## label\n\nBoater 3\n"
        );
        Scene::team(
            &["ask repeat: heard list, group text voices, agreed choice consent, label text"],
            &[("ask/2026-10-01-one", &text)],
        )
        .said(&RULE)
    }

    #[test]
    fn speaks_of_words_that_were_taken_back() {
        assert_eq!(
            said("high", "- Too low"),
            [
                "1-s/ask/2026-10-01-one.md:5:1: north/ask/2026-10-01-one was taken back (\"high\"), but still has words: heard"
            ]
        );
    }

    #[test]
    fn is_silent_once_they_are_gone_and_about_what_was_agreed_to() {
        assert_eq!(said("high", ""), [""; 0]);
        assert_eq!(said("low", "- Too low"), [""; 0]);
        assert_eq!(said("", "- Too low"), [""; 0]);
    }
}
