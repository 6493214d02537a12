//! Where a link points: a plan or record, its file, or a public page.

use super::lines::Fences;
use super::misfit::Misfit;
use regex::Regex;
use std::sync::LazyLock;

/// A link of Markdown: what stands between the round brackets, without a title.
static MARKDOWN_LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[^\\])\]\(\s*(<[^<>]*>|[^\s()<>]+)(?:\s+"[^"]*")?\s*\)"#).ok()
});

/// What a link's words name; nothing is looked up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkTarget {
    /// `PLAN[/ACTIVITY[/RECORD]][@VERSION]`.
    Record {
        /// Without the version.
        name: String,
        /// What stands behind the `@`.
        version: Option<String>,
    },
    /// A Markdown file, as the link writes it: relative to the file in which the link stands, `%20` and the like as they are.
    File(String),
    /// A page elsewhere: an address that begins with `https://` or `http://`.
    Page(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkHere {
    /// Line of the answer, counted from 0 at its first line.
    pub line: usize,
    /// The target's words, as they stand there.
    pub words: String,
    /// What they name.
    pub target: LinkTarget,
    /// Of a table's row: position of the option that its first column with options says.
    pub option: Option<usize>,
}

impl LinkTarget {
    /// Reads a target's words, or the Markdown link that they are.
    pub fn parse(words: &str) -> Option<Self> {
        let written = words.trim().trim_matches('`');
        let words = link_target(written).trim();
        // Only what a link has in angle brackets may hold spaces.
        let has_spaces = words.contains(char::is_whitespace);
        if words.is_empty() || words.contains(char::is_control) || has_spaces && !is_link(written) {
            return None;
        }
        let address = words
            .strip_prefix("https://")
            .or_else(|| words.strip_prefix("http://"));
        if let Some(rest) = address {
            return (!rest.is_empty() && !has_spaces).then(|| Self::Page(words.to_owned()));
        }
        let (name, version) = words
            .split_once('@')
            .map_or((words, None), |(name, version)| (name, Some(version)));
        let is_name = |part: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            !part.is_empty() && part.bytes().all(is_plain)
        };
        if name.split('/').count() <= 3
            && name.split('/').all(is_name)
            && version.is_none_or(|version| !version.is_empty())
        {
            return Some(Self::Record {
                name: name.to_owned(),
                version: version.map(str::to_owned),
            });
        }
        let path = words.split_once('#').map_or(words, |(path, _)| path);
        let extension = std::path::Path::new(path).extension();
        let is_file = extension.is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
            && !path.contains(['\\', ':'])
            && !path.starts_with('/');
        is_file.then(|| Self::File(words.to_owned()))
    }

    /// The link with which an entry of a list begins; words of somebody's own may follow.
    pub(super) fn first_of(entry: &str) -> Option<(&str, Self)> {
        let entry = entry.lines().next().unwrap_or_default().trim();
        if entry.starts_with(['[', '<']) {
            let mark = match entry.split_once("](") {
                _ if entry.starts_with('<') => ">",
                Some((_, rest)) if rest.trim_start().starts_with('<') => ">)",
                _ => ")",
            };
            let end = entry.find(mark)? + mark.len();
            let link = entry.get(..end)?;
            return Self::parse(link).map(|target| (link_target(link), target));
        }
        let word = entry.split_whitespace().next()?;
        let word = word
            .trim_start_matches('`')
            .trim_end_matches(['`', ':', ',', ';', '.']);
        Self::parse(word).map(|target| (word, target))
    }
}

/// The links to Markdown files among words of any form, in the order in which they stand there; code holds none.
pub fn links_in_words(text: &str) -> Vec<LinkHere> {
    let Some(pattern) = MARKDOWN_LINK.as_ref() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut fences = Fences::default();
    for (line, words) in text.lines().enumerate() {
        fences.mark(words);
        if fences.is_open() || !words.contains("](") {
            continue;
        }
        for link in pattern.captures_iter(words) {
            let Some(target) = link.get(1) else { continue };
            let before = words.get(..target.start()).unwrap_or_default();
            let target = target.as_str();
            if let Some(LinkTarget::File(file)) = LinkTarget::parse(&format!("[]({target})"))
                && before.matches('`').count() % 2 == 0
            {
                found.push(LinkHere {
                    line,
                    words: file.clone(),
                    target: LinkTarget::File(file),
                    option: None,
                });
            }
        }
    }
    found
}

