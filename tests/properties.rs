//! What holds for every input, over random ones: texts round-trip, edits touch one span, parsers never panic, names never
//! leave their folder.
//!
//! 256 cases each, always the same ones; `PROPTEST_CASES=20000 PROPTEST_RNG_SEED=7 cargo test --test properties` looks
//! at others.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use redesign::document::{Answer, Document, Ours};
use redesign::kinds::{Column, KINDS, Named, Shape};
use redesign::model::draft::{self, Wish};
use redesign::model::{
    Astray, Content, Filling, Plan, PlanMeta, Record, Reference, Slot, Stray, fill, form,
};
use redesign::toolkit::{
    Activity, ActivityId, OutputAt, OutputId, OutputSet, PlanId, Toolkit, ToolkitId, name_problem,
    slug,
};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// An activity with an output of every kind.
static TOOLKIT: LazyLock<Toolkit> = LazyLock::new(|| redesign::toolkit::parse(TOML).unwrap());

const TOML: &str = r#"
id = "small"
version = "1.0.0"
title = "Small"
[[step]]
id = "one"
title = "One"
[[activity]]
id = "all"
step = "one"
title = "All"
output = [
  { id = "why", title = "Why now", kind = "text", required = true, hint = "One sentence." },
  { id = "evidence", title = "What it rests on", kind = "list", required = true },
  { id = "roster", title = "Who is in", kind = "table", columns = ["who", { id = "says", title = "What they say" }] },
  { id = "verdict", title = "Go on?", kind = "choice", options = ["go-on", { id = "repeat", title = "Once more" }] },
  { id = "day", title = "The day", kind = "date" },
  { id = "count", title = "How many", kind = "number" },
  { id = "jobs", title = "Jobs", kind = "tasks" },
  { id = "owner", title = "Owner", kind = "person" },
  { id = "picture", title = "Picture", kind = "file" },
  { id = "about", title = "About", kind = "link" },
  { id = "measure", title = "Measure", kind = "series" },
  { id = "vision", title = "What we hope", kind = "text", pattern = "(?s)^We .+" },
]
"#;

fn activity() -> &'static Activity {
    &TOOLKIT.activities[0]
}

fn position(id: &str) -> usize {
    activity().named(id).unwrap().at.index()
}

fn place(position: usize) -> OutputAt {
    activity().outputs[position].at
}

fn config() -> Config {
    let mut config = Config {
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 256;
    }
    config.max_global_rejects = 64 * config.cases;
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_261_123);
    }
    config
}

// ---- Texts such as people, editors and merges leave them.

/// Words that mean nothing to Markdown.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}( [a-z]{1,8}){0,4}",
        "[A-Z][a-zé]{1,8}( [a-zß]{1,6}){0,3}[.!?]",
        Just("How might we begin?".to_owned()),
        Just("TBD".to_owned()),
        Just("日本語 \u{1f600} e\u{301}".to_owned()),
        Just("a | b, \"c\" & 'd'; e: f \\ g".to_owned()),
    ]
}

/// A title: of an output, its id, or any other.
fn title() -> impl Strategy<Value = String> {
    let known = (0..activity().outputs.len(), 0..4).prop_map(|(at, form)| {
        let output = &activity().outputs[at];
        match form {
            0 => output.id.to_string(),
            1 => output.title.to_uppercase(),
            2 => format!("**{}**:", output.title),
            _ => output.title.clone(),
        }
    });
    prop_oneof![4 => known, 1 => words(), 1 => Just(String::new())]
}

/// A comment that names an output, as we write it, as people shorten it, or with another name.
fn marker() -> impl Strategy<Value = String> {
    (0..activity().outputs.len(), 0..5).prop_map(|(at, form)| {
        let output = &activity().outputs[at];
        match form {
            0 => format!("<!-- output: {} -->", output.id),
            1 => format!("<!--output:{}. Required.\nOver two lines.-->", output.id),
            2 => "<!-- output: nobody. -->".to_owned(),
            _ => output.head().rsplit_once("\n\n").unwrap().1.to_owned(),
        }
    })
}

