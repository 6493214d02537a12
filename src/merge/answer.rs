//! Merges answers: lists by entry, tables by row, numbers by day and column, anything else by line. The text shows which it is.

use super::form::{Form, Marks, agreed};
use super::three::Versions;
use super::units::{self, MergeUnit, UnitPair};
use super::{Favour, Lines, Three, days};
use crate::document::Side;
use crate::kinds::{Misfit, bullet, is_blank_answer, split_row};

/// Merges three versions of an answer; `None` if even the lines can't be compared.
pub(super) fn merged(texts: Three<&str>, lines: Lines<'_>) -> Option<Versions> {
    if let Some(text) = texts.settled() {
        return Some(Versions::one(text.to_owned()));
    }
    // One side filled in an answer while the other only changed a blank.
    let filled = |text: &str| !is_blank_answer(text);
    if !filled(texts.base) && filled(texts.ours) != filled(texts.theirs) {
        let text = if filled(texts.ours) {
            texts.ours
        } else {
            texts.theirs
        };
        return Some(Versions::one(text.to_owned()));
    }
    // One side removed the answer, the other changed it.
    if filled(texts.base) && filled(texts.ours) != filled(texts.theirs) {
        return Some(Versions::two(
            texts.ours.to_owned(),
            texts.theirs.to_owned(),
        ));
    }
    let by_day = days::merged(texts, |around| by_line(around, lines));
    by_day.or_else(|| {
        let merged = by_unit(texts, lines).or_else(|| by_line(texts, lines))?;
        let is_lost = merged.is_settled() && days::is_lost(texts, &merged.ours);
        Some(if is_lost {
            Versions {
                is_sure: true,
                ..Versions::two(texts.ours.to_owned(), texts.theirs.to_owned())
            }
        } else {
            merged
        })
    })
}

fn by_line(texts: Three<&str>, lines: Lines<'_>) -> Option<Versions> {
    let ended = texts.map(|text| {
        if text.is_empty() {
            String::new()
        } else {
            format!("{text}\n")
        }
    });
    let merged = |favour| {
        let text = lines(&ended.base, &ended.ours, &ended.theirs, favour)?;
        Some(text.trim_end().to_owned())
    };
    if let Some(text) = merged(Favour::Neither) {
        return Some(Versions::one(text));
    }
    let versions = Versions::two(
        merged(Favour::One(Side::Ours))?,
        merged(Favour::One(Side::Theirs))?,
    );
    // We don't understand a conflict in which both sides look the same.
    (!versions.is_settled()).then_some(versions)
}

fn by_unit(texts: Three<&str>, lines: Lines<'_>) -> Option<Versions> {
    let Units { head, lists, marks } = Units::of(texts)?;
    let is_table = !head.is_empty();
    let pairs = units::merged(lists.as_ref().map(Vec::as_slice), |texts| {
        if is_table {
            row(texts)
        } else {
            entry(texts, lines)
        }
    })?;
    let gap = usual_gap(lists.as_ref());
    let versions = Versions::two(
        joined(&head, &pairs, Side::Ours, &gap, marks),
        joined(&head, &pairs, Side::Theirs, &gap, marks),
    );
    let is_settled = pairs.iter().all(UnitPair::is_settled);
    (is_settled == versions.is_settled()).then_some(versions)
}

/// Three lists of one form, or three tables with the same columns; the base may be blank.
struct Units {
    /// A table's header and rule.
    head: String,
    /// Entries or rows that say something.
    lists: Three<Vec<MergeUnit>>,
    marks: Option<Marks>,
}

impl Units {
    fn of(texts: Three<&str>) -> Option<Self> {
        let forms = texts.map(Form::of);
        let mut marks = None;
        let mut head = String::new();
        match (&forms.base, &forms.ours, &forms.theirs) {
            (Form::Blank, Form::List(_, one), Form::List(_, other)) => {
                marks = Some(agreed([one, other])?);
            }
            (Form::List(_, before), Form::List(_, one), Form::List(_, other)) => {
                marks = Some(agreed([before, one, other])?);
            }
            (base, Form::Table(ours, _), Form::Table(theirs, _)) => {
                let base = match base {
                    Form::Table(base, _) => base,
                    Form::Blank => ours,
                    _ => return None,
                };
                let heads = Three { base, ours, theirs };
                head = head_of(heads.map(String::as_str))?;
            }
            _ => return None,
        }
        let filled = |form: Form| match form {
            Form::List(units, _) | Form::Table(_, units) => units
                .into_iter()
                .filter(|unit| !is_blank_answer(&unit.text))
                .collect(),
            _ => Vec::new(),
        };
        let lists = forms.map(filled);
        Some(Self { head, lists, marks })
    }
}

