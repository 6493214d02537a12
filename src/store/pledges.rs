//! For which words people gave their answers, where no stamp says it: git knows which came first. Only asked where consent
//! or a release stands without a stamp, which is rare: whoever uses the program leaves stamps.

use super::history::{History, Traced};
use super::{StoreError, Workspace};
use crate::model::{Content, Plan, Pledge, Record, WordsSince, own};
use crate::toolkit::{Activity, Output, OutputAt};

/// The command after which a row can have another plan's name.
const RENAME: &str = "rename";

/// Most merges into merges that are followed to where an answer comes from.
const MOST_MERGES: usize = 64;

/// An answer of which nobody noted for which words it was given.
struct Unnoted<'a> {
    record: &'a Record,
    activity: &'a Activity,
    content: &'a Content,
    output: &'a Output,
    /// The words on which it stands.
    sources: Vec<OutputAt>,
}

/// The version in which something was said first.
enum FirstSaid {
    /// In no commit: it is said only now.
    Nowhere,
    Here(Box<Content>),
    /// Before what this clone has, or what can be read.
    Unknown,
}

impl Workspace {
    /// Answers of a plan that only people give, without a stamp, which don't hold for the words beside them.
    pub(super) fn pledges_in(&self, plan: &Plan) -> Vec<Pledge> {
        let unnoted = unnoted(plan);
        if unnoted.is_empty() {
            return Vec::new();
        }
        let then = self.snapshot();
        let inside = match then {
            Some(then) => then.repository(),
            None => plan.repository.as_deref(),
        };
        let (root, at) = (&self.root, self.commit());
        let history = match History::of(root, inside) {
            Ok(None) => return Vec::new(),
            Ok(Some(history)) => Some(history),
            // A repository that can't be read may know more than this file.
            Err(_) => None,
        };
        // One walk for all records; those that it can't follow are walked for by themselves.
        let steps = history
            .as_ref()
            .filter(|_| at.is_none())
            .and_then(|history| {
                let steps = history.trace_plans(std::slice::from_ref(&plan.path)).ok();
                steps?.into_iter().next()
            });
        let steps = steps.unwrap_or_default();
        let mut found = Vec::new();
        for one in &unnoted {
            for words in one.said() {
                let since = history
                    .as_ref()
                    .and_then(|history| one.since(history, (at, &plan.path, &steps), &words).ok());
                let since = since.unwrap_or(WordsSince::Unknown);
                if since != WordsSince::Changed(Vec::new()) {
                    found.push(Pledge {
                        path: one.record.path.clone(),
                        output: one.output.at,
                        words,
                        since,
                    });
                }
            }
        }
        found
    }
}

fn unnoted(plan: &Plan) -> Vec<Unnoted<'_>> {
    let toolkit = &plan.toolkit;
    let asks = |activity: &Activity| {
        let mut outputs = activity.outputs.iter();
        outputs.any(|output| own::is_given(activity, output))
    };
    if !toolkit.activities.iter().any(asks) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for record in &plan.records {
        let activity = toolkit.activity(record.activity);
        let Some(content) = record.answered().filter(|_| !record.is_page) else {
            continue;
        };
        for output in &activity.outputs {
            let sources = own::unnoted(toolkit, activity, content, output);
            if !sources.is_empty() {
                found.push(Unnoted {
                    record,
                    activity,
                    content,
                    output,
                    sources,
                });
            }
        }
    }
    found
}

impl Unnoted<'_> {
    /// What agrees or releases in the answer now, row by row.
    fn said(&self) -> Vec<String> {
        said(self.content, self.output)
    }

    fn since(
        &self,
        history: &History,
        (at, folder, steps): (Option<&str>, &str, &[Traced]),
        words: &str,
    ) -> Result<WordsSince, StoreError> {
        let path = self.record.path.as_str();
        // What git stores through a filter isn't what people wrote.
        if history.filtered([path]).is_some() {
            return Ok(WordsSince::Unknown);
        }
        let versions = match at {
            Some(commit) => history.trace_file_from(commit, path)?,
            None => match versions_in(steps, folder, path) {
                Some(versions) => Some(versions),
                None => Some(history.trace_file(path)?),
            },
        };
        Ok(match self.origin(history, versions, words, 0)? {
            FirstSaid::Nowhere => WordsSince::Changed(Vec::new()),
            FirstSaid::Unknown => WordsSince::Unknown,
            FirstSaid::Here(then) => {
                let both = (&*then, self.content);
                WordsSince::Changed(own::differing(self.activity, &self.sources, both))
            }
        })
    }

    /// The oldest version that says these words, and all after it, in the versions of one branch, newest first. What a merge
    /// brought is followed to where it comes from.
    fn origin(
        &self,
        history: &History,
        versions: Option<Vec<Traced>>,
        words: &str,
        merges: usize,
    ) -> Result<FirstSaid, StoreError> {
        let Some(versions) = versions.filter(|_| merges < MOST_MERGES) else {
            return Ok(FirstSaid::Unknown);
        };
        let mut first: Option<(Traced, Content)> = None;
        for version in versions {
            let blob = version.touched.first().and_then(|file| file.after.as_ref());
            let Some(blob) = blob else { continue };
            let text = history.bytes(blob)?;
            // One that can't be read says nothing of what came first.
            let Ok(content) = Content::of_text(&version.path, self.activity, text) else {
                continue;
            };
            if !said(&content, self.output).iter().any(|one| one == words) {
                // Whoever takes a rename back says nothing anew.
                if history.is_made_by(&version.commit, RENAME)? {
                    continue;
                }
                break;
            }
            first = Some((version, content));
        }
        let Some((version, content)) = first else {
            return Ok(FirstSaid::Nowhere);
        };
        if version.is_cut {
            return Ok(FirstSaid::Unknown);
        }
        for parent in history.merged_parents(&version.commit)? {
            let versions = history.trace_file_from(&parent, &version.path)?;
            match self.origin(history, versions, words, merges + 1)? {
                FirstSaid::Nowhere => {}
                found => return Ok(found),
            }
        }
        Ok(FirstSaid::Here(Box::new(content)))
    }
}

/// The versions of a file among those of its plan. `None` if it may have been elsewhere before, or wasn't there for a while.
fn versions_in(steps: &[Traced], folder: &str, path: &str) -> Option<Vec<Traced>> {
    let mut found = Vec::new();
    for step in steps {
        if step.path != folder {
            return None;
        }
        let of = |name: &Option<String>| name.as_deref() == Some(path);
        let Some(file) = step.touched.iter().find(|one| of(&one.to)) else {
            if step.touched.iter().any(|one| of(&one.from)) {
                return None;
            }
            continue;
        };
        let is_moved = !of(&file.from) && step.touched.iter().any(|one| one.to.is_none());
        if is_moved || file.from.is_some() && !of(&file.from) {
            return None;
        }
        found.push(Traced {
            commit: step.commit.clone(),
            seconds: step.seconds,
            path: path.to_owned(),
            touched: vec![file.clone()],
            is_cut: step.is_cut,
        });
    }
    (!found.is_empty()).then_some(found)
}

fn said(content: &Content, output: &Output) -> Vec<String> {
    let answer = content
        .answer(output.at)
        .filter(|_| !content.is_undecided(output.at));
    let all = answer.map_or_else(Vec::new, |answer| {
        output.kind.said(&output.shape, answer.seen())
    });
    let yes = all.into_iter().filter(|one| one.option == Some(0));
    let mut words: Vec<String> = yes.map(|one| one.words).collect();
    words.sort();
    words.dedup();
    words
}
