//! HTML: one page without scripts or a server, in light and dark, accessible and printable.

use super::clean::clean;
use super::format::{Format, Printed, plain};
use super::page::{PageHeading, contents, escaped, page, page_with};
use crate::model::State;
use crate::report::{self, Block, Cell, ChangedLine, ReportTable, Span};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, VecDeque};

pub const HTML: Format = Format::of("html", render);

fn render(printed: &Printed<'_>) -> String {
    let mut body = Body::default();
    if let Some(title) = &printed.report.title {
        body.heading(1, title);
    }
    for block in &printed.report.blocks {
        body.block(block);
    }
    if !printed.findings.is_empty() {
        body.heading(2, "Needs attention");
        body.html.push_str("<ul class=\"findings\">\n");
        for finding in printed.findings {
            let place = finding.place.as_ref().map_or(String::new(), |place| {
                format!("<code>{}</code> ", escaped(&place.to_string()))
            });
            let help = finding.help.as_ref().map_or(String::new(), |help| {
                format!("<br><small>{}</small>", escaped(help))
            });
            body.html.push_str(&format!(
                "<li>{place}<strong>{}</strong>: {}{help}</li>\n",
                finding.severity.word(),
                escaped(&finding.message)
            ));
        }
        body.html.push_str("</ul>\n");
    }
    let mut first = body.headings.iter().filter(|one| one.level == 1);
    let mut text = body.html;
    // A page without a heading is called by its command.
    let title = first.next().map_or_else(
        || {
            let title = capitalized(printed.name);
            text.insert_str(0, &format!("<h1>{}</h1>\n", escaped(&title)));
            title
        },
        |first| first.words.clone(),
    );
    page(&title, &format!("<main>\n{text}</main>\n"))
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// A body under construction.
#[derive(Default)]
struct Body {
    html: String,
    headings: Vec<PageHeading>,
    tables: usize,
    /// Whether relative links are ours, so that they stay.
    keeps_relative: bool,
    /// How often each id was given.
    ids: BTreeMap<String, usize>,
}

impl Body {
    fn block(&mut self, block: &Block) {
        match block {
            // Of several records each is a heading, and its answers are below it.
            Block::Heading(words) => match words.strip_prefix("  ") {
                Some(words) => self.heading(3, words),
                None => self.heading(2, words),
            },
            Block::Text(words) => {
                self.html.push_str(&format!("<p>{}</p>\n", escaped(words)));
            }
            Block::Markdown(text) => self.add(text),
            Block::Document(text) => {
                let (body, headings) = body_of(text);
                self.html
                    .push_str(&format!("<div class=\"document\">\n{body}</div>\n"));
                self.headings.extend(headings);
            }
            Block::Facts(facts) => {
                let facts = facts.iter().map(|(name, cell)| {
                    format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), shown(cell))
                });
                let facts = facts.collect::<String>();
                self.html.push_str(&format!("<dl>\n{facts}</dl>\n"));
            }
            Block::Table(table) if table.for_people().is_empty() => {}
            Block::Table(table) => {
                let begin = self.begin_wide("");
                self.html.push_str(&begin);
                self.html.push_str(&rows(table));
                self.html.push_str("</div>\n");
            }
            Block::Changes(lines) => self.html.push_str(&changes(lines)),
            Block::Figure(figure) => {
                let begin = self.begin_wide("");
                let drawn = super::svg::drawn(figure);
                self.html.push_str(&format!("{begin}\n{drawn}</div>\n"));
            }
            Block::Plot(plot) => {
                let begin = self.begin_wide("");
                let drawn = super::plot::as_svg(plot);
                self.html.push_str(&format!("{begin}\n{drawn}</div>\n"));
            }
            // Findings follow below, as in every report.
            Block::Texts { .. } | Block::Events(_) | Block::Findings(_) => {}
        }
    }

    fn heading(&mut self, level: u8, words: &str) {
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
    fn begin_wide(&mut self, class: &str) -> String {
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

/// Deleted and new words as HTML elements that screen readers can announce.
fn changes(lines: &[ChangedLine]) -> String {
    let lines = lines.iter().map(|line| {
        let spans = line.spans.iter().map(|span| {
            let words = escaped(span.words());
            match span {
                Span::Same(_) => words,
                Span::Gone(_) => format!("<del>{words}</del>"),
                Span::New(_) => format!("<ins>{words}</ins>"),
            }
        });
        format!("<li>{}</li>\n", spans.collect::<String>())
    });
    format!(
        "<ul class=\"changes\">\n{}</ul>\n",
        lines.collect::<String>()
    )
}

/// A Markdown document as a page of its own; `name` is its title if it has no heading.
pub fn document(name: &str, markdown: &str) -> String {
    let (body, headings) = body_of(markdown);
    let title = headings.first().map_or(name, |first| &first.words);
    page(
        title,
        &format!("<main class=\"document\">\n{body}</main>\n"),
    )
}

/// A page of a site.
pub struct SitePage<'a> {
    /// Title of the site.
    pub site: &'a str,
    /// Leads from the page to the site's folder: empty, or `../`.
    pub root: &'a str,
    /// The page's path in that folder.
    pub path: &'a str,
    /// The paths of the pages that every page links to, and what they are called.
    pub links: &'a [(&'a str, &'a str)],
    /// What every page of the site has in its head.
    pub mark: &'a str,
}

/// A Markdown document as a page of a site; its relative links are the site's own.
pub fn site_page(about: &SitePage<'_>, markdown: &str) -> String {
    let mut body = Body {
        keeps_relative: true,
        ..Body::default()
    };
    body.add(markdown);
    let headings = std::mem::take(&mut body.headings);
    let html = with_contents(body.html, &headings);
    let heading = headings.first().map_or("", |first| &first.words);
    let title = if heading == about.site || heading.is_empty() {
        about.site.to_owned()
    } else {
        format!("{heading} \u{b7} {}", about.site)
    };
    let links = about.links.iter().map(|(path, name)| {
        let current = if *path == about.path {
            " aria-current=\"page\""
        } else {
            ""
        };
        let (root, name) = (about.root, escaped(name));
        format!("<li><a href=\"{root}{path}\"{current}>{name}</a></li>\n")
    });
    let links: String = links.collect();
    let nav = format!("<nav aria-label=\"Site\">\n<ul class=\"site\">\n{links}</ul>\n</nav>\n");
    let head = format!("{}\n", about.mark);
    let main = "<main class=\"document\">\n";
    page_with(&head, &title, &[&nav, main, &html, "</main>\n"])
}

/// A document's body, with a table of contents above its second part, and its headings.
fn body_of(markdown: &str) -> (String, Vec<PageHeading>) {
    let mut body = Body::default();
    body.add(markdown);
    (with_contents(body.html, &body.headings), body.headings)
}

fn with_contents(mut html: String, headings: &[PageHeading]) -> String {
    let at = html.find("<h2 ").unwrap_or(0);
    html.insert_str(at, &contents(headings));
    html
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Link { words, address } if is_on_the_web(address) => {
            format!("<a href=\"{}\">{}</a>", escaped(address), escaped(words))
        }
        Cell::Typed { words, command } => {
            let gap = if words.is_empty() { "" } else { "<br>" };
            let words = escaped(words).replace('\n', "<br>");
            format!("{words}{gap}<code>{}</code>", escaped(command))
        }
        Cell::Progress(percent) => format!(
            "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{percent}%\"></i></span>{percent}&nbsp;%"
        ),
        Cell::State(state, words) => {
            let words = if words.is_empty() {
                state.people_word()
            } else {
                words
            };
            format!(
                "<span class=\"{}\"><span aria-hidden=\"true\">{}</span>{} {}</span>",
                state.word(),
                super::ink::mark(*state, false),
                spoken(*state, words),
                escaped(words)
            )
        }
        other => escaped(&plain(other)).replace('\n', "<br>"),
    }
}