/// A table's header and rule, if all sides have the same columns.
fn head_of(heads: Three<&str>) -> Option<String> {
    let columns = heads.map(|head| head.lines().map(split_row).next());
    if columns.ours != columns.theirs || columns.ours != columns.base {
        return None;
    }
    Some(
        heads
            .settled()
            .unwrap_or(heads.ours.min(heads.theirs))
            .to_owned(),
    )
}

/// Line ends that usually separate two entries.
fn usual_gap(lists: Three<&Vec<MergeUnit>>) -> String {
    let all = lists.ours.iter().chain(lists.theirs).chain(lists.base);
    let gaps = all.filter_map(|unit| unit.gap.as_deref());
    gaps.min_by_key(|gap| (gap.len(), *gap))
        .unwrap_or("\n")
        .to_owned()
}

fn joined(head: &str, pairs: &[UnitPair], side: Side, usual: &str, marks: Option<Marks>) -> String {
    let mut text = head.to_owned();
    let mut above = 0;
    let mut between = if head.is_empty() { "" } else { "\n" };
    for pair in pairs {
        let unit = match side {
            Side::Ours => &pair.ours,
            Side::Theirs => &pair.theirs,
        };
        if let Some(unit) = unit {
            text.push_str(between);
            if let Some(Marks::Numbers(numbers)) = marks {
                text.push_str(&numbers.of(above));
            }
            above += 1;
            text.push_str(unit);
            between = pair.gap.as_deref().unwrap_or(usual);
        }
    }
    text
}

/// An entry that both sides changed: merges its check box and its words separately.
fn entry(texts: Three<&str>, lines: Lines<'_>) -> Option<String> {
    let parts = texts.map(|text| {
        let start = text.len() - text.trim_start().len();
        let width = bullet(text.trim_start()).unwrap_or(0);
        let rest = text.get(start + width..).unwrap_or("");
        let space = rest.len() - rest.trim_start_matches(' ').len();
        let at = start + width + space;
        let is_box = ["[ ]", "[x]", "[X]"]
            .iter()
            .any(|mark| text.get(at..at + 3) == Some(mark));
        let at = if is_box { at + 3 } else { at };
        (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""))
    });
    let mark = parts.map(|(mark, _)| mark).settled()?;
    let words = parts.map(|(_, words)| words);
    if let Some(words) = words.settled() {
        return Some(format!("{mark}{words}"));
    }
    Some(format!("{mark}{}", units::by_line(words, lines)?))
}

/// A row that both sides changed: merges cell by cell.
fn row(texts: Three<&str>) -> Option<String> {
    let cells = texts.map(split_row);
    if cells.ours.len() != cells.theirs.len() || cells.ours.len() != cells.base.len() {
        return None;
    }
    let sides = cells.ours.iter().zip(&cells.theirs);
    let merged: Option<Vec<String>> = cells
        .base
        .iter()
        .zip(sides)
        .map(|(base, (ours, theirs))| {
            let three = Three { base, ours, theirs };
            three.settled().map(|cell| cell.replace('|', "\\|"))
        })
        .collect();
    Some(format!("| {} |", merged?.join(" | ")))
}

/// Both versions in one: of numbers the days of both, else the first, then what only the second has.
///
/// # Errors
/// Why two versions of numbers can't both stay.
pub(super) fn both(ours: &str, theirs: &str) -> Result<String, Misfit> {
    let by_day = days::both([ours, theirs], one_below_the_other);
    by_day.unwrap_or_else(|| Ok(one_below_the_other(ours, theirs)))
}

