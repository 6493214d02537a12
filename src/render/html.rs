//! HTML: one page without scripts or a server, in light and dark, accessible and printable.

use super::body::Body;
use super::format::{Format, Printed, plain};
use super::page::{PageHeading, contents, escaped, page, page_with};
use crate::model::State;
use crate::report::{self, Block, Cell, ChangedLine, ReportTable, Span};

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
    let mut body = Body::of_site();
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
