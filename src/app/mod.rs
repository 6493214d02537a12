//! What all commands share: flags, the workspace, and the one way in which results and errors are printed.

pub mod answer;
mod global;
pub mod past;
mod progress;
pub mod record_file;
pub mod sharing;
pub mod target;
pub mod title;
pub mod write;

pub use global::Global;

use crate::context::Context;
use crate::error::{CommandError, trusting};
use crate::exit::Exit;
use crate::model::{Finding, Severity, codes};
use crate::queries::moment::{self, When};
use crate::render::{self, Diagnostic, Envelope, Format, Printed, Source, Style};
use crate::report::Report;
use crate::store::{StoreError, Workspace};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A command: its arguments, its result, and what it does.
pub trait Command: clap::Args + Sized {
    /// Name of its JSON: `redesign.NAME/1`. Empty for the few that print something else than an envelope.
    const SCHEMA: &'static str;
    /// Formats it has.
    const FORMATS: Formats;
    /// Form of its result.
    type Data: Serialize + JsonSchema;

    /// Does it.
    fn run(self, app: &App<'_>) -> Result<Reply<Self::Data>, CommandError>;
}

/// Formats a command has.
#[derive(Debug, Clone, Copy)]
pub enum Formats {
    /// All there are: its result is a table.
    All,
    /// These, the first being the default.
    Only(&'static [&'static str]),
}

/// What a command came to.
#[derive(Debug)]
pub struct Reply<T> {
    /// The result for scripts.
    pub data: Option<T>,
    /// The result for people.
    pub report: Report,
    /// Printed as it is, instead of a report.
    pub raw: Option<String>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
    /// What to type next.
    pub next: Option<String>,
    /// Said on standard error, beside the result.
    pub notes: Vec<String>,
    /// The commit that was read or made.
    pub commit: Option<String>,
    /// The exit code.
    pub exit: Exit,
    /// Whether `-q` leaves the report out: it only says what was done.
    pub is_report_of_work: bool,
}

impl<T> Reply<T> {
    /// A result.
    pub fn new(data: T, report: Report) -> Self {
        Self {
            data: Some(data),
            report,
            ..Self::raw(None)
        }
    }

    /// Text that is printed as it is, or nothing but what is added.
    pub fn raw(text: impl Into<Option<String>>) -> Self {
        Self {
            data: None,
            report: Report::default(),
            raw: text.into(),
            findings: Vec::new(),
            next: None,
            notes: Vec::new(),
            commit: None,
            exit: Exit::Done,
            is_report_of_work: false,
        }
    }
}

/// The schema of a command's JSON.
pub fn schema_of<C: Command>() -> Schema {
    schemars::schema_for!(Envelope<C::Data>)
}

/// The schema of a failure for which no command can answer, such as an unknown flag.
pub fn error_schema() -> Schema {
    schemars::schema_for!(Envelope<()>)
}

/// What a running command has at hand.
pub struct App<'a> {
    /// Everything from outside.
    pub context: &'a Context,
    /// Flags that every command has.
    pub global: Global,
    /// The command line's tree, for commands that print of it.
    pub tree: fn() -> clap::Command,
    /// What is said of the workspace beside any command's result.
    pub warning: OnceLock<Finding>,
}

/// A workspace that a command runs in, with all that it has at hand.
pub struct Opened<'a> {
    /// What runs.
    pub app: &'a App<'a>,
    at: Workspace,
}

impl Deref for Opened<'_> {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.at
    }
}

impl Opened<'_> {
    /// What is there now.
    pub fn now(&self) -> When {
        When::now(self, self.app.context.now())
    }
}

/// Says what clap found wrong with the arguments, or prints the help it was asked for.
pub fn usage_error(context: &Context, error: &clap::Error) -> Exit {
    use clap::error::ErrorKind;
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let text = error.render();
    if is_help {
        let colour = context.output_is_terminal && context.variable("NO_COLOR").is_none();
        return match context.print(&text.ansi().to_string(), colour) {
            Ok(()) => Exit::Done,
            Err(_) => Exit::Surroundings,
        };
    }
    if wants_json(context) {
        let said = text.to_string();
        let message = said
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        let error = CommandError::usage(message);
        let _unread = context.print(&failure("error", &error), false);
        return Exit::Usage;
    }
    let colour = context.error_is_terminal && context.variable("NO_COLOR").is_none();
    context.say(&text.ansi().to_string(), colour);
    Exit::Usage
}

/// Whether arguments that can't be parsed ask for JSON all the same.
fn wants_json(context: &Context) -> bool {
    let words: Vec<_> = context
        .arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    words.iter().any(|word| word == "--format=json")
        || words
            .windows(2)
            .any(|pair| matches!(pair, [flag, value] if flag == "--format" && value == "json"))
}

