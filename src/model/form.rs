//! The form of a record's sections: heading, comment, blank. The words come from the toolkit; this code joins and finds
//! them.

use crate::document::{LIVE, LIVE_END};
use crate::toolkit::{Activity, Output};

/// An output's section: heading, comment, and the answer or the kind's blank.
pub fn section(output: &Output, answer: &str) -> String {
    below(output.head(), output, answer)
}

/// The answer, or the kind's blank, below an output's heading and comment.
pub fn below(head: &str, output: &Output, answer: &str) -> String {
    let blank = output.kind.blank(&output.shape);
    let words = if answer.trim().is_empty() {
        blank.as_str()
    } else {
        answer
    };
    let mut text = format!("{head}\n");
    if !words.trim().is_empty() {
        text.push('\n');
        text.push_str(words.trim_end());
        text.push('\n');
    }
    text
}

/// All sections of an activity's record, empty.
pub fn sections(activity: &Activity) -> String {
    activity
        .outputs
        .iter()
        .map(|output| section(output, ""))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Words the program writes beyond the toolkit's, between their two marks.
pub fn marked_live(words: &str) -> String {
    format!("\n\n{LIVE}\n\n{}\n\n{LIVE_END}\n\n", words.trim())
}

/// What a person typed inside a comment, where nobody sees it: the words of `comment` (with `<!--` and `-->`) beyond
/// ours. Only in an empty section can we tell a hidden answer from a changed hint.
pub fn words_hidden_in(
    comment: &str,
    output: Option<&Output>,
    section_is_empty: bool,
) -> Option<String> {
    // The note above a conflict looks like a comment but isn't one.
    let inner = comment.strip_prefix("<!--")?;
    let inner = inner.strip_suffix("-->").unwrap_or(inner);
    let in_one_line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let ours = output.map(Output::comment);
    // Nearly every comment is unchanged.
    if ours.is_some_and(|ours| inner.split_whitespace().eq(ours.split(' '))) {
        return None;
    }
    let words = in_one_line(inner);
    if words.is_empty() {
        return None;
    }
    if let Some(more) = ours.and_then(|ours| words.strip_prefix(ours)) {
        return Some(more.trim().to_owned()).filter(|more| !more.is_empty());
    }
    if let Some(end) = output.and_then(Output::comment_end)
        && let Some((_, more)) = words.split_once(end)
        && !more.trim().is_empty()
    {
        return Some(more.trim().to_owned());
    }
    let is_hint = words
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("output:"));
    if section_is_empty && !is_hint {
        return Some(words);
    }
    // A reworded hint is fine; one that grew above an empty answer probably holds the answer.
    let grew = ours.is_some_and(|ours| words.len() > ours.len() + 20);
    (section_is_empty && grew).then_some(words)
}

/// A comment without the words typed inside it (empty if it held nothing else), and those words; `None` if they can't
/// be told apart. `is_hint_gone`: no other comment in the section names its output.
pub fn taken_out(comment: &str, output: &Output, is_hint_gone: bool) -> Option<(String, String)> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?;
    let end = output.comment_end();
    if let Some(end) = end.and_then(|end| end_of_hint(inner, end)) {
        let (ours, theirs) = inner.split_at_checked(end)?;
        return Some((format!("<!--{ours} -->"), outdented(theirs)));
    }
    // Our words are gone, so somebody overwrote them.
    let is_hint = inner
        .trim_start()
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("output:"));
    (is_hint_gone && !is_hint).then(|| (String::new(), outdented(inner)))
}

/// Offset after the last words of our comment, which an editor may have wrapped.
fn end_of_hint(inner: &str, end: &str) -> Option<usize> {
    let first = end.split(' ').next()?;
    inner.match_indices(first).find_map(|(at, _)| {
        let mut rest = inner.get(at..)?;
        for word in end.split(' ') {
            rest = rest.trim_start().strip_prefix(word)?;
        }
        Some(inner.len() - rest.len())
    })
}

/// Words without their common indentation.
fn outdented(words: &str) -> String {
    let lines: Vec<&str> = words.trim().lines().map(str::trim_end).collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let later = || lines.iter().skip(1).filter(|line| !line.is_empty());
    let shared = later().map(indent).min().unwrap_or(0);
    let kept: Vec<&str> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            if at == 0 {
                *line
            } else {
                line.get(shared..).unwrap_or("")
            }
        })
        .collect();
    kept.join("\n")
}
