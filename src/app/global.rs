//! Global flags.

use super::formats::Formats;
use crate::render;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ColorChoice};
use std::path::PathBuf;

#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub folder: Option<PathBuf>,
    /// Format of the result
    #[arg(long, global = true, value_name = "FORMAT", value_parser = parser(render::FORMATS.iter().map(|format| format.name).collect()))]
    pub format: Option<&'static render::Format>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub color: ColorChoice,
    /// Use ASCII marks only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Print only results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Answer yes to every question
    #[arg(long, global = true)]
    pub yes: bool,
    /// Show what would be written without writing it
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Write without making a commit
    #[arg(long, global = true)]
    pub no_commit: bool,
    /// Never ask; fail if an answer is missing
    #[arg(long, global = true)]
    pub no_input: bool,
}

fn parser(names: Vec<&'static str>) -> impl TypedValueParser<Value = &'static render::Format> {
    PossibleValuesParser::new(names).try_map(|name| render::named(&name).ok_or("unknown format"))
}

/// Behind a command's own flags, before `--help`.
const LAST: usize = 900;

/// `--format` of a command that has only some of the formats; not shown if there is no choice.
pub fn format_flag(flag: Arg, formats: Formats) -> Arg {
    let names = formats.names();
    let is_choice = names.len() > 1;
    flag.value_parser(parser(names))
        .hide(!is_choice)
        .display_order(LAST)
}
