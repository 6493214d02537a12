//! HTML: one page without scripts or a server, in light and dark, accessible and printable.

use super::clean::clean;
use super::format::{Format, Printed, plain};
use crate::model::State;
use crate::report::{self, Block, Cell, ChangedLine, ReportTable, Span};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

pub const HTML: Format = Format::of("html", render);

fn render(page: &Printed<'_>) -> String {
    let title = page
        .report
        .title
        .clone()
        .unwrap_or_else(|| "redesign".to_owned());
    let mut body = format!("<h1>{}</h1>\n", escaped(&title));
    for block in &page.report.blocks {
        body.push_str(&match block {
            Block::Heading(words) => format!("<h2>{}</h2>\n", escaped(words)),
            Block::Text(words) => format!("<p>{}</p>\n", escaped(words)),
            Block::Markdown(text) => from_markdown(text),
            Block::Facts(facts) => {
                let facts = facts.iter().map(|(name, cell)| {
                    format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), shown(cell))
                });
                format!("<dl>\n{}</dl>\n", facts.collect::<String>())
            }
            Block::Table(table) if table.for_people().is_empty() => String::new(),
            Block::Table(table) => rows(table),
            Block::Changes(lines) => changes(lines),
            Block::Figure(figure) => format!(
                "<div class=\"wide\">\n{}</div>\n",
                super::svg::drawn(figure)
            ),
            Block::Plot(plot) => format!(
                "<div class=\"wide\">\n{}</div>\n",
                super::plot::as_svg(plot)
            ),
            // Findings follow below, as in every report.
            Block::Texts { .. } | Block::Events(_) | Block::Findings(_) => String::new(),
        });
    }
    if !page.findings.is_empty() {
        body.push_str("<h2>Needs attention</h2>\n<ul class=\"findings\">\n");
        for finding in page.findings {
            let place = finding.place.as_ref().map_or(String::new(), |place| {
                format!("<code>{}</code> ", escaped(&place.to_string()))
            });
            let help = finding.help.as_ref().map_or(String::new(), |help| {
                format!("<br><small>{}</small>", escaped(help))
            });
            body.push_str(&format!(
                "<li>{place}<strong>{}</strong>: {}{help}</li>\n",
                finding.severity.word(),
                escaped(&finding.message)
            ));
        }
        body.push_str("</ul>\n");
    }
    document(&title, &body)
}

const CSS: &str = "\
:root{color-scheme:light dark;--ink:#1d2329;--paper:#fff;--soft:#5a6672;--line:#d5dae0;--blue:#0b57a4;--orange:#9a4b00;--fill:#2f7fd1}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14181c;--soft:#a0abb6;--line:#363e46;--blue:#7db8f5;--orange:#f0a860;--fill:#4b93dc}}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:75rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.s{white-space:nowrap}tr.with td{border-bottom:0;padding-bottom:0}td code{color:var(--soft)}
tfoot td{border-bottom:0;color:var(--soft)}
.bar{display:inline-block;width:5rem;height:.7rem;border:1px solid var(--line);border-radius:.35rem;overflow:hidden;vertical-align:middle;margin-right:.5rem}
.bar i{display:block;height:100%;background:var(--fill)}
.done{color:var(--blue)}.review,.unreadable{color:var(--orange);font-weight:600}.waiting,.skipped{color:var(--soft)}
.changes{list-style:none;padding-left:0;white-space:pre-wrap}del{color:var(--orange)}ins{color:var(--blue)}
dt{color:var(--soft)}dd{margin:0 0 .5rem 0}small{color:var(--soft)}code{font-size:.9em}
@media print{body{margin:0;max-width:none}a{color:inherit}}
";

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

/// Markdown as a page of its own.
pub fn page(title: &str, markdown: &str) -> String {
    document(title, &from_markdown(markdown))
}

/// A page around an HTML body.
fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src https:\">\n<title>{}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(title)
    )
}

fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for character in clean(words).chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
    text
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
        "<span style=\"position:absolute;left:-99rem\">{}: </span>",
        escaped(state.people_word())
    )
}

fn rows(table: &ReportTable) -> String {
    let columns = table.for_people();
    let class = |is_number: bool| if is_number { " class=\"n\"" } else { "" };
    let mut text = String::from("<div class=\"wide\"><table>\n<thead><tr>");
    for column in &columns {
        text.push_str(&format!(
            "<th scope=\"col\"{}>{}</th>",
            class(column.is_number),
            escaped(column.title.as_deref().unwrap_or_default())
        ));
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
    text.push_str("</table></div>\n");
    text
}

/// Whether a cell has several lines that are short enough not to wrap.
fn is_of_short_lines(cell: &Cell) -> bool {
    const SHORT: usize = 24;
    matches!(cell, Cell::Text(words) if words.contains('\n')
        && words.lines().all(|line| line.chars().count() <= SHORT))
}

/// Markdown as HTML: raw HTML is escaped, and only web and mail links stay links.
fn from_markdown(text: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let cleaned = clean(text);
    // The page is elsewhere, so relative links would break: only their words stay.
    let mut is_dropped = false;
    let events = Parser::new_ext(&cleaned, options).filter_map(|event| {
        Some(match event {
            // `<br>` in table cells is the one harmless tag people use.
            Event::InlineHtml(html) if matches!(html.as_ref(), "<br>" | "<br/>" | "<br />") => {
                Event::HardBreak
            }
            Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
            Event::Start(Tag::Link { dest_url, .. }) if is_relative(&dest_url) => {
                is_dropped = true;
                return None;
            }
            Event::End(TagEnd::Link) if is_dropped => {
                is_dropped = false;
                return None;
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => Event::Start(Tag::Link {
                link_type,
                dest_url: harmless(dest_url),
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
                dest_url: harmless(dest_url),
                title,
                id,
            }),
            other => other,
        })
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn is_relative(address: &str) -> bool {
    !address.contains(':')
}

fn harmless(address: CowStr<'_>) -> CowStr<'_> {
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
