//! Drafting again: people's edits stay, untouched outputs are drafted anew, and if both changed they are merged with
//! the earlier draft as the common base.

use super::said::OutputState;
use crate::app::record_file::RecordFile;
use crate::error::CommandError;
use crate::kinds::is_blank_answer;
use crate::merge::{Three, answers};
use crate::model::draft::{self, Answered, Wish, bare, stamp_of, with_titles_of};
use crate::model::stamp::Stamp;
use crate::model::{Content, Plan, Slot, accept};
use crate::queries::moment;
use crate::store::{History, Traced, merge_lines};
use crate::toolkit::Output;
use serde_json::Value;

/// Limit of a record's versions searched for an earlier draft.
const MAX_VERSIONS: usize = 500;

pub(super) struct OutputFate {
    pub state: OutputState,
    /// The new text; `None` if it doesn't change.
    pub text: Option<String>,
    /// The new draft's stamp, if that is taken.
    pub stamp: Option<String>,
}

impl OutputFate {
    fn stays(state: OutputState) -> Self {
        Self {
            state,
            text: None,
            stamp: None,
        }
    }
}

/// An output's current text and its new draft.
struct Both<'a> {
    output: &'a Output,
    now: String,
    new: &'a Answered,
    /// Stamp of the current text.
    standing: Stamp,
    /// Stamp of the new draft.
    coming: Stamp,
    /// Stamp of the earlier draft, if any.
    stored: Option<String>,
}

impl Both<'_> {
    fn is_gap(&self) -> bool {
        is_blank_answer(&self.new.text)
    }

    fn takes(&self, state: OutputState, text: String) -> OutputFate {
        OutputFate {
            state,
            text: Some(text),
            stamp: Some(self.coming.clone().into_noted()),
        }
    }

    fn takes_new(&self, text: String) -> OutputFate {
        let fresh = if self.is_gap() {
            OutputState::Gap
        } else {
            OutputState::Drafted
        };
        self.takes(fresh, text)
    }

    /// The current text already agrees. A drafted gap whose mark was removed stays as it is.
    fn agree(&self) -> OutputFate {
        let is_there = !is_blank_answer(&self.now) || self.stored.is_some();
        match (is_there, self.is_gap()) {
            (false, _) => self.takes_new(self.new.text.clone()),
            (true, true) => OutputFate::stays(OutputState::Gap),
            (true, false) => OutputFate {
                stamp: (self.stored.as_ref())
                    .filter(|stored| !self.coming.is_told_by(stored))
                    .map(|_| self.coming.clone().into_noted()),
                ..OutputFate::stays(OutputState::Unchanged)
            },
        }
    }

    /// Merged with the earlier draft as the base; `None` if they conflict.
    fn merged(&self, base: &str) -> Option<OutputFate> {
        let (base, ours, theirs) = (bare(base), bare(&self.now), bare(&self.new.text));
        let three = Three {
            base: base.as_str(),
            ours: ours.as_str(),
            theirs: theirs.as_str(),
        };
        let merged = answers(three, &merge_lines)?;
        accept(self.output, &merged).ok()?;
        Some(self.takes(OutputState::Merged, self.titled(&merged)))
    }

    fn titled(&self, text: &str) -> String {
        with_titles_of(text, &[&self.now, &self.new.text])
    }
}

/// A record that is drafted, perhaps again.
pub(super) struct Again<'a> {
    file: &'a RecordFile<'a>,
    content: &'a Content,
    wish: Wish<'a>,
    /// Versions of the record, read on first use.
    past: Option<Past>,
}

#[derive(Default)]
struct Past {
    history: Option<History>,
    /// Newest first, with the record's content.
    versions: Vec<(Traced, Content)>,
}

impl<'a> Again<'a> {
    pub fn of(file: &'a RecordFile<'a>, content: &'a Content, wish: Wish<'a>) -> Self {
        Self {
            file,
            content,
            wish,
            past: None,
        }
    }

    /// Decides what to do with an output that has a new draft.
    pub fn decide(
        &mut self,
        output: &Output,
        new: &Answered,
        replace: bool,
    ) -> Result<OutputFate, CommandError> {
        let is_twice = matches!(self.content.slot(output.at), Slot::Twice(..));
        if is_twice || self.content.is_undecided(output.at) {
            return Ok(OutputFate::stays(OutputState::Open));
        }
        let both = self.both(output, new);
        if self.is_same_link(&both) {
            return Ok(OutputFate::stays(OutputState::Unchanged));
        }
        if both.standing == both.coming {
            return Ok(both.agree());
        }
        let is_untouched = match &both.stored {
            None => is_blank_answer(&both.now),
            Some(stored) => both.standing.is_told_by(stored),
        };
        if replace || is_untouched {
            return Ok(both.takes_new(both.titled(&bare(&new.text))));
        }
        Ok(match &both.stored {
            None if both.is_gap() => OutputFate::stays(OutputState::Kept),
            None => OutputFate::stays(OutputState::Newer),
            Some(stored) if both.coming.is_told_by(stored) => OutputFate::stays(OutputState::Kept),
            Some(stored) => {
                let earlier = self.earlier(output, stored)?;
                let merged = earlier.and_then(|base| both.merged(&base));
                merged.unwrap_or_else(|| OutputFate::stays(OutputState::Newer))
            }
        })
    }

