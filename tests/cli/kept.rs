//! What a command line said, kept as one file: in each format, what was said beside it, how it ended, what it left.

use super::sandbox::Run;
use std::path::{Path, PathBuf};

/// One run.
#[derive(Debug, PartialEq)]
pub struct Said {
    pub format: String,
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A command line and its runs.
#[derive(Debug, PartialEq)]
pub struct Kept {
    pub line: String,
    pub said: Vec<Said>,
}

impl Said {
    /// The one format it has; several have in common that they are no more than words.
    pub fn one_format(&self) -> &str {
        let mut formats = self.format.split(' ').filter(|word| !word.starts_with('-'));
        formats
            .next()
            .filter(|_| formats.next().is_none())
            .unwrap_or_default()
    }
}

impl Kept {
    pub fn new(line: &str) -> Self {
        Self {
            line: line.replace('\n', "\\n"),
            said: Vec::new(),
        }
    }

    /// What is said in several formats alike is kept once.
    pub fn add(&mut self, format: &str, run: Run) {
        let (flag, name) = format.rsplit_once(' ').unwrap_or(("", format));
        let alike = self.said.iter_mut().find(|said| {
            said.format.starts_with('-') != flag.is_empty()
                && said.format != "left"
                && (said.code, &said.out, &said.err) == (run.code, &run.out, &run.err)
        });
        match alike {
            Some(said) => said.format.push_str(&format!(" {name}")),
            None => self.said.push(Said {
                format: format.to_owned(),
                code: run.code,
                out: run.out,
                err: run.err,
            }),
        }
    }

    /// Sizes stand in the heads, so that nothing a command prints can be taken for one.
    pub fn text(&self) -> String {
        let mut text = format!("$ redesign {}\n", self.line);
        for said in &self.said {
            let Said {
                format,
                code,
                out,
                err,
            } = said;
            text.push_str(&format!(
                "#### {format}, exit {code}, {} bytes\n{out}\n",
                out.len()
            ));
            if !err.is_empty() {
                text.push_str(&format!("#### beside it, {} bytes\n{err}\n", err.len()));
            }
        }
        text
    }

    pub fn parse(text: &str) -> Self {
        let (line, mut rest) = text.split_once('\n').unwrap();
        let mut said: Vec<Said> = Vec::new();
        while let Some((head, body)) = rest.split_once('\n') {
            let words: Vec<&str> = head.strip_prefix("#### ").unwrap().split(", ").collect();
            let bytes = words.last().unwrap().strip_suffix(" bytes").unwrap();
            let (body, after) = body.split_at(bytes.parse().unwrap());
            rest = after.strip_prefix('\n').unwrap();
            match words[..] {
                ["beside it", _] => body.clone_into(&mut said.last_mut().unwrap().err),
                [format, exit, _] => said.push(Said {
                    format: format.to_owned(),
                    code: exit.strip_prefix("exit ").unwrap().parse().unwrap(),
                    out: body.to_owned(),
                    err: String::new(),
                }),
                _ => panic!("{head:?}"),
            }
        }
        Self {
            line: line.strip_prefix("$ redesign ").unwrap().to_owned(),
            said,
        }
    }

    /// A name for the file of a command line.
    pub fn file_name(line: &str) -> String {
        let is_kept = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let name: String = line
            .to_lowercase()
            .chars()
            .map(|letter| match letter {
                '-' => '-',
                letter if is_kept(letter) => letter,
                _ => '_',
            })
            .take(80)
            .collect();
        format!("{}.txt", if name.is_empty() { "alone" } else { &name })
    }

    pub fn read(path: &Path) -> Self {
        let text =
            std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&String::from_utf8(text).unwrap())
    }
}

/// Files of kept outputs below a folder, relative to it, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let all = super::sandbox::bytes_below(folder).into_iter();
    all.map(|(path, _)| path.strip_prefix(folder).unwrap().to_owned())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect()
}

/// The first line in which two texts differ, for people.
pub fn first_difference(before: &str, now: &str) -> String {
    let mut pairs = before.lines().zip(now.lines()).enumerate();
    let differs = pairs.find(|(_, (before, now))| before != now);
    match differs {
        Some((at, (before, now))) => format!("line {}:\n  - {before}\n  + {now}", at + 1),
        None => format!(
            "{} lines before, {} now",
            before.lines().count(),
            now.lines().count()
        ),
    }
}

#[test]
fn what_is_written_is_read_back() {
    let said = |format: &str, out: &str, err: &str| Said {
        format: format.to_owned(),
        code: 3,
        out: out.to_owned(),
        err: err.to_owned(),
    };
    let kept = Kept {
        line: "status --at 'v1'".to_owned(),
        said: vec![
            said("table", "#### json, exit 0, 3 bytes\nno end", "note: é\n"),
            said("ics", "A\r\nB\r\n\n", ""),
            said("csv", "", "error: none\n"),
        ],
    };
    assert_eq!(Kept::parse(&kept.text()), kept);
}
