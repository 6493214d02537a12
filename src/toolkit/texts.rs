//! The source of template texts.

use std::fmt::Debug;

/// A toolkit's templates and worksheets, wherever its files are.
pub trait TemplateTexts: Debug + Send + Sync {
    /// A file's text, by its path in the toolkit; `None` if it doesn't exist. Paths are slugs joined by `/`, so they
    /// stay inside. The error is a message for people.
    fn text(&self, name: &str) -> Result<Option<String>, String>;

    /// The text if it exists and is readable.
    fn read(&self, name: &str) -> Option<String> {
        self.text(name).ok().flatten()
    }
}
