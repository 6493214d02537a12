//! The toolkit's comment below a heading, where something damaged its marks so that every page shows it: never an answer.

use super::record::{Content, Slot};
use super::{Astray, Stray};
use crate::document::Section;
use crate::toolkit::{Activity, Output};

impl Content {
    /// Begins the answers below comments that are words by now.
    pub(super) fn begin_below_hints(&mut self, activity: &Activity) {
        let sections = self.document.sections();
        let begins: Vec<(usize, usize)> = activity
            .outputs
            .iter()
            .filter_map(|output| match self.slot(output.at) {
                Slot::At(at) => {
                    let section = sections.get(at).filter(|one| one.marker.is_none())?;
                    let body = self.document.slice(&section.body);
                    let end = hint_end(body, output.comment())?;
                    Some((at, section.body.start + end))
                }
                Slot::Missing | Slot::Twice(..) => None,
            })
            .collect();
        for (at, begin) in begins {
            self.document.begin_section(at, begin);
        }
    }

    /// A comment above the answer that every page shows.
    pub(super) fn shown_hint(&self, section: &Section, output: &Output) -> Option<Astray> {
        let above = section.title.end..section.body.start;
        let text = self.document.slice(&above);
        let heading = text.find('\n')?;
        // Below what underlines a heading.
        let hint = text.get(heading..)?;
        let begin = heading + hint.find(|one: char| one.is_alphanumeric())?;
        let begin = text.get(..begin)?.rfind('\n')? + 1;
        let hint = text.get(begin..)?.trim_end();
        Some(Astray {
            span: above.start + begin..above.start + begin + hint.len(),
            lines: hint.lines().count(),
            why: Stray::Hint(output.at),
            is_doubtful: false,
        })
    }
}

/// Where the line ends with which words have said what a comment says, and nothing else.
fn hint_end(text: &str, comment: &str) -> Option<usize> {
    let mut wanted = words_of(comment).peekable();
    wanted.peek()?;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        for word in words_of(line) {
            wanted.next_if_eq(&word)?;
        }
        if wanted.peek().is_none() {
            return Some(end);
        }
    }
    None
}

/// The words of a line; the entities of a comment's marks are none.
fn words_of(line: &str) -> impl Iterator<Item = &str> {
    let line = line
        .trim()
        .trim_start_matches("&lt;")
        .trim_end_matches("&gt;");
    let words = line.split(|one: char| !one.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::hint_end;

    #[test]
    fn a_comment_without_its_marks() {
        let comment = "output: why. Required. One sentence.";
        for text in [
            "output: why. Required. One sentence.\n",
            "\n&lt;!-- output: why. Required.\nOne sentence. --&gt;\n",
            "\u{2039}!\u{2014} output: why. Required. One sentence. \u{2014}>\n",
        ] {
            assert_eq!(hint_end(text, comment), Some(text.len()), "{text}");
        }
        for text in [
            "",
            "output: why. Required. One sentence. And more.",
            "output: why. Required. One",
            "A weir.",
        ] {
            assert_eq!(hint_end(text, comment), None, "{text}");
        }
        assert_eq!(hint_end("", ""), None);
    }
}
