//! Stamps, over random inputs: an answer's normal form forgets how it was written down and nothing else, and a stamp
//! touches no byte that isn't its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use redesign::document::Document;
use redesign::kinds::{Column, Named, Shape, named};
use std::collections::BTreeMap;

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
            "- ", "* ", "+ ", "1. ", "2) ", "- [ ] ", "* [x]  ", "",
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
    named(kind).unwrap().essence(&shape(), text)
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
        new in prop::collection::btree_map("[a-c]/[x-z]", "h[0-9a-z]{15}", 1..4),
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
