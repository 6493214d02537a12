//! Merges front matter key by key.

use super::{Three, order};
use crate::document::Document;
use std::collections::BTreeMap;

/// Keys whose entries are hashes of answers. If both sides changed one, neither is known to be right; either leads to a
/// review or protects the words from being drafted over. So the smaller one stays, whichever side it is from.
const STAMPS: [&str; 2] = ["builds_on", "drafted"];

/// The key of the reason for skipping an activity.
const REASON: &str = "skipped";

struct Front {
    /// The opening mark's line, after an optional byte order mark.
    open: String,
    /// Keys in order, with their lines.
    entries: Vec<(String, String)>,
    close: String,
}

/// Merges three front matters, each with its marks or empty; `None` if both sides changed a key differently.
pub(super) fn merged(texts: Three<&str>) -> Option<String> {
    if let Some(settled) = texts.settled() {
        return Some(settled.to_owned());
    }
    let Three { base, ours, theirs } = texts.map(read);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let marks = |mark: fn(&Front) -> &str| {
        let three = Three {
            base: mark(&base),
            ours: mark(&ours),
            theirs: mark(&theirs),
        };
        three.settled().map(str::to_owned)
    };
    let (open, close) = (marks(|front| &front.open)?, marks(|front| &front.close)?);
    let lists = Three {
        base: &base.entries[..],
        ours: &ours.entries[..],
        theirs: &theirs.entries[..],
    };
    let entries = of_entries(lists, true)?;
    Some(format!("{open}{entries}{close}"))
}

fn read(text: &str) -> Option<Front> {
    if text.trim_start_matches('\u{feff}').is_empty() {
        // The marks of the other side.
        return Some(Front {
            open: text.to_owned(),
            entries: Vec::new(),
            close: String::new(),
        });
    }
    let (open, rest) = text.split_once('\n')?;
    let close = rest.split_inclusive('\n').next_back()?;
    let inner = rest.strip_suffix(close)?;
    Some(Front {
        open: format!("{open}\n"),
        entries: entries(inner, 0)?,
        close: close.to_owned(),
    })
}

/// Keys indented by `indent` with their lines; `None` if a line belongs to no key.
fn entries(text: &str, indent: usize) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let deep = line.len() - line.trim_start_matches(' ').len();
        let content = line.trim();
        let belongs = content.is_empty()
            || deep > indent
            || content == "-"
            || content.starts_with("- ")
            || line.starts_with('\t');
        if belongs {
            found.last_mut()?.1.push_str(line);
            continue;
        }
        let (key, _) = if let Some(rest) = content.strip_prefix('"') {
            rest.split_once("\":")?
        } else {
            content.split_once(':')?
        };
        let plain =
            |character: char| !matches!(character, '#' | '\'' | '{' | '[' | '&' | '*' | '!');
        if deep < indent || !key.chars().all(plain) || found.iter().any(|(known, _)| known == key) {
            return None;
        }
        found.push((key.to_owned(), line.to_owned()));
    }
    Some(found)
}

/// Merges keys with their lines.
fn of_entries(lists: Three<&[(String, String)]>, may_be_stamps: bool) -> Option<String> {
    let maps = lists.map(|list| list.iter().cloned().collect::<BTreeMap<_, _>>());
    let keys = lists.map(|list| list.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>());
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for key in keys.base.iter().chain(&keys.ours).chain(&keys.theirs) {
        let three = maps.as_ref().map(|map| map.get(key));
        let value = match three.settled() {
            Some(value) => value.cloned(),
            None if may_be_stamps && STAMPS.contains(&key.as_str()) => Some(stamps(three)?),
            None if key == REASON => Some(reasons(three)?),
            // A stamp that one side removed and the other renewed stays: it can only ask for a review.
            None if !may_be_stamps => three.ours.into_iter().chain(three.theirs).min().cloned(),
            None => return None,
        };
        if let Some(value) = value {
            values.insert(key.clone(), value);
        }
    }
    let order = order::merged(
        Three {
            base: &keys.base[..],
            ours: &keys.ours[..],
            theirs: &keys.theirs[..],
        },
        |key| values.contains_key(key),
    )?;
    let all = order.iter().filter_map(|key| values.get(key));
    Some(all.map(String::as_str).collect())
}

/// If both sides skip an activity for different reasons, both reasons stay, in the same order for either side. If one
/// side resumed it while the other changed the reason, the words stay.
fn reasons(three: Three<Option<&String>>) -> Option<String> {
    let (Some(ours), Some(theirs)) = (three.ours, three.theirs) else {
        return three.ours.or(three.theirs).cloned();
    };
    // Someone's comment would be lost.
    if ours.contains(" #") || theirs.contains(" #") {
        return None;
    }
    let newline = if ours.ends_with("\r\n") && theirs.ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let mark = format!("---{newline}");
    let read = |lines: &str| {
        let text = format!("{mark}{lines}{mark}");
        let document = Document::parse(text.into_bytes()).ok()?;
        let front = document.front_matter().ok()?;
        Some((document, front.skipped.unwrap_or_default()))
    };
    let ((document, ours), (_, theirs)) = (read(ours)?, read(theirs)?);
    let both = if ours.contains(&theirs) {
        ours
    } else if theirs.contains(&ours) {
        theirs
    } else {
        format!(
            "{}; {}",
            ours.as_str().min(&theirs),
            ours.as_str().max(&theirs)
        )
    };
    let text = document.with_front_matter(REASON, Some(&both));
    let lines = text.strip_prefix(&mark)?.strip_suffix(&mark)?;
    Some(lines.to_owned())
}

