//! What all commands share: flags, the workspace, and the one way to print results and errors.

pub mod acceptance;
pub mod answer;
mod formats;
pub mod given;
mod global;
pub mod new_place;
pub mod past;
mod progress;
pub mod record_file;
pub mod sharing;
pub mod stamping;
pub mod target;
pub mod tips;
pub mod title;
mod usage;
pub mod write;

pub use formats::Formats;
pub use global::{Global, format_flag};
pub use usage::usage_error;

use crate::context::Context;
use crate::error::{CommandError, trusting};
use crate::exit::Exit;
use crate::model::{Finding, Severity, codes};
use crate::queries::moment::{self, When};
use crate::render::{self, Diagnostic, Envelope, Format, Printed, Source, Style};
use crate::report::Report;
use crate::store::{Snapshot, StoreError, Workspace};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::borrow::Cow;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A command: its arguments, its result, and what it does.
pub trait Command: clap::Args + Sized {
    /// Its JSON schema is `redesign.NAME/1`. Empty for the few that don't print an envelope.
    const SCHEMA: &'static str;
    const FORMATS: Formats;
    /// Subcommands that have other formats.
    const INNER: &'static [(&'static str, Formats)] = &[];
    type Data: Serialize + JsonSchema;

    fn run(self, app: &App<'_>) -> Result<Reply<Self::Data>, CommandError>;
}

/// The formats of a command, or of its subcommand that words name.
pub fn formats_of<C: Command>(below: &[&str]) -> Formats {
    let inner = C::INNER
        .iter()
        .find(|(name, _)| below.first() == Some(name));
    inner.map_or(C::FORMATS, |(_, formats)| *formats)
}

#[derive(Debug)]
pub struct Reply<T> {
    pub data: Option<T>,
    pub report: Report,
    /// Printed as is, instead of a report.
    pub raw: Option<String>,
    pub findings: Vec<Finding>,
    pub next: Option<String>,
    pub notes: Vec<String>,
    /// The commit that was read or made.
    pub commit: Option<String>,
    pub exit: Exit,
    /// Whether `-q` leaves the report out because it only says what was done.
    pub is_report_of_work: bool,
}

impl<T> Reply<T> {
    pub fn new(data: T, report: Report) -> Self {
        Self {
            data: Some(data),
            report,
            ..Self::raw(None)
        }
    }

    /// Text printed as is, or nothing but notes.
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

pub fn schema_of<C: Command>() -> Schema {
    schemars::schema_for!(Envelope<C::Data>)
}

/// The schema of a failure before any command runs, such as an unknown flag.
pub fn error_schema() -> Schema {
    schemars::schema_for!(Envelope<()>)
}

pub struct App<'a> {
    pub context: &'a Context,
    pub global: Global,
    /// The clap tree, for commands that print parts of it.
    pub tree: fn() -> clap::Command,
    /// A warning about the workspace, shown with any result.
    pub warning: OnceLock<Finding>,
    /// What the workspace is read from, if not from the disk.
    pub past: OnceLock<Snapshot>,
}

/// A workspace and the running command's context.
pub struct Opened<'a> {
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
    pub fn now(&self) -> When {
        When::now(self, self.app.context.now())
    }
}

/// Prints a document for programs: byte for byte, on a terminal made harmless.
fn print_data(
    context: &Context,
    text: &str,
    harmless: fn(&str) -> Cow<'_, str>,
) -> std::io::Result<()> {
    if context.output_is_terminal {
        context.print(&harmless(text), true)
    } else {
        context.print(text, true)
    }
}

