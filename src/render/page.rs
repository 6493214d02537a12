//! The page around an HTML body: its title, style, table of contents and print layout.

use super::clean::clean;
use std::fmt::Write as _;

/// A heading of a page, as its table of contents lists it.
#[derive(Debug, Clone)]
pub(super) struct PageHeading {
    pub level: u8,
    pub id: String,
    pub words: String,
}

/// The fewest headings of the second level that a table of contents is worth.
const CONTENTS: usize = 4;

/// About how many bytes a page has besides its style and its body.
const AROUND: usize = 1024;

/// A page around an HTML body.
pub(super) fn page(title: &str, body: &str) -> String {
    page_with("", title, &[body])
}

/// The same, with something more in its head, and of several parts.
pub(super) fn page_with(head: &str, title: &str, body: &[&str]) -> String {
    let length: usize = body.iter().map(|part| part.len()).sum();
    let mut page = String::with_capacity(length + CSS.len() + AROUND);
    let _infallible = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src https:\">\n{head}<title>{}</title>\n<style>\n{CSS}{}</style>\n</head>\n<body>\n",
        escaped(title),
        running_head(title)
    );
    page.extend(body.iter().copied());
    page.push_str("</body>\n</html>\n");
    page
}

/// A table of contents: nothing for a short page.
pub(super) fn contents(headings: &[PageHeading]) -> String {
    let listed: Vec<&PageHeading> = headings.iter().filter(|one| one.level == 2).collect();
    if listed.len() < CONTENTS {
        return String::new();
    }
    let mut text = String::from("<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n");
    for one in listed {
        let (id, words) = (&one.id, escaped(&one.words));
        let _infallible = writeln!(text, "<li><a href=\"#{id}\">{words}</a></li>");
    }
    text.push_str("</ul>\n</nav>\n");
    text
}

/// Words as text of HTML.
pub(super) fn escaped(words: &str) -> String {
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

/// On paper each page says at its top what it is, and at its foot which one.
fn running_head(title: &str) -> String {
    let mut words = String::new();
    for one in title.chars() {
        match one {
            '"' | '\\' | '<' | '>' | '&' | '\n' | '\r' => {
                let _infallible = write!(words, "\\{:x} ", u32::from(one));
            }
            other => words.push(other),
        }
    }
    format!(
        "@page{{margin:2cm;@top-left{{content:\"{words}\";font:9pt system-ui,sans-serif}}@bottom-right{{content:counter(page) \" / \" counter(pages);font:9pt system-ui,sans-serif}}}}\n"
    )
}

const CSS: &str = "\
:root{color-scheme:light dark;--ink:#1d2329;--paper:#fff;--soft:#5a6672;--line:#d5dae0;--blue:#0b57a4;--orange:#9a4b00;--fill:#2f7fd1}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14181c;--soft:#a0abb6;--line:#363e46;--blue:#7db8f5;--orange:#f0a860;--fill:#4b93dc}}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:75rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}h3{font-size:1rem;margin-top:1.5rem}a{color:var(--blue)}
.document{max-width:46rem}.document h2{border-top:1px solid var(--line);padding-top:1rem}
.site{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:0 0 1.5rem;list-style:none}.site a[aria-current]{color:inherit;font-weight:600;text-decoration:none}
.wide{overflow-x:auto;position:relative}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
th{color:var(--soft);font-weight:600}th[scope]{white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.s{white-space:nowrap}tr.with td{border-bottom:0;padding-bottom:0}td code{color:var(--soft)}
tfoot td{border-bottom:0;color:var(--soft)}pre{white-space:pre-wrap}
.bar{display:inline-block;width:5rem;height:.7rem;border:1px solid var(--line);border-radius:.35rem;overflow:hidden;vertical-align:middle;margin-right:.5rem}
.bar i{display:block;height:100%;background:var(--fill)}
.done{color:var(--blue)}.review,.unreadable{color:var(--orange);font-weight:600}.waiting,.skipped{color:var(--soft)}
.changes{list-style:none;padding-left:0;white-space:pre-wrap}del{color:var(--orange)}ins{color:var(--blue)}
dt{color:var(--soft)}dd{margin:0 0 .5rem 0}small{color:var(--soft)}code{font-size:.9em}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:34rem){body{margin:1rem auto}.cards thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.cards table,.cards tbody,.cards tr,.cards td{display:block;width:auto}.cards tr{border:1px solid var(--line);border-radius:.4rem;padding:.3rem .7rem;margin:.6rem 0}
.cards td{border:0;padding:.2rem 0}.cards td:empty{display:none}.cards td[data-label]::before{content:attr(data-label) \": \";color:var(--soft)}}
@media print{:root{--ink:#000;--paper:#fff;--soft:#444;--line:#aaa;--blue:#003a75;--orange:#7a3a00}
body{margin:0;padding:0;max-width:none;font-size:10.5pt}.document{max-width:none}a{color:inherit}.wide{overflow:visible}th[scope]{white-space:normal}
h1,h2,h3,h4{break-after:avoid}tr,li,dt,.bar{break-inside:avoid}p{orphans:3;widows:3}h1:not(:first-of-type){break-before:page}p:has(>strong:only-child){break-after:avoid}.site{display:none}}
";
