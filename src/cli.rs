//! The clap tree: global flags and the list of commands, and how help looks; nothing else.

use crate::app::{Global, format_flag};
use crate::commands::{Commands, formats_of};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;

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
            "init", "new", "record", "next", "status", "show", "check", "report", "list", "search",
            "set", "rename",
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
            "measure",
            "draft",
            "site",
        ],
    ),
    (
        "Toolkits, paper and help",
        &["toolkit", "sheet", "demo", "help"],
    ),
];

const EXAMPLES: &str = "\
Examples:
  redesign demo                               look at an example cohort
  redesign init && redesign new our-team      start a workspace with a plan
  redesign record our-team/problem --set statement='How might we ...?'
  redesign status                             see where everyone stands
";

/// No line of help is longer.
const WIDTH: usize = 80;

const FORMAT: &str = "format";

/// Parses the arguments. A format before the command must be one that the command has, as behind it.
pub fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let mut tree = tree_of(|command| command.defer(of_first));
    let matches = tree.try_get_matches_from_mut(arguments)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let mut words = Vec::new();
    let (mut command, mut inner) = (&tree, &matches);
    while let Some((name, below)) = inner.subcommand() {
        words.push(name);
        command = command.find_subcommand(name).unwrap_or(command);
        inner = below;
    }
    let names = formats_of(&words).names();
    match cli.global.format {
        Some(asked) if !names.contains(&asked.name) => Err(lacks(command, asked.name, &names)),
        _ => Ok(cli),
    }
}

/// The error for a format that a command hasn't.
fn lacks(command: &Command, asked: &str, names: &[&str]) -> clap::Error {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
    for (kind, value) in [
        (
            ContextKind::InvalidArg,
            ContextValue::String(format!("--{FORMAT} <FORMAT>")),
        ),
        (
            ContextKind::InvalidValue,
            ContextValue::String(asked.to_owned()),
        ),
        (ContextKind::ValidValue, ContextValue::Strings(names)),
    ] {
        error.insert(kind, value);
    }
    error
}

/// The clap tree, with help's commands in groups. Flags that all commands have are explained in the program's own help.
pub fn tree() -> Command {
    tree_of(of_first)
}

/// The same; `finish` adds what a command's own help says, which a run needs of one command at most.
fn tree_of(finish: impl Fn(Command) -> Command) -> Command {
    let tree = Cli::command().max_term_width(WIDTH);
    let template = format!(
        "{{about-with-newline}}\n{{before-help}}{{usage-heading}} {{usage}}\n{}\nOptions of every command:\n{{options}}{{after-help}}",
        groups(&tree)
    );
    in_short(tree.mut_subcommands(finish))
        .help_template(template)
        .after_help(EXAMPLES)
}

/// The commands as the program's help lists them.
fn groups(tree: &Command) -> String {
    let mut rest: Vec<(&str, String)> = tree
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| {
            let about = command.get_about().map(ToString::to_string);
            (command.get_name(), about.unwrap_or_default())
        })
        .collect();
    let mut list = String::new();
    let mut group = |title: &str, commands: Vec<(&str, String)>| {
        list.push_str(&format!("\n{title}:\n"));
        for (name, about) in commands {
            list.push_str(&format!("  {name:<12} {about}\n"));
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
    list
}

fn of_first(command: Command) -> Command {
    let global = Global::augment_args(Command::new(""));
    let global: Vec<Arg> = global.get_arguments().cloned().collect();
    let words = [command.get_name().to_owned()];
    of_command(command, &words, &global)
}

/// A command with the formats it has; the other flags that all commands have are only named in its help.
fn of_command(command: Command, words: &[String], global: &[Arg]) -> Command {
    let formats = formats_of(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let own = |flag: Arg| match flag.get_id().as_str() {
        FORMAT => format_flag(flag, formats),
        _ => flag.hide(true),
    };
    let named = global.iter().filter(|flag| flag.get_id() != FORMAT);
    let named: Vec<String> = named.map(name_of).collect();
    let below = format!(
        "Options of every command (see `redesign --help`): {}",
        named.join(", ")
    );
    // A run has them in the command already when this is asked for.
    let flags = global.iter().fold(command, |command, flag| {
        let has = command
            .get_arguments()
            .any(|one| one.get_id() == flag.get_id());
        if has {
            command.mut_arg(flag.get_id(), own)
        } else {
            command.arg(own(flag.clone()))
        }
    });
    let command = in_short(flags).after_help(below);
    command.mut_subcommands(|inner| {
        let words = [words, &[inner.get_name().to_owned()]].concat();
        of_command(inner, &words, global)
    })
}

/// A flag as it is typed, in its shortest form.
fn name_of(flag: &Arg) -> String {
    let short = flag.get_short().map(|letter| format!("-{letter}"));
    let long = || flag.get_long().map(|word| format!("--{word}"));
    let name = short.or_else(long).unwrap_or_default();
    let takes = flag.get_action().takes_values();
    let values = flag.get_value_names().filter(|_| takes);
    values
        .and_then(|names| names.first())
        .map_or(name.clone(), |value| format!("{name} {value}"))
}

/// One help for `-h` and `--help`: what the doc comment says in detail stands above the usage, and flags keep to as few
/// lines as they can.
fn in_short(command: Command) -> Command {
    let short = command.get_about().map(ToString::to_string);
    let long = command.get_long_about().map(ToString::to_string);
    let details = short
        .zip(long)
        .and_then(|(short, long)| Some(long.strip_prefix(&short)?.trim().to_owned()));
    let command = command.long_about(None::<&str>).help_template(
        "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}",
    );
    match details {
        Some(details) if !details.is_empty() => command.before_help(details),
        _ => command,
    }
}
