//! `redesign man`

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::codes;

/// Print a manual page of the program or of a command
///
/// For `man`: `redesign man record > redesign-record.1`, then `man ./redesign-record.1`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A command, such as record or toolkit show [default: the program]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, app: &App<'_>) -> Result<Reply<()>, CommandError> {
        let mut tree = (app.tree)();
        tree.build();
        let command = super::help::find(&tree, &self.command)?.clone();
        let about = [command.get_about(), command.get_before_help()];
        let about = about.into_iter().flatten().map(ToString::to_string);
        let about: Vec<String> = about.collect();
        let mut page = Vec::new();
        clap_mangen::Man::new(command.long_about(about.join("\n\n")))
            .source(concat!("redesign ", env!("CARGO_PKG_VERSION")))
            .manual("redesign")
            .render(&mut page)
            .map_err(|error| {
                CommandError::new(codes::BUG, format!("can't make the manual page: {error}"))
            })?;
        Ok(Reply::raw(String::from_utf8_lossy(&page).into_owned()))
    }
}
