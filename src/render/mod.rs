//! How a report looks: one format in one file. Renderers know reports and findings, and nothing of plans or files.
//!
//! To add a format: one new file here, and one line in the list below.

mod clean;
mod format;
mod snippet;

pub use clean::clean;
pub use format::{Format, Printed, Style};
pub use html::page as html_page;
pub use json::{Diagnostic, Envelope, Source, envelope};
pub use snippet::findings;

/// Names the modules of all formats and lists the formats, from one list.
macro_rules! formats {
    ($($module:ident :: {$($format:ident),+}),+ $(,)?) => {
        $(mod $module;)+

        /// Every format, in the order in which help lists them; the first is the default.
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

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
