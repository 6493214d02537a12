//! Conflicts: two versions of some lines that a merge left one below the other, and the note with which ours are shown.

use super::{Document, Section};
use std::ops::Range;

/// Length of the marks that git writes unless told otherwise.
pub const MARK_LENGTH: usize = 7;

/// Begins the sentence above a conflict of ours; nothing else begins so.
const NOTE_START: &str = "> **Two people changed this answer.**";

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
pub(super) struct Open {
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

/// The mark that a line is, as git writes them: seven of a kind, then nothing or a space and a label.
fn mark(line: &str) -> Option<Mark> {
    let first = *line.as_bytes().first()?;
    let mark = match first {
        b'<' => Mark::Start,
        b'|' => Mark::Base,
        b'=' => Mark::Middle,
        b'>' => Mark::End,
        _ => return None,
    };
    let length = line.bytes().take_while(|byte| *byte == first).count();
    let after = line.as_bytes().get(length);
    (length == MARK_LENGTH && matches!(after, None | Some(b' '))).then_some(mark)
}

/// Whether a line is the note above a conflict of ours.
pub(super) fn is_note(line: &str) -> bool {
    line.starts_with(NOTE_START)
}

/// Reads one line for the marks of a conflict; gives whether it is one.
pub(super) fn look(
    line: &str,
    start: usize,
    end: usize,
    open: &mut Option<Open>,
    found: &mut Vec<Conflict>,
) -> bool {
    let Some(mark) = mark(line) else {
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
            *open = Some(Open {
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
        // A line of =======: underlines a heading, where no conflict is open.
        (Mark::Middle, _) => return false,
        (Mark::Base | Mark::End, _) => {
            // `>>>>>>>` without more is a quotation, and `|||||||` a table's row.
            if line.len() == MARK_LENGTH {
                return false;
            }
            found.push(alone(start));
        }
    }
    true
}

pub(super) fn unfinished(open: Option<Open>, end: usize) -> Option<Conflict> {
    open.map(|open| Conflict {
        start: open.start.0,
        ours: None,
        theirs: None,
        end,
    })
}

impl Document {
    /// Every conflict that a merge left, in order.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Conflicts of which any line lies in a span.
    pub fn conflicts_in(&self, span: &Range<usize>) -> &[Conflict] {
        let before = |conflict: &Conflict| conflict.end <= span.start;
        let begun = |conflict: &Conflict| conflict.start < span.end;
        let from = self.conflicts.partition_point(before);
        let to = self.conflicts.partition_point(begun).max(from);
        self.conflicts.get(from..to).unwrap_or(&[])
    }

    /// A section's words in the version of one side, comments among them included, our note left out; nothing where a
    /// conflict has no two sides, or reaches beyond the section's words.
    pub fn side_of(&self, section: &Section, side: Side) -> Option<String> {
        let words = self.answer_span(section)?;
        let mut text = String::new();
        let mut at = words.start;
        for conflict in self.conflicts_in(&section.body) {
            if conflict.start < words.start || conflict.end < at {
                return None;
            }
            if conflict.end > section.body.end {
                return None;
            }
            text.push_str(self.slice(&(at..conflict.start)));
            let lines = match side {
                Side::Ours => conflict.ours.as_ref(),
                Side::Theirs => conflict.theirs.as_ref(),
            }?;
            let lines = self.slice(lines);
            let blank = lines.len() - lines.trim_start_matches(['\r', '\n']).len();
            let lines = lines.get(blank..).unwrap_or("").trim_end();
            text.push_str(lines);
            if !lines.is_empty() {
                text.push('\n');
            }
            at = conflict.end;
        }
        text.push_str(self.slice(&(at.min(words.end)..words.end)));
        let without_notes: String = text
            .split_inclusive('\n')
            .filter(|line| !is_note(line))
            .collect();
        let lead = without_notes.len() - without_notes.trim_start_matches(['\r', '\n']).len();
        Some(
            without_notes
                .get(lead..)
                .unwrap_or("")
                .trim_end()
                .to_owned(),
        )
    }
}

/// One of the two versions that met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands above the line of `=======`.
    Ours,
    /// What stands below it.
    Theirs,
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            let document = document(text);
            assert!(!document.conflicts().is_empty(), "{text:?}");
            assert_eq!(document.side_of(&document.sections()[0], Side::Ours), None);
        }
        for text in [
            "A\n=======\n",
            "## A\n>>>>>>>\n",
            "## A\n<<<<<<<< eight\n",
            "## A\n<<<<<<<x\n",
        ] {
            assert_eq!(document(text).conflicts(), [], "{text:?}");
        }
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
