//! `redesign search`

use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{Count, SearchWords};
use crate::queries::search::{SearchData, found, report};

/// Search all answers and notes for words
///
/// Finds each answer or note that has all the words, in any order, and shows its lines. Capitals and accents don't
/// matter, and part of a word is enough.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Words to search for; several in quotation marks
    #[arg(value_name = "WORDS")]
    words: String,
    /// Plans, by id or path [default: all]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Exit with 1 if a file can't be read
    #[arg(long)]
    fail: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "search";
    const FORMATS: Formats = Formats::All;
    type Data = SearchData;

    fn run(self, app: &App<'_>) -> Result<Reply<SearchData>, CommandError> {
        let words = SearchWords::of(&self.words).ok_or_else(|| {
            CommandError::usage("there are no words to search for")
                .hint("redesign search 'some words'")
        })?;
        let workspace = app.workspace()?;
        let folders = target::plan_folders(&workspace, &self.plans).map_err(|error| {
            error.hint("put several words in quotation marks: redesign search 'some words'")
        })?;
        let (lines, findings) = found(&workspace, &folders, words);
        let next = lines
            .first()
            .map(|line| format!("redesign show {}", line.name()));
        let title = format!("\"{}\" \u{b7} {}", self.words, Count(lines.len(), "line"));
        let data = SearchData {
            words: self.words,
            lines,
        };
        let report = report(&data, title);
        let has_failed = self.fail && !findings.is_empty();
        Ok(Reply {
            findings,
            next,
            exit: Exit::found_if(has_failed),
            commit: workspace.now().commit,
            ..Reply::new(data, report)
        })
    }
}
