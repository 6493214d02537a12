//! `redesign completions`, and what a shell then asks for.

use crate::app::{App, Command, Formats, Reply};
use crate::context::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::queries::completions::{Completes, Typed, names};
use crate::store::Workspace;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Print completions for a shell
///
/// The shell then completes commands, flags and their values, and the names of plans, activities, records, outputs,
/// toolkits, coaches and reports.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which shell
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Shells::builtins().names()))]
    shell: String,
}

/// Ours, since clap's leaves the first Tab of a shell unanswered and puts a space behind `KEY=`.
const ZSH: &str = include_str!("completions.zsh");

/// Names the shell that asks for completions; set by the script that this command prints.
const ASKING: &str = "REDESIGN_COMPLETE";

impl Command for Arguments {
    const SCHEMA: &'static str = "";
    const FORMATS: Formats = Formats::Only(&["table"]);
    type Data = ();

    fn run(self, _app: &App<'_>) -> Result<Reply<()>, CommandError> {
        if self.shell == "zsh" {
            return Ok(Reply::raw(ZSH.to_owned()));
        }
        let mut script = Vec::new();
        if let Some(shell) = Shells::builtins().completer(&self.shell) {
            shell
                .write_registration(ASKING, "redesign", "redesign", "redesign", &mut script)
                .map_err(|error| CommandError::usage(error.to_string()))?;
        }
        Ok(Reply::raw(String::from_utf8_lossy(&script).into_owned()))
    }
}

/// What a value names, by how help shows it.
fn completes(shown: &str) -> Option<Completes> {
    Some(match shown {
        "PLAN" => Completes::Plan,
        "ACTIVITY[/OUTPUT]" => Completes::Listed,
        "ACTIVITY" => Completes::Activity,
        "OUTPUT" => Completes::Output { value: false },
        "OUTPUT=TEXT" => Completes::Output { value: true },
        "TOOLKIT" => Completes::Toolkit,
        "STEP" => Completes::Step,
        "ROLE" => Completes::Coach,
        "REPORT" => Completes::Report,
        "MEASURE" => Completes::Measure,
        "GROUP" => Completes::Group,
        "KEY=VALUE" => Completes::Setting,
        "FROM" => Completes::Target {
            records: true,
            outputs: false,
        },
        _ if shown.starts_with("PLAN") && shown.contains("/ACTIVITY") => Completes::Target {
            records: shown.contains("RECORD"),
            outputs: shown.contains("OUTPUT"),
        },
        _ => return None,
    })
}

/// Whether a value is completed, by how help shows it.
pub fn completed(shown: &str) -> bool {
    [SCHEMA, HELP].contains(&shown) || completes(shown).is_some()
}

const SCHEMA: &str = "SCHEMA";

/// Commands, and topics of `help`.
const HELP: &str = "COMMAND|TOPIC";

/// Answers a shell that asks for completions; `None` if none asks.
pub fn answer(context: &Context, tree: fn() -> clap::Command) -> Option<Exit> {
    let shell = context.variable(ASKING)?;
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&shell) else {
        context.say("error: no completions for this shell\n", false);
        return Some(Exit::Usage);
    };
    // The words follow `redesign --`.
    let words: Vec<OsString> = context.arguments.iter().skip(2).cloned().collect();
    let tree = tree();
    let line = Arc::new(Line {
        folder: context.folder.clone(),
        words: words
            .iter()
            .map(|word| word.to_string_lossy().into_owned())
            .collect(),
        workspace: OnceLock::new(),
        explained: explained(&tree),
    });
    let mut out = Vec::new();
    let mut tree = with_names(tree, &line);
    let written = shell.write_complete(&mut tree, words, Some(&context.folder), &mut out);
    let text = String::from_utf8_lossy(&out);
    Some(match written.and_then(|()| context.print(&text, true)) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Surroundings,
    })
}

/// The line that is typed, and the workspace it is about.
struct Line {
    folder: PathBuf,
    words: Vec<String>,
    workspace: OnceLock<Option<Workspace>>,
    /// What `help` explains.
    explained: Vec<String>,
}

impl Line {
    /// The directory in which the command would run.
    fn folder(&self) -> PathBuf {
        let mut words = self.words.iter().skip_while(|word| *word != "-C");
        match words.nth(1) {
            Some(folder) => self.folder.join(folder),
            None => self.folder.clone(),
        }
    }

    fn candidates(&self, wanted: Completes, typed: &OsStr) -> Vec<CompletionCandidate> {
        let workspace = self
            .workspace
            .get_or_init(|| Workspace::open(&self.folder()).ok());
        let (Some(workspace), Some(value)) = (workspace, typed.to_str()) else {
            return Vec::new();
        };
        let around = workspace.plan_around(&self.folder());
        let typed = Typed {
            value,
            words: self.words.get(1..).unwrap_or(&[]),
            around: around.as_deref(),
        };
        let found = names(workspace, wanted, &typed).into_iter();
        found
            .map(|one| {
                let title = Some(one.title).filter(|title| !title.is_empty());
                CompletionCandidate::new(one.name).help(title.map(Into::into))
            })
            .collect()
    }
}

fn schemas(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let names = super::schemas().into_iter().map(|(name, _)| name);
    names
        .filter(|name| name.starts_with(&*typed))
        .map(CompletionCandidate::new)
        .collect()
}

/// The commands that help lists, and its topics.
fn explained(tree: &clap::Command) -> Vec<String> {
    let commands = tree.get_subcommands().filter(|one| !one.is_hide_set());
    let commands = commands.map(|one| one.get_name().to_owned());
    let mut names: Vec<String> = commands.chain(super::help::topics()).collect();
    names.sort_unstable();
    names
}

/// The tree of commands with what completes their values.
fn with_names(tree: clap::Command, line: &Arc<Line>) -> clap::Command {
    let tree = tree.mut_args(|arg| {
        let shown = arg.get_value_names().and_then(|names| names.first());
        if shown.is_some_and(|shown| shown == HELP) {
            let line = Arc::clone(line);
            return arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                let typed = typed.to_string_lossy();
                let names = line.explained.iter();
                let fitting = names.filter(|name| name.starts_with(&*typed));
                fitting.map(CompletionCandidate::new).collect()
            }));
        }
        if shown.is_some_and(|shown| shown == SCHEMA) {
            return arg.add(ArgValueCompleter::new(schemas));
        }
        let Some(wanted) = shown.and_then(|shown| completes(shown)) else {
            return arg;
        };
        let line = Arc::clone(line);
        arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
            line.candidates(wanted, typed)
        }))
    });
    tree.mut_subcommands(|command| with_names(command, line))
}
