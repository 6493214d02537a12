//! `redesign completions`

use super::{App, Command, Formats, Reply};
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

    fn run(self, _app: &App<'_>) -> Result<Reply<()>, CommandError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::cli::tree(), "redesign", &mut script);
        Ok(Reply::raw(String::from_utf8_lossy(&script).into_owned()))
    }
}
