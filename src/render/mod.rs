//! Output formats, one per file. Renderers know reports and findings, but not plans or files.
//!
//! To add a format, add a file here and a line to the list below.

mod body;
mod clean;
mod format;
mod grid;
mod ink;
mod page;
mod plot;
mod snippet;
mod wrap;

pub use clean::clean;
pub use format::{Format, Printed, Style};
pub use html::{SitePage, document as html_page, site_page};
pub use json::{Diagnostic, Envelope, Source, envelope, escaped as escaped_json};
pub use snippet::findings;
pub use wrap::wrapped;

/// Defines the modules and the list of formats.
macro_rules! formats {
    ($($module:ident :: {$($format:ident),+}),+ $(,)?) => {
        $(mod $module;)+

        /// In the order of the help; the first is the default.
        pub const FORMATS: &[&Format] = &[$($(&$module::$format),+),+];
    };
}

formats! {
    terminal::{TABLE},
    json::{JSON},
    csv::{CSV, TSV},
    markdown::{MARKDOWN},
    html::{HTML},
    patch::{PATCH},
    svg::{SVG},
    ics::{ICS},
}

pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
