use crate::check::{Fix, Rule, Subject};
use crate::kinds::is_blank_answer;
use crate::model::{Content, Finding, Slot};
use crate::toolkit::{Activity, Output};

pub const RULE: Rule = Rule {
    code: "W0202",
    about: "a comment names an unknown output, a heading was renamed, or an answer is on its heading's line",
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (record, content, activity) in
        super::readable(subject).filter(|(record, ..)| !record.is_page)
    {
        let document = &content.document;
        let missing = missing(content, activity);
        for (position, section) in document.sections().iter().enumerate() {
            if let Some(beside) = beside(content, activity, position) {
                found.push(on_heading_line(&beside).in_record(record, section.start));
                continue;
            }
            let message = match document.marked(section) {
                Some(name) if activity.named(name).is_none() => {
                    format!("\"{}\" has no output \"{name}\"", activity.id)
                }
                None if !missing.is_empty() && is_unknown(content, position) => {
                    format!(
                        "unknown heading \"{}\", so what is below it isn't counted",
                        document.title(section)
                    )
                }
                _ => continue,
            };
            let help = if missing.is_empty() {
                "delete the comment, or fix the name in it".to_owned()
            } else {
                format!("not found in this file: {}", missing.join("; "))
            };
            found.push(
                RULE.finding(message)
                    .in_record(record, section.start)
                    .with_help(help),
            );
        }
    }
}

/// Titles of the outputs that have no heading.
fn missing<'a>(content: &Content, activity: &'a Activity) -> Vec<&'a str> {
    let outputs = activity.outputs.iter().zip(&content.slots);
    let missing = outputs.filter(|(_, slot)| **slot == Slot::Missing);
    missing.map(|(output, _)| output.title.as_str()).collect()
}

/// Whether a heading with an answer below it belongs to no output. Teams may add headings; it is only doubtful if one
/// of ours is missing.
fn is_unknown(content: &Content, position: usize) -> bool {
    let document = &content.document;
    let is_known = content.slots.iter().any(|slot| match slot {
        Slot::Missing => false,
        Slot::At(at) => *at == position,
        Slot::Twice(first, second) => *first == position || *second == position,
    });
    let section = document.sections().get(position);
    section.is_some_and(|section| {
        section.level == 2
            && !is_known
            && document.marked(section).is_none()
            && document.answer(section).is_some()
    })
}

/// Whether this rule names the heading at an offset as unknown, so that no other rule has to.
pub(super) fn names(content: &Content, activity: &Activity, start: usize) -> bool {
    let mut sections = content.document.sections().iter();
    let position = sections.position(|section| section.start == start);
    position.is_some_and(|position| is_unknown(content, position))
        && !missing(content, activity).is_empty()
}

/// Moves an answer from the heading's line to below it, if there is no answer yet.
fn fix(subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
    let place = finding.place.as_ref()?;
    let (record, content, activity) =
        super::readable(subject).find(|(record, ..)| record.path == place.path)?;
    let document = &content.document;
    let is_meant = |beside: &Beside<'_>| on_heading_line(beside).message == finding.message;
    let sections = 0..document.sections().len();
    let beside = sections
        .filter_map(|position| beside(content, activity, position))
        .find(is_meant)?;
    let section = document.sections().get(beside.section)?;
    let (output, words) = (beside.output, beside.words.as_str());
    output.kind.fits(&output.shape, words).ok()?;
    if !content.is_whole() || document.answer(section).is_some() {
        return None;
    }
    let rest = section.title.end..document.text().len();
    let text = format!(
        "{}{}{}",
        document.slice(&(0..section.title.start)),
        output.title,
        document.slice(&rest)
    );
    let read = |text: String| Content::of_text(&record.path, activity, text).ok();
    let renamed = read(text)?;
    let written = output.kind.write_words(&output.shape, words).ok()?;
    let text = renamed.document.with_answer(
        renamed.section(output.at)?,
        &written,
        &output.kind.blank(&output.shape),
    );
    // No other answer may change.
    let after = read(text.clone())?;
    let is_there = after.filled.contains(output.at);
    let is_mended = is_there && super::are_others_as_before(activity, output, content, &after);
    is_mended.then(|| Fix::Text {
        path: record.path.clone(),
        text,
        said: format!("{}: words moved below the heading", output.id),
    })
}

/// Words on a heading's line meant as the answer.
struct Beside<'a> {
    section: usize,
    output: &'a Output,
    words: String,
}

/// What follows an output's title or id and a colon, in a heading without an answer of that output below it.
fn beside<'a>(content: &Content, activity: &'a Activity, position: usize) -> Option<Beside<'a>> {
    let section = content.document.sections().get(position)?;
    if section.level != 2 {
        return None;
    }
    let title = content.document.title(section);
    let (output, words) = activity
        .outputs
        .iter()
        .filter_map(|output| {
            let words = [output.title.as_str(), output.id.as_str()]
                .into_iter()
                .find_map(|name| behind(title, name))?;
            Some((output, words))
        })
        // If one title is a prefix of another, the longer one is meant.
        .min_by_key(|(_, words)| words.len())?;
    let is_its = match content.slot(output.at) {
        Slot::Missing => content.document.marked(section).is_none(),
        Slot::At(found) => found == position && !content.answered.contains(output.at),
        Slot::Twice(..) => false,
    };
    is_its.then(|| Beside {
        section: position,
        output,
        words: words.to_owned(),
    })
}

/// The words after a name and a colon.
fn behind<'a>(title: &'a str, name: &str) -> Option<&'a str> {
    let end = title
        .char_indices()
        .map(|(at, _)| at)
        .chain([title.len()])
        .nth(name.chars().count())?;
    let (first, rest) = title.split_at_checked(end)?;
    if first.to_lowercase() != name.to_lowercase() {
        return None;
    }
    let marks = |one: char| one.is_whitespace() || "*_`".contains(one);
    let words = rest.trim_start_matches(marks).strip_prefix(':')?;
    let words = words.trim_matches(marks);
    (!is_blank_answer(words)).then_some(words)
}

fn on_heading_line(beside: &Beside<'_>) -> Finding {
    let (title, words) = (&beside.output.title, super::quoted(&beside.words));
    RULE.finding(format!(
        "{}: {words} is on the heading's line, so it isn't counted",
        beside.output.id
    ))
    .with_help(format!(
        "leave \"## {title}\" on this line, and write the answer below it"
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_a_heading_that_nobody_knows() {
        assert_eq!(
            said("## worries\n\nA weir\n"),
            ["1-s/why.md:1:1: unknown heading \"worries\", so what is below it isn't counted"]
        );
    }

    #[test]
    fn speaks_of_an_unknown_heading_below_an_empty_output() {
        assert_eq!(
            said("## worry\n\n<!-- output: worry. -->\n\n## Who else\n\n- us\n"),
            ["1-s/why.md:5:1: unknown heading \"Who else\", so what is below it isn't counted"]
        );
    }

    #[test]
    fn speaks_of_an_answer_on_its_headings_line() {
        assert_eq!(
            said("## worry: a weir\n\n## who\n\n- us\n"),
            ["1-s/why.md:1:1: worry: \"a weir\" is on the heading's line, so it isn't counted"]
        );
    }

    #[test]
    fn is_silent_about_headings_beside_the_known_ones() {
        assert_eq!(
            said("## worry\n\nA weir\n\n## who\n\n- us\n\n## Own notes\n\nA dam\n"),
            [""; 0]
        );
    }
}
