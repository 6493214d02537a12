//! What holds for every merge of two versions of a record: both edits stay, whichever side is ours; the same edit twice
//! is one; nothing is lost; nothing is worse than what git alone makes of it.
//!
//! 256 cases each, always the same ones; `PROPTEST_CASES=20000 PROPTEST_RNG_SEED=7 cargo test --test merging` looks at
//! others.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use redesign::document::{Document, Side};
use redesign::merge::{Labels, Merged, Plain, Three, merge};
use redesign::store::{merge_lines, merge_plainly};

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
        config.rng_seed = RngSeed::Fixed(20_261_125);
    }
    config
}

fn three<'a>(base: &'a [u8], ours: &'a [u8], theirs: &'a [u8]) -> Three<&'a [u8]> {
    Three { base, ours, theirs }
}

fn plain(texts: Three<&[u8]>) -> Plain {
    merge_plainly(texts, None, &Labels::default()).unwrap()
}

fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    let texts = three(base.as_bytes(), ours.as_bytes(), theirs.as_bytes());
    merge(texts, plain(texts), &Labels::default(), &merge_lines)
}

/// The text of a merge that leaves nothing to decide, the same whichever side is ours.
fn clean(base: &str, ours: &str, theirs: &str) -> Result<String, TestCaseError> {
    let one = merged(base, ours, theirs);
    let other = merged(base, theirs, ours);
    let text = String::from_utf8(one.bytes.clone()).unwrap();
    prop_assert!(one.clean, "a conflict:\n{text}");
    prop_assert_eq!(&one, &other, "it matters which side is ours");
    Ok(text)
}

// ---- Records such as teams write them.

/// What stands below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Words(Vec<String>),
    List(Vec<String>),
    Table(Vec<[String; 2]>),
    Tasks(Vec<(bool, String)>),
    Numbered(Vec<String>),
}

impl Answer {
    fn text(&self) -> String {
        match self {
            Self::Words(paragraphs) => paragraphs.join("\n\n"),
            Self::List(items) => items
                .iter()
                .map(|item| format!("- {item}"))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::Numbered(items) => items
                .iter()
                .enumerate()
                .map(|(at, item)| format!("{}. {item}", at + 1))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::Table(rows) => {
                let blank = [[String::new(), String::new()]];
                let rows = if rows.is_empty() { &blank[..] } else { rows };
                let rows = rows
                    .iter()
                    .map(|[one, other]| format!("\n| {one} | {other} |"));
                format!("| Who | What |\n| --- | --- |{}", rows.collect::<String>())
            }
            Self::Tasks(tasks) if tasks.is_empty() => "- [ ]".to_owned(),
            Self::Tasks(tasks) => tasks
                .iter()
                .map(|(done, words)| format!("- [{}] {words}", if *done { 'x' } else { ' ' }))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Words(all) | Self::List(all) | Self::Numbered(all) => all.len(),
            Self::Table(all) => all.len(),
            Self::Tasks(all) => all.len(),
        }
    }
}

/// A change of one entry of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Reword,
    Delete,
    AddBelow,
    /// A task is done, a row's second cell is filled in.
    Finish,
}

/// The answer with one entry changed; `word` is one that stands nowhere else.
fn edited(answer: &Answer, at: usize, edit: Edit, word: &str) -> Answer {
    let mut answer = answer.clone();
    match (&mut answer, edit) {
        (
            Answer::Words(all) | Answer::List(all) | Answer::Numbered(all),
            Edit::Reword | Edit::Finish,
        ) => {
            all[at] = format!("{} {word}", all[at]);
        }
        (Answer::Words(all) | Answer::List(all) | Answer::Numbered(all), Edit::Delete) => {
            all.remove(at);
        }
        (Answer::Words(all) | Answer::List(all) | Answer::Numbered(all), Edit::AddBelow) => {
            all.insert(at + 1, word.to_owned());
        }
        (Answer::Table(all), Edit::Reword) => all[at][0] = format!("{} {word}", all[at][0]),
        (Answer::Table(all), Edit::Finish) => word.clone_into(&mut all[at][1]),
        (Answer::Table(all), Edit::Delete) => drop(all.remove(at)),
        (Answer::Table(all), Edit::AddBelow) => {
            all.insert(at + 1, [word.to_owned(), "new".to_owned()]);
        }
        (Answer::Tasks(all), Edit::Reword) => all[at].1 = format!("{} {word}", all[at].1),
        (Answer::Tasks(all), Edit::Finish) => all[at].0 = !all[at].0,
        (Answer::Tasks(all), Edit::Delete) => drop(all.remove(at)),
        (Answer::Tasks(all), Edit::AddBelow) => all.insert(at + 1, (false, word.to_owned())),
    }
    answer
}