/// One piece of a record, without its last line end.
#[expect(
    clippy::too_many_lines,
    reason = "each kind of piece, one below the other"
)]
fn piece() -> impl Strategy<Value = String> {
    let heading = (1..4usize, title(), 0..4).prop_map(|(level, title, form)| match form {
        0 => format!("{} {title} ##", "#".repeat(level)),
        1 => format!("  {} {title}", "#".repeat(level)),
        _ => format!("{} {title}", "#".repeat(level)),
    });
    let setext = (title(), prop_oneof!["={1,5}", "-{1,5}"])
        .prop_map(|(title, line)| format!("{title}\n{line}"));
    let section = (title(), marker(), words(), any::<bool>(), any::<bool>()).prop_map(
        |(title, marker, words, gap, filled)| {
            let gap = if gap { "\n" } else { "" };
            let words = if filled {
                format!("\n{gap}{words}")
            } else {
                String::new()
            };
            format!("## {title}\n{gap}{marker}{words}")
        },
    );
    let ours = (0..activity().outputs.len(), words())
        .prop_map(|(at, words)| form::section(&activity().outputs[at], &words));
    let fence = (
        prop_oneof![Just("```"), Just("~~~~"), Just("``` md")],
        words(),
        any::<bool>(),
    )
        .prop_map(|(fence, words, closed)| {
            let end = if closed {
                fence.trim_end_matches(" md")
            } else {
                ""
            };
            format!("{fence}\n## {words}\n<!-- not a comment -->\n{end}")
        });
    let table = (words(), any::<bool>()).prop_map(|(words, filled)| {
        let row = if filled {
            words.replace('|', "\\|")
        } else {
            String::new()
        };
        format!("| who | What they say |\n| --- | --- |\n| {row} |  |")
    });
    let odd = prop_oneof![
        Just("<!-- a comment -->"),
        Just("<!-- over\n\n## three\nlines -->"),
        Just("words <!-- inside --> words <!-- twice -->"),
        Just("<!-- before --> words"),
        Just("<!-- never closed"),
        Just("`<!-- code -->`"),
        Just("<!-->"),
        Just("--> astray"),
        Just("---"),
        Just("***"),
        Just("===="),
        Just("<details>\n<summary>x</summary>\n\nwords\n\n</details>"),
        Just("<div>\n## not a heading"),
        Just("<pre>\n\n## not a heading\n\n</pre>"),
        Just("<pre>"),
        Just("<script>\n\n"),
        Just("> quoted\n> ## quoted heading"),
        Just("- a\n- b\n\n  more of b"),
        Just("1. a\n2. b"),
        Just("- [ ] call @coach due 2026-12-01\n- [x] done"),
        Just("    ## indented code"),
        Just("\t## tab"),
        Just("<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs"),
        Just("-"),
        Just("- [ ]"),
        Just("   "),
        Just("\\## escaped"),
        Just("#"),
        Just("##no space"),
        Just("2026-12-01"),
        Just("12.5"),
        Just("go-on"),
    ]
    .prop_map(str::to_owned);
    prop_oneof![3 => section, 3 => ours, 2 => heading, 1 => setext, 2 => marker(), 3 => words(), 1 => fence, 1 => table, 4 => odd]
}

fn front_matter() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => Just(""),
        1 => Just("---\nskipped: no time\n---\n"),
        1 => Just("---\ntags:\n  - a\n  - b # c\nskipped: >\n  two\n  lines\n---\n\n"),
        1 => Just("---\n# only a comment\n---\n"),
        1 => Just("---\n---\n"),
        1 => Just("---\nowner: 'us'\n...\n"),
        1 => Just("---\nopen: yes\n"),
        1 => Just("---\na: [1\n---\n"),
        1 => Just("---\n\n"),
    ]
    .prop_map(str::to_owned)
}

/// A whole record: a byte order mark or not, front matter or not, pieces with or without blank lines between them, one
/// kind of line ends or several, a last line end or not.
fn record() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec((piece(), 1..4usize), 0..12);
    (any::<bool>(), front_matter(), pieces, 0..6, any::<bool>()).prop_map(
        |(mark, front, pieces, ends, last)| {
            let mut text = front;
            for (piece, gap) in &pieces {
                text.push_str(piece);
                text.push_str(&"\n".repeat(*gap));
            }
            if !last {
                text.truncate(text.trim_end_matches('\n').len());
            }
            let text = match ends {
                0 | 1 => text.replace('\n', "\r\n"),
                2 => text.replacen('\n', "\r\n", 2),
                _ => text,
            };
            if mark {
                format!("\u{feff}{text}")
            } else {
                text
            }
        },
    )
}

