//! A directory of its own for each test, in which the real binary and the real git run without seeing the user's
//! settings, home, clock or locale.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The day that tests live on: 2026-11-23, 12:00 UTC.
pub const NOW: &str = "1795435200";

/// A folder of its own, in memory where there is room: on a disk the tests take twice as long. `TMPDIR` says where else.
pub fn folder() -> tempfile::TempDir {
    let chosen = std::env::var_os("TMPDIR").is_some();
    match memory().filter(|_| !chosen) {
        Some(memory) => tempfile::tempdir_in(memory).unwrap(),
        None => tempfile::tempdir().unwrap(),
    }
}

/// Where Linux keeps files in memory, if programs may run there and much is free.
#[cfg(unix)]
fn memory() -> Option<&'static str> {
    const MEMORY: &str = "/dev/shm";
    const MUCH: u64 = 2 << 30;
    let found = rustix::fs::statvfs(MEMORY).ok()?;
    let has_room = found.f_bavail.saturating_mul(found.f_frsize) >= MUCH;
    let runs = !found.f_flag.contains(rustix::fs::StatVfsMountFlags::NOEXEC);
    (has_room && runs).then_some(MEMORY)
}

#[cfg(not(unix))]
fn memory() -> Option<&'static str> {
    None
}

pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// What a program said and how it ended.
#[derive(Debug, Clone)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }

    /// Fails the test unless both streams together hold these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        let said = format!("{}\n{}", self.out, self.err);
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
        self
    }

    /// Fails the test where one of the streams holds these words.
    #[track_caller]
    pub fn never_says(self, words: &str) -> Self {
        let said = format!("{}\n{}", self.out, self.err);
        assert!(!said.contains(words), "{words:?} is in:\n{said}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.out, self.err))
    }
}

impl Sandbox {
    /// An empty directory, with a git identity in the home beside it.
    pub fn new() -> Self {
        let folder = folder();
        std::fs::create_dir(folder.path().join("home")).unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let sandbox = Self { folder };
        std::fs::write(
            sandbox.home().join(".gitconfig"),
            "[user]\n\tname = Test\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgsign = false\n",
        )
        .unwrap();
        sandbox
    }

    /// A workspace with these plans, committed.
    pub fn with_plans(plans: &[&str]) -> Self {
        let sandbox = Self::new();
        sandbox.ok("init --title 'Test cohort'");
        if !plans.is_empty() {
            sandbox.run(["new"].iter().chain(plans)).ends_with(0);
        }
        sandbox
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The directory in which commands run.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[track_caller]
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Copies a folder of the sources.
    #[track_caller]
    pub fn copy(&self, from: &Path, to: &str) {
        for (path, bytes) in bytes_below(from) {
            let name = path.strip_prefix(from).unwrap().to_string_lossy();
            self.write(&format!("{to}/{name}"), bytes);
        }
    }

    /// Replaces words of a file, which must be there.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{from:?} is not in {name}:\n{text}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Writes words below the comment of an output, as a person does in an editor.
    #[track_caller]
    pub fn type_below(&self, name: &str, output: &str, words: &str) {
        let text = self.read(name);
        let comment = text
            .find(&format!("<!-- output: {output}."))
            .unwrap_or_else(|| panic!("no {output} in {name}"));
        let end = comment + text[comment..].find("-->").unwrap() + 3;
        self.write(name, format!("{}\n\n{words}{}", &text[..end], &text[end..]));
    }

    /// Files of a folder, relative to it, sorted.
    pub fn files(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = std::fs::read_dir(self.path(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        found
    }

    /// A program with the sandbox's surroundings and nothing else.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.work())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("XDG_CONFIG_HOME", self.home().join("none"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LANG", "C.UTF-8")
            .env("TERM", "dumb")
            .env("SOURCE_DATE_EPOCH", NOW)
            .env("GIT_AUTHOR_DATE", format!("{NOW} +0000"))
            .env("GIT_COMMITTER_DATE", format!("{NOW} +0000"))
            .stdin(Stdio::null());
        command
    }

    /// The binary under test.
    pub fn redesign(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_redesign"))
    }

    pub fn run<I, S>(&self, arguments: I) -> Run
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = self.redesign();
        command.args(arguments);
        finished(&mut command)
    }

    /// Runs a command line, split as a shell splits it, which must succeed.
    #[track_caller]
    pub fn ok(&self, line: impl AsRef<str>) -> Run {
        self.fails(0, line)
    }

    /// The same for a line that must end with this code.
    #[track_caller]
    pub fn fails(&self, code: i32, line: impl AsRef<str>) -> Run {
        self.run(words(line.as_ref())).ends_with(code)
    }

    /// Runs with words on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.redesign();
        let mut child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        of(&child.wait_with_output().unwrap())
    }

    pub fn run_with_env(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.redesign();
        command.args(arguments).envs(variables.iter().copied());
        finished(&mut command)
    }

