//! The only door to the process: arguments, environment, clock, current directory, standard streams, randomness.

use crate::store::Identity;
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How far the program's writes are. Locked during a write, so that a signal waits for its end.
static WRITES: Mutex<Writes> = Mutex::new(Writes::None);

/// The signal that asked the program to end; 0 for none.
static STOPPED: AtomicI32 = AtomicI32::new(0);

/// The file that is open in an editor, and the text that it was opened with.
static EDITED: Mutex<Option<(PathBuf, String)>> = Mutex::new(None);

/// While set, the program waits for an answer.
static ASKING: AtomicBool = AtomicBool::new(false);

/// While set, questions are drawn: the cursor may be hidden, and the terminal marks what is pasted.
static DRAWING: AtomicBool = AtomicBool::new(false);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    None,
    Files,
    Commit,
}

/// Variables with settings that only git itself reads.
const GIT_SETTINGS: [&str; 4] = [
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
];

/// Everything from outside the program.
#[derive(Debug, Clone)]
pub struct Context {
    /// The program's name comes first.
    pub arguments: Vec<OsString>,
    pub folder: PathBuf,
    pub input_is_terminal: bool,
    pub output_is_terminal: bool,
    pub error_is_terminal: bool,
}

impl Context {
    pub fn of_process() -> Self {
        Self {
            arguments: std::env::args_os().collect(),
            folder: std::env::current_dir().unwrap_or_default(),
            input_is_terminal: std::io::stdin().is_terminal(),
            output_is_terminal: std::io::stdout().is_terminal(),
            error_is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// An environment variable, if set and not empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// The current time, or `SOURCE_DATE_EPOCH`.
    pub fn now(&self) -> jiff::Timestamp {
        let set = self.clock().ok().flatten();
        set.unwrap_or_else(jiff::Timestamp::now)
    }

    /// `SOURCE_DATE_EPOCH`, if set; the error is its value if that isn't a number of seconds.
    pub fn clock(&self) -> Result<Option<jiff::Timestamp>, String> {
        let set = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty());
        let Some(set) = set.map(|value| value.to_string_lossy().into_owned()) else {
            return Ok(None);
        };
        let seconds = set.parse().ok();
        let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        moment.map(Some).ok_or(set)
    }

    /// Who commits and when.
    pub fn identity(&self, zone: &jiff::tz::TimeZone) -> Identity {
        let both = |name: &str, email: &str| Some((self.variable(name)?, self.variable(email)?));
        let now = self.now();
        Identity {
            author: both("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"),
            committer: both("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"),
            seconds: now.as_second(),
            offset: zone.to_offset(now).seconds() / 60,
            settings_elsewhere: GIT_SETTINGS
                .iter()
                .any(|name| self.variable(name).is_some()),
        }
    }

    /// The id of the user who became root for this run (`sudo`).
    pub fn became_root(&self) -> Option<u32> {
        let is_root = crate::system::user() == Some(0);
        is_root.then(|| self.variable("SUDO_UID")?.parse().ok())?
    }

    /// The index of the commit whose hook runs this program, if any.
    pub fn index_of_hook(&self) -> Option<PathBuf> {
        let index = self.variable("GIT_INDEX_FILE")?;
        Some(self.folder.join(index))
    }

    /// Columns of the terminal that results go to, if they go to one.
    pub fn width(&self) -> Option<usize> {
        if !self.output_is_terminal {
            return None;
        }
        let given = self
            .variable("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .filter(|columns| *columns > 0);
        given
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
            .or(Some(80))
    }

    /// Whether the locale can show more than ASCII.
    pub fn is_unicode(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| self.variable(name));
        locale.is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
    }

    /// Writes results to standard output, byte for byte or without colours. If the reader has gone away, the program
    /// exits quietly, as pipes expect.
    pub fn print(&self, text: &str, as_is: bool) -> std::io::Result<()> {
        let mut output = std::io::stdout().lock();
        // Looking at each character of megabytes without any colour would take longer than writing them.
        let written = if as_is || memchr::memchr(b'\x1b', text.as_bytes()).is_none() {
            output.write_all(text.as_bytes())
        } else {
            anstream::StripStream::new(&mut output).write_all(text.as_bytes())
        };
        match written.and_then(|()| output.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Writes a message for people to standard error. Failures are ignored.
    pub fn say(&self, text: &str, colour: bool) {
        let mut output = std::io::stderr().lock();
        let _unread = if colour {
            output.write_all(text.as_bytes())
        } else {
            anstream::StripStream::new(&mut output).write_all(text.as_bytes())
        };
    }

    /// All of standard input, at most `limit` bytes.
    pub fn input(&self, limit: u64) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(limit + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(std::io::Error::other(format!(
                "more than {} MiB",
                limit / (1024 * 1024)
            )));
        }
        Ok(bytes)
    }

    /// Six random characters of a base-32 alphabet without look-alikes (30 bits), for a record's name.
    pub fn suffix(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut bytes = [0u8; 6];
        if getrandom::fill(&mut bytes).is_err() {
            // Without a source of randomness the clock has to do; a taken name is refused, never overwritten.
            let clock = jiff::Timestamp::now().as_nanosecond().to_le_bytes();
            for (byte, tick) in bytes.iter_mut().zip(clock) {
                *byte = tick;
            }
        }
        bytes
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
            .map(|byte| char::from(*byte))
            .collect()
    }

    /// From now on a signal that asks the program to end (Ctrl-C, SIGTERM, SIGHUP) does so with 128 and its number, but
    /// never during a write. After a write the program goes on to its end, unless it waits for an answer.
    pub fn heed_signals(&self) {
        crate::system::on_stop(|signal| {
            STOPPED.store(signal, Ordering::SeqCst);
            match *writes() {
                Writes::None => leave(signal),
                made => {
                    say_finished(made);
                    if ASKING.load(Ordering::SeqCst) {
                        restore_terminal();
                        std::process::exit(i32::from(crate::exit::Exit::Done.code()));
                    }
                }
            }
        });
    }

    /// Waits for an answer.
    pub fn asking<T>(ask: impl FnOnce() -> T) -> T {
        ASKING.store(true, Ordering::SeqCst);
        let answer = ask();
        ASKING.store(false, Ordering::SeqCst);
        answer
    }

    /// From now on keys are read one by one; a terminal that can draw marks what is pasted. False if it can't.
    pub fn begin_keys(draws: bool) -> bool {
        let begun = crate::system::keys_at_once();
        if begun && draws {
            DRAWING.store(true, Ordering::SeqCst);
            let _unread = std::io::stderr().write_all(b"\x1b[?2004h");
        }
        begun
    }

    /// Makes the terminal as it was.
    pub fn end_keys() {
        restore_terminal();
    }

    /// Columns and lines of the terminal that questions are asked on.
    pub fn screen(&self) -> (usize, usize) {
        let found = terminal_size::terminal_size();
        let (columns, lines) = found.map_or((80, 24), |(columns, lines)| {
            (usize::from(columns.0), usize::from(lines.0))
        });
        let given = self.variable("COLUMNS");
        let given = given.and_then(|columns| columns.parse().ok());
        let columns = given.filter(|given| *given > 0).unwrap_or(columns);
        // A terminal that doesn't know its size says 0.
        (
            if columns == 0 { 80 } else { columns },
            if lines == 0 { 24 } else { lines },
        )
    }

    /// Runs something that no signal may interrupt.
    pub fn uninterrupted<T>(&self, act: impl FnOnce() -> T) -> T {
        let _held = writes();
        act()
    }

    /// Keeps signals waiting until it is dropped; during a write they wait anyway.
    pub fn hold_signals() -> impl Sized {
        WRITES.try_lock().ok()
    }

    /// Runs a write that no signal may interrupt; it returns whether it made a commit.
    pub fn writing<T, E>(
        &self,
        write: impl FnOnce() -> Result<(T, bool), E>,
        leaves_nothing: impl FnOnce(&E) -> bool,
    ) -> Result<T, E> {
        let mut writes = writes();
        let done = write();
        match &done {
            Ok((_, true)) => *writes = Writes::Commit,
            Ok((_, false)) if *writes == Writes::None => *writes = Writes::Files,
            Ok(_) => {}
            Err(error) if *writes == Writes::None && leaves_nothing(error) => {
                let signal = STOPPED.load(Ordering::SeqCst);
                if signal != 0 {
                    leave(signal);
                }
            }
            // What is left of it is told with the error.
            Err(_) => *writes = Writes::Files,
        }
        if done.is_ok() && STOPPED.load(Ordering::SeqCst) != 0 {
            say_finished(*writes);
        }
        done.map(|(done, _)| done)
    }

    /// Opens a file with this text in the editor and waits for it to close.
    pub fn edit(&self, editor: &str, file: &Path, text: &str) -> std::io::Result<()> {
        self.heed_signals();
        *edited() = Some((file.to_owned(), text.to_owned()));
        let status = crate::system::shell(editor, file).status();
        *edited() = None;
        let status = status?;
        if status.success() {
            Ok(())
        } else {
            Err(std::io::Error::other(format!("it ended with {status}")))
        }
    }

    /// The editor the user chose: `REDESIGN_EDITOR`, then git's choice; without the repository's own settings unless
    /// they may be trusted.
    pub fn editor(&self, heeds_repository: bool) -> Option<String> {
        self.variable("REDESIGN_EDITOR").or_else(|| {
            let mut ask = std::process::Command::new("git");
            ask.args(["var", "GIT_EDITOR"]).current_dir(&self.folder);
            if !heeds_repository {
                // A git directory that doesn't exist leaves only the user's own settings.
                ask.env("GIT_DIR", "");
            }
            let output = ask.output();
            let said = output.ok().filter(|output| output.status.success());
            let from_git =
                said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
            from_git
                .or_else(|| self.variable("VISUAL"))
                .or_else(|| self.variable("EDITOR"))
        })
    }
}

fn writes() -> MutexGuard<'static, Writes> {
    WRITES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn edited() -> MutexGuard<'static, Option<(PathBuf, String)>> {
    EDITED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the program, which wrote nothing, because of a signal.
fn leave(signal: i32) -> ! {
    restore_terminal();
    let mut stderr = std::io::stderr();
    let _unread = stderr.write_all(b"\ncancelled; nothing was written\n");
    if let Some((file, text)) = edited().take() {
        if std::fs::read(&file).is_ok_and(|now| now != text.as_bytes()) {
            let _unread = writeln!(stderr, "hint: what you saved is kept in {}", file.display());
        } else {
            let _gone = std::fs::remove_file(file);
        }
    }
    std::process::exit(128 + signal);
}

fn say_finished(writes: Writes) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if SAID.swap(true, Ordering::SeqCst) {
        return;
    }
    let what = match writes {
        Writes::Commit => "the commit was made",
        _ => "the files were written",
    };
    let _unread = writeln!(std::io::stderr(), "\nfinished: {what}");
}

/// Undoes what prompts changed of the terminal.
fn restore_terminal() {
    if DRAWING.swap(false, Ordering::SeqCst) {
        let _unread = std::io::stderr().write_all(b"\x1b[?25h\x1b[?2004l");
    }
    crate::system::keys_by_line();
}
