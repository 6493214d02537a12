use crate::check::{Rule, Subject};
use crate::model::{Astray, Content, Count, Finding, Record, Stray, codes};
use crate::toolkit::{Activity, Toolkit};
use std::ops::Range;

pub const RULE: Rule = Rule {
    code: codes::ASTRAY,
    about: "some words aren't counted and may be a misplaced answer",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    each(subject, true, &RULE, found);
}

/// Names the runs of words that count nowhere: those with which an answer may have gone astray, or the others.
pub(super) fn each(
    subject: &Subject<'_>,
    is_doubtful: bool,
    rule: &Rule,
    found: &mut Vec<Finding>,
) {
    for (record, content, activity) in super::readable(subject) {
        found.extend(named(
            &subject.plan.toolkit,
            (record, content, activity),
            &[(is_doubtful, rule)],
            |start| super::unknown_output::names(content, activity, start),
        ));
    }
}

/// The same of one record, without those at whose start another rule says so: for each rule, doubtful ones or the others.
pub(in crate::check) fn named(
    toolkit: &Toolkit,
    (record, content, activity): (&Record, &Content, &Activity),
    rules: &[(bool, &Rule)],
    is_told: impl Fn(usize) -> bool,
) -> Vec<Finding> {
    // Between the marks of a merge, or behind something open, nothing is what it will be.
    if record.is_page || !content.is_whole() {
        return Vec::new();
    }
    let mut astray = content.astray(activity, toolkit.ours(record.activity));
    let is_named = |one: &Astray| rules.iter().any(|(kind, _)| *kind == one.is_doubtful);
    astray.retain(is_named);
    if astray.is_empty() {
        return Vec::new();
    }
    // A record in a fence or a quotation is named as that.
    let wrapped = super::wrapped::lost(record, content, activity);
    let wrapped: Vec<Range<usize>> = wrapped.into_iter().flat_map(|(one, _)| one.spans).collect();
    let astray = astray
        .iter()
        .filter(|one| !is_within(content, &one.span, &wrapped))
        .filter(|one| !is_told(one.span.start));
    let astray: Vec<&Astray> = astray.collect();
    let findings = rules.iter().flat_map(|(kind, rule)| {
        let of_kind = astray.iter().filter(|one| one.is_doubtful == *kind);
        of_kind.map(|one| {
            rule.finding(astray_in_words(activity, one))
                .in_record(record, one.span.start)
                .with_help(help_for_astray(activity, one))
        })
    });
    findings.collect()
}

/// Whether every line of a span that has words stands in one of these.
fn is_within(content: &Content, span: &Range<usize>, spans: &[Range<usize>]) -> bool {
    let mut at = span.start;
    let mut lines = content.document.slice(span).split_inclusive('\n');
    lines.all(|line| {
        let start = at;
        at += line.len();
        line.trim().is_empty() || spans.iter().any(|one| one.contains(&start))
    })
}

/// Which words count nowhere, and why.
pub fn astray_in_words(activity: &Activity, astray: &Astray) -> String {
    let lines = Count(astray.lines, "line");
    let (arent, they) = if astray.lines == 1 {
        ("isn't", "it")
    } else {
        ("aren't", "they")
    };
    match astray.why {
        Stray::Before => {
            format!("{lines} before the first output {arent} counted")
        }
        Stray::Title(at) => {
            let title = &activity.output(at).title;
            format!(
                "this says \"{title}\" but isn't that output's heading, so the text below it isn't counted"
            )
        }
        Stray::Below(at) => {
            let title = &activity.output(at).title;
            format!(
                "this heading is right below \"{title}\", which is empty, so the text below it isn't counted"
            )
        }
        Stray::Hint(at) => {
            let title = &activity.output(at).title;
            format!("the hint of \"{title}\" has lost its comment marks, so readers see it")
        }
        Stray::Beside(at) => {
            let output = activity.output(at);
            let (title, kind) = (&output.title, output.kind.name());
            format!(
                "{lines} below \"{title}\" {arent} part of its {kind}, so {they} {arent} counted"
            )
        }
    }
}

/// What to do about them.
pub fn help_for_astray(activity: &Activity, astray: &Astray) -> String {
    match astray.why {
        Stray::Before => "move them below the heading of the output they answer, or below your own heading at the end of the file".to_owned(),
        Stray::Title(at) => {
            let title = &activity.output(at).title;
            format!("write \"## {title}\" on its own line, with the answer below it")
        }
        Stray::Below(_) => "make it a smaller heading (###), or move the text above it; your own headings can go at the end of the file".to_owned(),
        Stray::Hint(_) => "write <!-- before it and --> after it, or delete it".to_owned(),
        Stray::Beside(_) => "add them to it, or move them below your own heading at the end of the file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_answers_that_went_astray() {
        for (text, place, words) in [
            (
                "# Why\n\nA weir.\n\n## worry\n\n## who\n",
                "3:1",
                "1 line before the first output isn't counted",
            ),
            (
                "# Why\n\n**Worry**\n\nA weir.\n\n## who\n\n- us\n",
                "3:3",
                "this says \"Its worry\"",
            ),
            (
                "## who\n\n- us\n\n### Worry\n\nA weir.\n",
                "5:1",
                "this says \"Its worry\"",
            ),
            (
                "## worry\n\n<!-- output: worry. -->\n\n## Our page\n\nA weir.\n\n## who\n",
                "5:1",
                "right below \"Its worry\", which is empty",
            ),
        ] {
            let found = said(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(
                found[0].starts_with(&format!("1-s/why.md:{place}: ")),
                "{found:?}"
            );
            assert!(found[0].contains(words), "{found:?}");
        }
    }

    #[test]
    fn is_silent_about_notes_and_answers() {
        for text in [
            "# Our weir\n\n## worry\n\nA weir.\n\n## who\n\n- us\n\n## Notes\n\nWorry\n",
            "## worry\n\nworry\n\n## who\n",
            // W0202 names this heading already.
            "## worry\n\n<!-- output: worry. -->\n\n## Who else\n\n- us\n",
            "# Why\n\nA note.\n\n## worry\n\nA weir.\n\n## who\n\n- us\n",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
