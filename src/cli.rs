//! The clap tree: global flags and the list of commands, nothing else.

use crate::commands::Commands;
use crate::render;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{ArgAction, ColorChoice, CommandFactory, Parser};
use std::path::PathBuf;

/// Keep a team's redesign plan as plain files in git
///
/// Scaffold a plan from a toolkit of guided activities, record what each activity produced, and see where every plan
/// of a cohort stands and what comes next.
#[derive(Debug, Parser)]
#[command(
    name = "redesign",
    version,
    disable_help_subcommand = true,
    infer_subcommands = false
)]
pub struct Cli {
    /// Flags that every command has.
    #[command(flatten)]
    pub global: Global,
    /// What to do; nothing says where you are.
    #[command(subcommand)]
    pub command: Option<Commands>,
}

/// Flags that every command has.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub folder: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, global = true, value_name = "FORMAT", value_parser = formats())]
    pub format: Option<&'static dyn render::Format>,
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
    /// Say only what was asked for, and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Answer yes to every question
    #[arg(long, global = true)]
    pub yes: bool,
    /// Show what would be written, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Write without making a commit
    #[arg(long, global = true)]
    pub no_commit: bool,
    /// Never ask; fail where an answer is missing
    #[arg(long, global = true)]
    pub no_input: bool,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = &'static dyn render::Format> {
    PossibleValuesParser::new(render::FORMATS.iter().map(|format| format.name()))
        .try_map(|name| render::named(&name).ok_or("no such format"))
}

/// Groups of commands in help; what is in none of them stands in the last.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Day by day",
        &[
            "init", "new", "record", "next", "status", "show", "check", "list",
        ],
    ),
    (
        "Versions and teamwork",
        &["log", "diff", "restore", "undo", "resolve", "timeline"],
    ),
    (
        "Cohort",
        &[
            "board",
            "actions",
            "calendar",
            "introduce",
            "score",
            "draft",
        ],
    ),
    (
        "Toolkits, paper and help",
        &["toolkit", "sheet", "demo", "help"],
    ),
];

const EXAMPLES: &str = "\
Examples:
  redesign demo                                   look at an example cohort
  redesign init && redesign new our-team          start a workspace with a plan
  redesign record our-team/problem --set statement='How might we ...?'
  redesign status                                 see where everyone stands
";

/// The clap tree, with the commands of its help in groups.
pub fn tree() -> clap::Command {
    let tree = Cli::command();
    let mut rest: Vec<(String, String)> = tree
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| {
            let about = command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            (command.get_name().to_owned(), about)
        })
        .collect();
    let mut help = String::from("{about-with-newline}\n{usage-heading} {usage}\n");
    let mut group = |title: &str, commands: Vec<(String, String)>| {
        help.push_str(&format!("\n{title}:\n"));
        for (name, about) in commands {
            help.push_str(&format!("  {name:<12} {about}\n"));
        }
    };
    for (title, names) in GROUPS {
        let mut commands = Vec::new();
        for name in names {
            if let Some(at) = rest.iter().position(|(known, _)| known == name) {
                commands.push(rest.remove(at));
            }
        }
        group(title, commands);
    }
    group("For scripts and shells", rest);
    help.push_str("\n{options}\n\n{after-help}");
    tree.help_template(help).after_help(EXAMPLES)
}
