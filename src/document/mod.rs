//! A record's text: its front matter and its headings, found by one line scanner and edited span by span.
//!
//! This is the only reader of records. An edit replaces one span; every other byte stays as it was. Pure.

mod answer;
pub mod any;
mod conflict;
mod destinations;
mod edit;
mod form;
mod front_matter;
mod headings;
mod html_block;
mod markers;
mod ours;
mod quoted;
mod rendered;
mod scan;
mod seen;
mod sides;
mod spans;
mod tags;
mod text;
mod top;
mod undressed;
mod wrapped;

pub use answer::Answer;
pub use conflict::{Conflict, MARK_LENGTH, NOTE, first_mark, label};
pub use destinations::destinations;
pub use front_matter::{FrontMatter, FrontMatterError, SKIPPED};
pub use ours::{LIVE, LIVE_END, Ours};
pub use quoted::{HEADING, LinkWriter, quoted};
pub use scan::body_start;
pub use sides::Side;
pub use spans::{Document, Marker, Section, Unclosed};
pub use text::{MAX_BYTES, NotText, as_text, position};
pub use undressed::undressed;
pub use wrapped::{Wrap, Wrapped};
