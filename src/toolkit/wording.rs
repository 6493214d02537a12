//! The words that a toolkit writes into records, rendered on first use.

use super::{Activity, ActivityAt, Output, PerActivity, Toolkit, builtin};
use crate::document::Ours;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// Renders a toolkit's words. A toolkit is data, so its renderer is passed in.
pub trait Writer: Debug + Send + Sync {
    /// An output's scaffolded heading and comment; `None` if the template fails.
    fn head(&self, output: &Output) -> Option<String>;

    /// The words after the hint in that comment, the same for every output, if any.
    fn end(&self) -> Option<String>;

    /// Everything written for an activity, each text as in a whole file, in the current form and that of version 0.1.0.
    /// What differs between plans is written as [`crate::document::any`] says.
    fn texts(&self, toolkit: &Toolkit, activity: &Activity) -> Vec<String>;
}

/// The beginning of an output's section.
#[derive(Debug, Default)]
pub struct Head {
    writer: Option<Arc<dyn Writer>>,
    text: OnceLock<String>,
    comment: OnceLock<String>,
    end: OnceLock<Option<String>>,
}

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

/// The toolkit's own words, by activity.
#[derive(Debug, Default)]
pub struct Wording {
    writer: Option<Arc<dyn Writer>>,
    ours: OnceLock<PerActivity<OnceLock<Ours>>>,
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

    /// The words of an activity's records and folder page that the program wrote.
    pub fn ours(&self, activity: ActivityAt) -> &Ours {
        let known = self.activity(activity);
        let made = || {
            let texts = match &self.wording.writer {
                Some(writer) => writer.texts(self, known),
                None => known
                    .outputs
                    .iter()
                    .map(|one| one.head().to_owned())
                    .collect(),
            };
            Ours::of(texts, builtin::form("live.md"))
        };
        let none = || self.per_activity(|_| OnceLock::new());
        self.wording
            .ours
            .get_or_init(none)
            .at(activity)
            .get_or_init(made)
    }
}
