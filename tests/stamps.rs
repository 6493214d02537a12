//! Stamps, over random inputs: an answer's normal form forgets how it was written down and nothing else, a formatter
//! changes no stamp, and a stamp touches no byte that isn't its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use redesign::document::{Answer, Document};
use redesign::kinds::{Column, Named, Shape, named};
use redesign::model::stamp::{Essence, Stamp};
use redesign::toolkit::{Output, Toolkit};
use std::collections::BTreeMap;
use std::sync::LazyLock;

fn config() -> Config {
    let mut config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 256;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_261_125);
    }
    config
}

/// Entries of one to five words each.
fn entries() -> impl Strategy<Value = Vec<Vec<String>>> {
    let word = "[a-zA-Zéß日][a-z]{0,6}[,.?]?";
    prop::collection::vec(prop::collection::vec(word, 1..6), 1..6).prop_filter(
        "what only holds a place is no answer",
        |entries| {
            entries.iter().flatten().all(|word| {
                let word = word.to_lowercase();
                !word.starts_with("todo") && !word.starts_with("tbd")
            })
        },
    )
}

/// How a list is written down: mark, gaps between words, line ends, blank lines.
#[derive(Debug, Clone)]
struct Clothes {
    mark: &'static str,
    gap: &'static str,
    newline: &'static str,
    blanks: bool,
    wrapped: bool,
}

