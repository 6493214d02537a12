//! The body of a page: headings with their ids, what scrolls by itself, and Markdown, of which nothing can run.

use super::clean::clean;
use super::page::{PageHeading, escaped};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, VecDeque};

/// A body under construction.
#[derive(Default)]
pub(super) struct Body {
    pub html: String,
    pub headings: Vec<PageHeading>,
    tables: usize,
    /// Whether relative links are ours, so that they stay.
    keeps_relative: bool,
    /// How often each id was given.
    ids: BTreeMap<String, usize>,
}

impl Body {
    /// That of a page which lies among others, to which relative links lead.
    pub fn of_site() -> Self {
        Self {
            keeps_relative: true,
            ..Self::default()
        }
    }

    pub fn heading(&mut self, level: u8, words: &str) {
        let id = self.note(level, words);
        let words = escaped(words);
        self.html
            .push_str(&format!("<h{level} id=\"{id}\">{words}</h{level}>\n"));
    }

    /// Notes a heading; gives the id by which others link to it.
    fn note(&mut self, level: u8, words: &str) -> String {
        let slug = slug(words);
        let count = self.ids.entry(slug.clone()).or_default();
        *count += 1;
        let id = match *count {
            1 => slug,
            more => format!("{slug}-{}", more - 1),
        };
        self.headings.push(PageHeading {
            level,
            id: id.clone(),
            words: words.to_owned(),
        });
        id
    }

    /// Begins what may be wider than the page: it scrolls by itself, also with a keyboard.
    pub fn begin_wide(&mut self, class: &str) -> String {
        self.tables += 1;
        let about = self.headings.last().map_or("", |last| &last.words);
        let label = match about {
            "" => format!("Table {}", self.tables),
            about => format!("{about}, table {}", self.tables),
        };
        format!(
            "<div class=\"wide{class}\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">",
            escaped(&label)
        )
    }

    /// Adds Markdown: raw HTML is escaped, only web and mail links and those to its own headings stay links, tables are
    /// cards on a phone.
    pub fn add(&mut self, text: &str) {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        let cleaned = clean(text);
        let mut html = std::mem::take(&mut self.html);
        html.reserve(cleaned.len() * 2);
        let events = PageEvents {
            body: self,
            parser: Parser::new_ext(&cleaned, options),
            ahead: VecDeque::new(),
            table: TableReading::default(),
            dropped: Vec::new(),
        };
        pulldown_cmark::html::push_html(&mut html, events);
        self.html = html;
    }

    /// Whether only the words of a link stay: the page may be anywhere, so that relative links would break.
    fn drops(&self, address: &str) -> bool {
        is_relative(address) && !address.starts_with('#') && !self.keeps_relative
    }
}

/// The id of a heading, as git hosts make it.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for one in words.to_lowercase().chars() {
        match one {
            ' ' | '-' => slug.push('-'),
            other if other.is_alphanumeric() || other == '_' => slug.push(other),
            _ => {}
        }
    }
    if slug.is_empty() {
        slug.push_str("part");
    }
    slug
}

/// Where in a table the events are.
#[derive(Default)]
struct TableReading {
    /// Titles of its columns.
    columns: Vec<String>,
    /// The next cell of the row.
    column: usize,
    is_head: bool,
}

/// The events of a document as a page writes them.
struct PageEvents<'a, 'b> {
    body: &'b mut Body,
    parser: Parser<'a>,
    /// Events whose words were needed before their turn.
    ahead: VecDeque<Event<'a>>,
    table: TableReading,
    /// Whether each link that is open was dropped.
    dropped: Vec<bool>,
}

impl<'a> Iterator for PageEvents<'a, '_> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let ahead = self.ahead.pop_front();
        let event = ahead.or_else(|| self.parser.next().map(harmless))?;
        Some(self.html_for(&event).map_or(event, Event::Html))
    }
}

impl PageEvents<'_, '_> {
    /// The HTML in place of an event, if it isn't written as usual.
    fn html_for(&mut self, event: &Event<'_>) -> Option<CowStr<'static>> {
        if let Some(html) = self.of_table(event) {
            return Some(html);
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let words = self.words_until(|event| matches!(event, TagEnd::Heading(_)));
                let id = self.body.note(*level as u8, &words);
                Some(format!("<{level} id=\"{id}\">").into())
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_dropped = self.body.drops(dest_url);
                self.dropped.push(is_dropped);
                is_dropped.then(|| "".into())
            }
            Event::End(TagEnd::Link) => (self.dropped.pop() == Some(true)).then(|| "".into()),
            Event::TaskListMarker(is_done) => Some(
                if *is_done {
                    "<span role=\"img\" aria-label=\"done\">\u{2611}</span> "
                } else {
                    "<span role=\"img\" aria-label=\"open\">\u{2610}</span> "
                }
                .into(),
            ),
            _ => None,
        }
    }

