//! Merges whole records: piece by piece, reassembled and parsed again.

use super::pieces::{self, Key, Part, Pieces};
use super::three::{Versions, shown};
use super::{Favour, Labels, Lines, Three, answer, front, order};
use crate::document::Document;
use std::collections::BTreeMap;

struct MergedSection {
    key: Key,
    name: String,
    head: String,
    above: String,
    body: Body,
    below: String,
    /// Whether it was the last section of a text, which has fewer line ends below.
    was_last: bool,
}

enum Body {
    Settled(String),
    Open(Versions),
}

/// The line ends of a text; `None` if mixed.
fn line_end(text: &str) -> Option<&'static str> {
    let all = text.matches('\n').count();
    match text.matches("\r\n").count() {
        0 if !text.contains('\r') => Some("\n"),
        windows if windows == all && text.matches('\r').count() == all => Some("\r\n"),
        _ => None,
    }
}

/// A text with what is left to decide.
pub(super) struct MergedText {
    pub text: String,
    /// Names of undecided outputs.
    pub conflicts: Vec<String>,
    /// Whether people decide even where git finds nothing to ask.
    pub is_sure: bool,
}

/// Merges three texts output by output. `None` if anything is doubtful.
pub(super) fn merged(texts: Three<&[u8]>, labels: &Labels, lines: Lines<'_>) -> Option<MergedText> {
    let texts = texts.map(|bytes| std::str::from_utf8(bytes).ok());
    let texts = Three {
        base: texts.base?,
        ours: texts.ours?,
        theirs: texts.theirs?,
    };
    let ends = texts.map(line_end);
    let end = Three {
        base: ends.base?,
        ours: ends.ours?,
        theirs: ends.theirs?,
    }
    .settled()?;
    let plain = texts.map(|text| text.replace("\r\n", "\n"));
    let documents = plain.as_ref().map(|text| pieces::read(text));
    let documents = Three {
        base: documents.base?,
        ours: documents.ours?,
        theirs: documents.theirs?,
    };
    let outputs = pieces::outputs_of([&documents.base, &documents.ours, &documents.theirs]);
    let all = documents
        .as_ref()
        .map(|document| Pieces::of(document, &outputs));
    let mut merged = put_together(all.as_ref(), labels, lines)?;
    if end == "\r\n" {
        merged.text = merged.text.replace('\n', "\r\n");
    }
    Some(merged)
}

fn put_together(all: Three<&Pieces>, labels: &Labels, lines: Lines<'_>) -> Option<MergedText> {
    let front = front::merged(all.map(|pieces| pieces.front.as_str()))?;
    let lead = words(all.map(|pieces| pieces.lead.as_str()), lines)?;
    let keys = Three {
        base: all.base.keys()?,
        ours: all.ours.keys()?,
        theirs: all.theirs.keys()?,
    };
    // What one side deleted and the other changed stays for people to decide.
    let is_changed = |key: &&Key| {
        let (base, kept) = (all.base.part(key), all.ours.part(key));
        let kept = kept.or_else(|| all.theirs.part(key));
        match (base, kept) {
            (Some(base), Some(kept)) => base.answer != kept.answer || base.head != kept.head,
            _ => false,
        }
    };
    let order = order::merged(keys.as_ref().map(Vec::as_slice), is_changed)?;
    let mut sections = Vec::new();
    for key in order {
        sections.push(section(key, all, lines)?);
    }
    let text = composed(&front, &lead, &sections, &ending(all), labels);
    let open = || {
        sections.iter().filter_map(|section| match &section.body {
            Body::Open(versions) => Some((section.name.clone(), versions.is_sure)),
            Body::Settled(_) => None,
        })
    };
    is_as_meant(&text, (&front, &lead), &sections).then(|| MergedText {
        text,
        conflicts: open().map(|(name, _)| name).collect(),
        is_sure: open().any(|(_, is_sure)| is_sure),
    })
}

/// White space at the end of the text.
fn ending(all: Three<&Pieces>) -> String {
    let ends = all.map(|pieces| pieces.parts.last().map_or("", |part| part.below.as_str()));
    let longest = std::cmp::max(ends.ours, ends.theirs);
    ends.settled().unwrap_or(longest).to_owned()
}