    fn both<'b>(&self, output: &'b Output, new: &'b Answered) -> Both<'b> {
        let answer = self.content.answer(output.at);
        let now = answer.map_or(String::new(), |answer| plain(&answer.text));
        let mut drafted = self.content.drafted.iter();
        let stored = drafted.find(|(id, _)| id == output.id.as_str());
        Both {
            output,
            standing: stamp_of(output, &now),
            coming: stamp_of(output, &new.text),
            now,
            new,
            stored: stored.map(|(_, stamp)| stamp.clone()),
        }
    }

    /// A link can be written in several ways.
    fn is_same_link(&self, both: &Both<'_>) -> bool {
        let output = both.output;
        if !output.kind.is_link() || both.standing == both.coming || both.is_gap() {
            return false;
        }
        match output.kind.parse(&output.shape, &both.now) {
            Ok(Value::String(value)) => draft::leads_to(self.wish.about, &self.file.path, &value),
            _ => false,
        }
    }

    /// The earlier draft of an output, by its stamp: from the record's history, or made again from the records of that
    /// time. `None` if no history has it.
    fn earlier(&mut self, output: &Output, stored: &str) -> Result<Option<String>, CommandError> {
        if stamp_of(output, "").is_told_by(stored) {
            return Ok(Some(crate::kinds::GAP.to_owned()));
        }
        let past = match self.past.take() {
            Some(past) => past,
            None => self.read_past()?,
        };
        let found = past.versions.iter().find_map(|(_, content)| {
            let answer = content.answer(output.at)?;
            let text = plain(&answer.text);
            stamp_of(output, &text).is_told_by(stored).then_some(text)
        });
        let found = match found {
            Some(found) => Some(found),
            None => self.drafted_then(&past, output, stored),
        };
        self.past = Some(past);
        Ok(found)
    }

    fn read_past(&self) -> Result<Past, CommandError> {
        let Ok(history) = moment::history(self.file.workspace, self.file.plan) else {
            return Ok(Past::default());
        };
        let mut versions = Vec::new();
        for step in history
            .trace_file(&self.file.path)?
            .into_iter()
            .take(MAX_VERSIONS)
        {
            let bytes = history.bytes_at(&step.commit, &step.path)?;
            let read = |bytes| Content::of_text(&step.path, self.file.activity, bytes).ok();
            if let Some(content) = bytes.and_then(read) {
                versions.push((step, content));
            }
        }
        history.whole()?;
        Ok(Past {
            history: Some(history),
            versions,
        })
    }

    /// The draft made again from the workspace in the commit that recorded its stamp: after a merge, it never was in
    /// the record by itself.
    fn drafted_then(&self, past: &Past, output: &Output, stored: &str) -> Option<String> {
        let history = past.history.as_ref()?;
        let has_it = |content: &Content| {
            let mut drafted = content.drafted.iter();
            drafted.any(|(id, stamp)| id == output.id.as_str() && stamp == stored)
        };
        let mut versions = past.versions.iter();
        let (step, _) = versions
            .by_ref()
            .skip_while(|(_, content)| !has_it(content))
            .take_while(|(_, content)| has_it(content))
            .last()?;
        let then = history.workspace(self.file.workspace, &step.commit).ok()?;
        let folder = then.plan_around(&then.absolute(&step.path))?;
        let plan = then.read_plan(&folder).ok()?;
        let other = if self.wish.about.path == self.wish.plan.path {
            None
        } else {
            let folders = then.find_plans(self.wish.about.id.as_str());
            Some(then.read_plan(folders.first()?).ok()?)
        };
        let about: &Plan = other.as_ref().unwrap_or(&plan);
        let ids = then.plan_ids();
        let wish = Wish {
            plan: &plan,
            about,
            ids: &ids,
            path: &step.path,
        };
        let activity = plan.toolkit.named(self.file.activity.id.as_str())?;
        let output = activity.named(output.id.as_str())?;
        let sources = draft::sources(wish, output, &mut Vec::new());
        let answer = draft::drafted(output, &sources, &step.path, &|_| None);
        stamp_of(output, &answer.text)
            .is_told_by(stored)
            .then_some(answer.text)
    }
}

/// Trimmed text with `\ ` line ends, so that texts from different systems can be compared.
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}