fn is_on_the_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// A state's word for those who don't see its mark, unless the words beside it say it.
fn spoken(state: State, words: &str) -> String {
    if words.starts_with(state.people_word()) {
        return String::new();
    }
    format!(
        "<span class=\"spoken\">{}: </span>",
        escaped(state.people_word())
    )
}

fn rows(table: &ReportTable) -> String {
    let columns = table.for_people();
    let class = |is_number: bool| if is_number { " class=\"n\"" } else { "" };
    let mut text = String::from("<table>\n<thead><tr>");
    for column in &columns {
        let class = class(column.is_number);
        text.push_str(&match column.title.as_deref().unwrap_or_default() {
            "" => format!("<td{class}></td>"),
            title => format!("<th scope=\"col\"{class}>{}</th>", escaped(title)),
        });
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    let row_text = |row: Vec<&Cell>| {
        let cells = row.into_iter().zip(&columns);
        cells.fold(String::new(), |text, (cell, column)| {
            let class = if is_of_short_lines(cell) {
                " class=\"s\""
            } else {
                class(column.is_number)
            };
            format!("{text}<td{class}>{}</td>", shown(cell))
        })
    };
    let mut rows = report::rows(&columns).peekable();
    while let Some(row) = rows.next() {
        // A row with an empty first cell continues the row above.
        let next = rows.peek().and_then(|next| next.first());
        let with = if next.is_some_and(|first| **first == Cell::Empty) {
            " class=\"with\""
        } else {
            ""
        };
        text.push_str(&format!("<tr{with}>{}</tr>\n", row_text(row)));
    }
    text.push_str("</tbody>\n");
    if let Some(total) = report::totals(&columns) {
        text.push_str(&format!("<tfoot><tr>{}</tr></tfoot>\n", row_text(total)));
    }
    text.push_str("</table>");
    text
}

/// Whether a cell has several lines that are short enough not to wrap.
fn is_of_short_lines(cell: &Cell) -> bool {
    const SHORT: usize = 24;
    matches!(cell, Cell::Text(words) if words.contains('\n')
        && words.lines().all(|line| line.chars().count() <= SHORT))
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

impl Body {
    /// Adds Markdown: raw HTML is escaped, only web and mail links and those to its own headings stay links, tables are
    /// cards on a phone.
    fn add(&mut self, text: &str) {
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
