use crate::check::{Fix, Rule, Subject};
use crate::model::{Content, Finding, form, stands};
use crate::toolkit::OutputAt;
use std::ops::Range;

pub const RULE: Rule = Rule {
    code: "W0201",
    about: "somebody typed inside a comment, where nobody sees it",
    fix: Some(fix),
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(hidden(subject).into_iter().map(|(finding, _)| finding));
}

/// Moves the words below the comment, before any existing answer.
fn fix(subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
    let (_, place) = hidden(subject)
        .into_iter()
        .find(|(found, _)| found == finding)?;
    let (record, content, activity) =
        super::readable(subject).find(|(record, ..)| record.path == place.path)?;
    let output = activity.output(place.output);
    let document = &content.document;
    let section = content.section(place.output)?;
    if !content.is_whole() {
        return None;
    }
    let comment = document.slice(&place.comment);
    let (kept, words) = form::taken_out(comment, output, section.marker.is_none())?;
    stands(&words).ok()?;
    let old = content.answer(place.output);
    let words = match &old {
        None => words,
        Some(old) => {
            let both = format!("{words}\n{}", old.text);
            let both = both.trim();
            output.kind.fits(&output.shape, both).ok()?;
            both.to_owned()
        }
    };
    let text = format!(
        "{}{kept}{}",
        document.slice(&(0..place.comment.start)),
        document.slice(&(place.comment.end..document.text().len()))
    );
    let read = |text: String| Content::of_text(&record.path, activity, text);
    let without = read(text).ok()?;
    let text = without.document.with_answer(
        without.section(place.output)?,
        &words,
        &output.kind.blank(&output.shape),
    );
    // No other answer may change.
    let after = read(text.clone()).ok()?;
    let is_there = after.answer(place.output).is_some();
    let is_mended = is_there && super::are_others_as_before(activity, output, content, &after);
    is_mended.then(|| Fix::Text {
        path: record.path.clone(),
        text,
        said: format!("{}: words moved below the comment", output.id),
    })
}

struct Hiding {
    path: String,
    output: OutputAt,
    comment: Range<usize>,
}

fn hidden(subject: &Subject<'_>) -> Vec<(Finding, Hiding)> {
    let mut found = Vec::new();
    for (record, content, activity) in super::readable(subject) {
        let document = &content.document;
        for output in &activity.outputs {
            let Some(section) = content.section(output.at) else {
                continue;
            };
            let empty = document.answer(section).is_none();
            for comment in document.comments_in(&section.body) {
                let is_marker = section
                    .marker
                    .as_ref()
                    .is_some_and(|marker| marker.comment == *comment);
                let ours = is_marker.then_some(output);
                let Some(words) = form::words_hidden_in(document.slice(comment), ours, empty)
                else {
                    continue;
                };
                // Point at the words themselves if they are unchanged in the file.
                let within = document
                    .slice(comment)
                    .find(words.split(' ').next().unwrap_or_default())
                    .unwrap_or(0);
                let finding = RULE.finding(format!(
                        "{}: these words are inside a comment, where nobody sees them",
                        output.id
                    ))
                .in_record(record, comment.start + within)
                .with_help(format!(
                    "move them below the line that ends in -->, or run `redesign check {} --fix`",
                    subject.plan.id
                ));
                let hiding = Hiding {
                    path: record.path.clone(),
                    output: output.at,
                    comment: comment.clone(),
                };
                found.push((finding, hiding));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(text: &str) -> Vec<String> {
        Scene::team(&["why: worry text, who list"], &[("why", text)]).said(&RULE)
    }

    #[test]
    fn speaks_of_words_in_a_comment() {
        assert_eq!(
            said("## worry\n\n<!-- A weir -->\n"),
            ["1-s/why.md:3:6: worry: these words are inside a comment, where nobody sees them"]
        );
    }

    #[test]
    fn is_silent_about_words_below_it() {
        assert_eq!(
            said("## worry\n\n<!-- output: worry. -->\n\nA weir\n"),
            [""; 0]
        );
    }
}