/// Merges the stamps, entry by entry.
fn stamps(three: Three<Option<&String>>) -> Option<String> {
    let mut first = None;
    let lists = three.map(|lines| {
        let Some(lines) = lines else {
            return Some(Vec::new());
        };
        let (key, rest) = lines.split_once('\n')?;
        if !key.trim_end().ends_with(':') {
            return None;
        }
        first = Some(key.to_owned());
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        entries(rest, indent)
    });
    let (base, ours, theirs) = (lists.base?, lists.ours?, lists.theirs?);
    let lists = Three {
        base: &base[..],
        ours: &ours[..],
        theirs: &theirs[..],
    };
    let all = of_entries(lists, false)?;
    Some(format!("{}\n{all}", first?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn merges(base: &str, ours: &str, theirs: &str, expected: Option<&str>) {
        for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
            let three = Three { base, ours, theirs };
            assert_eq!(merged(three).as_deref(), expected);
        }
    }

    #[test]
    fn keys_are_merged_one_by_one() {
        merges(
            "---\na: 1\nb: 2\n---\n",
            "---\na: 3\nb: 2\n---\n",
            "---\na: 1\nb: 4\nc: 5\n---\n",
            Some("---\na: 3\nb: 4\nc: 5\n---\n"),
        );
        merges(
            "",
            "---\na: 1\n---\n",
            "---\nb:\n  - x\n  - y\n---\n",
            Some("---\na: 1\nb:\n  - x\n  - y\n---\n"),
        );
        merges(
            "---\na: 1\n---\n",
            "---\na: 2\n---\n",
            "---\na: 3\n---\n",
            None,
        );
        merges(
            "---\na: 1\n---\n",
            "---\n? x\n---\n",
            "---\na: 3\n---\n",
            None,
        );
    }

    /// Keys that could mean something else to YAML than to us are left to people.
    #[test]
    fn keys_of_another_form_are_not_merged() {
        for line in [
            "'b': 2", "{b: 2}", "[b]: 2", "&b c: 2", "*b : 2", "!b c: 2", "#b: 2",
        ] {
            let ours = format!("---\na: 1\n{line}\n---\n");
            merges("---\na: 1\n---\n", &ours, "---\na: 3\n---\n", None);
        }
        let twice = "---\na: 1\nb: 2\nb: 2\n---\n";
        merges("---\na: 1\n---\n", twice, "---\na: 3\n---\n", None);
    }

    #[test]
    fn reasons_stand_side_by_side() {
        let front = |reason: &str| format!("---\nowner: us\nskipped: {reason}\n---\n");
        for (base, ours, theirs, both) in [
            (
                "",
                "no time",
                "\"we visited: two\"",
                "\"no time; we visited: two\"",
            ),
            (
                "no time",
                "no time yet",
                "a strike",
                "\"a strike; no time yet\"",
            ),
            ("", "no time", "no time this year", "\"no time this year\""),
            ("", "yes", "no time", "\"no time\""),
        ] {
            let base = match base {
                "" => "---\nowner: us\n---\n".to_owned(),
                reason => front(reason),
            };
            merges(&base, &front(ours), &front(theirs), Some(&front(both)));
        }
        // One took it up again, the other gave another reason.
        merges(
            &front("a"),
            "---\nowner: us\n---\n",
            &front("b"),
            Some(&front("b")),
        );
        merges(&front("a"), &front("b # ask"), &front("c"), None);
        merges(
            "",
            "---\r\nskipped: b\r\n---\r\n",
            "---\r\nskipped: a\r\n---\r\n",
            Some("---\r\nskipped: \"a; b\"\r\n---\r\n"),
        );
    }

    #[test]
    fn stamps_are_merged_one_by_one() {
        let front = |stamps: &[&str]| {
            let lines = stamps.join("\n  ");
            format!("---\nowner: us\nbuilds_on:\n  {lines}\n---\n")
        };
        let base = front(&["\"a/x\": \"11\"", "\"b/y\": \"22\""]);
        let ours = front(&["\"a/x\": \"33\"", "\"b/y\": \"55\""]);
        let theirs = front(&["\"a/x\": \"11\"", "\"b/y\": \"44\"", "\"c/z\": \"66\""]);
        let expected = front(&["\"a/x\": \"33\"", "\"b/y\": \"44\"", "\"c/z\": \"66\""]);
        merges(&base, &ours, &theirs, Some(&expected));
        let drafted = |text: &str| text.replace("builds_on", "drafted");
        merges(
            &drafted(&base),
            &drafted(&ours),
            &drafted(&theirs),
            Some(&drafted(&expected)),
        );
        merges(
            "---\nowner: us\n---\n",
            &front(&["\"a/x\": \"1\""]),
            &front(&["\"b/y\": \"2\""]),
            Some(&front(&["\"a/x\": \"1\"", "\"b/y\": \"2\""])),
        );
    }
}