fn record(front: &str, answers: &[Answer]) -> String {
    let mut text = format!("{front}# An activity\n\nGuidance, <b>as a toolkit</b> gives it.\n");
    for (at, answer) in answers.iter().enumerate() {
        text.push_str(&format!(
            "\n## Output number {at}\n\n<!-- output: o{at}. Required. Write below this line. -->\n"
        ));
        if answer.len() > 0
            || !matches!(
                answer,
                Answer::Words(_) | Answer::List(_) | Answer::Numbered(_)
            )
        {
            text.push_str(&format!("\n{}\n", answer.text()));
        }
    }
    text
}

fn words() -> impl Strategy<Value = String> {
    "[a-z]{2,6}( [a-zé]{2,6}){2,5}[.?]?"
}

fn answer(least: usize) -> impl Strategy<Value = Answer> {
    let many = least..5usize;
    prop_oneof![
        prop::collection::vec(words(), many.clone()).prop_map(Answer::Words),
        prop::collection::vec(words(), many.clone()).prop_map(Answer::List),
        prop::collection::vec(words(), many.clone()).prop_map(Answer::Numbered),
        prop::collection::vec([words(), words()], many.clone()).prop_map(Answer::Table),
        prop::collection::vec((any::<bool>(), words()), many).prop_map(Answer::Tasks),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Reword),
        Just(Edit::Delete),
        Just(Edit::AddBelow),
        Just(Edit::Finish)
    ]
}

fn answers_of(text: &str) -> Vec<String> {
    let document = Document::parse(text.as_bytes().to_vec()).unwrap();
    let sections = document.sections().iter().skip(1);
    sections
        .map(|section| {
            let answer = document.answer(section);
            answer.map_or(String::new(), |answer| answer.text.into_owned())
        })
        .collect()
}

/// Texts such as nobody planned: pieces of records, some of them in all three.
fn chaos() -> impl Strategy<Value = [String; 3]> {
    let piece = prop_oneof![
        10 => words(),
        16 => "- [a-d]{1,2}( [x-z]{1,2})?",
        6 => "\\| [a-c] \\| [x-z] \\|",
        2 => Just("| A | B |\n| --- | --- |".to_owned()),
        8 => "- \\[[ x]\\] [a-d] [x-z]",
        1 => (0..4usize).prop_map(|at| format!("## Output {at}\n")),
        1 => prop_oneof![
            Just("<!-- open"), Just("```"), Just("<!-- x -->"), Just("---"), Just("===="), Just("# T"),
            Just("<<<<<<< a"), Just("======="), Just(">>>>>>> b"), Just("<pre>"), Just("<details>"), Just("\u{feff}"),
            Just("1. one\n2. two"), Just("3. three"), Just("- a\n  more\n\n  and more"), Just("skipped: x"), Just("TBD"), Just("\u{0}"), Just("a\r"),
        ].prop_map(str::to_owned),
    ];
    let front = prop_oneof![
        6 => Just(String::new()),
        2 => "[ab]: [xy]\n".prop_map(|keys| format!("---\n{keys}---\n")),
        2 => "  \"[ab]/x\": \"[12]\"\n".prop_map(|stamp| format!("---\nbuilds_on:\n{stamp}---\n")),
    ];
    let version = (
        front,
        prop::collection::vec((0..12usize, 0..14usize), 14..18),
        0..16usize,
    );
    // Every fourth piece is a heading.
    let pool = prop::collection::vec(piece, 17).prop_map(|mut pool| {
        for at in (0..17).step_by(4) {
            pool[at] = format!("## Output {at}\n\n<!-- output: o{at}. -->\n");
        }
        pool
    });
    (
        pool.clone(),
        pool,
        [version.clone(), version.clone(), version],
    )
        .prop_map(|(mut pool, other, versions)| {
            let text = |(front, mask, ends): &(String, Vec<(usize, usize)>, usize),
                        pool: &[String]| {
                let mut text = front.clone();
                for (piece, (kept, gap)) in pool.iter().zip(mask) {
                    if *kept > 0 {
                        text.push_str(piece);
                        text.push_str(if *gap == 0 { "\n\n" } else { "\n" });
                    }
                }
                match ends {
                    0 => text.replace('\n', "\r\n"),
                    1 => text.trim_end().to_owned(),
                    _ => text + "\n",
                }
            };
            let base = text(&versions[0], &pool);
            let ours = text(&versions[1], &pool);
            // The other side moves and replaces some.
            if versions[0].2 % 4 == 0 {
                pool.swap(4, 8);
            }
            pool[2].clone_from(&other[2]);
            pool[7].clone_from(&other[7]);
            let theirs = text(&versions[2], &pool);
            [base, ours, theirs]
        })
}

