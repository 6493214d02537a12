//! The question for one output: what it asks, in which form, what is there, and the answer, as its kind takes it.

use super::table::{are_rows, row, rows_of};
use super::{Given, Prompter, Typed, given};
use crate::error::CommandError;
use crate::kinds::{Ask, Column, Kind, Shape, Sort, bullet};
use crate::toolkit::Output;

/// What is asked, and what is there already.
#[derive(Debug)]
pub struct Question<'a> {
    pub output: &'a Output,
    /// Counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What the answer says now, if there is one.
    pub now: Option<Now>,
}

#[derive(Debug)]
pub struct Now {
    /// As people read it.
    pub lines: Vec<String>,
    /// As it is in the file.
    pub text: String,
}

/// What to do with an answer that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// Leave it; words given in place of a choice aren't used.
    Keep(Option<String>),
    /// Add to it, if given these words.
    Add(Option<String>),
    Replace(Option<String>),
    /// Replace it by what the editor makes of it.
    Editor,
    Stop,
}

impl Question<'_> {
    fn sort(&self) -> Sort {
        self.output.kind.sort()
    }

    /// Whether an answer can have several parts, so that another may be added.
    fn can_grow(&self) -> bool {
        self.sort() == Sort::Text || self.output.kind.facts().items.is_some()
    }
}

