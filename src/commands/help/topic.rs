//! Topics of `redesign help`: sections of the docs, so that they are written once.

use crate::report::{Block, Report, Rows};

pub(super) struct Topic {
    pub name: &'static str,
    text: &'static str,
    /// The level 2 heading of the section; `None` for the whole document.
    part: Option<&'static str>,
}

pub(super) const TOPICS: [Topic; 4] = [
    Topic {
        name: "formats",
        text: include_str!("../../../docs/scripts.md"),
        part: Some("Formats"),
    },
    Topic {
        name: "exit-codes",
        text: include_str!("../../../docs/scripts.md"),
        part: Some("Exit codes"),
    },
    Topic {
        name: "privacy",
        text: include_str!("../../../docs/privacy.md"),
        part: None,
    },
    Topic {
        name: "accessibility",
        text: include_str!("../../../docs/accessibility.md"),
        part: None,
    },
];

/// Names of columns; no table in the docs has more.
const COLUMNS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// A topic's text, if it exists.
pub(super) fn report(name: &str) -> Option<Report> {
    let topic = TOPICS.into_iter().find(|topic| topic.name == name)?;
    let mut report = Report::default();
    let mut lines = part_of(&topic).lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() || line.starts_with("<!--") {
            continue;
        }
        if let Some(words) = line
            .trim_start_matches('#')
            .strip_prefix(' ')
            .filter(|_| line.starts_with('#'))
        {
            match report.title {
                None => report.title = Some(plain(words)),
                Some(_) => report.blocks.push(Block::Heading(plain(words))),
            }
        } else if line.starts_with("```") {
            let inner = lines.by_ref().take_while(|line| !line.starts_with("```"));
            let inner: Vec<String> = inner.map(|line| format!("    {line}")).collect();
            report.blocks.push(Block::Text(inner.join("\n")));
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(row));
            }
            report.blocks.push(table(rows));
        } else {
            // Lines of a list stay together.
            let mut text = plain(line);
            while let Some(more) = lines.next_if(|line| line.starts_with("- ")) {
                text.push_str(&format!("\n{}", plain(more)));
            }
            report.blocks.push(Block::Text(text));
        }
    }
    Some(report)
}

/// A section of the document with its heading.
fn part_of(topic: &Topic) -> &'static str {
    let Some(part) = topic.part else {
        return topic.text;
    };
    let heading = format!("## {part}\n");
    let start = topic.text.find(&heading).unwrap_or(topic.text.len());
    let rest = topic.text.get(start..).unwrap_or("");
    let end = rest
        .get(heading.len()..)
        .and_then(|below| below.find("\n## "));
    rest.get(..end.map_or(rest.len(), |end| heading.len() + end))
        .unwrap_or("")
}

fn cells(row: &str) -> Vec<String> {
    crate::kinds::split_row(row)
        .iter()
        .map(|cell| plain(cell))
        .collect()
}

fn table(mut rows: Vec<Vec<String>>) -> Block {
    let header = rows.drain(..rows.len().min(2)).next().unwrap_or_default();
    let mut table = Rows::of(&rows);
    for (at, (title, id)) in header.iter().zip(COLUMNS).enumerate() {
        table.column(id, title, |row| row.get(at)).wraps();
    }
    Block::Table(table.table())
}

/// Markdown as plain text: without bold marks, and without addresses of links to other documents.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, after)| {
            let (target, after) = after.split_once(')')?;
            (!words.contains(['[', ']'])).then_some((words, target, after))
        });
        text.push_str(before);
        let Some((words, target, after)) = parts else {
            text.push('[');
            rest = link;
            continue;
        };
        text.push_str(words);
        if target.starts_with("https://") {
            text.push_str(&format!(" ({target})"));
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_nowhere_on_a_terminal() {
        for (markdown, text) in [
            ("a [b](c.md#d) e", "a b e"),
            ("[`x`](y.md)", "`x`"),
            (
                "see [RFC](https://example.org/1), **and** [TODO] (x)",
                "see RFC (https://example.org/1), and [TODO] (x)",
            ),
            ("- [ ] box [a](b) [c", "- [ ] box a [c"),
        ] {
            assert_eq!(plain(markdown), text);
        }
    }

    #[test]
    fn every_topic_says_something() {
        for topic in TOPICS {
            let report = report(topic.name).unwrap();
            assert!(report.title.is_some_and(|title| !title.starts_with('#')));
            assert!(report.blocks.len() > 1 || topic.part == Some("Exit codes"));
            assert!(!report.blocks.is_empty());
        }
        assert!(report("nothing").is_none());
    }
}