    /// The words up to an end.
    fn words_until(&mut self, is_end: impl Fn(&TagEnd) -> bool) -> String {
        let mut words = String::new();
        for event in self.parser.by_ref().map(harmless) {
            match &event {
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
            let is_last = matches!(&event, Event::End(end) if is_end(end));
            self.ahead.push_back(event);
            if is_last {
                break;
            }
        }
        words.trim().to_owned()
    }

    /// What an event of a table becomes.
    fn of_table(&mut self, event: &Event<'_>) -> Option<CowStr<'static>> {
        let table = &mut self.table;
        Some(match event {
            Event::Start(Tag::Table(_)) => {
                let begin = self.body.begin_wide(" cards") + "<table role=\"table\">\n";
                begin.into()
            }
            Event::End(TagEnd::Table) => "</tbody></table></div>\n".into(),
            Event::Start(Tag::TableHead) => {
                table.columns.clear();
                table.is_head = true;
                "<thead role=\"rowgroup\"><tr role=\"row\">".into()
            }
            Event::End(TagEnd::TableHead) => {
                table.is_head = false;
                "</tr></thead>\n<tbody role=\"rowgroup\">\n".into()
            }
            Event::Start(Tag::TableRow) => {
                table.column = 0;
                "<tr role=\"row\">".into()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".into(),
            Event::Start(Tag::TableCell) if table.is_head => {
                let title = self.words_until(|end| *end == TagEnd::TableCell);
                let tag = match title.as_str() {
                    "" => "<td role=\"cell\">",
                    _ => "<th role=\"columnheader\">",
                };
                self.table.columns.push(title);
                tag.into()
            }
            Event::Start(Tag::TableCell) => {
                let label = table.columns.get(table.column).map_or("", String::as_str);
                table.column += 1;
                match label {
                    "" => "<td role=\"cell\">".into(),
                    label => format!("<td role=\"cell\" data-label=\"{}\">", escaped(label)).into(),
                }
            }
            Event::End(TagEnd::TableCell) => {
                let has_title = table.columns.last().is_some_and(|title| !title.is_empty());
                let is_title = table.is_head && has_title;
                if is_title { "</th>" } else { "</td>" }.into()
            }
            _ => return None,
        })
    }
}

/// An event without HTML of the text's own, and with addresses that nobody runs.
fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        // `<br>` in table cells is the one harmless tag people use.
        Event::InlineHtml(html) if matches!(html.as_ref(), "<br>" | "<br/>" | "<br />") => {
            Event::HardBreak
        }
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: harmless_address(dest_url),
            title,
            id,
        }),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Image {
            link_type,
            dest_url: harmless_address(dest_url),
            title,
            id,
        }),
        other => other,
    }
}

fn is_relative(address: &str) -> bool {
    !address.contains(':')
}

fn harmless_address(address: CowStr<'_>) -> CowStr<'_> {
    let lower = address.to_ascii_lowercase();
    if is_relative(&lower)
        || ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme))
    {
        address
    } else {
        CowStr::Borrowed("#")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_markdown(text: &str) -> String {
        let mut body = Body::default();
        body.add(text);
        body.html
    }

    #[test]
    fn nothing_runs_in_a_page() {
        let html =
            from_markdown("a <b onclick=y>z</b> [c](javascript:d) [e](https://f) ![g](data:h)");
        assert!(
            !html.contains("<b onclick") && !html.contains("\"javascript:"),
            "{html}"
        );
        assert!(
            !html.contains("\"data:") && html.contains("href=\"https://f\""),
            "{html}"
        );
        assert_eq!(
            from_markdown("[a b](../c.md \"as of 1\") [d](https://e)"),
            "<p>a b <a href=\"https://e\">d</a></p>\n"
        );
        assert!(!from_markdown("<script>x</script>").contains("<script"));
        assert_eq!(escaped("<i>\"'&"), "&lt;i&gt;&quot;&#39;&amp;");
    }
}