/// Lines with words that may not vanish; rows and check boxes are merged inside their lines.
fn said(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .filter(|line| !line.contains(['|', '[', '"', '\u{0}']))
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn edits_of_different_outputs_both_stay(
        answers in prop::collection::vec(answer(1), 2..5),
        which in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        at in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        edits in (edit(), edit()),
    ) {
        let one = which.0.index(answers.len());
        let other = (one + 1 + which.1.index(answers.len() - 1)) % answers.len();
        let (mut ours, mut theirs, mut both) = (answers.clone(), answers.clone(), answers.clone());
        ours[one] = edited(&answers[one], at.0.index(answers[one].len()), edits.0, "mine");
        theirs[other] = edited(&answers[other], at.1.index(answers[other].len()), edits.1, "yours");
        both[one] = ours[one].clone();
        both[other] = theirs[other].clone();
        let text = clean(&record("", &answers), &record("", &ours), &record("", &theirs))?;
        prop_assert_eq!(answers_of(&text), answers_of(&record("", &both)), "{}", text);
    }

    #[test]
    fn edits_of_different_entries_of_one_answer_both_stay(
        answer in answer(2).prop_filter("words are merged by paragraph", |answer| !matches!(answer, Answer::Words(_))),
        which in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        edits in (edit(), edit()),
    ) {
        let one = which.0.index(answer.len());
        let other = (one + 1 + which.1.index(answer.len() - 1)) % answer.len();
        let ours = edited(&answer, one, edits.0, "mine");
        let theirs = edited(&answer, other, edits.1, "yours");
        // From behind, so that positions stay.
        let both = if one > other {
            edited(&edited(&answer, one, edits.0, "mine"), other, edits.1, "yours")
        } else {
            edited(&edited(&answer, other, edits.1, "yours"), one, edits.0, "mine")
        };
        let text = clean(&record("", std::slice::from_ref(&answer)), &record("", &[ours]), &record("", &[theirs]))?;
        prop_assert_eq!(answers_of(&text), answers_of(&record("", &[both])), "{}", text);
    }

    #[test]
    fn what_each_side_adds_to_a_list_stays(answer in answer(0).prop_filter("a list", |answer| !matches!(answer, Answer::Words(_))), one in words(), other in words()) {
        prop_assume!(one != other);
        let with = |word: &str| {
            let mut more = answer.clone();
            match &mut more {
                Answer::Words(all) | Answer::List(all) | Answer::Numbered(all) => all.push(word.to_owned()),
                Answer::Table(all) => all.push([word.to_owned(), String::new()]),
                Answer::Tasks(all) => all.push((false, word.to_owned())),
            }
            more
        };
        let text = clean(&record("", std::slice::from_ref(&answer)), &record("", &[with(&one)]), &record("", &[with(&other)]))?;
        for entry in [&one, &other] {
            prop_assert_eq!(text.lines().filter(|line| line.contains(entry.as_str())).count(), 1, "{}", text);
        }
        // Added by both, it is there once.
        let same = with(&one);
        prop_assert_eq!(clean(&record("", std::slice::from_ref(&answer)), &record("", std::slice::from_ref(&same)), &record("", &[same]))?.matches(&one).count(), 1);
    }

    #[test]
    fn one_conflict_at_the_one_answer(answers in prop::collection::vec(answer(1), 2..5), which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), (one, other) in (words(), words())) {
        prop_assume!(one != other);
        let at_answer = which.index(answers.len());
        let change = |word: &str| {
            let mut all = answers.clone();
            let at = at.index(all[at_answer].len());
            match &mut all[at_answer] {
                Answer::Words(all) | Answer::List(all) | Answer::Numbered(all) => word.clone_into(&mut all[at]),
                Answer::Table(all) => word.clone_into(&mut all[at][0]),
                Answer::Tasks(all) => word.clone_into(&mut all[at].1),
            }
            all
        };
        let (mut ours, mut theirs) = (change(&one), change(&other));
        // Each side changed another answer too, and those are settled.
        let next = (at_answer + 1) % answers.len();
        ours[next] = edited(&answers[next], 0, Edit::Reword, "mine");
        theirs.push(Answer::List(vec!["more".to_owned()]));
        let (base, ours, theirs) = (record("", &answers), record("", &ours), record("", &theirs));
        let result = merged(&base, &ours, &theirs);
        prop_assert!(!result.clean);
        let text = String::from_utf8(result.bytes).unwrap();
        prop_assert_eq!(result.conflicts, [format!("o{at_answer}")], "{}", text);
        let document = Document::parse(text.clone().into_bytes()).unwrap();
        prop_assert_eq!(document.conflicts().len(), 1, "{}", text);
        let section = &document.sections()[at_answer + 1];
        let sides = [Side::Ours, Side::Theirs].map(|side| document.side_of(section, side).unwrap());
        prop_assert_eq!(&sides[0], &answers_of(&ours)[at_answer], "{}", text);
        prop_assert_eq!(&sides[1], &answers_of(&theirs)[at_answer], "{}", text);
        prop_assert!(answers_of(&text)[next].contains("mine") && text.ends_with("- more\n"), "{}", text);
    }

    #[test]
    fn line_ends_and_front_matter_of_the_side_that_changed_them(answers in prop::collection::vec(answer(1), 1..4), windows in any::<bool>(), last in any::<bool>()) {
        let base = record("", &answers);
        let mut ours = record("---\nskipped: no time\n---\n\n", &answers);
        if windows {
            ours = ours.replace('\n', "\r\n");
        }
        if last {
            ours.truncate(ours.trim_end().len());
        }
        let mut more = answers.clone();
        more[0] = edited(&answers[0], 0, Edit::Reword, "yours");
        let text = clean(&base, &ours, &record("---\nowner: us\n---\n\n", &more))?;
        prop_assert_eq!(text.contains("\r\n"), windows, "{:?}", text);
        prop_assert_eq!(text.matches('\n').count() == text.matches("\r\n").count(), windows);
        prop_assert_eq!(text.ends_with('\n'), !last, "{:?}", text);
        prop_assert!(text.contains("skipped: no time") && text.contains("owner: us") && text.contains("yours"));
    }

    #[test]
    fn one_side_alone_is_taken_byte_for_byte(base in prop::collection::vec(any::<u8>(), 0..80), side in prop::collection::vec(any::<u8>(), 0..80), texts in chaos()) {
        let [one, other, _] = texts;
        for (base, side) in [(&base, &side), (&one.into_bytes(), &other.into_bytes())] {
            for (ours, theirs) in [(base, side), (side, base), (side, side)] {
                let texts = three(base, ours, theirs);
                let result = merge(texts, plain(texts), &Labels::default(), &merge_lines);
                prop_assert!(result.clean);
                prop_assert_eq!(&result.bytes, side);
            }
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_worse_than_git([base, ours, theirs] in chaos()) {
        let texts = three(base.as_bytes(), ours.as_bytes(), theirs.as_bytes());
        let git = plain(texts);
        let result = merged(&base, &ours, &theirs);
        prop_assert!(result.clean || !git.clean, "git finds nothing to decide:\n{}", String::from_utf8_lossy(&result.bytes));
        let text = String::from_utf8(result.bytes.clone()).unwrap();
        if base.contains('\0') || ours.contains('\0') || theirs.contains('\0') {
            return Ok(());
        }
        // What is there twice may be deleted once by each side.
        let twice = |line: &&str| [&base, &ours, &theirs].iter().any(|text| text.matches(*line).count() > 1);
        let before = said(&base);
        let both = [said(&ours), said(&theirs)];
        for (side, other) in [(&both[0], &both[1]), (&both[1], &both[0])] {
            for line in side.iter().filter(|line| !twice(line)) {
                // What a side wrote, and what both left alone.
                if !before.contains(line) || other.contains(line) {
                    prop_assert!(text.contains(line), "{line:?} is lost:\n{text}");
                }
            }
        }
        if !result.clean && !result.conflicts.is_empty() {
            let document = Document::parse(text.clone().into_bytes()).unwrap();
            prop_assert_eq!(document.conflicts().len(), result.conflicts.len(), "{}", text);
        }
        if result.clean && result.bytes != git.bytes {
            prop_assert_eq!(&merged(&base, &theirs, &ours), &result, "it matters which side is ours");
        }
    }

    #[test]
    fn no_bytes_make_a_merge_panic(all in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..120), 3), texts in prop::collection::vec(any::<String>(), 3)) {
        for all in [all, texts.into_iter().map(String::into_bytes).collect()] {
            let texts = three(&all[0], &all[1], &all[2]);
            let result = merge(texts, plain(texts), &Labels::default(), &merge_lines);
            prop_assert!(result.clean || result.bytes != all[0] || all[0] == all[1]);
        }
    }
}
/// The texts above lead to every way in which a merge can end; otherwise those properties would hold of nothing.
#[test]
fn nobody_planned_texts_end_in_every_way() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let (mut settled, mut shown, mut by_git) = (0, 0, 0);
    for _ in 0..400 {
        let [base, ours, theirs] = chaos().new_tree(&mut runner).unwrap().current();
        let git = plain(three(base.as_bytes(), ours.as_bytes(), theirs.as_bytes()));
        let result = merged(&base, &ours, &theirs);
        settled += usize::from(result.clean && !git.clean);
        shown += usize::from(!result.conflicts.is_empty());
        by_git += usize::from(result.bytes == git.bytes);
    }
    assert!(
        settled > 10 && shown > 50 && by_git > 50,
        "{settled} {shown} {by_git}"
    );
}

