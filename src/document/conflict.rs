//! Conflicts: two versions of some lines that a merge left one below the other, and the note with which ours are shown.

use std::ops::Range;

/// Length of the marks that git writes unless told otherwise.
pub const MARK_LENGTH: usize = 7;

/// Begins the note above a conflict of ours; nothing else begins so.
const NOTE_START: &str = "Two people changed this answer.";

/// The sentence above a conflict of ours: a quotation, so that a git host shows it.
pub const NOTE: &str = "> **Two people changed this answer.** One text stands above the line of =======, the other below it. Keep one of them, or write a new one, and delete this note and the three lines of marks. Or type: redesign resolve";

/// Two versions of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Offset of the line with `<<<<<<<`, or of a mark that stands alone.
    pub start: usize,
    /// The lines of one version; nothing where marks are missing.
    pub ours: Option<Range<usize>>,
    /// The lines of the other version; nothing where marks are missing.
    pub theirs: Option<Range<usize>>,
    /// Offset behind the line with `>>>>>>>`; where it is missing, the end of the text.
    pub end: usize,
}

/// A conflict that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenConflict {
    /// Offset of the line with `<<<<<<<`, and behind it.
    start: (usize, usize),
    /// Where the first version ends: at the line with `|||||||` or `=======`.
    ours_end: Option<usize>,
    /// Offset behind the line with `=======`.
    theirs_start: Option<usize>,
}

/// What a line is to a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Start,
    Base,
    Middle,
    End,
}

/// The mark that a line is, as git writes them, seven of a kind and then nothing or a space and a label; or as a formatter
/// leaves those, indented, escaped or as quotations in quotations. With it the label.
fn mark(line: &str) -> Option<(Mark, &str)> {
    let mut rest = line.trim_start_matches(' ');
    let first = kind(rest)?.0;
    let mut length = 0;
    while let Some((_, after)) = kind(rest).filter(|(mark, _)| *mark == first) {
        length += 1;
        rest = after;
        let quoted = rest.strip_prefix(' ').filter(|_| first == Mark::End);
        if let Some(quoted) = quoted.filter(|one| kind(one).is_some_and(|(mark, _)| mark == first))
        {
            rest = quoted;
        }
    }
    (length == MARK_LENGTH && (rest.is_empty() || rest.starts_with(' '))).then_some((first, rest))
}

/// The mark of which a text begins with one character, and what follows that.
fn kind(text: &str) -> Option<(Mark, &str)> {
    let plain = text.strip_prefix('\\').unwrap_or(text);
    let mark = match plain.as_bytes().first()? {
        b'<' => Mark::Start,
        b'|' => Mark::Base,
        b'=' => Mark::Middle,
        b'>' => Mark::End,
        b'&' if plain.starts_with("&lt;") => return Some((Mark::Start, plain.get(4..)?)),
        b'&' if plain.starts_with("&gt;") => return Some((Mark::End, plain.get(4..)?)),
        _ => return None,
    };
    Some((mark, plain.get(1..)?))
}

