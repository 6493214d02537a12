//! The form of a record's sections: heading, comment, blank. The words are the toolkit's; how they are put together and
//! found again stands here.

use crate::document::{LIVE, LIVE_END};
use crate::toolkit::{Activity, Output};

/// An output's section: heading, comment, and an answer or the kind's blank.
pub fn section(output: &Output, answer: &str) -> String {
    below(output.head(), output, answer)
}

/// An answer, or the kind's blank, below an output's heading and comment.
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

/// What the program writes beyond a toolkit's words, between the two marks that say so.
pub fn marked_live(words: &str) -> String {
    format!("\n\n{LIVE}\n\n{}\n\n{LIVE_END}\n\n", words.trim())
}

/// Words which a person typed inside a comment, where nobody sees them: what `comment` (with `<!--` and `-->`) says
/// beyond what we wrote. Only where the section is empty can a changed hint be told from a hidden answer.
pub fn words_hidden_in(
    comment: &str,
    output: Option<&Output>,
    section_is_empty: bool,
) -> Option<String> {
    // The note above a conflict stands where comments do, and is none.
    let inner = comment.strip_prefix("<!--")?;
    let inner = inner.strip_suffix("-->").unwrap_or(inner);
    let in_one_line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let ours = output.map(Output::comment);
    // Nearly every comment is as we wrote it.
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
    // A reworded hint is fine; one that grew while nothing stands below it probably holds the answer.
    let grew = ours.is_some_and(|ours| words.len() > ours.len() + 20);
    (section_is_empty && grew).then_some(words)
}

/// A comment without the words that a person typed inside it (nothing where only theirs were in it), and these words;
/// where it can't be told which are whose, nothing. `is_hint_gone`: no other comment of the section names its output.
pub fn taken_out(comment: &str, output: &Output, is_hint_gone: bool) -> Option<(String, String)> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?;
    let end = output.comment_end();
    if let Some(end) = end.and_then(|end| end_of_hint(inner, end)) {
        let (ours, theirs) = inner.split_at_checked(end)?;
        return Some((format!("<!--{ours} -->"), outdented(theirs)));
    }
    // Where our words are gone, somebody wrote over them.
    let is_hint = inner
        .trim_start()
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("output:"));
    (is_hint_gone && !is_hint).then(|| (String::new(), outdented(inner)))
}

/// Offset behind the last words of our comment, which an editor may have wrapped.
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

/// Words without the indentation that all of their lines share.
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
