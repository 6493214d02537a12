//! Drafting again: what people edited stays, what nobody touched is drafted anew, and where both changed they are merged
//! with the earlier draft as what they have in common.

use super::place::Place;
use super::said::State;
use crate::error::CommandError;
use crate::kinds::is_blank_answer;
use crate::merge::{Three, answers};
use crate::model::draft::{self, Answered, Wish, bare, stamp_of, with_titles_of};
use crate::model::{Content, Plan};

use crate::queries::moment;
use crate::store::{History, Traced, Workspace, merge_lines};
use crate::toolkit::Output;

/// Most versions of a record that are looked through for an earlier draft.
const MAX_VERSIONS: usize = 500;

/// What becomes of an output.
pub(super) struct Decided {
    /// In words.
    pub state: State,
    /// What is to stand there; nothing where that doesn't change.
    pub text: Option<String>,
    /// The stamp of the new draft, where that is taken.
    pub stamp: Option<String>,
}

/// A record that is drafted, perhaps not for the first time.
pub(super) struct Again<'a> {
    workspace: &'a Workspace,
    place: &'a Place<'a>,
    content: &'a Content,
    wish: Wish<'a>,
    /// Versions of the record, read when the first is needed.
    past: Option<Past>,
}

/// The versions of the record.
#[derive(Default)]
struct Past {
    history: Option<History>,
    /// Newest first, each with what the record held.
    versions: Vec<(Traced, Content)>,
}

impl<'a> Again<'a> {
    pub fn of(
        workspace: &'a Workspace,
        place: &'a Place<'a>,
        content: &'a Content,
        wish: Wish<'a>,
    ) -> Self {
        Self {
            workspace,
            place,
            content,
            wish,
            past: None,
        }
    }

    /// What becomes of an output of which there is a new draft.
    ///
    /// # Errors
    /// When the history can't be read.
    pub fn decide(
        &mut self,
        output: &Output,
        new: &Answered,
        replace: bool,
    ) -> Result<Decided, CommandError> {
        let stays = |state: State| Decided {
            state,
            text: None,
            stamp: None,
        };
        let is_open = matches!(self.content.slot(output.at), crate::model::Slot::Twice(..))
            || self.content.is_undecided(output.at);
        if is_open {
            return Ok(stays(State::Open));
        }
        let answer = self.content.answer(output.at);
        let now = answer.map_or(String::new(), |answer| plain(&answer.text));
        let standing = stamp_of(output, &now);
        let coming = stamp_of(output, &new.text);
        let drafted = self.content.drafted.iter();
        let mut drafted = drafted.filter(|(id, _)| id == output.id.as_str());
        let stored = drafted.next().map(|(_, stamp)| stamp.clone());
        let is_gap = is_blank_answer(&new.text);
        let takes = |state: State, text: String| Decided {
            state,
            text: Some(text),
            stamp: Some(coming.clone()),
        };
        let fresh = if is_gap { State::Gap } else { State::Drafted };
        // A link is written in more than one way.
        let is_same_link = output.kind.is_link()
            && standing != coming
            && !is_gap
            && matches!(
                output.kind.parse(&output.shape, &now),
                Ok(serde_json::Value::String(value))
                    if draft::leads_to(self.wish.about, &self.place.path, &value)
            );
        if is_same_link {
            return Ok(stays(State::Unchanged));
        }
        if standing == coming {
            // It says so already. A gap of which the mark was taken away stays as it is, once it was drafted.
            let is_there = !is_blank_answer(&now) || stored.is_some();
            return Ok(match (is_there, is_gap) {
                (false, _) => takes(fresh, new.text.clone()),
                (true, true) => stays(State::Gap),
                (true, false) => Decided {
                    stamp: stored.filter(|stored| *stored != coming).map(|_| coming),
                    ..stays(State::Unchanged)
                },
            });
        }
        if replace || is_blank_answer(&now) && stored.is_none() {
            return Ok(takes(
                fresh,
                with_titles_of(&bare(&new.text), &[&now, &new.text]),
            ));
        }
        let Some(stored) = stored else {
            return Ok(stays(if is_gap { State::Kept } else { State::Newer }));
        };
        if stored == standing {
            return Ok(takes(
                fresh,
                with_titles_of(&bare(&new.text), &[&now, &new.text]),
            ));
        }
        if stored == coming {
            return Ok(stays(State::Kept));
        }
        let Some(base) = self.earlier(output, &stored)? else {
            return Ok(stays(State::Newer));
        };
        let texts = Three {
            base: bare(&base),
            ours: bare(&now),
            theirs: bare(&new.text),
        };
        let three = Three {
            base: texts.base.as_str(),
            ours: texts.ours.as_str(),
            theirs: texts.theirs.as_str(),
        };
        let merged = answers(three, &merge_lines);
        let merged = merged.filter(|merged| crate::model::accept(output, merged).is_ok());
        let Some(merged) = merged else {
            return Ok(stays(State::Newer));
        };
        let text = with_titles_of(&merged, &[&now, &new.text]);
        Ok(takes(State::Merged, text))
    }

    /// The earlier draft of an output, by its stamp: as it stood in the record, or made again from what was recorded
    /// when it was drafted. Nothing where no history tells.
    fn earlier(&mut self, output: &Output, stored: &str) -> Result<Option<String>, CommandError> {
        if stored == stamp_of(output, "") {
            return Ok(Some(crate::kinds::GAP.to_owned()));
        }
        let past = match self.past.take() {
            Some(past) => past,
            None => self.read_past()?,
        };
        let found = past.versions.iter().find_map(|(_, content)| {
            let answer = content.answer(output.at)?;
            let text = plain(&answer.text);
            (stamp_of(output, &text) == stored).then_some(text)
        });
        let found = match found {
            Some(found) => Some(found),
            None => self.drafted_then(&past, output, stored),
        };
        self.past = Some(past);
        Ok(found)
    }

    fn read_past(&self) -> Result<Past, CommandError> {
        let Ok(history) = moment::history(self.workspace, self.place.plan) else {
            return Ok(Past::default());
        };
        let mut versions = Vec::new();
        for step in history
            .trace_file(&self.place.path)?
            .into_iter()
            .take(MAX_VERSIONS)
        {
            let Some(bytes) = history.bytes_at(&step.commit, &step.path)? else {
                continue;
            };
            if let Ok(content) = Content::of_text(&step.path, self.place.activity, bytes) {
                versions.push((step, content));
            }
        }
        Ok(Past {
            history: Some(history),
            versions,
        })
    }

    /// The draft made again from the workspace as it was in the commit that noted its stamp: after a merge it never stood
    /// in the record by itself.
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
        let then = history.workspace(self.workspace, &step.commit).ok()?;
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
        let activity = plan.toolkit.named(self.place.activity.id.as_str())?;
        let output = activity.named(output.id.as_str())?;
        let sources = draft::sources(wish, output, &mut Vec::new());
        let answer = draft::drafted(output, &sources, &step.path, &|_| None);
        (stamp_of(output, &answer.text) == stored).then_some(answer.text)
    }
}

/// Words without white space around them, each line ended by `\n`: texts from files of two systems can be compared.
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}