/// A value of a kind in JSON, in a form that means itself.
fn value() -> impl Strategy<Value = (usize, Value)> {
    let plain = "[A-Za-zé][A-Za-z0-9é.,;:'\"()&/%=+@#*_-]{0,10}( [A-Za-z0-9é|\\\\,;'\"()&/%=+<-]{1,8}){0,3}";
    let cell = prop_oneof![Just(String::new()), plain.prop_map(String::from)];
    let list = prop::collection::vec(
        plain.prop_filter("a comment", |item| !item.contains("<!")),
        1..5,
    );
    let rows = prop::collection::vec((plain, cell), 1..4);
    let day = (2000..2100i16, 1..13i8, 1..29i8)
        .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    let due = (
        prop::option::of("[a-z]{1,6}(-[a-z]{1,6})?"),
        prop::option::of((2000..2100i16, 1..13i8, 1..29i8)),
    );
    let tasks = prop::collection::vec(
        (
            any::<bool>(),
            "[a-z]{1,8}( [a-ce-z][a-z,;|]{0,8}){0,3}",
            due,
        ),
        1..4,
    );
    let point = (day.clone(), -1000..1000i32, "[a-z, ]{0,10}");
    let series = ("[A-Z][a-z ]{0,20}", prop::collection::vec(point, 0..4));
    prop_oneof![
        list.prop_map(|items| (position("evidence"), json!(items))),
        rows.prop_map(|rows| {
            let rows: Vec<Value> = rows.into_iter().map(|(who, says)| json!({"who": one_space(&who), "says": one_space(&says)})).collect();
            (position("roster"), json!(rows))
        }),
        prop_oneof![Just("go-on"), Just("repeat")].prop_map(|id| (position("verdict"), json!(id))),
        day.prop_map(|day| (position("day"), json!(day))),
        prop_oneof![any::<i64>().prop_map(|number| json!(number)), (-1_000_000..1_000_000i32).prop_map(|number| json!(f64::from(number) / 64.0 + 0.007_812_5))]
            .prop_map(|number| (position("count"), number)),
        tasks.prop_map(|tasks| {
            let tasks: Vec<Value> = tasks
                .into_iter()
                .map(|(done, text, (owner, due))| {
                    let due = due.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
                    json!({"done": done, "text": text, "owner": owner, "due": due})
                })
                .collect();
            (position("jobs"), json!(tasks))
        }),
        series.prop_map(|(definition, points)| {
            let points: Vec<Value> =
                points.into_iter().map(|(date, value, note)| json!({"date": date, "value": f64::from(value) / 4.0, "note": note.trim()})).collect();
            (position("measure"), json!({"definition": definition.trim(), "points": points}))
        }),
        plain.prop_filter("a comment", |words| !words.contains("<!")).prop_map(|words| (position("owner"), json!(words))),
    ]
}

/// In a cell of a table white space is one space.
fn one_space(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown that somebody might give as an answer: mostly fitting, in part something that can't stand there.
fn answer() -> impl Strategy<Value = (usize, String)> {
    let of_value = value().prop_filter_map("a value that can be written", |(at, value)| {
        let output = &activity().outputs[at];
        Some((at, output.kind.write(&output.shape, &value).ok()?))
    });
    let free = prop_oneof![
        3 => words(),
        2 => piece(),
        1 => prop::collection::vec(piece(), 1..4).prop_map(|pieces| pieces.join("\n\n")),
        1 => prop::collection::vec(words(), 1..4).prop_map(|all| all.join("\n")),
    ];
    let of_text = (
        prop_oneof![Just("why"), Just("evidence"), Just("why"), Just("vision")],
        free,
    )
        .prop_map(|(id, text)| (position(id), text.trim().to_owned()));
    let none = (0..activity().outputs.len()).prop_map(|at| (at, String::new()));
    prop_oneof![4 => of_value, 6 => of_text, 1 => none]
}

fn parsed(text: &str) -> Document {
    Document::parse(text.as_bytes().to_vec()).unwrap()
}

fn read(text: &str) -> Option<Content> {
    Content::of_text("x.md", activity(), text).ok()
}

fn comments(document: &Document) -> Vec<String> {
    let mut all: Vec<String> = document
        .comments_in(&(0..document.text().len()))
        .iter()
        .map(|span| document.slice(span).to_owned())
        .collect();
    all.sort();
    all
}

/// With line ends of one kind, without blank lines around it.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lead = text.len() - text.trim_start().len();
    let line = text[..lead].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..].trim_end().to_owned()
}

/// What one fill came to, where it didn't refuse.
fn filled(text: &str, at: usize, answer: &str) -> Option<String> {
    fill(
        "x.md",
        activity(),
        text.to_owned(),
        &[Filling {
            output: place(at),
            text: answer.to_owned(),
        }],
    )
    .ok()
}

