//! The keys of `plan.toml` that a person sets one by one, and how its text is changed: only the key's own bytes.

use super::{PlanMeta, day_alone};
use std::ops::Range;
use toml::de::DeTable;

/// A key of `plan.toml` with one value.
#[derive(Debug)]
pub struct Setting {
    pub key: &'static str,
    /// Another name of it, which the reader knows too.
    pub alias: Option<&'static str>,
    /// Its value is a day.
    pub is_day: bool,
    /// Its value in a plan; empty if it has none.
    pub of: fn(&PlanMeta) -> &str,
    /// The value in the line that a new plan has commented out, if it has one.
    example: Option<&'static str>,
}

/// All of them, in the order in which a new plan has them.
pub const SETTINGS: &[Setting] = &[
    Setting::words("title", |meta| &meta.title),
    Setting {
        alias: Some("organization"),
        ..Setting::words("organisation", |meta| &meta.organisation)
    },
    Setting::day("start", "2026-12-01", |meta| {
        meta.start.as_deref().unwrap_or_default()
    }),
    Setting::offered("coach", |meta| &meta.coach),
    Setting::offered("contact", |meta| &meta.contact),
    Setting::offered("paused", |meta| &meta.paused),
    Setting::day("paused_until", "2027-01-10", |meta| {
        meta.paused_until.as_deref().unwrap_or_default()
    }),
    Setting::offered("ended", |meta| &meta.ended),
];

impl Setting {
    const fn words(key: &'static str, of: fn(&PlanMeta) -> &str) -> Self {
        Self {
            key,
            alias: None,
            is_day: false,
            of,
            example: None,
        }
    }

    const fn offered(key: &'static str, of: fn(&PlanMeta) -> &str) -> Self {
        Self {
            example: Some("\"\""),
            ..Self::words(key, of)
        }
    }