fn failure(schema: &str, error: &CommandError) -> String {
    if !error.mistakes.is_empty() {
        let diagnostics = error.mistakes.iter().map(Diagnostic::from).collect();
        return render::envelope::<()>(schema, Source::default(), None, diagnostics);
    }
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
    /// A copy with other flags.
    #[must_use]
    pub fn with(&self, global: Global) -> Self {
        Self {
            global,
            warning: self.warning.clone(),
            past: self.past.clone(),
            ..*self
        }
    }

    /// Runs a command and prints its result.
    pub fn finish<C: Command>(&self, command: C) -> Exit {
        let format = match self.format::<C>() {
            Ok(format) => format,
            Err(error) => return self.fail(C::SCHEMA, &error),
        };
        // Commands without an envelope, such as the merge driver, don't use the clock.
        if let (Err(set), false) = (self.context.clock(), C::SCHEMA.is_empty()) {
            let error = CommandError::usage(format!(
                "SOURCE_DATE_EPOCH is \"{set}\", not a number of seconds"
            ))
            .hint("seconds since 1970, such as 1795435200; `unset SOURCE_DATE_EPOCH` uses the current time");
            return self.fail(C::SCHEMA, &error);
        }
        match command.run(self).and_then(|reply| self.all_read(reply)) {
            Ok(mut reply) => {
                reply.findings.extend(self.warning.get().cloned());
                let printed = self.print(C::SCHEMA, format, &reply);
                // The process ends here; freeing thousands of rows one by one would only take time.
                std::mem::forget(reply);
                printed.unwrap_or_else(|error| {
                    self.context
                        .say(&format!("error: can't write the result: {error}\n"), false);
                    Exit::Surroundings
                })
            }
            Err(error) => self.fail(C::SCHEMA, &error),
        }
    }

    /// The reply, unless git lacks something of what the workspace was read from: lists pass over it.
    fn all_read<T>(&self, reply: T) -> Result<T, CommandError> {
        if let Some(past) = self.past.get() {
            past.whole()?;
        }
        Ok(reply)
    }

    fn format<C: Command>(&self) -> Result<&'static Format, CommandError> {
        let default = || {
            C::FORMATS
                .names()
                .first()
                .and_then(|name| render::named(name))
        };
        let bug = || CommandError::new(codes::BUG, "a command has no output format");
        self.global.format.or_else(default).ok_or_else(bug)
    }

    fn print<T: Serialize>(
        &self,
        schema: &str,
        format: &Format,
        reply: &Reply<T>,
    ) -> std::io::Result<Exit> {
        let style = self.style();
        if let Some(text) = &reply.raw {
            print_data(self.context, text, render::clean)?;
        } else {
            let source = || Source {
                commit: reply.commit.clone(),
            };
            let diagnostics = || reply.findings.iter().map(Diagnostic::from).collect();
            let json = || render::envelope(schema, source(), reply.data.as_ref(), diagnostics());
            let page = Printed {
                name: schema,
                report: &reply.report,
                findings: &reply.findings,
                json: &json,
                style,
            };
            let silent = self.global.quiet && reply.is_report_of_work && format.is_for_people;
            if !silent {
                let text = (format.render)(&page);
                match format.on_terminal {
                    Some(harmless) => print_data(self.context, &text, harmless)?,
                    None => self.context.print(&text, style.colour)?,
                }
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
                let note = render::wrapped(note, style.width);
                self.say(&format!("{note}\n"));
            }
            if let Some(next) = reply.next.as_ref().filter(|_| format.is_for_people) {
                self.say(&format!("next: {next}\n"));
            }
        }
        Ok(reply.exit)
    }

    /// Prints an error: as text for people, as an envelope for scripts.
    fn fail(&self, schema: &str, error: &CommandError) -> Exit {
        if self.prints(&["json"]) {
            let schema = if schema.is_empty() { "error" } else { schema };
            let text = failure(schema, error);
            let _unread = print_data(self.context, &text, render::escaped_json);
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
            for mistake in &error.mistakes {
                let help = mistake.help.as_ref();
                let help = help.map_or(String::new(), |help| format!("; {help}"));
                self.say(&format!(
                    "  {}{}\n",
                    render::clean(&mistake.message),
                    render::clean(&help)
                ));
            }
            for hint in &error.hints {
                self.say(&format!("hint: {}\n", render::clean(hint)));
            }
        }
        error.exit
    }

    /// Prints a message for people, in colour if they see colours.
    pub fn say(&self, text: &str) {
        self.context.say(text, self.error_style().colour);
    }

    /// Prints a message unless `-q`.
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

    /// The workspace that contains the current directory.
    pub fn workspace(&self) -> Result<Opened<'_>, CommandError> {
        Ok(self.opened(self.found()?))
    }

    /// Wraps an existing workspace.
    pub fn opened(&self, at: Workspace) -> Opened<'_> {
        if let Some(past) = at.snapshot() {
            self.past.get_or_init(|| past.clone());
        }
        Opened { app: self, at }
    }

    /// The workspace that contains the current directory, as it was at the given moment if there is one.
    pub fn workspace_as_of(&self, words: Option<&str>) -> Result<(Opened<'_>, When), CommandError> {
        let (at, when) = moment::as_of(self.found()?, words, self.context.now())?;
        Ok((self.opened(at), when))
    }

    fn found(&self) -> Result<Workspace, CommandError> {
        let folder = self.folder();
        if self.global.folder.is_some() && !folder.is_dir() {
            return Err(CommandError::usage(format!(
                "no directory \"{}\"",
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

    /// Warns once if the workspace belongs to somebody else and wasn't chosen by the user; it is read anyway.
    fn warn_of_strangers(&self, workspace: &Workspace) {
        if !workspace.is_strangers(self.context.became_root()) {
            return;
        }
        let message = format!(
            "the workspace \"{}\" above this directory belongs to somebody else",
            workspace.root.display()
        );
        let help = format!(
            "{}; until then redesign doesn't write there",
            trusting(&workspace.root)
        );
        self.warning
            .get_or_init(|| Finding::warning(codes::STRANGERS, message).with_help(help));
    }

    /// Whether the command line asks for one of these formats.
    pub fn prints(&self, formats: &[&str]) -> bool {
        let asked = self.global.format;
        asked.is_some_and(|format| formats.contains(&format.name))
    }

    /// Whether questions may be asked.
    pub fn can_ask(&self) -> bool {
        self.context.input_is_terminal && self.context.error_is_terminal && !self.global.no_input
    }
}

/// 1 if there is a finding above information, 3 if a file couldn't be read.
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
