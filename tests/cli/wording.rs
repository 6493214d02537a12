//! Kept outputs without the words that may be said in another way: the values of `message`, `help`, `reason` and `why`,
//! and headings. What is left is what a command counted, named and found.

use super::kept::{Kept, Said};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// Keys of JSON, and columns, whose values are wording.
const WORDING: [&str; 4] = ["message", "help", "reason", "why"];
const BLANK: &str = "…";

/// A kept file without its wording.
pub fn blanked(kept: &Kept) -> String {
    let mut wording = Wording::default();
    for said in &kept.said {
        match said.one_format() {
            "json" => wording.take_from_json(&said.out),
            "html" => wording.take_from_html(&said.out),
            _ => {}
        }
    }
    // What holds another text goes first.
    wording
        .words
        .sort_by_key(|words| std::cmp::Reverse(words.len()));
    let mut text = format!("$ redesign {}\n", kept.line);
    for said in &kept.said {
        text.push_str(&format!("#### {}, exit {}\n", said.format, said.code));
        text.push_str(wording.blank(said).trim_end());
        text.push_str(&format!("\n{}\n", beside(&said.err)));
    }
    text
}

/// JSON without its wording, printed as the program prints JSON.
pub fn blanked_json(text: &str) -> String {
    let Ok(mut value) = serde_json::from_str(text) else {
        return text.to_owned();
    };
    in_wording(&mut value, false, &mut |words| BLANK.clone_into(words));
    serde_json::to_string_pretty(&value).unwrap()
}

/// Calls with each string that is wording.
fn in_wording(value: &mut Value, is_wording: bool, call: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(words) if is_wording => call(words),
        Value::Array(all) => {
            for one in all {
                in_wording(one, is_wording, call);
            }
        }
        Value::Object(fields) => {
            for (key, one) in fields.iter_mut() {
                in_wording(one, is_wording || WORDING.contains(&key.as_str()), call);
            }
        }
        _ => {}
    }
}

/// What is said in other words elsewhere: messages, as JSON has them, and headings, as HTML has them.
#[derive(Default)]
struct Wording {
    words: Vec<String>,
    headings: Vec<String>,
}

impl Wording {
    fn take_from_json(&mut self, text: &str) {
        if let Ok(mut value) = serde_json::from_str(text) {
            in_wording(&mut value, false, &mut |words| {
                if words.contains(' ') {
                    self.words.push(words.clone());
                }
            });
        }
    }

    fn take_from_html(&mut self, text: &str) {
        static ROW: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("<tr>(<th.*?</th>)</tr>|<h[2-6]>(.*?)</h[2-6]>").unwrap());
        static MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^>]*>").unwrap());
        for row in ROW.captures_iter(text) {
            let words = row.get(1).or(row.get(2)).unwrap().as_str();
            let words = unescaped(&MARK.replace_all(words, " "));
            self.headings.push(squeezed(&words));
        }
    }

    fn blank(&self, said: &Said) -> String {
        match said.one_format() {
            "json" => blanked_json(&said.out),
            "csv" => columns(&said.out, b','),
            "tsv" => columns(&said.out, b'\t'),
            "html" => self.markup(&said.out),
            _ => self.plain(&said.out),
        }
    }

    fn markup(&self, text: &str) -> String {
        static HEADING: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("(<th[^>]*>|<h[2-6]>)(.*?)(</th>|</h[2-6]>)").unwrap());
        let text = HEADING.replace_all(text, format!("${{1}}{BLANK}${{3}}"));
        self.without_words(&text, escaped)
    }

    /// What people read in a terminal, a page's text or a drawing: how wide a column is depends on its words.
    fn plain(&self, text: &str) -> String {
        let text = self.without_words(text, ToOwned::to_owned);
        let text = self.without_words(&text, in_markdown);
        let mut lines: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = squeezed(line);
            let is_rule = line.starts_with("| --") || line.starts_with("|--");
            if let Some(head) = lines.last_mut().filter(|_| is_rule) {
                BLANK.clone_into(head);
            }
            let is_heading = line.starts_with("##") || self.headings.contains(&line);
            lines.push(if is_heading { BLANK.to_owned() } else { line });
        }
        lines.join("\n")
    }

    fn without_words(&self, text: &str, form: fn(&str) -> String) -> String {
        let all = self.words.iter();
        all.fold(text.to_owned(), |text, words| {
            text.replace(&form(words), BLANK)
        })
    }
}