/// Offset of the first line that is a mark of a merge, in a text whose form leaves no other meaning.
pub fn first_mark(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if mark(line.trim_end_matches(['\r', '\n'])).is_some() {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// What git calls the version that a line with a mark names.
pub fn label(line: &str) -> &str {
    mark(line).map_or("", |(_, label)| label.trim())
}

/// Whether a line begins the note above a conflict of ours, in whatever form of emphasis.
pub(super) fn is_note(line: &str) -> bool {
    let quoted = line.trim_start().strip_prefix('>');
    quoted.is_some_and(|words| {
        let words = words.trim_start_matches([' ', '*', '_']);
        words.starts_with(NOTE_START)
    })
}

/// Length of the note with which a text begins: a formatter may have wrapped it.
pub(super) fn note_length(text: &str) -> usize {
    let lines = text.split_inclusive('\n').enumerate();
    let goes_on = |(at, line): &(usize, &str)| {
        *at == 0 || line.trim_start().starts_with('>') && !is_note(line) && mark(line).is_none()
    };
    lines.take_while(goes_on).map(|(_, line)| line.len()).sum()
}

/// Reads one line for the marks of a conflict; gives whether it is one. `underlines` says whether a line of `=======`
/// makes a heading here.
pub(super) fn look(
    line: &str,
    (start, end): (usize, usize),
    open: &mut Option<OpenConflict>,
    found: &mut Vec<Conflict>,
    underlines: impl FnOnce() -> bool,
) -> bool {
    let Some((mark, label)) = mark(line) else {
        return false;
    };
    let alone = |mark: usize| Conflict {
        start: mark,
        ours: None,
        theirs: None,
        end,
    };
    match (mark, open.as_mut()) {
        (Mark::Start, before) => {
            if let Some(before) = before {
                // Marks within marks: where the first one ends nobody can say.
                found.push(Conflict {
                    end: start,
                    ..alone(before.start.0)
                });
            }
            *open = Some(OpenConflict {
                start: (start, end),
                ours_end: None,
                theirs_start: None,
            });
        }
        (Mark::Base, Some(now)) if now.theirs_start.is_none() => {
            now.ours_end.get_or_insert(start);
        }
        (Mark::Middle, Some(now)) if now.theirs_start.is_none() => {
            now.ours_end.get_or_insert(start);
            now.theirs_start = Some(end);
        }
        (Mark::End, Some(now)) => {
            let now = *now;
            *open = None;
            let sides = now.ours_end.zip(now.theirs_start);
            found.push(Conflict {
                start: now.start.0,
                ours: sides.map(|(ours_end, _)| now.start.1..ours_end),
                theirs: sides.map(|(_, theirs_start)| theirs_start..start),
                end,
            });
        }
        (Mark::Middle, _) if underlines() => return false,
        (Mark::Middle, _) => found.push(alone(start)),
        (Mark::Base | Mark::End, _) => {
            // `>>>>>>>` without more is a quotation, and `|||||||` a table's row.
            if label.is_empty() {
                return false;
            }
            found.push(alone(start));
        }
    }
    true
}

pub(super) fn unfinished(open: Option<OpenConflict>, end: usize) -> Option<Conflict> {
    open.map(|open| Conflict {
        start: open.start.0,
        ours: None,
        theirs: None,
        end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Side};

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes().to_vec()).unwrap()
    }

    fn sides(text: &str) -> Vec<[Option<String>; 2]> {
        let document = document(text);
        document
            .sections()
            .iter()
            .map(|section| [Side::Ours, Side::Theirs].map(|side| document.side_of(section, side)))
            .collect()
    }

    #[test]
    fn marks_begin_no_heading_and_all_are_known() {
        let text = "## A\n\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> b\n\n## B\n<<<<<<< x\na\n||||||| base\nb\n=======\nc\n>>>>>>> y\nmore\n";
        let document = document(text);
        assert_eq!(document.sections().len(), 2, "{:?}", document.sections());
        assert_eq!(document.conflicts().len(), 2);
        let both = |ours: &str, theirs: &str| [Some(ours.to_owned()), Some(theirs.to_owned())];
        assert_eq!(
            sides(text),
            [both("mine", "yours"), both("a\nmore", "c\nmore")]
        );
    }

    #[test]
    fn marks_that_are_not_whole() {
        for text in [
            "## A\n<<<<<<< x\na\n",
            "## A\n>>>>>>> x\n",
            "## A\n<<<<<<< x\na\n>>>>>>> y\n",
            "## A\n<<<<<<< x\n<<<<<<< y\na\n=======\nb\n>>>>>>> z\n",
            "## A\nA weir\n=======\nA dam\n",
            "## A\n\nA weir\n\n=======\n\nA dam\n",
            "## A\n\\>>>>>>> x\n",
        ] {
            let document = document(text);
            assert!(!document.conflicts().is_empty(), "{text:?}");
            assert_eq!(document.side_of(&document.sections()[0], Side::Ours), None);
        }
        for text in [
            "A\n=======\n",
            "## A\n\nClarity\n=======\n",
            "## A\n>>>>>>>\n",
            "## A\n<<<<<<<< eight\n",
            "## A\n<<<<<<<x\n",
        ] {
            assert_eq!(document(text).conflicts(), [], "{text:?}");
        }
    }

    #[test]
    fn marks_that_a_formatter_escaped() {
        for [start, middle, end] in [
            ["\\<<\\<<\\<<< HEAD", "\\=======", "> > > > > > > b"],
            [
                "\\<\\<\\<\\<\\<\\<\\< HEAD",
                "\\=\\=\\=\\=\\=\\=\\=",
                "\\>>>>>>> b",
            ],
            ["  <<<<<<< HEAD", "  =======", "  >>>>>>> b"],
            [
                "&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD",
                "=======",
                "&gt;&gt;&gt;&gt;&gt;&gt;&gt; b",
            ],
        ] {
            let text = format!("## A\n\n{start}\n\n- x\n\n{middle}\n\n- y\n\n{end}\n");
            assert_eq!(
                sides(&text),
                [[Some("- x".to_owned()), Some("- y".to_owned())]],
                "{text}"
            );
            assert_eq!(label(start), "HEAD");
            assert_eq!(label(end), "b");
        }
    }

    #[test]
    fn a_wrapped_note_is_no_answer_and_is_known() {
        let wrapped = NOTE.replace(". ", ".\n> ").replace("**", "__");
        let text = format!("## A\n\n{wrapped}\n\nA weir\n");
        let noted = document(&text);
        let section = &noted.sections()[0];
        assert_eq!(noted.answer(section).unwrap().text, "A weir");
        assert_eq!(noted.note_left_in(section), Some(6));
        let open = format!("## A\n\n{wrapped}\n\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n");
        assert_eq!(sides(&open), [[Some("x".to_owned()), Some("y".to_owned())]]);
        let open = document(&open);
        assert_eq!(open.note_left_in(&open.sections()[0]), None);
    }

    #[test]
    fn the_note_is_no_answer() {
        let noted = document(&format!("## A\n\n{NOTE}\n"));
        assert_eq!(noted.answer(&noted.sections()[0]), None);
        let text = format!("## A\n\n{NOTE}\n\n<<<<<<< a\n\n- x\n\n=======\n\n- y\n\n>>>>>>> b\n");
        assert_eq!(
            sides(&text),
            [[Some("- x".to_owned()), Some("- y".to_owned())]]
        );
    }
}