impl Prompter<'_> {
    /// Says what is asked, in which form, and then what is there.
    pub fn show(&self, question: &Question<'_>) {
        let Question {
            output,
            number,
            of,
            now,
        } = question;
        let need = if output.required { "" } else { " (optional)" };
        if self.is_plain() {
            let need = if output.required {
                "It is needed."
            } else {
                "It is optional."
            };
            self.say(&format!(
                "\nQuestion {number} of {of}: {}. {need}",
                output.title
            ));
        } else {
            self.say(&format!("\n{number}/{of} {}{need}", output.title));
        }
        if !output.hint.is_empty() {
            self.say(&format!("  {}", output.hint));
        }
        self.say_form(output);
        let Some(now) = now else {
            return;
        };
        self.say(if self.is_plain() {
            "\nThe answer so far is:"
        } else {
            "\n  now:"
        });
        for line in &now.lines {
            self.say(&format!("  {line}"));
        }
        if self.is_plain() {
            self.say("That is the end of the answer so far.");
        }
    }

    /// The form of an answer, where not any words do.
    fn say_form(&self, output: &Output) {
        let shape = &output.shape;
        match output.kind.sort() {
            Sort::Choice => {
                for (position, option) in shape.options.iter().enumerate() {
                    self.say(&format!("  {}. {}", position + 1, option.title));
                }
                self.say("  Type the number or the words of one of these.");
            }
            Sort::Text => self.say(if self.is_plain() {
                "  Write as many lines as you like. A line with a single dot ends the text."
            } else {
                "  Enter ends it; Alt-Enter begins a new line."
            }),
            Sort::List => self.say("  One entry per line; an empty line ends the list."),
            Sort::Tasks => self.say(
                "  One task per line, such as: Print the cards @facilitator due 2026-12-01. An empty line ends them.",
            ),
            Sort::Table => {
                let titles = shape.columns.iter().map(|column| column.name.title.as_str());
                let titles: Vec<_> = titles.collect();
                self.say(&format!(
                    "  One row at a time, cell by cell: {}. A row pasted from a spreadsheet is taken whole. An empty first cell ends the rows.",
                    titles.join(", ")
                ));
            }
            Sort::Series => self.say(&format!(
                "  {} An empty line ends it.",
                output.kind.facts().about
            )),
            _ => self.say(&format!("  {}", form(output.kind))),
        }
    }

    /// What to do with the answer that is there; an answer of one value is simply typed anew.
    pub fn manner(&self, question: &Question<'_>) -> Result<Manner, CommandError> {
        if question.now.is_none() {
            return Ok(Manner::Replace(None));
        }
        if !question.can_grow() {
            self.say(if self.is_plain() {
                "An empty line keeps it. Another answer replaces it."
            } else {
                "\n  Enter keeps it; another answer replaces it."
            });
            return Ok(Manner::Replace(None));
        }
        self.say(if self.is_plain() {
            "1. Keep it.\n2. Add to it.\n3. Replace it.\n4. Open it in your editor.\nType a number and press Enter. An empty line keeps it."
        } else {
            "\n  Enter keeps it; a adds to it, r replaces it, e opens it in your editor."
        });
        let mut words: Option<String> = None;
        loop {
            let typed = match self.typed()? {
                Typed::Words(typed) => typed,
                Typed::Editor(_) => return Ok(Manner::Editor),
                Typed::End => return Ok(Manner::Stop),
            };
            match typed.trim().to_lowercase().as_str() {
                "" | "1" | "k" | "keep" => return Ok(Manner::Keep(words)),
                "2" | "a" | "add" => {
                    self.say_if_plain("Write what to add.", words.is_none());
                    return Ok(Manner::Add(words));
                }
                "3" | "r" | "replace" => {
                    self.say_if_plain("Write the new answer.", words.is_none());
                    return Ok(Manner::Replace(words));
                }
                "4" | "e" | "edit" | "editor" => return Ok(Manner::Editor),
                "." => return Ok(Manner::Stop),
                _ => {
                    // Words typed in place of a choice, or the first line of a paste.
                    let more = self.waiting()?;
                    let all = words.get_or_insert_default();
                    if !all.is_empty() {
                        all.push('\n');
                    }
                    all.push_str(&typed);
                    if !more.is_empty() {
                        all.push('\n');
                        all.push_str(more.trim_end());
                    }
                    self.say(if self.is_plain() {
                        "You gave an answer. Type 2 to add it, 3 to replace what is there by it, or 1 to keep what is there without it."
                    } else {
                        "  That is an answer: a adds it, r replaces what is there by it; Enter keeps what is there without it."
                    });
                }
            }
        }
    }

    fn say_if_plain(&self, words: &str, is_asked: bool) {
        if self.is_plain() && is_asked {
            self.say(words);
        }
    }

    /// Asks for the answer, as `--set` would take it. The editor opens words that were refused before.
    pub fn answer(&self, output: &Output, refused: &str) -> Result<Given, CommandError> {
        match (output.kind.facts().ask, output.kind.sort()) {
            (Ask::Choose, _) => self.choice(&output.shape),
            (Ask::Lines, sort) => self.entries(sort == Sort::Series),
            (Ask::Rows, _) => self.rows(output),
            (Ask::Line, Sort::Text) if self.is_plain() => self.dotted(refused),
            (Ask::Line, _) => self.whole(refused),
        }
    }

    /// Words until Enter, or what the editor makes of them; `blank` is what it opens where nothing was typed.
    fn whole(&self, blank: &str) -> Result<Given, CommandError> {
        Ok(match self.typed()? {
            Typed::Words(words) => given(&words),
            Typed::End => Given::Stop,
            Typed::Editor(words) => self.by_editor(&words, blank)?,
        })
    }

    /// What the editor makes of some words. If it fails, that is said, and nothing is lost.
    pub fn by_editor(&self, words: &str, blank: &str) -> Result<Given, CommandError> {
        let text = if words.trim().is_empty() {
            blank
        } else {
            words
        };
        let text = text.trim_end();
        let text = if text.is_empty() {
            String::new()
        } else {
            format!("{text}\n")
        };
        let made = match self.edited(&text) {
            Ok(made) => made,
            Err(error) if error.exit == crate::exit::Exit::Cancelled => return Err(error),
            Err(error) => {
                self.say(&format!("  {}; {}", error.message, error.hints.join("; ")));
                None
            }
        };
        let kept = words.trim_end().to_owned();
        Ok(match made.unwrap_or(kept).trim() {
            "" => Given::Nothing,
            words => Given::Words(words.to_owned()),
        })
    }

    /// Lines until one with a single dot. An empty first line gives nothing.
    fn dotted(&self, blank: &str) -> Result<Given, CommandError> {
        let mut text = String::new();
        loop {
            let line = match self.typed()? {
                Typed::Words(line) => line,
                Typed::Editor(line) => return self.by_editor(&format!("{text}{line}"), blank),
                Typed::End if text.is_empty() => return Ok(Given::Stop),
                Typed::End => break,
            };
            match (line.trim(), text.is_empty()) {
                ("" | ".", true) => return Ok(given(&line)),
                (".", false) => break,
                _ => {
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        }
        Ok(Given::Words(text.trim_end().to_owned()))
    }

    fn choice(&self, shape: &Shape) -> Result<Given, CommandError> {
        Ok(match self.whole("")? {
            Given::Words(words) => {
                let number = words.trim_end_matches('.').parse::<usize>().ok();
                let by_number = number.and_then(|number| shape.options.get(number.checked_sub(1)?));
                Given::Words(by_number.map_or(words, |option| option.id.clone()))
            }
            other => other,
        })
    }

    /// Lines until an empty one. A paste can hold empty lines; they are kept where they mean something.
    fn entries(&self, has_blanks: bool) -> Result<Given, CommandError> {
        let mut entries: Vec<String> = Vec::new();
        loop {
            match self.typed()? {
                Typed::Words(words) if words.trim().is_empty() => {
                    // Where a terminal doesn't mark pastes, more of one may wait behind its empty line.
                    let more = if has_blanks && !entries.is_empty() {
                        self.waiting()?
                    } else {
                        String::new()
                    };
                    if more.trim().is_empty() {
                        break;
                    }
                    entries.push(String::new());
                    entries.extend(
                        more.trim_end()
                            .lines()
                            .map(|line| line.trim_end().to_owned()),
                    );
                    if more.ends_with("\n\n") {
                        break;
                    }
                }
                Typed::Words(words) if words.trim() == "." && entries.is_empty() => {
                    return Ok(Given::Stop);
                }
                Typed::Words(words) if words.trim() == "." => break,
                Typed::Words(words) => {
                    let lines = words.trim_end().lines().map(str::trim_end);
                    let lines = lines.filter(|line| has_blanks || !line.is_empty());
                    entries.extend(lines.map(str::to_owned));
                }
                Typed::Editor(words) => {
                    entries.push(words);
                    return self.by_editor(&entries.join("\n"), "");
                }
                Typed::End if entries.is_empty() => return Ok(Given::Stop),
                Typed::End => break,
            }
        }
        Ok(if entries.is_empty() {
            Given::Nothing
        } else {
            Given::Words(if has_blanks {
                entries.join("\n")
            } else {
                listed(&entries)
            })
        })
    }

    fn rows(&self, output: &Output) -> Result<Given, CommandError> {
        let shape = &output.shape;
        let mut rows: Vec<String> = Vec::new();
        let is_first = |cells: &[String]| cells.is_empty();
        'rows: loop {
            let mut cells: Vec<String> = Vec::new();
            for column in &shape.columns {
                match self.cell(column, is_first(&cells))? {
                    Typed::Words(words) if is_first(&cells) && are_rows(&words) => {
                        match rows_of(shape, &words) {
                            Ok(more) => rows.extend(more.lines().map(str::to_owned)),
                            Err(why) => self.say(&format!("  not taken: {why}")),
                        }
                        continue 'rows;
                    }
                    Typed::Words(words) if words.is_empty() && is_first(&cells) => break 'rows,
                    Typed::Words(words) => cells.push(words),
                    Typed::Editor(words) => {
                        cells.push(words);
                        rows.push(row(&cells));
                        return self.table_by_editor(output, &rows);
                    }
                    Typed::End if rows.is_empty() && cells.is_empty() => return Ok(Given::Stop),
                    Typed::End => {
                        if !cells.is_empty() {
                            rows.push(filled(cells, shape));
                        }
                        break 'rows;
                    }
                }
            }
            rows.push(filled(cells, shape));
        }
        Ok(if rows.is_empty() {
            Given::Nothing
        } else {
            Given::Words(rows.join("\n"))
        })
    }

    /// The rows so far as a table in the editor.
    fn table_by_editor(&self, output: &Output, rows: &[String]) -> Result<Given, CommandError> {
        let says = |row: &&String| row.chars().any(char::is_alphanumeric);
        let rows: Vec<&str> = rows.iter().filter(says).map(String::as_str).collect();
        let blank = output.kind.blank(&output.shape);
        let table = output.kind.write_words(&output.shape, &rows.join("\n"));
        let table = table.unwrap_or_else(|_| rows.join("\n"));
        self.by_editor(if rows.is_empty() { "" } else { &table }, &blank)
    }

    /// Asks for a cell until it fits. The first cell of a row may be whole rows, or `.`, which ends them.
    fn cell(&self, column: &Column, is_first: bool) -> Result<Typed, CommandError> {
        let options = &column.shape.options;
        let words: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        let title = &column.name.title;
        self.say(&if words.is_empty() {
            match column.kind.filter(|kind| kind.sort() != Sort::Text) {
                Some(kind) => format!("  {title} ({})", form(kind).trim_end_matches('.')),
                None => format!("  {title}"),
            }
        } else {
            format!("  {title} ({})", words.join(", "))
        });
        loop {
            let words = match self.typed()? {
                Typed::Words(words) => words,
                other => return Ok(other),
            };
            let words = words.trim();
            if is_first && words == "." {
                return Ok(Typed::End);
            }
            if is_first && are_rows(words) {
                return Ok(Typed::Words(words.to_owned()));
            }
            // A cell is one line.
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            match column.parse(&words) {
                Ok(_) => return Ok(Typed::Words(words)),
                Err(misfit) => self.say(&format!("  {}: {}", misfit.message, misfit.help)),
            }
        }
    }
}