fn one_below_the_other(ours: &str, theirs: &str) -> String {
    let more = |first: &[MergeUnit], second: &[MergeUnit]| -> Vec<String> {
        let said = |unit: &&MergeUnit| first.iter().any(|other| other.key == unit.key);
        let more = second.iter().filter(|unit| !said(unit));
        let more = more.filter(|unit| !is_blank_answer(&unit.text));
        more.map(|unit| unit.text.clone()).collect()
    };
    let more = match (Form::of(ours), Form::of(theirs)) {
        (Form::Blank, _) => return theirs.to_owned(),
        (_, Form::Blank) => return ours.to_owned(),
        (Form::List(first, Marks::Bullets), Form::List(second, Marks::Bullets)) => {
            more(&first, &second)
        }
        (Form::List(first, Marks::Numbers(numbers)), Form::List(second, Marks::Numbers(_))) => {
            let more = more(&first, &second).into_iter().enumerate();
            let at = |above| numbers.of(u32::try_from(first.len() + above).unwrap_or(u32::MAX));
            more.map(|(above, entry)| format!("{}{entry}", at(above)))
                .collect()
        }
        (Form::Table(head, first), Form::Table(other, second))
            if head.lines().next().map(split_row) == other.lines().next().map(split_row) =>
        {
            more(&first, &second)
        }
        _ if ours == theirs => return ours.to_owned(),
        _ => return format!("{ours}\n\n{theirs}"),
    };
    let all = std::iter::once(ours.to_owned()).chain(more);
    all.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as git merges them are tested in tests/merging.rs; here two changes of words are always a conflict.
    fn lines(_: &str, ours: &str, theirs: &str, favour: Favour) -> Option<String> {
        match favour {
            Favour::Neither => None,
            Favour::One(Side::Ours) => Some(ours.to_owned()),
            Favour::One(Side::Theirs) => Some(theirs.to_owned()),
        }
    }

    fn merge(base: &str, ours: &str, theirs: &str) -> Versions {
        merged(Three { base, ours, theirs }, &lines).unwrap()
    }

    #[track_caller]
    fn becomes(base: &str, ours: &str, theirs: &str, expected: &str) {
        assert_eq!(
            merge(base, ours, theirs),
            Versions::one(expected.to_owned())
        );
        assert_eq!(
            merge(base, theirs, ours),
            Versions::one(expected.to_owned())
        );
    }

    #[test]
    fn numbers_by_day_and_column() {
        let text = |lines: &str| format!("Tickets.\n\n```csv\n{lines}\n```");
        let all = |base: &str, ours: &str, theirs: &str, expected: &str| {
            becomes(&text(base), &text(ours), &text(theirs), &text(expected));
        };
        let base = "date,all,ml,note\n2026-11-02,5,3,";
        // Two weeks, two groups of one week, a correction and a new week.
        all(
            base,
            &format!("{base}\n2026-11-16,7,4,"),
            &format!("{base}\n2026-11-09,6,,rain"),
            &format!("{base}\n2026-11-09,6,,rain\n2026-11-16,7,4,"),
        );
        all(
            base,
            &format!("{base}\n2026-11-09,7,,"),
            &format!("{base}\n2026-11-09,,4,x"),
            &format!("{base}\n2026-11-09,7,4,x"),
        );
        all(
            base,
            "date,all,ml,note\n2026-11-02,5.5,3,",
            &format!("{base}\n2026-11-09,6,,"),
            "date,all,ml,note\n2026-11-02,5.5,3,\n2026-11-09,6,,",
        );
        all(
            base,
            "date,all,ml,note\n2026-11-02,6,3,",
            "date,all,ml,note\n2026-11-02,5,4,",
            "date,all,ml,note\n2026-11-02,6,4,",
        );
        all(
            base,
            "date,all,ml,note",
            &format!("{base}\n2026-11-09,6,,"),
            "date,all,ml,note\n2026-11-09,6,,",
        );
        // A further group on each side.
        all(
            base,
            "date,all,ml,iep,note\n2026-11-02,5,3,2,",
            "date,all,ml,own,note\n2026-11-02,5,3,4,x",
            "date,all,ml,iep,own,note\n2026-11-02,5,3,2,4,x",
        );
        all(
            "date,value\n",
            "date,value\n2026-11-02,5",
            "date,value\n2026-11-09,5",
            "date,value\n2026-11-02,5\n2026-11-09,5",
        );
        becomes(
            "Tickets.",
            &text("date,value\n2026-11-02,5"),
            &text("date,value\n2026-11-09,6"),
            &text("date,value\n2026-11-02,5\n2026-11-09,6"),
        );
        becomes(
            &text("date,value"),
            &text("date,value\n2026-11-02,5").replace("Tickets", "Slips"),
            &text("date,value\n2026-11-09,6"),
            &text("date,value\n2026-11-02,5\n2026-11-09,6").replace("Tickets", "Slips"),
        );
    }

    /// The same number twice is one conflict at its line, and everything else is merged.
    #[test]
    fn the_same_number_twice() {
        let text = |lines: &str| format!("Tickets.\n\n```csv\n{lines}\n```");
        let base = "date,all,ml,note\n2026-11-02,5,3,";
        let versions = merge(
            &text(base),
            &text("date,all,ml,note\n2026-11-02,6,3,\n2026-11-09,1,,"),
            &text("date,all,ml,note\n2026-11-02,7,3,x"),
        );
        assert_eq!(
            versions.ours,
            text("date,all,ml,note\n2026-11-02,6,3,x\n2026-11-09,1,,")
        );
        assert_eq!(
            versions.theirs,
            text("date,all,ml,note\n2026-11-02,7,3,x\n2026-11-09,1,,")
        );
        let gone = merge(
            &text(base),
            &text("date,all,ml,note"),
            &text("date,all,ml,note\n2026-11-02,7,3,"),
        );
        assert!(!gone.is_settled());
    }

    #[test]
    fn entries_and_rows_stay() {
        becomes("- a", "- a\n- b", "- a\n- c", "- a\n- b\n- c");
        becomes("- [ ]", "- [ ] b", "- [ ] a", "- [ ] a\n- [ ] b");
        becomes("", "- b\n  more", "* a", "* a\n- b\n  more");
        becomes(
            "- a\n\n- b",
            "- a\n\n- b\n\n- c",
            "- x\n\n- b",
            "- x\n\n- b\n\n- c",
        );
        becomes(
            "- [ ] call home",
            "- [x] call home",
            "- [ ] call the home",
            "- [x] call the home",
        );
        let table = "| A | B |\n| --- | --- |\n";
        becomes(
            &format!("{table}|  |  |"),
            &format!("{table}| 2 | x |"),
            &format!("{table}| 1 | y |"),
            &format!("{table}| 1 | y |\n| 2 | x |"),
        );
        becomes(
            &format!("{table}| p | q |"),
            &format!("{table}| p \\| p | q |"),
            &format!("{table}| p | r |"),
            &format!("{table}| p \\| p | r |"),
        );
        becomes(
            "1. a\n2. b",
            "1. x\n2. a\n3. b",
            "1. a\n2. b\n3. c",
            "1. x\n2. a\n3. b\n4. c",
        );
        becomes("1) a b\n1) b", "1) a c\n1) b", "1) a b", "1) a c");
        becomes("1.", "1. b", "1. a", "1. a\n2. b");
        becomes("TBD", "TBD", "words", "words");
        becomes("TBD", "?", "words", "words");
    }

    #[test]
    fn each_version_holds_what_could_be_merged() {
        let merged = merge("- a p q\n- b", "- a p r\n- b\n- c", "- a p s\n- b\n- d");
        assert_eq!(merged.ours, "- a p r\n- b\n- c\n- d");
        assert_eq!(merged.theirs, "- a p s\n- b\n- c\n- d");
        let gone = merge("- a", "", "- b");
        assert_eq!((gone.ours.as_str(), gone.theirs.as_str()), ("", "- b"));
    }

    #[test]
    fn both_in_one() {
        assert_eq!(one_below_the_other("- a\n- b", "- a\n- c"), "- a\n- b\n- c");
        assert_eq!(
            one_below_the_other("1. a\n2. b", "1. b\n2. c"),
            "1. a\n2. b\n3. c"
        );
        assert_eq!(one_below_the_other("one", "two"), "one\n\ntwo");
        assert_eq!(one_below_the_other("", "two"), "two");
        let other = "| B |\n|---|\n| y |";
        let x = "| A |\n|---|\n| x |";
        assert_eq!(
            one_below_the_other(x, other),
            format!("{x}\n\n{other}"),
            "other columns"
        );
        assert_eq!(crate::merge::both("- a", "- b").unwrap(), "- a\n- b");
        assert_eq!(
            one_below_the_other("| A |\n|---|\n| x |", "| A |\n|---|\n| y |"),
            "| A |\n|---|\n| x |\n| y |"
        );
    }

    #[test]
    fn a_head_is_merged_where_the_columns_are_the_same() {
        let (narrow, wide) = ("| A | B |\n|---|---|", "| A  | B  |\n| -- | -- |");
        let more = "| A | B | C |\n|---|---|---|";
        let head = |base, ours, theirs| head_of(Three { base, ours, theirs });
        assert_eq!(head(narrow, wide, narrow).as_deref(), Some(wide));
        assert_eq!(head(narrow, narrow, wide).as_deref(), Some(wide));
        assert_eq!(head(narrow, wide, wide).as_deref(), Some(wide));
        for (base, ours, theirs) in [
            (narrow, more, narrow),
            (narrow, narrow, more),
            (narrow, more, more),
            (more, narrow, narrow),
        ] {
            assert_eq!(head(base, ours, theirs), None, "{base} {ours} {theirs}");
        }
    }
}