/// Puts an answer into a record: refused, or one section is different and every other byte is as it was.
#[expect(clippy::too_many_lines, reason = "all that must stay as it was")]
fn changes_one_section(text: &str, at: usize, answer: &str) -> Result<(), TestCaseError> {
    let Some(after_text) = filled(text, at, answer) else {
        return Ok(());
    };
    let before = read(text).unwrap();
    // An answer ends at a line that says the title of an output without a heading: with a heading, that is one more line.
    let ends_at_a_title = |one: &Astray| matches!(one.why, Stray::Title(_));
    let astray = before.astray(activity(), &Ours::default());
    if before.slots[at] == Slot::Missing && astray.iter().any(ends_at_a_title) {
        return Ok(());
    }
    let Some(after) = read(&after_text) else {
        return Err(TestCaseError::fail(format!(
            "unreadable afterwards:\n{after_text}"
        )));
    };
    // Bytes before and behind.
    match before.slots[at] {
        Slot::At(section) => {
            let section = &before.document.sections()[section];
            prop_assert!(
                after_text.starts_with(&text[..section.body.start]),
                "what stands above was changed:\n{}",
                after_text
            );
            prop_assert!(
                after_text.ends_with(&text[section.body.end..]),
                "what stands below was changed:\n{}",
                after_text
            );
        }
        Slot::Missing => {
            let next = before.slots[at + 1..].iter().find_map(|slot| match slot {
                Slot::At(section) => Some(before.document.sections()[*section].start),
                _ => None,
            });
            let here = next.unwrap_or(text.len());
            prop_assert!(
                after_text.starts_with(&text[..here]) && after_text.ends_with(&text[here..]),
                "more than a section was added:\n{}",
                after_text
            );
        }
        Slot::Twice(..) => {
            return Err(TestCaseError::fail(
                "it was written although it stands there twice",
            ));
        }
    }
    // Other answers.
    for other in (0..activity().outputs.len()).filter(|other| *other != at) {
        let id = &activity().outputs[other].id;
        let answers = [&before, &after].map(|content| {
            content
                .answer(place(other))
                .map(|answer| answer.text.into_owned())
        });
        prop_assert_eq!(
            &answers[0],
            &answers[1],
            "the answer of {} was changed:\n{}",
            id,
            after_text
        );
        prop_assert_eq!(
            before.filled.contains(place(other)),
            after.filled.contains(place(other)),
            "whether {} counts was changed:\n{}",
            id,
            after_text
        );
    }
    prop_assert_eq!(&before.skipped, &after.skipped);
    // Comments.
    let mut kept = comments(&after.document);
    for comment in comments(&before.document) {
        let found = kept.iter().position(|other| *other == comment);
        prop_assert!(
            found.is_some(),
            "the comment {:?} is gone:\n{}",
            comment,
            after_text
        );
        kept.remove(found.unwrap());
    }
    // The answer itself.
    let put = Document::parse(format!("# x\n\n{answer}").into_bytes()).unwrap();
    let put = put
        .answer(&put.sections()[0])
        .map(|answer| plain(&answer.text));
    let got = after.answer(place(at)).map(|answer| plain(&answer.text));
    prop_assert_eq!(got, put, "the answer reads otherwise:\n{}", after_text);
    // Once is enough.
    let again = filled(&after_text, at, answer);
    prop_assert_eq!(
        again,
        Some(after_text),
        "a second time gives something else"
    );
    Ok(())
}

/// What is special, a record, and an answer to one of its outputs: found by random ones, or likely to come up.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "raw HTML in the answer that is never closed",
        "## Why now\n\n## Owner\n\nus\n",
        "why",
        "<pre>",
    ),
    (
        "the same within words",
        "## Why now\n\n## Owner\n\nus\n",
        "why",
        "words\n\n<script>\nx",
    ),
    (
        "a first letter of several bytes above a comment in the answer",
        "",
        "why",
        "日本語\n\n<!-- output: why -->",
    ),
    (
        "marks of a fence in a comment above a fence",
        "## why\n<!-- output: roster -->\n<!-- over\n```\nlines -->\n```\n## verdict\n<!-- output: why -->\n```\n",
        "roster",
        "| who | What they say |\n| --- | --- |\n| a |  |",
    ),
    (
        "a row of a table that becomes a heading where the table goes",
        "## Jobs\n\n<!-- output: jobs. -->\n\na\n\n| who | What they say |\n| --- | --- |\n|  |  |\nwhy\n-\na",
        "jobs",
        "- [ ] a",
    ),
    (
        "a line of an answer that says another title",
        "",
        "why",
        "a\n\ngo-on",
    ),
    (
        "a comment with conflict markers in it",
        "why\n=\n<!-- output: evidence -->\n<!-- never closed\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n-->\n",
        "evidence",
        "- a",
    ),
    (
        "a heading hidden in HTML that shows where the answer goes",
        "## About\n\n<!-- output: about. -->\n\na\n\n<details>\n<summary>x</summary>\n\nwords\n\n</details>\n## why\n<!-- output: about. -->",
        "about",
        "",
    ),
    (
        "a heading hidden in HTML that shows where nothing is left",
        "# why ##\n<details>\n<summary>x</summary>\n\nwords\n\n</details>\n## why\n<!-- output: about. -->\na",
        "about",
        "",
    ),
    (
        "a fence within a longer one",
        "## why\n<!-- output: evidence -->\n````\n```\n\nverdict\n````\n",
        "evidence",
        "- a",
    ),
    (
        "raw HTML in the record that is never closed",
        "<pre>\n\n## Owner\n\nus\n",
        "why",
        "words",
    ),
    (
        "a style sheet that is never closed",
        "## Owner\n\nus\n\n<style>\n",
        "why",
        "words",
    ),
    (
        "a heading with an underline right below the comment",
        "## Why now\n<!-- output: why -->\nOwner\n---\n\nus\n",
        "why",
        "words",
    ),
    (
        "a heading with an underline right below the words",
        "## Why now\nold\n## Owner\n\nus\n",
        "why",
        "new",
    ),
    (
        "a heading right below HTML",
        "## Why now\n<!-- output: why -->\n## Owner\n\nus\n",
        "why",
        "<details>\nx\n\n</details>",
    ),
    (
        "a heading right below words that become HTML",
        "## Why now\nold\n## Owner\n\nus\n",
        "why",
        "<div>new</div>",
    ),
    (
        "a fence behind a comment",
        "## Why now\n<!-- output: why --> old\n\n## Owner\n\nus\n",
        "why",
        "```\ncode\n```",
    ),
    (
        "a fence before a comment",
        "## Why now\n\nold <!-- aside -->\n\n## Owner\n\nus\n",
        "why",
        "```\ncode\n```",
    ),
    (
        "a list behind a comment",
        "## What it rests on\n<!-- note --> old\n",
        "evidence",
        "- a\n- b",
    ),
    (
        "words that were indented",
        "## Who is in\n\n    old\n",
        "roster",
        "| who | What they say |\n| --- | --- |\n| a | b |",
    ),
    (
        "a comment in the answer",
        "## Why now\n\n## Owner\n",
        "why",
        "words <!-- aside --> words",
    ),
    (
        "only a comment for an answer",
        "## Why now\n\n## Owner\n",
        "why",
        "<!-- aside -->",
    ),
    (
        "a comment among the old words",
        "## Why now\n\nold <!-- aside --> old\n\n<!-- more -->\n\nold\n## Owner\n",
        "why",
        "new",
    ),
    ("nothing behind the heading", "## Why now", "why", "words"),
    (
        "nothing but the comment",
        "## Why now\r\n<!-- output: why -->",
        "why",
        "two\n\nparagraphs",
    ),
    (
        "an answer taken away",
        "## Why now\n\nold\n\n## Owner\n\nus\n",
        "why",
        "",
    ),
];

