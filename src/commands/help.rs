//! `redesign help`

mod topic;

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;

/// Explain a command, or a topic
///
/// The topics: formats, exit-codes, privacy, accessibility.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A command or a topic [default: list them]
    #[arg(value_name = "COMMAND|TOPIC")]
    words: Vec<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, app: &App<'_>) -> Result<Reply<()>, CommandError> {
        if let [name] = self.words.as_slice()
            && let Some(report) = topic::report(name)
        {
            return Ok(Reply {
                report,
                ..Reply::raw(None)
            });
        }
        let mut tree = (app.tree)();
        tree.build();
        find(&tree, &self.words)?;
        // The same text as the command's own help.
        let words = ["redesign".to_owned()].into_iter().chain(self.words);
        let words = words.chain(["--help".to_owned()]);
        let asked = (app.tree)().try_get_matches_from(words);
        let text = asked.err().map(|help| help.render().to_string());
        Ok(Reply::raw(text))
    }
}

/// Names of the topics.
pub(super) fn topics() -> impl Iterator<Item = String> {
    topic::TOPICS.into_iter().map(|one| one.name.to_owned())
}

/// The command that words name; the program for none.
pub(super) fn find<'a>(
    tree: &'a clap::Command,
    words: &[String],
) -> Result<&'a clap::Command, CommandError> {
    let mut found = tree;
    for (at, word) in words.iter().enumerate() {
        let Some(next) = found.find_subcommand(word) else {
            let names = found.get_subcommands().filter(|one| !one.is_hide_set());
            let mut names: Vec<String> = names.map(|one| one.get_name().to_owned()).collect();
            if at == 0 {
                names.extend(topics());
            }
            let typed = words.get(..=at).unwrap_or_default().join(" ");
            return Err(CommandError::usage(format!("no command \"{typed}\"")).near(
                word,
                names,
                "`redesign help` lists commands and topics",
            ));
        };
        found = next;
    }
    Ok(found)
}
