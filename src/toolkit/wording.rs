//! The words that a toolkit writes into records, rendered on first use.

use super::builtin;
use super::data::{Output, Toolkit, Wording, Writer};
use super::places::ActivityAt;
use crate::document::Ours;
use std::sync::{Arc, OnceLock};

impl Output {
    /// Heading and comment, without the last line end.
    pub fn head(&self) -> &str {
        self.head.text.get_or_init(|| {
            let written = self.head.writer.as_ref().and_then(|one| one.head(self));
            written.unwrap_or_else(|| format!("## {}\n\n<!-- output: {}. -->", self.title, self.id))
        })
    }

    /// Words of the comment, separated by single spaces.
    pub fn comment(&self) -> &str {
        self.head.comment.get_or_init(|| {
            let comment = self.head().rsplit_once("<!--");
            let inner = comment.map_or("", |(_, rest)| rest.trim_end().trim_end_matches("-->"));
            inner.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }

    /// The comment's last words, the same for all outputs.
    pub fn comment_end(&self) -> Option<&str> {
        let made = || self.head.writer.as_ref().and_then(|one| one.end());
        self.head.end.get_or_init(made).as_deref()
    }
}

impl Toolkit {
    /// Adds a renderer of the toolkit's words.
    #[must_use]
    pub fn worded_by(mut self, writer: &Arc<dyn Writer>) -> Self {
        for output in self
            .activities
            .iter_mut()
            .flat_map(|activity| &mut activity.outputs)
        {
            output.head.writer = Some(Arc::clone(writer));
        }
        self.wording = Wording {
            writer: Some(Arc::clone(writer)),
            ours: OnceLock::new(),
        };
        self
    }

    /// What the program writes for an activity: each record and folder page as a whole.
    pub fn texts(&self, activity: ActivityAt) -> Vec<String> {
        let known = self.activity(activity);
        let heads = known.outputs.iter().map(|one| one.head().to_owned());
        match &self.wording.writer {
            Some(writer) => writer.texts(self, known),
            None => heads.collect(),
        }
    }

    /// The words of an activity's records and folder page that the program wrote.
    pub fn ours(&self, activity: ActivityAt) -> &Ours {
        let made = || Ours::of(self.texts(activity), builtin::form("live.md"));
        let none = || self.per_activity(|_| OnceLock::new());
        self.wording
            .ours
            .get_or_init(none)
            .at(activity)
            .get_or_init(made)
    }
}