fn section(key: &Key, all: Three<&Pieces>, lines: Lines<'_>) -> Option<MergedSection> {
    let parts = all.map(|pieces| pieces.part(key));
    let was_last = |pieces: &Pieces| pieces.parts.last().is_some_and(|part| part.key == *key);
    let is_last = all.map(was_last);
    let some = parts.ours.or(parts.theirs)?;
    let blank = Part {
        head: String::new(),
        above: String::new(),
        answer: String::new(),
        below: String::new(),
        ..some.clone()
    };
    // The other side lacks it: it was deleted there, or added here.
    let (ours, theirs) = (parts.ours.or(parts.theirs)?, parts.theirs.or(parts.ours)?);
    let base = match (parts.base, parts.ours, parts.theirs) {
        (Some(base), ..) => base,
        (None, Some(_), Some(_)) => &blank,
        (None, ..) => some,
    };
    let parts_now = Three { base, ours, theirs };
    let piece = |piece: fn(&Part) -> &str| words(parts_now.map(piece), lines);
    let head = piece(|part| &part.head)?;
    let is_gone = parts.base.is_some() && (parts.ours.is_none() || parts.theirs.is_none());
    let versions = if is_gone {
        let answer = |part: Option<&Part>| part.map_or(String::new(), |part| part.answer.clone());
        Versions::two(answer(parts.ours), answer(parts.theirs))
    } else {
        answer::merged(parts_now.map(|part| part.answer.as_str()), lines)?
    };
    if is_gone && versions.is_settled() {
        // One side deleted the heading, the other changed it.
        return None;
    }
    let blank_lines = |gap: fn(&Part) -> &str| {
        let gaps = parts_now.map(gap);
        let longest = std::cmp::max(gaps.ours, gaps.theirs);
        gaps.settled().unwrap_or(longest).to_owned()
    };
    Some(MergedSection {
        key: key.clone(),
        name: some.name.clone(),
        head,
        above: blank_lines(|part| &part.above),
        below: blank_lines(|part| &part.below),
        body: if versions.is_settled() {
            Body::Settled(versions.ours)
        } else {
            Body::Open(versions)
        },
        was_last: is_last.base || is_last.ours || is_last.theirs,
    })
}

/// Merges words outside answers.
fn words(texts: Three<&str>, lines: Lines<'_>) -> Option<String> {
    if let Some(settled) = texts.settled() {
        return Some(settled.to_owned());
    }
    lines(texts.base, texts.ours, texts.theirs, Favour::Neither)
}

fn composed(
    front: &str,
    lead: &str,
    sections: &[MergedSection],
    ending: &str,
    labels: &Labels,
) -> String {
    let mut text = format!("{front}{lead}");
    let ends: Vec<String> = sections
        .iter()
        .enumerate()
        .map(|(at, section)| {
            let is_last = at + 1 == sections.len();
            let is_open = matches!(section.body, Body::Open(_));
            let short = section.below.matches('\n').count() < 2;
            if is_last {
                ending.to_owned()
            } else if short && (section.was_last || is_open) {
                "\n\n".to_owned()
            } else {
                section.below.clone()
            }
        })
        .collect();
    for (section, end) in sections.iter().zip(ends) {
        text.push_str(&section.head);
        let (body, is_open) = match &section.body {
            Body::Settled(answer) => (answer.clone(), false),
            Body::Open(versions) => (shown(versions, labels), true),
        };
        if !body.is_empty() {
            if section.above.is_empty() || is_open {
                text.push_str("\n\n");
            } else {
                text.push_str(&section.above);
            }
        }
        text.push_str(&body);
        text.push_str(if end.is_empty() && is_open {
            "\n"
        } else {
            &end
        });
    }
    text
}

/// Whether a merged text, parsed again, has exactly the intended sections and answers.
fn is_as_meant(text: &str, (front, lead): (&str, &str), sections: &[MergedSection]) -> bool {
    let Ok(document) = Document::parse(text.as_bytes().to_vec()) else {
        return false;
    };
    if document.unclosed().is_some() || document.front_matter().is_err() {
        return false;
    }
    let pieces = Pieces::of(&document, &BTreeMap::new());
    let open = sections
        .iter()
        .filter(|section| matches!(section.body, Body::Open(_)));
    if pieces.front != front
        || pieces.lead != lead
        || pieces.parts.len() != sections.len()
        || document.conflicts().len() != open.count()
    {
        return false;
    }
    let found = document.sections().iter().zip(&pieces.parts);
    sections.iter().zip(found).all(|(meant, (section, part))| {
        let same_head = part.head.starts_with(&meant.head);
        let same_body = match &meant.body {
            Body::Settled(answer) => part.answer == *answer && part.head == meant.head,
            Body::Open(versions) => {
                let side = |side| document.side_of(section, side);
                // An answer keeps the indentation of its first line.
                side(crate::document::Side::Ours).as_deref() == Some(versions.ours.trim_end())
                    && side(crate::document::Side::Theirs).as_deref()
                        == Some(versions.theirs.trim_end())
            }
        };
        let same_key = match &meant.key {
            Key::Output(name) => document.marked(section).is_none_or(|found| found == name),
            Key::Heading(level, _) => *level == section.level,
        };
        same_head && same_body && same_key
    })
}