/// Both made the same record, each with an answer of its own: there is no common ancestor.
#[test]
fn a_record_that_both_sides_made() {
    let blank = [Answer::Words(Vec::new()), Answer::Tasks(Vec::new())];
    let (mut ours, mut theirs) = (blank.clone(), blank);
    ours[0] = Answer::Words(vec!["Mine.".to_owned()]);
    theirs[1] = Answer::Tasks(vec![(false, "yours".to_owned())]);
    let both = [ours[0].clone(), theirs[1].clone()];
    let text = clean("", &record("", &ours), &record("", &theirs)).unwrap();
    assert_eq!(text, record("", &both));
}

/// What a person may do to a record, and what the other side still merges with.
#[test]
fn headings_comments_and_order() {
    let base = "# T\n\nGuidance.\n\n## A b\n\n<!-- output: ab. Hint. -->\n\n## C\n\n<!-- output: c. -->\n\n- x\n";
    let filled = base.replace("Hint. -->\n", "Hint. -->\n\nwords\n");
    for (ours, expected) in [
        // The comment is gone, the heading reworded, sections change places, guidance is deleted, a section of one's own.
        (base.replace("<!-- output: ab. Hint. -->\n\n", ""), "## A b\n\nwords\n\n## C"),
        (base.replace("## A b", "## Another"), "## Another\n\n<!-- output: ab. Hint. -->\n\nwords\n"),
        (
            "# T\n\nGuidance.\n\n## C\n\n<!-- output: c. -->\n\n- x\n\n## A b\n\n<!-- output: ab. Hint. -->\n".to_owned(),
            "- x\n\n## A b\n\n<!-- output: ab. Hint. -->\n\nwords\n",
        ),
        (base.replace("# T\n\nGuidance.\n\n", ""), "## A b\n\n<!-- output: ab. Hint. -->\n\nwords\n\n## C"),
        (format!("{base}\n## Ours\n\nmore\n"), "words\n\n## C\n\n<!-- output: c. -->\n\n- x\n\n## Ours\n\nmore\n"),
        (base.replace("\n## C\n\n<!-- output: c. -->\n\n- x\n", ""), "Hint. -->\n\nwords\n"),
    ] {
        let text = clean(base, &ours, &filled).unwrap();
        assert!(text.contains(expected), "{ours}\n----\n{text}");
        assert_eq!(text.matches("words").count(), 1);
    }
    // Deleted here, changed there: that is left to decide, and at that answer only.
    let gone = base.replace("## A b\n\n<!-- output: ab. Hint. -->\n\n", "");
    let result = merged(base, &gone, &filled.replace("- x", "- x\n- y"));
    let text = String::from_utf8(result.bytes).unwrap();
    assert_eq!(result.conflicts, ["ab"], "{text}");
    assert!(
        text.contains("=======\n\nwords\n\n>>>>>>> theirs\n\n## C") && text.ends_with("- x\n- y\n"),
        "{text}"
    );
}