/// Messages beside a result; what is to be typed next is no wording.
fn beside(text: &str) -> String {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^( *= help|error|hint|note|warning)(\[\w+\])?: .*$").unwrap()
    });
    LABEL
        .replace_all(text, format!("$1$2: {BLANK}"))
        .into_owned()
}

/// A table for scripts, without its heads and the columns that are wording.
fn columns(text: &str, between: u8) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(between)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let Some((heads, rows)) = rows.split_first() else {
        return String::new();
    };
    let mut lines = vec![format!("{} columns", heads.len())];
    for row in rows {
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let is_wording = heads.get(at).is_some_and(|head| WORDING.contains(&head));
            if is_wording { BLANK } else { cell }
        });
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n")
}

fn squeezed(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}

fn escaped(words: &str) -> String {
    let pairs = [
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
    ];
    pairs.iter().fold(words.to_owned(), |words, (from, to)| {
        words.replace(*from, to)
    })
}

fn unescaped(words: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(words.to_owned(), |words, (from, to)| {
        words.replace(from, to)
    })
}

fn in_markdown(words: &str) -> String {
    let mut text = String::new();
    for letter in words.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#' | '|') {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `check` says of one plan, in four formats and in words of one's choice.
    fn said(message: &str, head: &str, line: u32) -> String {
        let said = |format: &str, out: String, err: &str| Said {
            format: format.to_owned(),
            code: 1,
            out,
            err: err.to_owned(),
        };
        let json = serde_json::json!({"data": {"plans": 2}, "diagnostics": [
            {"code": "W0201", "message": message, "line": line, "help": ["mend it"]}]});
        let shown = escaped(message);
        blanked(&Kept {
            line: "check".to_owned(),
            said: vec![
                said(
                    "table",
                    format!("{head}  Line\nW0201  {message}  {line}\n"),
                    &format!("note: {message}\nnext: redesign next a\n"),
                ),
                said("json", json.to_string(), ""),
                said(
                    "csv",
                    format!(
                        "code,message,line\nW0201,\"{}\",{line}\n",
                        message.replace('"', "\"\"")
                    ),
                    "",
                ),
                said(
                    "markdown",
                    format!(
                        "| {head} | Line |\n| --- | ---: |\n| {} | {line} |\n",
                        in_markdown(message)
                    ),
                    "",
                ),
                said(
                    "html",
                    format!(
                        "<tr><th scope=\"col\">{head}</th><th>Line</th></tr><td>{shown}</td><td>{line}</td>\n"
                    ),
                    "",
                ),
            ],
        })
    }

    #[test]
    fn other_words_are_the_same_and_another_number_is_not() {
        let before = said("words that count nowhere", "Found", 3);
        let reworded = said(
            "this \"text\" isn't <counted>, so | move it",
            "What is wrong",
            3,
        );
        assert_eq!(before, reworded);
        assert!(!before.contains("count nowhere") && !before.contains("Found"));
        let elsewhere = said("words that count nowhere", "Found", 4);
        let differing = before
            .lines()
            .zip(elsewhere.lines())
            .filter(|(one, other)| one != other);
        assert_eq!(
            differing.count(),
            5,
            "one line in each format:\n{before}\n{elsewhere}"
        );
    }

    #[test]
    fn what_is_to_be_typed_is_not_wording() {
        let text = beside("error[E0002]: broken\n  = help: write it\nnext: redesign next\n");
        assert_eq!(text, "error[E0002]: …\n  = help: …\nnext: redesign next\n");
    }
}
