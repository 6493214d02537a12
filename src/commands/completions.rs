//! `redesign completions`

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which shell
    shell: Shell,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, app: &App<'_>) -> Result<Reply<()>, CommandError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut (app.tree)(), "redesign", &mut script);
        Ok(Reply::raw(String::from_utf8_lossy(&script).into_owned()))
    }
}