fn clothes() -> impl Strategy<Value = Clothes> {
    (
        prop::sample::select(vec![
            "- ", "* ", "+ ", "1. ", "2) ", "- [ ] ", "* [_]  ", "",
        ]),
        prop::sample::select(vec![" ", "  ", "\t", " \u{a0}"]),
        prop::sample::select(vec!["\n", "\r\n"]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(mark, gap, newline, blanks, wrapped)| Clothes {
            mark,
            gap,
            newline,
            blanks,
            wrapped,
        })
}

fn list(entries: &[Vec<String>], clothes: &Clothes) -> String {
    let mut text = String::new();
    for entry in entries {
        let gap = if clothes.wrapped && !clothes.mark.is_empty() {
            format!("{}   ", clothes.newline)
        } else {
            clothes.gap.to_owned()
        };
        text.push_str(clothes.mark);
        text.push_str(&entry.join(&gap));
        text.push_str(clothes.newline);
        if clothes.blanks {
            text.push_str(clothes.newline);
            text.push_str("- TBD");
            // A line right below it would belong to it.
            text.push_str(clothes.newline);
            text.push_str(clothes.newline);
        }
    }
    text
}

fn shape() -> Shape {
    let column = |id: &str| Column {
        name: Named {
            id: id.to_owned(),
            title: format!("The {id}"),
        },
        kind: None,
        shape: Shape::default(),
    };
    Shape {
        columns: vec![column("who"), column("says")],
        ..Shape::default()
    }
}

fn table(entries: &[Vec<String>], clothes: &Clothes, turned: bool) -> String {
    let pad = clothes.gap;
    let row = |one: &str, other: &str| {
        let (one, other) = if turned { (other, one) } else { (one, other) };
        format!("|{pad}{one}{pad}|{pad}{other}{pad}|{}", clothes.newline)
    };
    let mut text = row("The who", "says") + "| :-: |---|" + clothes.newline;
    for entry in entries {
        text += &row(&entry[0], &entry[1..].join(clothes.gap));
        if clothes.blanks {
            text += &row("", "");
        }
    }
    text
}

fn essence(kind: &str, text: &str) -> String {
    let answer = Answer::of_text(text.trim_end());
    named(kind).unwrap().essence(&shape(), answer.seen())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn clothes_are_forgotten(entries in entries(), one in clothes(), other in clothes(), turned: bool) {
        for kind in ["text", "list"] {
            prop_assert_eq!(essence(kind, &list(&entries, &one)), essence(kind, &list(&entries, &other)), "{}", kind);
        }
        let (one, other) = (table(&entries, &one, turned), table(&entries, &other, !turned));
        prop_assert_eq!(essence("table", &one), essence("table", &other));
    }

    #[test]
    fn words_are_not(entries in entries(), clothes in clothes(), at in any::<prop::sample::Index>(), word in any::<prop::sample::Index>()) {
        let mut other = entries.clone();
        let entry = at.index(entries.len());
        let word = word.index(entries[entry].len());
        other[entry][word].push('x');
        for kind in ["text", "list", "tasks"] {
            prop_assert_ne!(essence(kind, &list(&entries, &clothes)), essence(kind, &list(&other, &clothes)), "{}", kind);
        }
        prop_assert_ne!(essence("table", &table(&entries, &clothes, false)), essence("table", &table(&other, &clothes, false)));
        let mut fewer = entries.clone();
        fewer.remove(entry);
        for kind in ["text", "list", "tasks"] {
            prop_assert_ne!(essence(kind, &list(&entries, &clothes)), essence(kind, &list(&fewer, &clothes)), "{}", kind);
        }
    }

    #[test]
    fn a_stamp_touches_nothing_else(
        keys in prop::collection::vec("[a-z]{1,6}: ([a-z]{1,6}|\\[a, b\\]|\"x: y\")( +# why)?", 0..4),
        old in prop::collection::btree_map("[a-c]/[x-z]", "h[0-9a-z]{15}", 0..4),
        new in prop::collection::btree_map("[a-c]/[x-z](/[m-o](/later)?)?", "h[0-9a-z]{15}", 1..4),
        body in "(#{1,3} [a-z]{1,5}\n|[a-z ]{0,9}\n|<!-- [a-z]{1,5} -->\n|---\n){0,8}",
        crlf: bool,
        bom: bool,
    ) {
        let mut names: Vec<&str> = keys.iter().map(|key| key.split(':').next().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        prop_assume!(names.len() == keys.len());
        let mut front = keys.join("\n");
        if !keys.is_empty() {
            front.push('\n');
        }
        if !old.is_empty() {
            front.push_str("builds_on:\n");
            for (name, stamp) in &old {
                front.push_str(&format!("  \"{name}\": \"{stamp}\"\n"));
            }
            front.push_str("z-after: 1\n");
        }
        let text = if front.is_empty() { format!("# T\n{body}") } else { format!("---\n{front}---\n{body}") };
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let text = if bom { format!("\u{feff}{text}") } else { text };
        let before = Document::parse(text.clone().into_bytes()).unwrap();
        let stamped = before.with_stamps(&new).unwrap();
        let after = Document::parse(stamped.clone().into_bytes()).unwrap();
        let found: BTreeMap<String, String> = after.front_matter().unwrap().builds_on.into_iter().collect();
        let mut expected = old.clone();
        expected.extend(new.clone());
        prop_assert_eq!(found, expected);
        // Without the lines of stamps and their frame it is the text that it was.
        let lines = |text: &str| -> Vec<String> {
            let is_ours = |line: &&str| {
                let line = line.trim_end();
                line.starts_with("builds_on:") || line.starts_with("  \"")
            };
            text.split_inclusive('\n').filter(|line| !is_ours(line)).map(str::to_owned).collect()
        };
        let (rest, was) = (lines(&stamped).concat(), lines(&text).concat());
        let newline = if crlf { "\r\n" } else { "\n" };
        let frame = format!("---{newline}---{newline}{newline}");
        let rest = if front.is_empty() { rest.replacen(&frame, "", 1) } else { rest };
        prop_assert_eq!(rest, was);
        prop_assert_eq!(after.with_stamps(&new).unwrap(), stamped, "twice is once");
    }
}

static TOOLKIT: LazyLock<Toolkit> = LazyLock::new(|| {
    let toml = r#"
id = "small"
version = "1.0.0"
title = "Small"
step = [{ id = "one", title = "One" }]
[[activity]]
id = "all"
step = "one"
title = "All"
output = [
  { id = "text", title = "Text", kind = "text", required = true },
  { id = "list", title = "List", kind = "list" },
  { id = "tasks", title = "Tasks", kind = "tasks" },
  { id = "table", title = "Table", kind = "table", columns = ["who", "says"] },
]
"#;
    redesign::toolkit::parse(toml).unwrap()
});

const KINDS: [&str; 4] = ["text", "list", "tasks", "table"];

/// A few words of an entry, and how they are marked.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(String),
    Emphasis(String),
    Strong(String),
    Struck(String),
    Code(String),
    Link(String, String),
    Image(String, String),
    Address(String),
    /// Words with characters that formatters escape.
    Odd(&'static str),
}

/// What is written, with marks as people type them, and as formatters leave it.
const ODD: &[(&str, &str)] = &[
    ("lead_teacher", "lead\\_teacher"),
    ("[sic]", "\\[sic\\]"),
    ("[sic]", "\\[sic]"),
    ("2.5", "2\\.5"),
    ("2026-11-23", "2026\\-11\\-23"),
    ("go-on", "go\\-on"),
    ("a->b", "a-\\>b"),
    ("R&D", "R&amp;D"),
    ("3 * 4", "3 \\* 4"),
    ("yes!", "yes\\!"),
    ("#1", "\\#1"),
    ("(so)", "\\(so\\)"),
    ("a+b", "a\\+b"),
    ("~5", "\\~5"),
];

impl Piece {
    fn written(&self, is_formatted: bool) -> String {
        let either =
            |plain: String, formatted: String| if is_formatted { formatted } else { plain };
        match self {
            Self::Plain(words) => words.clone(),
            Self::Emphasis(words) => either(format!("*{words}*"), format!("_{words}_")),
            Self::Strong(words) => either(format!("__{words}__"), format!("**{words}**")),
            Self::Struck(words) => format!("~~{words}~~"),
            Self::Code(words) => either(format!("`{words}`"), format!("``{words}``")),
            Self::Link(words, target) => either(
                format!("[{words}]({target})"),
                format!("[{words}](<{target}>)"),
            ),
            Self::Image(words, target) => either(
                format!("![{words}]({target})"),
                format!("![{words}]( {target} )"),
            ),
            Self::Address(address) => either(address.clone(), format!("<{address}>")),
            Self::Odd(words) => {
                let formatted = ODD.iter().find(|(plain, _)| plain == words).unwrap().1;
                either((*words).to_owned(), formatted.to_owned())
            }
        }
    }
}

fn piece() -> impl Strategy<Value = Piece> {
    let words = || {
        "[a-z]{2,7}".prop_filter("holds a place", |word| {
            word != "todo" && word != "tbd" && word != "due"
        })
    };
    prop_oneof![
        8 => words().prop_map(Piece::Plain),
        1 => words().prop_map(Piece::Emphasis),
        1 => words().prop_map(Piece::Strong),
        1 => words().prop_map(Piece::Struck),
        1 => words().prop_map(Piece::Code),
        1 => (words(), words()).prop_map(|(words, target)| Piece::Link(words, format!("{target}.md"))),
        1 => (words(), words()).prop_map(|(words, target)| Piece::Image(words, format!("{target}.png"))),
        1 => words().prop_map(|words| Piece::Address(format!("https://example.org/{words}"))),
        3 => prop::sample::select(ODD).prop_map(|(plain, _)| Piece::Odd(plain)),
    ]
}

/// Entries that begin with a word and have one more.
fn said() -> impl Strategy<Value = Vec<Vec<Piece>>> {
    let first = "[A-Z][a-z]{2,7}".prop_map(Piece::Plain);
    let entry = (first, prop::collection::vec(piece(), 1..9)).prop_map(|(first, mut rest)| {
        rest.insert(0, first);
        rest
    });
    prop::collection::vec(entry, 1..5)
}

/// How a formatter is set.
#[derive(Debug, Clone)]
struct Format {
    bullet: &'static str,
    /// Words in a line; none are wrapped where it is 0.
    wrap: usize,
    is_loose: bool,
    is_formatted: bool,
    is_windows: bool,
}

fn format() -> impl Strategy<Value = Format> {
    let bullet = prop::sample::select(vec!["- ", "* ", "+ ", "-   ", "1. ", "1) ", "  - ", " *  "]);
    let all = (
        bullet,
        0..5usize,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    all.prop_map(
        |(bullet, wrap, is_loose, is_formatted, is_windows)| Format {
            bullet,
            wrap,
            is_loose,
            is_formatted,
            is_windows,
        },
    )
}

/// Words of an entry in lines.
fn lines(entry: &[Piece], format: &Format, indent: &str) -> String {
    let words: Vec<String> = entry
        .iter()
        .map(|piece| piece.written(format.is_formatted))
        .collect();
    let wrap = if format.wrap == 0 {
        words.len()
    } else {
        format.wrap
    };
    let lines: Vec<String> = words.chunks(wrap).map(|line| line.join(" ")).collect();
    lines.join(&format!("\n{indent}"))
}

fn page(kind: &str, entries: &[Vec<Piece>], ticks: &[bool], format: &Format) -> String {
    let ticked = |at: usize| ticks.get(at).copied().unwrap_or(false);
    let text = match kind {
        "text" => {
            let all = entries.iter().map(|entry| lines(entry, format, ""));
            all.collect::<Vec<_>>().join("\n\n")
        }
        "table" => {
            let (pad, rule) = if format.is_loose {
                ("   ", ":---:")
            } else {
                (" ", "---")
            };
            let mut text = format!("|{pad}who{pad}|{pad}says{pad}|\n|{rule}|{rule}|\n");
            for entry in entries {
                let all = Format {
                    wrap: 0,
                    ..format.clone()
                };
                let (first, rest) = (lines(&entry[..1], &all, ""), lines(&entry[1..], &all, ""));
                text.push_str(&format!("|{pad}{first}{pad}|{pad}{rest}{pad}|\n"));
            }
            text
        }
        _ => {
            let indent = " ".repeat(format.bullet.len());
            let all = entries.iter().enumerate().map(|(at, entry)| {
                let mark = match (kind, ticked(at)) {
                    (_, true) => "[x] ",
                    ("tasks", false) => "[ ] ",
                    _ => "",
                };
                format!("{}{mark}{}", format.bullet, lines(entry, format, &indent))
            });
            let gap = if format.is_loose { "\n\n" } else { "\n" };
            all.collect::<Vec<_>>().join(gap)
        }
    };
    if format.is_windows {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

fn stamp(kind: &str, text: &str) -> String {
    let mut outputs = TOOLKIT.activities[0].outputs.iter();
    let output: &Output = outputs.find(|output| output.id.as_str() == kind).unwrap();
    let answer = Answer::of_text(text.trim_end());
    assert!(
        output.kind.fits(&output.shape, answer.seen()).is_ok(),
        "{kind}: {text}"
    );
    Stamp::of([Essence::of(output, &answer)]).into_noted()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn formatting_changes_no_stamp(entries in said(), one in format(), other in format()) {
        for kind in KINDS {
            let (one, other) = (page(kind, &entries, &[], &one), page(kind, &entries, &[], &other));
            prop_assert_eq!(stamp(kind, &one), stamp(kind, &other), "{}:\n{}\nand\n{}", kind, one, other);
        }
    }

    #[test]
    fn another_answer_is_another_stamp(
        entries in said(),
        one in format(),
        other in format(),
        entry in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let entry = entry.index(entries.len());
        let at = at.index(entries[entry].len());
        let with = |piece: Piece| {
            let mut changed = entries.clone();
            changed[entry][at] = piece;
            changed
        };
        let more = |words: &str| format!("{words}x");
        let changed = match &entries[entry][at] {
            Piece::Plain(words) => with(Piece::Plain(more(words))),
            Piece::Emphasis(words) => with(Piece::Strong(more(words))),
            Piece::Strong(words) => with(Piece::Emphasis(more(words))),
            Piece::Struck(words) => with(Piece::Plain(words.clone())),
            Piece::Code(words) => with(Piece::Code(more(words))),
            Piece::Link(words, target) => with(Piece::Link(words.clone(), more(target))),
            Piece::Image(words, target) => with(Piece::Image(words.clone(), more(target))),
            Piece::Address(address) => with(Piece::Address(more(address))),
            Piece::Odd(_) => with(Piece::Plain("other".to_owned())),
        };
        let mut turned = entries.clone();
        turned.reverse();
        let mut ticks = vec![false; entries.len()];
        ticks[entry] = true;
        for kind in KINDS {
            let before = stamp(kind, &page(kind, &entries, &[], &one));
            prop_assert_ne!(&before, &stamp(kind, &page(kind, &changed, &[], &other)), "{}", kind);
            if turned != entries {
                prop_assert_ne!(&before, &stamp(kind, &page(kind, &turned, &[], &other)), "{}", kind);
            }
            let ticked = stamp(kind, &page(kind, &entries, &ticks, &other));
            match kind {
                "list" => prop_assert_ne!(&before, &ticked),
                "tasks" => prop_assert_eq!(&before, &ticked),
                _ => {}
            }
        }
    }
}
