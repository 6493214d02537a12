//! `redesign schema`

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;

/// Print the JSON schema of a command's --format json
///
/// Without a name, lists the names.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Name of the command
    #[arg(value_name = "SCHEMA")]
    name: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, _app: &App<'_>) -> Result<Reply<()>, CommandError> {
        let schemas = super::schemas();
        let Some(name) = self.name else {
            let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
            return Ok(Reply::raw(format!("{}\n", names.join("\n"))));
        };
        let Some((_, schema)) = schemas.iter().find(|(known, _)| *known == name) else {
            let names = schemas.iter().map(|(name, _)| (*name).to_owned());
            return Err(CommandError::usage(format!("no schema \"{name}\"")).near(
                &name,
                names,
                "`redesign schema` lists them",
            ));
        };
        let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
        text.push('\n');
        Ok(Reply::raw(text))
    }
}