#[test]
fn one_section_changes_in_these() {
    let mut wrong = Vec::new();
    for (what, text, id, answer) in CASES {
        if let Err(error) = changes_one_section(text, position(id), answer) {
            wrong.push(format!("{what}: {text:?}, {id} = {answer:?}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Front matter that is there already keeps its bytes, even where it says nothing, and what follows never becomes some.
#[test]
fn front_matter_is_left_as_it_was() {
    let mut wrong = Vec::new();
    for text in [
        "# T\n",
        "",
        "\u{feff}# T\r\n",
        "---\n---\n# T\n",
        "---\n\n---\n\n# T\n",
        "---\n# a comment\n---\n# T\n",
        "---\nowner: us\n...\n# T\n",
        "---\nowner:\n- us\n---\n",
        "\n\n# T\n",
    ] {
        let with = parsed(&parsed(text).with_front_matter("skipped", Some("no: time")));
        let without = with.with_front_matter("skipped", None);
        let reason = with.front_matter().map(|known| known.skipped);
        if without != text || reason != Ok(Some("no: time".to_owned())) {
            wrong.push(format!(
                "{text:?} becomes {:?} and then {without:?}; {reason:?}",
                with.text()
            ));
        }
    }
    let rule = "---\nskipped: x\n---\n\n---\n\nA rule above, and one below.\n\n---\n";
    let without = parsed(&parsed(rule).with_front_matter("skipped", None));
    if without.front_matter().is_err() || !without.text().contains("A rule above") {
        wrong.push(format!(
            "{rule:?} becomes {:?}: {:?}",
            without.text(),
            without.front_matter()
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// A toolkit that drafts from the other: text, entries, rows, one value.
const TALES: &str = r#"
id = "tales"
version = "1.0.0"
title = "Tales"
for = "cohort"
[[step]]
id = "one"
title = "One"
[[activity]]
id = "tale"
step = "one"
title = "A tale"
output = [
  { id = "text", title = "In words", kind = "text", required = true, draft = ["plan", "small:all/why", "small:all/evidence", "small:all/roster", "small:all/jobs", "small:all/measure", "small:all/vision"] },
  { id = "list", title = "One by one", kind = "list", draft = ["small:all/roster", "small:all/why", "small:all/evidence", "plan"] },
  { id = "table", title = "In rows", kind = "table", columns = ["says", "who"], draft = ["small:all/roster"] },
  { id = "day", title = "On", kind = "date", draft = ["small:all/day"] },
]
"#;

fn plan_of(id: &str, toolkit: &str, title: &str, records: Vec<Record>) -> Plan {
    let quoted = toml::Value::String(title.to_owned());
    let meta = format!("title = {quoted}\ntoolkit = {{ id = \"x\", version = \"1\" }}\n");
    Plan {
        id: PlanId::parse(id).unwrap(),
        path: format!("plans/{id}"),
        repository: None,
        meta: PlanMeta::parse(&meta).unwrap(),
        toolkit: redesign::toolkit::parse(toolkit).unwrap().into(),
        records,
        student_id: None,
        min_n: 10,
        strays: Vec::new(),
        links: Vec::new(),
        pledges: Vec::new(),
        findings: Vec::new(),
    }
}

/// Words as they can be compared: on one line, without the marks of lists, quotations and headings, and without what makes
/// a character mean nothing.
fn said(words: &str) -> String {
    let line = |line: &str| {
        let mut line = line.trim();
        loop {
            let shorter = line.trim_start_matches(['>', '#', '|', ' ']);
            let shorter = redesign::kinds::without_bullet(shorter).trim();
            if shorter == line {
                return line.to_owned();
            }
            line = shorter;
        }
    };
    let words = words.replace("&lt;", "<").replace(['\\', '#', '>'], "");
    let lines: Vec<String> = words.lines().map(line).collect();
    let words = lines.join(" ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A draft from a record: the record that it makes, and what it was made from.
fn drafted(source: &str, title: &str) -> (String, String) {
    let record = Record::read(
        "plans/a/1-one/all.md".to_owned(),
        activity(),
        false,
        Ok(source.as_bytes().to_vec()),
    );
    let mut all = vec![title.to_owned()];
    if let Ok(content) = &record.content {
        let outputs = 0..activity().outputs.len();
        all.extend(outputs.filter_map(|at| Some(content.answer(place(at))?.text.into_owned())));
    }
    let about = plan_of("a", TOML, title, vec![record]);
    let tales = plan_of("tales", TALES, "", Vec::new());
    let ids = ["a".to_owned()];
    let path = "cohort/1-one/tale.md";
    let wish = Wish {
        plan: &tales,
        about: &about,
        ids: &ids,
        path,
    };
    let tale = &tales.toolkit.activities[0];
    let outputs = tale.outputs.iter();
    let fillings: Vec<Filling> = outputs
        .map(|known| {
            let sources = draft::sources(wish, known, &mut Vec::new());
            let answer = draft::drafted(known, &sources, path, &|_| Some("4f1c2ab".to_owned()));
            Filling {
                output: known.at,
                text: answer.text,
            }
        })
        .collect();
    let fresh = format!("# A tale\n\n{}", form::sections(tale));
    let text = fill(path, tale, fresh, &fillings).unwrap();
    (text, all.join("\n"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_text_comes_back_byte_for_byte(text in "\\PC{0,40}(\n\\PC{0,20}){0,6}", realistic in record()) {
        for text in [text.replace('\0', ""), realistic] {
            let document = parsed(&text);
            prop_assert_eq!(document.text(), &text);
            // Sections lie one behind the other, inside the text.
            let mut end = 0;
            for section in document.sections() {
                prop_assert!(section.start >= end && section.start <= section.title.start && section.title.end <= section.body.start);
                prop_assert!(section.body.start <= section.body.end && section.body.end <= text.len());
                prop_assert!(text.is_char_boundary(section.start) && text.is_char_boundary(section.body.start));
                end = section.body.end;
            }
        }
    }

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in any::<String>(), record in record()) {
        let lossy = String::from_utf8_lossy(&bytes).into_owned();
        for bytes in [bytes, text.clone().into_bytes(), record.clone().into_bytes()] {
            let content = Content::of_text("x.md", activity(), bytes.clone());
            if let (Ok(document), Err(finding)) = (Document::parse(bytes), &content) {
                // What can't be read is named with line and column.
                prop_assert!(document.front_matter().is_err());
                prop_assert!(finding.place.as_ref().is_some_and(|place| place.line.is_some() && place.column.is_some()));
            }
            if let Ok(content) = &content {
                for output in &activity().outputs {
                    let fits = content.value(output).map(|value| value.is_ok());
                    prop_assert_eq!(fits == Some(true) || !content.document.conflicts().is_empty(), content.filled.contains(output.at) || !content.document.conflicts().is_empty());
                }
            }
        }
        for text in [lossy, text, record] {
            for settings in [text.clone(), format!("---\n{text}\n---\n"), format!("title = {text}"), format!("toolkit = {{ {text} }}")] {
                let _toolkit = redesign::toolkit::parse(&settings);
                let _plan = PlanMeta::parse(&settings);
                let _config = redesign::store::Config::parse(&settings);
                let _reference = Reference::parse(&settings);
                let _answer = Document::parse(settings.into_bytes()).map(|document| document.front_matter());
            }
        }
    }

    /// A toolkit in which a few bytes are others: it is read, or refused with a place inside it.
    #[test]
    fn a_mangled_toolkit_never_panics(at in 0..TOML.len(), length in 0..40usize, with in prop_oneof!["\\PC{0,6}".prop_map(String::from), Just("\"".to_owned()), Just("]".to_owned()), Just("-9".to_owned()), Just("\n[[step]]\n".to_owned())]) {
        let from = (0..=at).rev().find(|at| TOML.is_char_boundary(*at)).unwrap();
        let to = (from + length).min(TOML.len());
        let text = format!("{}{with}{}", &TOML[..from], &TOML[to..]);
        if let Err(error) = redesign::toolkit::parse(&text) {
            prop_assert!(!error.0.is_empty());
            for problem in &error.0 {
                prop_assert!(!problem.message.is_empty() && problem.offset.is_none_or(|offset| offset <= text.len()), "{problem:?}");
            }
        }
    }

    #[test]
    fn no_words_make_a_kind_panic(text in prop_oneof![any::<String>(), record(), "[|`~\\-+*:. \n\\[\\]xX0-9@due,]{0,40}".prop_map(String::from)], value in any::<i64>()) {
        let named = |id: &str| Named { id: id.to_owned(), title: id.to_uppercase() };
        let column = |id: &str, kind: Option<&str>| Column { name: named(id), kind: kind.and_then(redesign::kinds::named), shape: Shape { options: vec![named("x"), named("0")], ..Shape::default() } };
        let shape = Shape { options: vec![named("a"), named("b")], columns: vec![column("who", Some("link")), column("what", Some("choice"))], has_links: true, ..Shape::default() };
        for kind in KINDS {
            for shape in [&shape, &Shape::default()] {
                let read = kind.parse(shape, &text);
                prop_assert_eq!(read.is_ok(), kind.fits(shape, &text).is_ok(), "{}: fits as parse", kind.name());
                let lines = text.lines().count();
                if let Err(misfit) = read {
                    prop_assert!(misfit.line <= lines && !misfit.message.is_empty(), "{}: {:?}", kind.name(), misfit);
                }
                for link in kind.links(shape, &text) {
                    let line = text.lines().nth(link.line).unwrap_or_default();
                    prop_assert!(!link.words.is_empty() && line.replace("\\|", "|").contains(&link.words), "{}: {:?}", kind.name(), link);
                }
                let _words = kind.write_words(shape, &text);
                for value in [json!(text), json!(value), json!([text]), json!([{"text": text, "who": text, "due": text}]), json!({"definition": text, "points": [{"date": text, "value": value}]}), json!([[value]]), Value::Null] {
                    if let Ok(written) = kind.write(shape, &value) {
                        let _again = kind.parse(shape, &written);
                    }
                }
            }
        }
    }

    /// The heart of it: an answer is put into one section, and every other byte is as it was.
    #[test]
    fn filling_changes_one_section(text in record(), (at, answer) in answer()) {
        changes_one_section(&text, at, &answer)?;
    }

    /// A fresh record of ours takes any answer that is accepted, and several in any order.
    #[test]
    fn a_fresh_record_takes_every_answer(answers in prop::collection::vec(answer(), 1..4), windows in any::<bool>()) {
        let mut text = format!("# All\n\n{}", form::sections(activity()));
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let mut last = std::collections::BTreeMap::new();
        for (at, answer) in answers {
            if let Some(after) = filled(&text, at, &answer) {
                text = after;
                last.insert(at, answer);
            }
        }
        let content = read(&text).unwrap();
        prop_assert!(content.slots.iter().all(|slot| matches!(slot, Slot::At(_))), "an output is lost:\n{}", text);
        prop_assert_eq!(content.document.unclosed(), None);
        let given: OutputSet = last.keys().map(|at| place(*at)).collect();
        prop_assert!(content.answered.without(given).is_empty(), "an answer nobody gave:\n{}", text);
        prop_assert_eq!(text.matches('\n').count() == text.matches("\r\n").count(), windows || !text.contains('\n'), "mixed line ends:\n{:?}", text);
    }

    #[test]
    fn a_value_reads_back_as_it_was_set((at, value) in value(), text in prop_oneof![record(), Just(String::new())]) {
        let output = &activity().outputs[at];
        let Ok(markdown) = output.kind.write(&output.shape, &value) else {
            return Err(TestCaseError::fail(format!("{value} can't be written")));
        };
        let fresh = format!("# All\n\n{}", form::sections(activity()));
        let Some(after) = filled(&fresh, at, &markdown) else {
            return Err(TestCaseError::fail(format!("{value} can't be put into a fresh record:\n{markdown}")));
        };
        // Words with marks of Markdown in them are read as Markdown.
        let has_marks = markdown.contains(|one| "\\&<*_~`[!#".contains(one));
        let alone = || output.kind.parse(&output.shape, Answer::of_text(&markdown).seen());
        let value = if has_marks { alone() } else { Ok(value) };
        prop_assert_eq!(read(&after).unwrap().value(output), Some(value.clone()), "{}", after);
        if let Some(after) = filled(&text, at, &markdown) {
            prop_assert_eq!(read(&after).unwrap().value(output), Some(value), "{}", after);
        }
    }

    #[test]
    fn a_key_set_and_taken_away_leaves_no_trace(text in record(), reason in "\\PC{1,20}") {
        let document = parsed(&text);
        prop_assume!(document.front_matter().is_ok());
        // Marks with nothing between them could be ours as well.
        let says_nothing = |front: &str| text.trim_start_matches('\u{feff}').starts_with(front);
        prop_assume!(!["---\n---", "---\r\n---", "---\n\n", "---\r\n\r\n"].into_iter().any(says_nothing));
        let with = parsed(&document.with_front_matter("mine", Some(&reason)));
        prop_assert!(with.front_matter().is_ok(), "{}", with.text());
        prop_assert_eq!(with.front_matter().unwrap(), document.front_matter().unwrap());
        prop_assert_eq!(with.with_front_matter("mine", None), text);
    }

    #[test]
    fn a_reason_reads_back(text in record(), reason in "[ -~é日]{0,20}[a-zé日]") {
        let document = parsed(&text);
        prop_assume!(document.front_matter().is_ok());
        let with = parsed(&document.with_front_matter("skipped", Some(&reason)));
        let read = with.front_matter().map(|known| known.skipped);
        prop_assert_eq!(read, Ok(Some(reason.trim().to_owned())), "{}", with.text());
        let known = parsed(&with.with_front_matter("skipped", None)).front_matter();
        prop_assert_eq!(known.map(|known| known.skipped), Ok(None));
    }

    #[test]
    fn a_slug_is_a_name(title in prop_oneof![any::<String>(), "\\PC{0,60}", "[ a-z0-9'/.-]{0,50}", "[cC][oO][nNmM][0-9]?"]) {
        if let Some(slug) = slug(&title) {
            prop_assert_eq!(name_problem(&slug), None);
            prop_assert!(PlanId::parse(&slug).is_ok_and(|id| id.as_str() == slug));
            prop_assert_eq!(redesign::toolkit::slug(&slug), Some(slug));
        }
    }

    #[test]
    fn a_name_stays_in_its_folder(name in prop_oneof![any::<String>(), "[a-z./\\\\:-]{0,12}", "[a-z0-9-]{0,45}"]) {
        let known = name_problem(&name).is_none();
        prop_assert_eq!(PlanId::parse(&name).is_ok(), known);
        prop_assert_eq!(ActivityId::parse(&name).is_ok(), known);
        prop_assert_eq!(OutputId::parse(&name).is_ok(), known);
        prop_assert_eq!(ToolkitId::parse(&name).is_ok(), known);
        if known {
            prop_assert!(!name.contains(['/', '\\', '.', ':', ' ', '\0']) && !name.is_empty() && name.len() <= 40);
            prop_assert_eq!(name.to_lowercase(), name);
        }
    }

    #[test]
    fn a_reference_is_taken_apart_and_nothing_is_lost(plan in "[a-z0-9-]{1,8}", activity in prop::option::of("[a-z0-9-]{1,8}"), record in prop::option::of("[a-z0-9-]{1,8}"), version in prop::option::of("[a-z0-9.~^/-]{1,8}")) {
        let mut words = plan.clone();
        let record = record.filter(|_| activity.is_some());
        for part in activity.iter().chain(&record) {
            words = format!("{words}/{part}");
        }
        if let Some(version) = &version {
            words = format!("{words}@{version}");
        }
        let reference = Reference::parse(&words).unwrap();
        prop_assert_eq!((reference.plan, reference.activity, reference.record), (Some(plan), activity, record));
        prop_assert_eq!(reference.version.map(|version| version.0), version);
    }

    /// Whatever stands in a record: quoted, it opens no heading, comment or fence where it is put, and no line of a draft
    /// says what no source says.
    #[test]
    fn a_draft_says_what_its_sources_say(source in record(), title in prop_oneof![words(), "\\PC{0,30}", piece()]) {
        let (text, said_there) = drafted(&source, title.lines().next().unwrap_or(""));
        let read = parsed(&text);
        let titles: Vec<&str> = read.sections().iter().map(|one| read.title(one)).collect();
        prop_assert_eq!(titles, ["A tale", "In words", "One by one", "In rows", "On"]);
        prop_assert_eq!(comments(&read).len(), 4, "{}", text);
        prop_assert!(read.unclosed().is_none() && read.conflicts().is_empty(), "{}", text);
        prop_assert!(read.front_matter_span().is_none());
        let there = said(&said_there);
        let link = " ([a";
        for line in text.lines().filter(|line| line.contains("4f1c2ab")) {
            // A row has a cell for each column; elsewhere cells are joined.
            let cells = if line.starts_with("| ") {
                redesign::kinds::split_row(line)
            } else {
                vec![line.rsplit_once(link).unwrap().0.to_owned()]
            };
            for cell in cells.iter().filter(|cell| *cell != "[not recorded]") {
                let words = cell.rsplit_once(link).map_or(cell.as_str(), |(words, _)| words);
                for part in said(words).split(" \u{b7} ") {
                    let part = part.strip_prefix("What they say: ").unwrap_or(part);
                    prop_assert!(there.contains(part), "{:?} is not in {:?}", part, there);
                }
            }
        }
    }
}