/// Whether two texts have the same sections with the same answers, in the same order.
pub(super) fn says_the_same(bytes: &[u8], text: &str) -> bool {
    let read = |text: &str| {
        let document = pieces::read(&text.replace("\r\n", "\n"))?;
        let pieces = Pieces::of(&document, &BTreeMap::new());
        let front = document
            .front_matter_span()
            .map(|span| document.slice(span).to_owned());
        let answers = pieces
            .parts
            .into_iter()
            .map(|part| (part.key, part.head, part.answer));
        Some((front, answers.collect::<Vec<_>>()))
    };
    let other = std::str::from_utf8(bytes).ok().and_then(read);
    other.is_some() && other == read(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_a_text_or_none_where_there_are_several() {
        for (text, end) in [
            ("", Some("\n")),
            ("a\nb\n", Some("\n")),
            ("a\r\nb\r\n", Some("\r\n")),
            ("a\r\nb\n", None),
            ("a\nb\r\n", None),
            ("a\rb", None),
            ("a\rb\n", None),
            ("a\rb\r\nc\r\n", None),
        ] {
            assert_eq!(line_end(text), end, "{text:?}");
        }
    }

    /// The text of a merge that has nothing to decide; the same whichever side is ours.
    fn clean(base: &str, ours: &str, theirs: &str) -> String {
        let lines = |_: &str, _: &str, _: &str, _: Favour| None;
        let merge = |ours: &str, theirs: &str| {
            let texts = Three {
                base: base.as_bytes(),
                ours: ours.as_bytes(),
                theirs: theirs.as_bytes(),
            };
            let MergedText {
                text, conflicts, ..
            } = merged(texts, &Labels::default(), &lines).unwrap();
            assert_eq!(conflicts, [""; 0]);
            text
        };
        let text = merge(ours, theirs);
        assert_eq!(merge(theirs, ours), text);
        text
    }

    #[test]
    fn blank_lines_are_those_of_the_side_that_has_more() {
        assert_eq!(
            clean("# T\n", "# T\n\n## A\n\n\n- x\n", "# T\n\n## A\n\n- x\n"),
            "# T\n\n## A\n\n\n- x\n"
        );
        assert_eq!(
            clean(
                "# T\n\n## B\n",
                "# T\n\n## A\n\n- x\n\n\n## B\n",
                "# T\n\n## A\n\n- x\n\n## B\n"
            ),
            "# T\n\n## A\n\n- x\n\n\n## B\n"
        );
        // What was the last section has a blank line below it, now that others follow.
        assert_eq!(
            clean(
                "## A\n\nx\n",
                "## A\n\nx\n## B\n\ny\n",
                "## A\n\nx\n## C\n\nz\n"
            ),
            "## A\n\nx\n\n## B\n\ny\n\n## C\n\nz\n"
        );
    }

    /// Whether a text holds a section `A` with this head and answer and nothing else.
    fn holds(text: &str, head: &str, answer: &str) -> bool {
        let section = MergedSection {
            key: Key::Heading(2, "a".to_owned()),
            name: "A".to_owned(),
            head: head.to_owned(),
            above: String::new(),
            body: Body::Settled(answer.to_owned()),
            below: String::new(),
            was_last: true,
        };
        is_as_meant(text, ("", ""), &[section])
    }

    #[test]
    fn a_merged_text_is_read_again() {
        assert!(holds("## A\n\nx\n", "## A", "x"));
        assert!(!holds("## A\n\nx\n", "## A", "y"), "another answer");
        assert!(!holds("## A\n\nx\n", "## A \n", "x"), "another head");
        assert!(
            !holds("## A\n\nx\n\n## B\n", "## A", "x"),
            "one section more"
        );
        assert!(!holds("# T\n\n## A\n\nx\n", "## A", "x"), "words before it");
        assert!(!holds("### A\n\nx\n", "### A", "x"), "another level");
        let hidden = "```\nx";
        assert!(
            !holds(&format!("## A\n\n{hidden}\n"), "## A", hidden),
            "its rest is hidden"
        );
    }
}