/// A row whose further cells are empty.
fn filled(mut cells: Vec<String>, shape: &Shape) -> String {
    cells.resize(shape.columns.len(), String::new());
    row(&cells)
}

/// The form of a value, said before it is asked for.
fn form(kind: &dyn Kind) -> &'static str {
    match kind.sort() {
        Sort::Date => "A day, written YYYY-MM-DD, such as 2026-11-23.",
        Sort::Number => "A number such as 12 or 12.5: digits, with a point if it has decimals.",
        _ => kind.facts().about,
    }
}

/// Entries of which some may have list marks: then all have.
fn listed(entries: &[String]) -> String {
    if !entries.iter().any(|entry| bullet(entry).is_some()) {
        return entries.join("\n");
    }
    let marked = entries.iter().map(|entry| {
        if bullet(entry).is_some() || entry.starts_with([' ', '\t']) {
            entry.clone()
        } else {
            format!("- {entry}")
        }
    });
    marked.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn entries_have_marks_all_or_none() {
        let listed = |entries: &[&str]| {
            let entries: Vec<_> = entries.iter().map(|one| (*one).to_owned()).collect();
            super::listed(&entries)
        };
        assert_eq!(listed(&["a", "b"]), "a\nb");
        assert_eq!(listed(&["a", "- b", "  - c"]), "- a\n- b\n  - c");
    }
}
