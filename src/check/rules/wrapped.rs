use crate::check::{Rule, Subject};
use crate::document::{Wrap, Wrapped};
use crate::model::{Content, Finding, Record, Slot};
use crate::toolkit::Activity;

pub const RULE: Rule = Rule {
    code: "W0225",
    about: "an output's heading stands in a code fence, a quotation or behind four blanks, as in a blank that was copied with what was around it, so nothing below it counts",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in super::readable(subject) {
        for (one, number) in lost(record, content, activity) {
            let (place, help) = match one.wrap {
                Wrap::Fence => (
                    "in a code block",
                    "delete the lines with ``` (or more) above and below",
                ),
                Wrap::Indent => ("behind four blanks, as code does", "take the blanks away"),
                Wrap::Quote => ("in a quotation", "take the > away"),
            };
            let what = if number == 1 {
                "the heading of an output stands".to_owned()
            } else {
                format!("the headings of {number} outputs stand")
            };
            found.push(
                RULE.finding(format!("{what} {place}, so nothing below it counts"))
                    .in_record(record, one.start)
                    .with_help(help),
            );
        }
    }
}

/// What stands wrapped in a record, with how many headings of outputs that the record lacks.
pub(super) fn lost(
    record: &Record,
    content: &Content,
    activity: &Activity,
) -> Vec<(Wrapped, usize)> {
    if record.is_page || !content.slots.contains(&Slot::Missing) {
        return Vec::new();
    }
    let found = unwrapped(record, content, activity).into_iter();
    let counted = found.map(|(one, inner)| {
        let slots = content.slots.iter().zip(&inner.slots);
        let lost =
            slots.filter(|(slot, inner)| **slot == Slot::Missing && **inner != Slot::Missing);
        (one, lost.count())
    });
    counted.filter(|(_, number)| *number > 0).collect()
}

/// What stands wrapped in a file, read as a record of its activity.
pub(super) fn unwrapped(
    record: &Record,
    content: &Content,
    activity: &Activity,
) -> Vec<(Wrapped, Content)> {
    let wrapped = content.document.wrapped().into_iter();
    let read = wrapped.filter_map(|mut one| {
        let text = std::mem::take(&mut one.text);
        let inner = Content::of_text(&record.path, activity, text).ok()?;
        Some((one, inner))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_record_in_another_dress() {
        let record = "## worry\n\n<!-- output: worry. -->\n\nA weir\n\n## who\n\n- us\n";
        for (text, words) in [
            (
                format!("````markdown\n{record}````\n"),
                "1:1: the headings of 2 outputs stand in a code block",
            ),
            (
                format!("~~~\n{record}"),
                "1:1: the headings of 2 outputs stand in a code block",
            ),
            (
                format!("# Why\n\n    {}", record.replace('\n', "\n    ")),
                "3:1: the headings of 2 outputs stand behind four blanks",
            ),
            (
                format!("> {}", record.replace('\n', "\n> ")),
                "1:1: the headings of 2 outputs stand in a quotation",
            ),
            (
                "## who\n\n- us\n\n> ## Its worry\n> A weir\n".to_owned(),
                "5:1: the heading of an output stands in a quotation",
            ),
        ] {
            let found = said(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].contains(words), "{found:?}");
        }
    }

    #[test]
    fn is_silent_about_other_code_and_quotations() {
        for text in [
            "## worry\n\n> ## worry\n> A weir\n\n## who\n\n```\n## who\n```\n",
            "## worry\n\n> She said so\n\n```\nx\n```\n",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
