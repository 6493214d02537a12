//! Where the texts of templates come from.

use std::fmt::Debug;

/// A toolkit's templates and worksheets, wherever its files are.
pub trait TemplateTexts: Debug + Send + Sync {
    /// Text of a file, named relative to the toolkit; nothing where it isn't there. Names are slugs joined by `/`, so
    /// they stay inside. An error says why it can't be read, in words for people.
    fn text(&self, name: &str) -> Result<Option<String>, String>;

    /// The same where it is there and can be read.
    fn read(&self, name: &str) -> Option<String> {
        self.text(name).ok().flatten()
    }
}