/// The envelope of a failure.
fn failure(schema: &str, error: &CommandError) -> String {
    let mut diagnostic = match &error.finding {
        Some(finding) => Diagnostic::from(finding.as_ref()),
        None => Diagnostic::from(&Finding::error(error.code, error.message.clone())),
    };
    if diagnostic.help.is_none() && !error.hints.is_empty() {
        diagnostic.help = Some(error.hints.join("; "));
    }
    render::envelope::<()>(schema, Source::default(), None, vec![diagnostic])
}

impl App<'_> {
    /// The same with other flags.
    #[must_use]
    pub fn with(&self, global: Global) -> Self {
        Self {
            global,
            warning: self.warning.clone(),
            ..*self
        }
    }

    /// Runs a command and prints what it came to.
    pub fn finish<C: Command>(&self, command: C) -> Exit {
        let format = match self.format::<C>() {
            Ok(format) => format,
            Err(error) => return self.fail(C::SCHEMA, &error),
        };
        // What prints no envelope, such as the merge driver, knows no day.
        if let (Err(set), false) = (self.context.clock(), C::SCHEMA.is_empty()) {
            let error = CommandError::usage(format!(
                "SOURCE_DATE_EPOCH is \"{set}\", which is no number of seconds"
            ))
            .hint("seconds since 1970, such as 1795435200; `unset SOURCE_DATE_EPOCH` brings today back");
            return self.fail(C::SCHEMA, &error);
        }
        match command.run(self) {
            Ok(mut reply) => {
                reply.findings.extend(self.warning.get().cloned());
                self.print(C::SCHEMA, format, &reply)
                    .unwrap_or_else(|error| {
                        self.context
                            .say(&format!("error: can't write the result: {error}\n"), false);
                        Exit::Surroundings
                    })
            }
            Err(error) => self.fail(C::SCHEMA, &error),
        }
    }

    fn format<C: Command>(&self) -> Result<&'static Format, CommandError> {
        let has: Vec<&Format> = match C::FORMATS {
            Formats::All => render::FORMATS
                .iter()
                .copied()
                .filter(|one| one.is_for_tables)
                .collect(),
            Formats::Only(names) => names
                .iter()
                .filter_map(|name| render::named(name))
                .collect(),
        };
        let Some(asked) = self.global.format else {
            let bug = || CommandError::new(codes::BUG, "a command has no format");
            return has.first().copied().ok_or_else(bug);
        };
        if has.iter().any(|one| one.name == asked.name) {
            return Ok(asked);
        }
        let names: Vec<&str> = has.iter().map(|one| one.name).collect();
        let message = format!("this command has no format \"{}\"", asked.name);
        Err(CommandError::usage(message).hint(format!("it has: {}", names.join(", "))))
    }

    fn print<T: Serialize>(
        &self,
        schema: &str,
        format: &Format,
        reply: &Reply<T>,
    ) -> std::io::Result<Exit> {
        let style = self.style();
        if let Some(text) = &reply.raw {
            self.context.print(text, false)?;
        } else {
            let source = || Source {
                commit: reply.commit.clone(),
            };
            let diagnostics = || reply.findings.iter().map(Diagnostic::from).collect();
            let json = || render::envelope(schema, source(), reply.data.as_ref(), diagnostics());
            let page = Printed {
                report: &reply.report,
                findings: &reply.findings,
                json: &json,
                style,
            };
            let silent = self.global.quiet && reply.is_report_of_work && format.is_for_people;
            if !silent {
                self.context.print(&(format.render)(&page), style.colour)?;
            }
        }
        let error_style = self.error_style();
        if !format.holds_findings && !reply.findings.is_empty() && !reply.report.is_of_findings() {
            let gap = if format.is_for_people { "\n" } else { "" };
            self.say(&format!(
                "{gap}{}",
                render::findings(&reply.findings, error_style)
            ));
        }
        if !self.global.quiet {
            for note in &reply.notes {
                self.say(&format!("{note}\n"));
            }
            if let Some(next) = reply.next.as_ref().filter(|_| format.is_for_people) {
                self.say(&format!("next: {next}\n"));
            }
        }
        Ok(reply.exit)
    }

    /// Prints an error: to people on standard error, to scripts as an envelope.
    fn fail(&self, schema: &str, error: &CommandError) -> Exit {
        if self.prints(&["json"]) {
            let schema = if schema.is_empty() { "error" } else { schema };
            let _unread = self.context.print(&failure(schema, error), false);
        } else {
            if let Some(finding) = &error.finding {
                self.say(&render::findings(
                    std::slice::from_ref(finding.as_ref()),
                    self.error_style(),
                ));
            } else if error.exit == Exit::Cancelled {
                self.say(&format!("{}\n", error.message));
            } else {
                let bold = anstyle::Style::new()
                    .bold()
                    .fg_color(Some(anstyle::AnsiColor::Red.into()));
                self.say(&format!(
                    "{bold}error{bold:#}: {}\n",
                    render::clean(&error.message)
                ));
            }
            for hint in &error.hints {
                self.say(&format!("hint: {}\n", render::clean(hint)));
            }
        }
        error.exit
    }

    /// Says something to people, in colour where they see colours.
    pub fn say(&self, text: &str) {
        self.context.say(text, self.error_style().colour);
    }

    /// Says something unless `-q` wants quiet.
    pub fn note(&self, text: &str) {
        if !self.global.quiet {
            self.say(&format!("{text}\n"));
        }
    }

    fn colours(&self, is_terminal: bool) -> bool {
        match self.global.color {
            clap::ColorChoice::Always => true,
            clap::ColorChoice::Never => false,
            clap::ColorChoice::Auto => {
                let forced = self
                    .context
                    .variable("CLICOLOR_FORCE")
                    .is_some_and(|value| value != "0");
                let refused = self.context.variable("NO_COLOR").is_some()
                    || self
                        .context
                        .variable("TERM")
                        .is_some_and(|term| term == "dumb");
                forced || (is_terminal && !refused)
            }
        }
    }

    /// How results may look.
    pub fn style(&self) -> Style {
        Style {
            width: self.context.width(),
            colour: self.colours(self.context.output_is_terminal),
            ascii: self.global.ascii || !self.context.is_unicode(),
        }
    }

    fn error_style(&self) -> Style {
        Style {
            colour: self.colours(self.context.error_is_terminal),
            ..self.style()
        }
    }

    /// The directory the command runs in.
    pub fn folder(&self) -> PathBuf {
        match &self.global.folder {
            Some(folder) => self.context.folder.join(folder),
            None => self.context.folder.clone(),
        }
    }

    /// The workspace around it.
    ///
    /// # Errors
    /// When there is none, or its settings are broken.
    pub fn workspace(&self) -> Result<Opened<'_>, CommandError> {
        Ok(self.opened(self.found()?))
    }

    /// A workspace that is there.
    pub fn opened(&self, at: Workspace) -> Opened<'_> {
        Opened { app: self, at }
    }

    /// The workspace around it as it was at a moment, or as it is where none is named.
    ///
    /// # Errors
    /// When there is none, or nothing was there then.
    pub fn workspace_as_of(&self, words: Option<&str>) -> Result<(Opened<'_>, When), CommandError> {
        let (at, when) = moment::as_of(self.found()?, words, self.context.now())?;
        Ok((self.opened(at), when))
    }

    fn found(&self) -> Result<Workspace, CommandError> {
        let folder = self.folder();
        if self.global.folder.is_some() && !folder.is_dir() {
            return Err(CommandError::usage(format!(
                "there is no directory \"{}\"",
                folder.display()
            )));
        }
        let workspace = match Workspace::open(&folder) {
            Err(error @ StoreError::NoWorkspace { .. }) => {
                Workspace::in_bare_repository(&folder)?.ok_or(error)?
            }
            opened => opened?,
        };
        self.warn_of_strangers(&workspace);
        if self.global.verbose > 0 {
            self.note(&format!("workspace: {}", workspace.root.display()));
        }
        Ok(workspace)
    }

    /// Says once that a workspace is somebody else's, which nobody chose: what it says is read all the same.
    fn warn_of_strangers(&self, workspace: &Workspace) {
        if !workspace.is_strangers(self.context.became_root()) {
            return;
        }
        let message = format!(
            "the workspace \"{}\" was found above this directory and belongs to somebody else",
            workspace.root.display()
        );
        let help = format!(
            "{}; until then nothing is written there",
            trusting(&workspace.root)
        );
        self.warning
            .get_or_init(|| Finding::warning(codes::STRANGERS, message).with_help(help));
    }

    /// Whether the result is to be printed in one of these formats, because the command line says so.
    pub fn prints(&self, formats: &[&str]) -> bool {
        let asked = self.global.format;
        asked.is_some_and(|format| formats.contains(&format.name))
    }

    /// Whether questions may be asked.
    pub fn can_ask(&self) -> bool {
        self.context.input_is_terminal && self.context.error_is_terminal && !self.global.no_input
    }
}

/// 1 where a check found something that is no mere information, 3 where a file could not be read.
pub fn exit_of(findings: &[Finding]) -> Exit {
    if findings.iter().any(|finding| finding.breaks_file) {
        Exit::Broken
    } else if findings
        .iter()
        .any(|finding| finding.severity != Severity::Info)
    {
        Exit::Found
    } else {
        Exit::Done
    }
}