// ---- A measure's numbers: by day and column.

/// Numbers by day and column; `0` is a missing one.
type Numbers = std::collections::BTreeMap<u8, [u16; 3]>;

fn numbers() -> impl Strategy<Value = Numbers> {
    prop::collection::btree_map(1..28_u8, prop::array::uniform3(0..40_u16), 0..8)
}

/// A number of a day and column set, or a whole day taken out.
fn number_edits() -> impl Strategy<Value = Vec<(u8, usize, u16)>> {
    prop::collection::vec((1..28_u8, 0..4_usize, 0..40_u16), 0..6)
}

fn after(base: &Numbers, edits: &[(u8, usize, u16)]) -> Numbers {
    let mut numbers = base.clone();
    for (day, column, number) in edits {
        if *column == 3 {
            numbers.remove(day);
        } else {
            numbers.entry(*day).or_default()[*column] = *number;
        }
    }
    numbers
}

/// How somebody typed a block.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// Above the block, and the blanks with which its lines begin.
    above: (&'static str, &'static str),
    head: &'static str,
    /// A blank line is above the days that it divides.
    gap: u8,
    below: &'static str,
}

const PLAIN: Look = Look {
    above: ("Tickets with a goal.", ""),
    head: "date,all,ml,others,note",
    gap: 28,
    below: "",
};

