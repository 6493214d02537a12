//! The clap tree: global flags and the list of commands, nothing else.

use crate::app::Global;
use crate::commands::Commands;
use clap::{CommandFactory, Parser};

/// Keep a team's redesign plan as plain files in git
///
/// Scaffold a plan from a toolkit of guided activities, record what each activity produced, and see the state of every
/// plan of a cohort and what comes next.
#[derive(Debug, Parser)]
#[command(
    name = "redesign",
    version,
    disable_help_subcommand = true,
    infer_subcommands = false
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// What to do; without a command, shows where you are
    #[command(subcommand)]
    pub command: Option<Commands>,
}

/// Groups of commands in help; the last group lists the rest.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Day by day",
        &[
            "init", "new", "record", "next", "status", "show", "check", "list", "search",
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

/// The clap tree, with help's commands in groups.
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