    /// Runs at noon of another day, which is also the date of its commit.
    pub fn run_on(&self, day: jiff::civil::Date, arguments: &[&str]) -> Run {
        finished(on(day, self.redesign().args(arguments)))
    }

    /// Commits everything at noon of a day, as a person does with git alone.
    #[track_caller]
    pub fn commit_on(&self, day: jiff::civil::Date, why: &str) {
        for arguments in [&["add", "-A"][..], &["commit", "-qm", why, "--allow-empty"]] {
            let run = finished(on(day, self.command("git").args(arguments)));
            assert_eq!(run.code, 0, "git {arguments:?}: {}{}", run.out, run.err);
        }
    }

    /// Runs in a terminal of so many columns, by way of `script`, which gives the program one; gives the lines.
    #[cfg(target_os = "linux")]
    #[track_caller]
    pub fn lines_in_terminal(&self, columns: usize, arguments: &str) -> Vec<String> {
        let lines = self.in_terminal(NOW, columns, arguments);
        // A command to type stays on one line.
        let is_text = |line: &&String| !line.trim_start().starts_with("redesign ");
        let is_text = |line: &&String| is_text(line) && !line.starts_with("next: ");
        let widths = lines.iter().filter(is_text);
        let widest = widths.map(|line| line.chars().count()).max();
        assert!(
            widest.unwrap_or(0) <= columns,
            "{widest:?} > {columns}:\n{lines:#?}"
        );
        lines
    }

    /// The same at another moment, whatever the lines' width and however the program ends.
    #[cfg(target_os = "linux")]
    pub fn in_terminal(&self, now: &str, columns: usize, arguments: &str) -> Vec<String> {
        let binary = env!("CARGO_BIN_EXE_redesign");
        let line = format!("{binary} {arguments} --color never");
        let mut command = self.command("script");
        command
            .args(["-qc", &line, "/dev/null"])
            .env("COLUMNS", columns.to_string())
            .env("SOURCE_DATE_EPOCH", now)
            .env("TERM", "xterm");
        let out = finished(&mut command).ends_with(0).out;
        out.lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Runs git, which must succeed; gives its output.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let run = finished(self.command("git").args(arguments));
        assert_eq!(run.code, 0, "git {arguments:?}: {}{}", run.out, run.err);
        run.out
    }

    /// A program that finds the binary under test by its name, as git finds its merge driver.
    pub fn command_with_redesign(&self, program: impl AsRef<OsStr>) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_redesign")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path));
        let mut command = self.command(program);
        command.env("PATH", std::env::join_paths(path).unwrap());
        command
    }

    /// How many commits there are.
    pub fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "HEAD"])
            .trim()
            .parse()
            .unwrap()
    }

    /// A program that stands in for an editor: runs these words of shell on the file, which is `$1`.
    pub fn editor(&self, script: &str) -> String {
        let path = self.home().join("editor.sh");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        format!("sh {}", path.display())
    }
}

/// For `env`: no signal is ignored, whatever the tests themselves are kept from, as by `nohup` or in a script's background
/// job.
pub const HEEDING: &str = "--default-signal=INT,TERM,HUP";

/// The words of a command line, as a shell takes quotes and backslashes.
#[track_caller]
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut rest = line.chars().peekable();
    while let Some(letter) = rest.next() {
        match (letter, quote) {
            (' ' | '\n' | '\t', None) => words.extend(word.take()),
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            ('\'' | '"', Some(open)) if open == letter => quote = None,
            ('\\', None) => word.get_or_insert_default().extend(rest.next()),
            ('\\', Some('"')) => {
                let escaped = rest.next_if(|next| "\"\\$`".contains(*next));
                word.get_or_insert_default().push(escaped.unwrap_or(letter));
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quote is left open: {line}");
    words.extend(word);
    words
}

/// Makes it noon of a day for a program.
pub fn on(day: jiff::civil::Date, command: &mut Command) -> &mut Command {
    let noon = jiff::tz::TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0));
    let seconds = noon.unwrap().as_second().to_string();
    let stamp = format!("{seconds} +0000");
    command
        .env("SOURCE_DATE_EPOCH", &seconds)
        .env("GIT_AUTHOR_DATE", &stamp)
        .env("GIT_COMMITTER_DATE", &stamp)
}

pub fn finished(command: &mut Command) -> Run {
    of(&command.output().unwrap())
}

fn of(output: &std::process::Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Every file below a folder with its bytes, without git's own.
pub fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != ".git") {
                    open.push(path);
                }
            } else {
                // Of a link that leads nowhere, where it leads.
                let target = |_| {
                    std::fs::read_link(&path).map(|to| to.into_os_string().into_encoded_bytes())
                };
                let bytes = std::fs::read(&path).or_else(target).unwrap();
                all.push((path, bytes));
            }
        }
    }
    all.sort();
    all
}
