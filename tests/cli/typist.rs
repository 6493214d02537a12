//! Somebody at a terminal, who waits for a question before answering it.

use super::sandbox::{HEEDING, Sandbox};
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long a question may take before the test fails; nothing waits that long otherwise.
const PATIENCE: Duration = Duration::from_mins(1);

/// `script` gives the program a terminal.
pub struct Typist {
    child: Child,
    keys: Option<ChildStdin>,
    shown: Receiver<Vec<u8>>,
    all: Vec<u8>,
    /// How much of the words was waited for.
    heard: usize,
}

impl Typist {
    pub fn at(
        sandbox: &Sandbox,
        columns: usize,
        arguments: &str,
        variables: &[(&str, &str)],
    ) -> Self {
        let line = format!(
            "{} {arguments} --color never",
            env!("CARGO_BIN_EXE_redesign")
        );
        let mut script = sandbox.command("script");
        script
            .env("TERM", "xterm")
            .env("COLUMNS", columns.to_string())
            .envs(variables.iter().copied());
        Self::before(&mut script, &line)
    }

    /// In a program that finds the binary under test by its name, such as a shell.
    pub fn in_program(sandbox: &Sandbox, line: &str) -> Self {
        let mut script = sandbox.command_with_redesign("script");
        Self::before(script.env("TERM", "xterm"), line)
    }

    fn before(script: &mut Command, line: &str) -> Self {
        let mut child = script
            .args(["-qec", &format!("env {HEEDING} {line}"), "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keys = child.stdin.take();
        let mut output = child.stdout.take().unwrap();
        let (say, shown) = channel();
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(length) = output.read(&mut some) {
                if length == 0 || say.send(some[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keys,
            shown,
            all: Vec::new(),
            heard: 0,
        }
    }

    /// What the terminal was given, without what moves its cursor.
    pub fn screen(&self) -> String {
        let text = String::from_utf8_lossy(&self.all);
        let mut plain = String::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if letter == '\u{1b}' {
                letters.find(char::is_ascii_alphabetic);
                continue;
            }
            plain.push(if letter == '\r' { '\n' } else { letter });
        }
        plain
    }

    /// All of it, as the terminal got it.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.all).into_owned()
    }

    /// Its words, with one space between them.
    fn words(&self) -> String {
        let screen = self.screen();
        screen.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until these words are shown, after those waited for before.
    #[track_caller]
    pub fn until(&mut self, words: &str) -> &mut Self {
        loop {
            let all = self.words();
            if let Some(at) = all.get(self.heard..).and_then(|new| new.find(words)) {
                self.heard += at + words.len();
                return self;
            }
            let more = self.shown.recv_timeout(PATIENCE);
            let more = more.unwrap_or_else(|_| panic!("{words:?} isn't shown:\n{}", self.screen()));
            self.all.extend(more);
        }
    }

    #[track_caller]
    pub fn types(&mut self, keys: &str) -> &mut Self {
        let input = self.keys.as_mut().unwrap();
        input.write_all(keys.as_bytes()).unwrap();
        input.flush().unwrap();
        self
    }

    /// Waits for the end; gives what was shown.
    #[track_caller]
    pub fn ends(&mut self, code: i32) -> String {
        while let Ok(more) = self.shown.recv_timeout(PATIENCE) {
            self.all.extend(more);
        }
        self.keys = None;
        let ended = self.child.wait().unwrap().code();
        assert_eq!(ended, Some(code), "{}", self.screen());
        self.screen()
    }
}

/// What a terminal sends for a paste, if it marks them.
pub fn marked(text: &str) -> String {
    format!("\u{1b}[200~{}\u{1b}[201~", bare(text))
}

/// The same from a terminal that doesn't.
pub fn bare(text: &str) -> String {
    text.replace('\n', "\r")
}