    const fn day(key: &'static str, day: &'static str, of: fn(&PlanMeta) -> &str) -> Self {
        Self {
            is_day: true,
            example: Some(day),
            ..Self::words(key, of)
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS
            .iter()
            .find(|one| one.key == name || one.alias == Some(name))
    }

    /// Its line in a new plan. Without a value a comment that shows how to write it, unless every plan has the key.
    pub fn line(&self, value: &str) -> String {
        match self.example.filter(|_| value.is_empty()) {
            Some(example) => format!("# {} = {example}", self.key),
            None => format!("{} = {}", self.key, self.written(value)),
        }
    }

    /// A value as the reader gives it back: of a day its usual form.
    fn meant(&self, value: &str) -> String {
        let day = day_alone(value).filter(|_| self.is_day);
        day.map_or_else(|| value.to_owned(), |day| day.to_string())
    }

    /// A value as TOML: a day bare, as far as it is one; anything else quoted.
    fn written(&self, value: &str) -> String {
        match day_alone(value) {
            Some(day) if self.is_day => day.to_string(),
            _ => quoted(value),
        }
    }

    /// The text of a readable `plan.toml` with another value for this key, or with an empty value without it. All other
    /// bytes stay, the comment behind the value too. `None` if that would change what another key says.
    pub fn put(&self, text: &str, value: &str) -> Option<String> {
        let ways = match (self.place(text), value) {
            (None, "") => return Some(text.to_owned()),
            (Some((_, old)), value) if !value.is_empty() => vec![(old, self.written(value))],
            (Some((key, old)), _) => vec![without(text, key..old.end)],
            (None, value) => self.ways_to_add(text, value),
        };
        ways.into_iter().find_map(|(range, new)| {
            let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
            let whole = format!("{before}{new}{after}");
            self.is_all_that_changed(text, &whole, value)
                .then_some(whole)
        })
    }

    /// Whether this key has the value now, and every other key what it had.
    fn is_all_that_changed(&self, before: &str, after: &str, value: &str) -> bool {
        let others = |text: &str| {
            let mut table: toml::Table = toml::from_str(text).ok()?;
            table.retain(|name, _| !self.is_named(name));
            // As text, since a number that is none equals nothing.
            Some(table.to_string())
        };
        PlanMeta::parse(after).is_ok_and(|meta| (self.of)(&meta) == self.meant(value))
            && others(before) == others(after)
    }

    fn is_named(&self, name: &str) -> bool {
        name == self.key || Some(name) == self.alias
    }

    /// Where its key begins, and where its value is.
    fn place(&self, text: &str) -> Option<(usize, Range<usize>)> {
        let table = DeTable::parse(text).ok()?.into_inner();
        let (key, value) = table.iter().find(|(key, _)| self.is_named(key.get_ref()))?;
        Some((key.span().start, value.span()))
    }

    /// Where a line for it can go, the best place first: instead of the one that is commented out, behind the last of the
    /// keys that come before it, behind any, or before everything.
    fn ways_to_add(&self, text: &str, value: &str) -> Vec<(Range<usize>, String)> {
        let (line, comment, newline) = (self.line(value), self.line(""), newline_of(text));
        let (top, values) = (top_of(text), values_of(text));
        let mut lines = lines_of(text.get(..top).unwrap_or(text));
        let is_comment = |own: &Range<usize>| {
            text.get(own.clone()) == Some(&comment)
                && !values.iter().any(|value| value.contains(&own.start))
        };
        let commented_out = lines.find(is_comment).map(|own| (own, line.clone()));
        let before = SETTINGS.iter().take_while(|one| one.key != self.key);
        let known = before
            .filter_map(|one| one.place(text))
            .map(|(_, old)| old.end);
        let any = values
            .iter()
            .map(|value| value.end)
            .filter(|end| *end <= top);
        let behind = [known.max(), any.max()].into_iter().flatten().map(|end| {
            let rest = text.get(end..).unwrap_or_default();
            match rest.find('\n') {
                Some(at) => (end + at + 1..end + at + 1, format!("{line}{newline}")),
                None => (text.len()..text.len(), format!("{newline}{line}{newline}")),
            }
        });
        let first = start_of(text);
        let before_all = (first..first, format!("{line}{newline}"));
        let ways = commented_out.into_iter().chain(behind);
        ways.chain([before_all]).collect()
    }
}

/// What a value can't have, since it stands on one line, and how to write it.
pub fn odd_in_value(value: &str) -> Option<(&'static str, &'static str)> {
    let odd = value.chars().find(|sign| sign.is_control())?;
    Some(match odd {
        '\n' | '\r' => ("several lines", "write it on one line"),
        _ => ("a control character", "write it without tabs or the like"),
    })
}

/// A value of TOML that says these words.
pub fn quoted(words: &str) -> String {
    toml::Value::String(words.to_owned()).to_string()
}

/// The line of a key and its value without them: nothing of it, or the comment that stands behind them.
fn without(text: &str, own: Range<usize>) -> (Range<usize>, String) {
    let before = text.get(..own.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(start_of(text), |at| at + 1);
    let rest = text.get(own.end..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |at| own.end + at + 1);
    let behind = text
        .get(own.end..end)
        .unwrap_or_default()
        .trim_start_matches([' ', '\t']);
    let kept = if behind.starts_with('#') { behind } else { "" };
    (start..end, kept.to_owned())
}

/// Where the first table begins; the end if there is none. A key behind it would be the table's.
fn top_of(text: &str) -> usize {
    let Ok(table) = DeTable::parse(text) else {
        return text.len();
    };
    let keys = table.get_ref().keys();
    let lines = keys.map(|key| {
        let before = text.get(..key.span().start).unwrap_or_default();
        before.rfind('\n').map_or(start_of(text), |at| at + 1)
    });
    let is_header = |line: &usize| {
        let line = text.get(*line..).unwrap_or_default();
        line.trim_start().starts_with('[')
    };
    lines.filter(is_header).min().unwrap_or(text.len())
}

/// Where the text begins: behind the mark that some editors put first.
fn start_of(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').len()
}

/// Where the values of the keys are.
fn values_of(text: &str) -> Vec<Range<usize>> {
    let table = DeTable::parse(text).map(toml::Spanned::into_inner);
    let table = table.unwrap_or_default();
    table.values().map(toml::Spanned::span).collect()
}

/// The lines of a text, without their ends.
fn lines_of(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = from;
        from += line.len();
        start..start + line.trim_end_matches(['\r', '\n']).len()
    })
}

fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOLKIT: &str = "toolkit = { id = \"a\", version = \"1.0.0\" }";

    fn put(text: &str, key: &str, value: &str) -> String {
        let after = Setting::named(key).unwrap().put(text, value).unwrap();
        let meta = PlanMeta::parse(&after).unwrap();
        assert_eq!((Setting::named(key).unwrap().of)(&meta), value, "{after}");
        after
    }

    #[test]
    fn only_the_value_changes() {
        let text = format!(
            "\u{feff}# ours\r\ntitle=   'Old'   # short\r\n\"organization\" = \"\"\"A\r\nB\"\"\"\r\n{TOOLKIT}\r\nmine = [\r\n  [1], # two\r\n]\r\n[theirs]\r\ntitle = 3\r\n"
        );
        assert_eq!(
            put(&text, "title", "It's \"new\""),
            text.replace("'Old'", &quoted("It's \"new\""))
        );
        assert_eq!(
            put(&text, "organisation", "Both"),
            text.replace("\"\"\"A\r\nB\"\"\"", "\"Both\"")
        );
        assert_eq!(
            put(&text, "ended", "moved"),
            text.replace("B\"\"\"\r\n", "B\"\"\"\r\nended = \"moved\"\r\n")
        );
        assert_eq!(
            put(&text, "title", ""),
            text.replace("title=   'Old'   ", "")
        );
    }

    /// What looks like a line for the key can stand in the value of another.
    #[test]
    fn what_other_keys_say_stays() {
        for text in [
            "organisation = \"\"\"\n# coach = \"\"\n\"\"\"\n",
            "mine.a = 1\nmine.note = \"\"\"\n# coach = \"\"\n\"\"\"\nmine.b = 2\n",
            "mine.list = [\n# coach = \"\"\n]\n",
        ] {
            let text = format!("{TOOLKIT}\n{text}# coach = \"\"\n[other]\nx = nan\n");
            let after = put(&text, "coach", "x");
            let mut others: toml::Table = toml::from_str(&after).unwrap();
            others.remove("coach");
            let before: toml::Table = toml::from_str(&text).unwrap();
            assert_eq!(others.to_string(), before.to_string());
        }
    }

    #[test]
    fn a_line_that_was_commented_out_comes_back_to_life() {
        let text = format!("title = \"\"\n{TOOLKIT}\n# start = 2026-12-01\n# coach = \"\"\n");
        let after = put(&text, "start", "2026-09-01");
        assert_eq!(
            after,
            text.replace("# start = 2026-12-01", "start = 2026-09-01")
        );
        assert_eq!(
            put(&after, "start", ""),
            text.replace("# start = 2026-12-01\n", "")
        );
        let own = text.replace("# coach = \"\"", "# coach = \"somebody\"");
        let after = put(&own, "coach", "coach 1");
        assert!(after.contains("# coach = \"somebody\"\n"), "{after}");
    }

    #[test]
    fn a_new_key_never_falls_into_a_table() {
        let marked = "\u{feff}[toolkit]\nid = \"a\"\nversion = \"1.0.0\"\n";
        let after = put(marked, "coach", "zed");
        assert_eq!(
            after,
            marked.replace('\u{feff}', "\u{feff}coach = \"zed\"\n")
        );
        assert_eq!(put(&after, "coach", ""), marked);
        let header = "[toolkit]\nid = \"a\"\nversion = \"1.0.0\"\n";
        assert_eq!(
            put(header, "title", "x"),
            format!("title = \"x\"\n{header}")
        );
        let text = format!("{TOOLKIT}\n[mine]\n# coach = \"\"");
        assert_eq!(
            put(&text, "coach", "x"),
            format!("{TOOLKIT}\ncoach = \"x\"\n[mine]\n# coach = \"\"")
        );
        assert_eq!(
            put(TOOLKIT, "coach", "x"),
            format!("{TOOLKIT}\ncoach = \"x\"\n")
        );
        let dotted = "toolkit.id = \"a\"\ntoolkit.version = \"1.0.0\"\n[[x]]\ny = 1\n";
        put(dotted, "paused_until", "2026-12-01");
    }
}
