//! Commands: one file each; the doc comment of the arguments is the help. To add one, write a new file and a line in
//! the list below.

use crate::app::{self, App, Command, Formats};
use crate::exit::Exit;
use schemars::Schema;

/// Generates the enum of commands, how to run each, and the list of schemas, from one list.
macro_rules! commands {
    ($($(#[$attribute:meta])* $variant:ident in $module:ident),+ $(,)?) => {
        $(mod $module;)+

        #[derive(Debug, clap::Subcommand)]
        pub enum Commands {
            $($(#[$attribute])* $variant($module::Arguments),)+
        }

        impl Commands {
            pub(crate) fn run(self, app: &App<'_>) -> Exit {
                match self {
                    $(Self::$variant(arguments) => app.finish(arguments),)+
                }
            }
        }

        /// The formats of the command that words name, such as `actions done`; without words, of the program alone.
        pub fn formats_of(words: &[&str]) -> Formats {
            let (first, below) = words.split_first().unwrap_or((&"", &[]));
            match first.replace('-', "_").as_str() {
                $(stringify!($module) => app::formats_of::<$module::Arguments>(below),)+
                _ => here::Arguments::FORMATS,
            }
        }

        /// Name and schema of every command's JSON.
        pub fn schemas() -> Vec<(&'static str, Schema)> {
            let mut all = vec![
                ("here", app::schema_of::<here::Arguments>()),
                ("error", app::error_schema()),
            ];
            $(all.push((<$module::Arguments as Command>::SCHEMA, app::schema_of::<$module::Arguments>()));)+
            all.retain(|(name, _)| !name.is_empty());
            all
        }
    };
}

mod here;

pub use completions::{answer as complete, completed};

/// Runs a command, or shows where you are.
pub fn run(app: &App<'_>, command: Option<Commands>) -> Exit {
    match command {
        Some(command) => command.run(app),
        None => app.finish(here::Arguments {}),
    }
}

commands! {
    Init in init,
    New in new,
    Record in record,
    Next in next,
    Status in status,
    Show in show,
    Check in check,
    List in list,
    Search in search,
    Set in set,
    Rename in rename,
    Log in log,
    Diff in diff,
    Restore in restore,
    Undo in undo,
    Timeline in timeline,
    Board in board,
    Calendar in calendar,
    Introduce in introduce,
    Score in score,
    Measure in measure,
    Resolve in resolve,
    Actions in actions,
    Draft in draft,
    Report in report,
    Site in site,
    Toolkit in toolkit,
    Sheet in sheet,
    Demo in demo,
    Schema in schema,
    Completions in completions,
    Man in man,
    Help in help,
    #[command(hide = true)]
    MergeDriver in merge_driver,
}
