//! Global flags.

use crate::render;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{ArgAction, ColorChoice};
use std::path::PathBuf;

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub folder: Option<PathBuf>,
    /// Format of the result
    #[arg(long, global = true, value_name = "FORMAT", value_parser = formats())]
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

fn formats() -> impl clap::builder::TypedValueParser<Value = &'static render::Format> {
    PossibleValuesParser::new(render::FORMATS.iter().map(|format| format.name))
        .try_map(|name| render::named(&name).ok_or("unknown format"))
}