fn is_link(words: &str) -> bool {
    words.starts_with('[') && words.contains("](")
}

/// What is said of words that name nothing.
pub(super) fn no_target(words: &str, pages_too: bool) -> Misfit {
    let page = if pages_too {
        ", or the address of a public page"
    } else {
        ""
    };
    Misfit::at(
        0,
        format!("\"{words}\" is not a link to a plan or record"),
        format!(
            "write PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD, or a Markdown link to the record's file{page}"
        ),
    )
}

/// Where a Markdown link or autolink points, without the angle brackets or the title that may stand there; other words as
/// they are.
pub(super) fn link_target(words: &str) -> &str {
    let autolink = words.strip_prefix('<');
    if let Some(inner) = autolink.and_then(|rest| rest.strip_suffix('>')) {
        return inner;
    }
    let link = words.strip_prefix('!').unwrap_or(words);
    let link = link.starts_with('[').then(|| words.rsplit_once("]("));
    let Some(target) = link.flatten().and_then(|(_, rest)| rest.strip_suffix(')')) else {
        return words;
    };
    let target = target.trim();
    match target
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
    {
        Some((inner, _)) => inner,
        None => target.split_whitespace().next().unwrap_or(target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sort_of_target() {
        let record = |name: &str, version: Option<&str>| {
            Some(LinkTarget::Record {
                name: name.to_owned(),
                version: version.map(str::to_owned),
            })
        };
        assert_eq!(
            LinkTarget::parse("p/interviews/k3f9qd@v2"),
            record("p/interviews/k3f9qd", Some("v2"))
        );
        assert_eq!(LinkTarget::parse(" `p` "), record("p", None));
        assert_eq!(
            LinkTarget::parse("[it](../p/1-x/team.md#our-question)"),
            Some(LinkTarget::File("../p/1-x/team.md#our-question".to_owned()))
        );
        for link in [
            "[it](<../p/1-x/a team (1).md>)",
            "[it](<../p/1-x/a team (1).md> \"as of 4f1c2ab\")",
        ] {
            let file = LinkTarget::File("../p/1-x/a team (1).md".to_owned());
            assert_eq!(LinkTarget::parse(link), Some(file), "{link}");
        }
        assert_eq!(
            LinkTarget::parse("[it](../p/team.md#a \"as of 4f1c2ab\")"),
            Some(LinkTarget::File("../p/team.md#a".to_owned()))
        );
        assert_eq!(
            LinkTarget::parse("<https://example.org/a>"),
            Some(LinkTarget::Page("https://example.org/a".to_owned()))
        );
        for wrong in [
            "",
            "https://",
            "two words",
            "a/b/c/d",
            "p@",
            "/abs.md",
            "javascript:x.md",
            "a team.md",
            "<a team.md>",
            "[it](<https://example.org/a b>)",
            "a\\b.md",
            "a\u{7}",
        ] {
            assert_eq!(LinkTarget::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn links_among_words() {
        let text = "> Two of \"us\" ([a/b: C \\[d\\]](../a%20b.md#c \"as of 4f1c2ab\")), and [e](<e (1).md>).\n\n\
                    `[no](f.md)` \\](g.md) ![h](h.png) [i](https://example.org/i.md) [j](#j)\n\
                    ```\n[k](k.md)\n```\n- [l](l.md)";
        let found = links_in_words(text);
        let found: Vec<(usize, &str)> = found
            .iter()
            .map(|one| (one.line, one.words.as_str()))
            .collect();
        assert_eq!(found, [(0, "../a%20b.md#c"), (0, "e (1).md"), (6, "l.md")]);
    }

    #[test]
    fn an_entry_begins_with_its_link() {
        for (entry, words) in [
            ("north/problem", "north/problem"),
            ("north/problem: both lack a bus", "north/problem"),
            ("north: the coach", "north"),
            ("`north/problem`, both", "north/problem"),
            ("[theirs](../a.md) and more", "../a.md"),
            ("[theirs](<../a (1).md>): and more (so)", "../a (1).md"),
            ("[theirs](../a.md \"as of 4f1c2ab\") and more", "../a.md"),
            ("<https://example.org> a page", "https://example.org"),
        ] {
            assert_eq!(
                LinkTarget::first_of(entry).map(|(found, _)| found),
                Some(words),
                "{entry}"
            );
        }
        assert_eq!(LinkTarget::first_of("(nobody)"), None);
    }
}