fn look() -> impl Strategy<Value = Look> {
    let above = [
        ("Tickets with a goal.", ""),
        ("- Tickets with a goal.", "  "),
        ("1. Tickets\n   with a goal.", "   "),
    ];
    let head = [
        "Date, All ,ml,others,Note",
        "DATE,all,\"ml\",others,note",
        PLAIN.head,
    ];
    let below = ["", "\nOf three classes.\n", "- Of three classes.\n"];
    (
        prop::sample::select(above.to_vec()),
        prop::sample::select(head.to_vec()),
        2..29_u8,
        prop::sample::select(below.to_vec()),
    )
        .prop_map(|(above, head, gap, below)| Look {
            above,
            head,
            gap,
            below,
        })
}

fn measured(numbers: &Numbers) -> String {
    measured_as(PLAIN, numbers)
}

fn measured_as(look: Look, numbers: &Numbers) -> String {
    let (above, start) = look.above;
    let cell = |number: &u16| {
        if *number == 0 {
            String::new()
        } else {
            number.to_string()
        }
    };
    let lines = numbers.iter().map(|(day, cells)| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        let gap = if day % look.gap == 0 { "\n" } else { "" };
        format!("{gap}{start}2026-11-{day:02},{},\n", cells.join(","))
    });
    let lines = lines.collect::<String>();
    let Look { head, below, .. } = look;
    about_numbers(&format!(
        "{above}\n\n{start}```csv\n{start}{head}\n{lines}{start}```\n{below}"
    ))
}

/// A record with an answer that holds numbers, which ends with a line end.
fn about_numbers(answer: &str) -> String {
    format!("# Tickets\n\n## Numbers\n\n<!-- output: numbers. -->\n\n{answer}")
}

/// Each number of both sides, or `None` where they differ about one.
fn both_numbers(base: &Numbers, ours: &Numbers, theirs: &Numbers) -> Option<Numbers> {
    let mut both = Numbers::new();
    let days: std::collections::BTreeSet<u8> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .copied()
        .collect();
    for day in days {
        let row = match (base.get(&day), ours.get(&day), theirs.get(&day)) {
            (_, Some(one), None) if base.get(&day).is_none() => *one,
            (_, None, Some(other)) if base.get(&day).is_none() => *other,
            (Some(was), Some(one), None) | (Some(was), None, Some(one)) => {
                if was == one {
                    continue;
                }
                return None;
            }
            (was, Some(one), Some(other)) => {
                let was = was.copied().unwrap_or_default();
                let mut row = [0; 3];
                for column in 0..3 {
                    row[column] = match (was[column], one[column], other[column]) {
                        (_, one, other) if one == other => one,
                        (was, one, other) if was == one => other,
                        (was, one, other) if was == other => one,
                        _ => return None,
                    };
                }
                row
            }
            _ => continue,
        };
        both.insert(day, row);
    }
    Some(both)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_number_is_lost(base in numbers(), edits in (number_edits(), number_edits())) {
        let (ours, theirs) = (after(&base, &edits.0), after(&base, &edits.1));
        let texts = [&base, &ours, &theirs].map(measured);
        if let Some(both) = both_numbers(&base, &ours, &theirs) {
            let text = clean(&texts[0], &texts[1], &texts[2])?;
            prop_assert_eq!(text, measured(&both));
        } else {
            let merged = merged(&texts[0], &texts[1], &texts[2]);
            prop_assert!(!merged.clean);
            let text = String::from_utf8(merged.bytes).unwrap();
            for side in [&ours, &theirs] {
                for (day, cells) in side {
                    let before = base.get(day).copied().unwrap_or_default();
                    let new = (0..3).filter(|column| cells[*column] != before[*column] && cells[*column] > 0);
                    for column in new {
                        let line = text.lines().find(|line| {
                            line.starts_with(&format!("2026-11-{day:02},"))
                                && line.split(',').nth(column + 1) == Some(&cells[column].to_string())
                        });
                        prop_assert!(line.is_some(), "{day} {}\n{text}", cells[column]);
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// Its head, its blank lines and its place in a list stay.
    #[test]
    fn a_block_stays_as_it_was_typed(look in look(), base in numbers(), edits in (number_edits(), number_edits())) {
        let (ours, theirs) = (after(&base, &edits.0), after(&base, &edits.1));
        let both = both_numbers(&base, &ours, &theirs);
        prop_assume!(both.is_some());
        let texts = [&base, &ours, &theirs].map(|numbers| measured_as(look, numbers));
        let text = clean(&texts[0], &texts[1], &texts[2])?;
        prop_assert_eq!(text, measured_as(look, &both.unwrap()));
    }

    /// Whatever two people type, what is merged without a conflict is one block, with the days of both.
    #[test]
    fn what_is_merged_can_be_read(base in typed_numbers(), ours in typed_numbers(), theirs in typed_numbers()) {
        let days = [&ours, &theirs].map(|answer| days_of(answer));
        let [Some(our_days), Some(their_days)] = days else {
            return Err(TestCaseError::reject("a side that can't be read"));
        };
        let before = days_of(&base).unwrap_or_default();
        let texts = [&base, &ours, &theirs].map(|answer| about_numbers(answer));
        let result = merged(&texts[0], &texts[1], &texts[2]);
        if result.clean {
            let text = String::from_utf8(result.bytes).unwrap();
            let answer = text.split_once("-->\n\n").unwrap().1;
            let days = days_of(answer);
            prop_assert!(days.is_some(), "{text}");
            let new = our_days.union(&their_days).cloned();
            let lost: Vec<_> = new.filter(|day| !before.contains(day) && !days.as_ref().unwrap().contains(day)).collect();
            prop_assert!(lost.is_empty(), "{lost:?}\n{text}");
            for words in ["Another room.", "Of three classes."] {
                let is_new = !base.contains(words) && (ours.contains(words) || theirs.contains(words));
                prop_assert!(!is_new || answer.contains(words), "{words}\n{text}");
            }
        }
    }
}

/// Words, perhaps a block, perhaps not in order, perhaps with words amid it, and words.
fn typed_numbers() -> impl Strategy<Value = String> {
    let words = prop::sample::select(&["", "Tickets.", "Tickets. Of all.", "Tickets.\n\nOf all."]);
    let below = prop::sample::select(&["", "", "Of three classes."]);
    let amid = prop::sample::select(&["", "", "\n", "```\n\nAnother room.\n\n```csv\n"]);
    let days = prop::collection::btree_set(1..6_u8, 0..4);
    (words, prop::option::of((days, amid, any::<bool>())), below).prop_map(
        |(words, block, below)| {
            let block = block.map(|(days, amid, is_reversed)| {
                let mut lines: Vec<String> = days
                    .iter()
                    .map(|day| format!("2026-11-{day:02},{day}\n"))
                    .collect();
                if is_reversed {
                    lines.reverse();
                }
                let lines = lines.join(amid);
                format!("```csv\ndate,value\n{lines}```")
            });
            let parts = [
                words.to_owned(),
                block.unwrap_or_default(),
                below.to_owned(),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            format!("{}\n", parts.join("\n\n"))
        },
    )
}

/// The days of an answer with numbers; `None` if they can't be read, or there is no block.
fn days_of(answer: &str) -> Option<std::collections::BTreeSet<String>> {
    let read = redesign::kinds::SeriesText::read(answer).ok()?;
    read.head?;
    let rows = read.points.points().ok()?.rows;
    Some(rows.iter().map(|row| row.day.to_string()).collect())
}

#[track_caller]
fn numbers_become(base: &str, ours: &str, theirs: &str, expected: &str) {
    let [base, ours, theirs, expected] =
        [base, ours, theirs, expected].map(|answer| about_numbers(&format!("{answer}\n")));
    assert_eq!(clean(&base, &ours, &theirs).unwrap(), expected);
}

#[track_caller]
fn numbers_conflict(base: &str, ours: &str, theirs: &str) {
    let texts = [base, ours, theirs].map(|answer| about_numbers(&format!("{answer}\n")));
    let result = merged(&texts[0], &texts[1], &texts[2]);
    let text = String::from_utf8(result.bytes).unwrap();
    assert_eq!(result.conflicts, ["numbers"], "{text}");
}

#[test]
fn words_and_fences_amid_numbers_stay() {
    let block = |first: &str, second: &str| {
        format!(
            "Tickets.\n\n```csv\ndate,value\n2026-11-02,5\n{first}```\n\nFrom here on another room.\n\n```csv\n2026-11-16,7\n{second}```"
        )
    };
    let (one, other) = ("2026-11-09,6\n", "2026-11-23,8\n");
    numbers_become(
        &block("", ""),
        &block(one, ""),
        &block("", other),
        &block(one, other),
    );
}

#[test]
fn the_head_of_a_block_stays() {
    let fenced = |lines: &str| format!("Tickets.\n\n```csv\n{lines}\n```");
    let item = |lines: &str| {
        let lines = lines.replace('\n', "\n  ");
        format!("- Tickets.\n\n  ```csv\n  {lines}\n  ```\n- More.")
    };
    let (one, other) = ("2026-11-02,5,", "2026-11-09,6,");
    for head in ["Date,Value,Note", "date, value , note", "date,value,note"] {
        for typed in [&fenced as &dyn Fn(&str) -> String, &item] {
            let with = |head: &str, lines: &str| typed(&format!("{head}{lines}"));
            numbers_become(
                &typed(head),
                &with(head, &format!("\n{one}")),
                &with(head, &format!("\n{other}")),
                &with(head, &format!("\n{one}\n{other}")),
            );
            // Spelled in another way by one side only, whose it is.
            numbers_become(
                &with("date,value,note", &format!("\n{one}")),
                &with(head, &format!("\n{one}")),
                &with("date,value,note", &format!("\n{one}\n{other}")),
                &with(head, &format!("\n{one}\n{other}")),
            );
        }
    }
    // A column more on one side, and one on each.
    numbers_become(
        &item("Date,All\n2026-11-02,5"),
        &item("Date,All, ML\n2026-11-02,5,4"),
        &item("Date,All\n2026-11-02,5\n2026-11-09,6"),
        &item("Date,All, ML\n2026-11-02,5,4\n2026-11-09,6,"),
    );
    numbers_become(
        &item("date,all\n2026-11-02,5"),
        &item("date,all,iep\n2026-11-02,5,4"),
        &item("date,all,ml\n2026-11-02,5,3"),
        &item("date,all,iep,ml\n2026-11-02,5,4,3"),
    );
    // One side puts the block into a list while the other adds a day.
    numbers_become(
        &fenced("date,value\n2026-11-02,5"),
        &item("date,value\n2026-11-02,5"),
        &fenced("date,value\n2026-11-02,5\n2026-11-09,6"),
        &item("date,value\n2026-11-02,5\n2026-11-09,6"),
    );
}

#[test]
fn a_block_that_is_new_on_both_sides() {
    let (one, other) = ("2026-11-02,5", "2026-11-09,6");
    let block = |lines: &str| format!("```csv\ndate,value\n{lines}\n```");
    let with = |words: &str, lines: &str| format!("{words}\n\n{}", block(lines));
    let both = format!("{one}\n{other}");
    let become_both = |base: &str, ours: &str, theirs: &str, words: &str| {
        numbers_become(
            base,
            &with(ours, one),
            &with(theirs, other),
            &with(words, &both),
        );
    };
    become_both(
        "Words only.",
        "Words only. More.",
        "Words only.",
        "Words only. More.",
    );
    become_both("Words only.", "Words only.", "Words only.", "Words only.");
    become_both(
        "Words.\n\nOnly.",
        "Words!\n\nOnly.",
        "Words.\n\nOnly!",
        "Words!\n\nOnly!",
    );
    // Above and below the words.
    let below = |words: &str, lines: &str| format!("{}\n\n{words}", block(lines));
    numbers_become(
        "Words only.",
        &below("Words only. More.", one),
        &below("Words only.", other),
        &below("Words only. More.", &both),
    );
    numbers_become(
        "Words only.",
        &below("Words only.", one),
        &with("Words only.", other),
        &below("Words only.", &both),
    );
    numbers_become(
        "TBD",
        &format!("{}\n\nBelow.", with("Above.", one)),
        &with("Above.", other),
        &format!("{}\n\nBelow.", with("Above.", &both)),
    );
}

#[test]
fn a_block_that_is_new_on_both_sides_in_doubt() {
    let (one, other) = ("2026-11-02,5", "2026-11-09,6");
    let with = |words: &str, lines: &str| format!("{words}\n\n```csv\ndate,value\n{lines}\n```");
    numbers_conflict(
        "Words only.",
        &with("Words, ours.", one),
        &with("Words, theirs.", other),
    );
    let unsorted = "2026-11-16,7\n2026-11-02,5";
    numbers_conflict(
        "Words only.",
        &with("Words only. More.", unsorted),
        &with("Words only.", other),
    );
    numbers_conflict(
        "Words only.",
        &with("Words only. More.", one).replace("```", "~~~"),
        &with("Words only.", other),
    );
    numbers_conflict(
        "Words only.",
        "Words only. More.\n\ndate,value\n2026-11-02,5",
        &with("Words only.", other),
    );
}
