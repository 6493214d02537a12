//! `redesign log`

use crate::app::past::{Of, TargetVersions};
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Content, Count, Finding, Plan, codes};
use crate::queries::diff::{RecordVersion, change};
use crate::queries::log::{LogData, VersionData, VersionGroup, groups, report};
use crate::queries::moment;
use crate::store::{Revision, Touched, Traced, Workspace};
use crate::toolkit::Activity;
use std::ops::Range;
use target::Target;

/// Limit of activities named for a version of a plan.
const MOST_NAMES: usize = 8;

/// Show the versions of a plan, an activity or a record
///
/// Newest first: what each version changed, output by output, who wrote it, when and why. Every commit that changed the
/// file is a version. Uncommitted changes come first.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]")]
    target: Option<String>,
    /// One line per version, even if one person made several on one day
    #[arg(long)]
    all: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "log";
    const FORMATS: Formats = Formats::All;
    type Data = LogData;

    fn run(self, app: &App<'_>) -> Result<Reply<LogData>, CommandError> {
        let workspace = app.workspace()?;
        let target = match &self.target {
            Some(words) => target::find(&workspace, words)?,
            None => target::here(&workspace)?,
        };
        let versions = TargetVersions::of(&workspace, &target)?;
        let log = Log {
            workspace: &workspace,
            plan: &target.plan,
            versions: &versions,
        };
        let data = log.data(&target)?;
        let mut shown = Vec::new();
        for range in groups(&data, self.all) {
            let changes = match data.versions.get(range.start) {
                Some(version) if range.len() == 1 => version.changes.clone(),
                _ => log.between(range.clone())?,
            };
            shown.push(VersionGroup {
                versions: range,
                changes,
            });
        }
        let name = target.name();
        let count = data.versions.len();
        let title = format!("{name} \u{b7} {}", Count(count, "version"));
        let newest = versions.numbered(0).map(|newest| newest.name());
        let is_gone = match &versions.of {
            Of::File(path) => workspace.commit().is_none() && !workspace.absolute(path).exists(),
            Of::Plan | Of::Activity(_) => false,
        };
        let next = match (&newest, &data.uncommitted) {
            (None, _) => format!("redesign show {name}"),
            (Some(newest), _) if is_gone => format!("redesign restore {name}@{newest}"),
            (Some(newest), None) if count == 1 => format!("redesign show {name}@{newest}"),
            _ => format!("redesign diff {name}"),
        };
        let mut findings: Vec<Finding> = crate::check::unreadable(&target.plan).collect();
        if data.is_cut {
            findings.push(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone has only the newest commits, so older versions are not shown",
                )
                .with_help(moment::UNSHALLOW),
            );
        }
        let report = report(title, &data, &shown);
        Ok(Reply {
            findings,
            next: Some(next),
            commit: workspace.head(),
            ..Reply::new(data, report)
        })
    }
}

/// What is needed to describe a version's changes.
struct Log<'a> {
    workspace: &'a Workspace,
    plan: &'a Plan,
    versions: &'a TargetVersions<'a>,
}

impl Log<'_> {
    fn data(&self, target: &Target) -> Result<LogData, CommandError> {
        let steps = &self.versions.steps;
        let mut all = Vec::with_capacity(steps.len());
        for (at, step) in steps.iter().enumerate() {
            let revision = self.versions.history.revision(&step.commit)?;
            let merged_authors = if revision.is_merge {
                let path = &step.path;
                let authors = self.versions.history.merged_authors(&step.commit, path)?;
                authors
                    .into_iter()
                    .filter(|author| *author != revision.author)
                    .collect()
            } else {
                Vec::new()
            };
            all.push(VersionData {
                version: (!self.versions.is_cut()).then(|| format!("v{}", steps.len() - at)),
                commit: step.commit.clone(),
                date: moment::rfc3339(revision.seconds),
                written: moment::rfc3339(revision.written),
                day: moment::day_of(self.workspace, revision.seconds)
                    .map_or(String::new(), |day| day.to_string()),
                why: why(&revision),
                author: revision.author,
                merged_authors,
                subject: revision.subject,
                changes: if step.is_cut {
                    "not known".to_owned()
                } else {
                    self.changes(&step.touched)?
                },
                path: step.path.clone(),
            });
        }
        self.versions.history.whole()?;
        Ok(LogData {
            plan: self.plan.id.to_string(),
            activity: target.activity_id(),
            record: target.record.clone(),
            uncommitted: self.uncommitted()?,
            versions: all,
            is_cut: self.versions.is_cut(),
        })
    }

    /// What changed in a commit's files: a record's outputs, a plan's records.
    fn changes(&self, touched: &[Touched]) -> Result<String, CommandError> {
        if let (Of::File(_), [one]) = (&self.versions.of, touched) {
            return self.change(one.before.as_deref(), one.after.as_deref());
        }
        let paths = touched
            .iter()
            .filter_map(|one| one.to.as_deref().or(one.from.as_deref()));
        Ok(self.names(paths))
    }

    /// Records by activity, with how many of each.
    fn names<'a>(&self, paths: impl Iterator<Item = &'a str>) -> String {
        let mut names: Vec<(String, usize)> = Vec::new();
        for path in paths {
            let name = self.activity_of(path).map_or_else(
                || path.rsplit('/').next().unwrap_or(path).to_owned(),
                |activity| activity.id.to_string(),
            );
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => names.push((name, 1)),
            }
        }
        let rest = names.len().saturating_sub(MOST_NAMES);
        let mut words: Vec<String> = names
            .into_iter()
            .take(MOST_NAMES)
            .map(|(name, count)| match count {
                1 => name,
                count => format!("{name} ({count})"),
            })
            .collect();
        if rest > 0 {
            words.push(format!("{rest} more"));
        }
        words.join(", ")
    }

    /// The activity of a file, by its stem or a folder around it.
    fn activity_of(&self, path: &str) -> Option<&Activity> {
        let toolkit = &self.plan.toolkit;
        let parts: Vec<&str> = path.split('/').collect();
        let (name, folders) = parts.split_last()?;
        let around = folders.last().and_then(|folder| toolkit.named(folder));
        around
            .filter(|activity| activity.repeat.is_some())
            .or_else(|| {
                let own = toolkit.named(name.strip_suffix(".md")?);
                own.filter(|activity| activity.repeat.is_none())
            })
    }

    /// What changed from before the oldest version to the newest.
    fn between(&self, of: Range<usize>) -> Result<String, CommandError> {
        let steps = self.versions.steps.get(of).unwrap_or_default();
        let file = |step: Option<&Traced>| step.and_then(|step| step.touched.first().cloned());
        if steps.last().is_some_and(|step| step.is_cut) {
            return Ok("not known".to_owned());
        }
        let ends = (file(steps.last()), file(steps.first()));
        if let (Of::File(_), (Some(oldest), Some(newest))) = (&self.versions.of, ends) {
            if oldest.before == newest.after {
                return Ok("back as it was".to_owned());
            }
            return self.change(oldest.before.as_deref(), newest.after.as_deref());
        }
        let touched = steps.iter().flat_map(|step| &step.touched);
        let mut paths: Vec<&str> = touched
            .filter_map(|one| one.to.as_deref().or(one.from.as_deref()))
            .collect();
        paths.sort_unstable();
        paths.dedup();
        Ok(self.names(paths.into_iter()))
    }

    fn change(&self, before: Option<&str>, after: Option<&str>) -> Result<String, CommandError> {
        let bytes = |blob: Option<&str>| {
            blob.map(|blob| self.versions.history.bytes(blob))
                .transpose()
        };
        Ok(self.summary(bytes(before)?, bytes(after)?))
    }

    fn summary(&self, before: Option<Vec<u8>>, after: Option<Vec<u8>>) -> String {
        let Of::File(path) = &self.versions.of else {
            return String::new();
        };
        let Some(activity) = self.activity_of(path) else {
            return String::new();
        };
        let content = |bytes: Option<Vec<u8>>| {
            bytes.map(|bytes| {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                (text, Content::of_text(path, activity, bytes).ok())
            })
        };
        let (before, after) = (content(before), content(after));
        let before = before.as_ref().map(|(text, content)| RecordVersion {
            text,
            content: content.as_ref(),
        });
        let after = after.as_ref().map(|(text, content)| RecordVersion {
            text,
            content: content.as_ref(),
        });
        change(path, activity, before.as_ref(), after.as_ref()).summary
    }

    fn uncommitted(&self) -> Result<Option<String>, CommandError> {
        if self.workspace.commit().is_some() {
            return Ok(None);
        }
        let Ok(changed) = self.versions.uncommitted() else {
            return Ok(Some("can't be read".to_owned()));
        };
        if changed.is_empty() {
            return Ok(None);
        }
        let Of::File(path) = &self.versions.of else {
            return Ok(Some(self.names(changed.iter().map(String::as_str))));
        };
        let history = &self.versions.history;
        let committed = match history.head() {
            Some(head) => history.bytes_at(&head, path)?,
            None => None,
        };
        let place = self.workspace.follow(path)?;
        let now = crate::store::read_bytes(&place, crate::document::MAX_BYTES).ok();
        Ok(Some(self.summary(committed, now)))
    }
}

/// The author's reason: for our commits the body without trailers, for others the whole message without git's own lines
/// about a merge.
fn why(revision: &Revision) -> String {
    let is_trailer = |line: &&str| line.starts_with("Redesign-");
    let is_ours = revision.body.lines().any(|line| is_trailer(&line));
    // A restore or undo is a reason in itself that the changes don't show.
    let is_return = revision
        .body
        .lines()
        .any(|line| matches!(line, "Redesign-Command: restore" | "Redesign-Command: undo"));
    let body: Vec<&str> = revision
        .body
        .lines()
        .filter(|line| !is_trailer(line) && !is_note_of_git(revision, line))
        .collect();
    let body = body.join("\n").trim().to_owned();
    match (is_ours || is_merge_of_git(revision), body.is_empty()) {
        (true, true) if is_return => revision.subject.clone(),
        (true, _) => body,
        (false, true) => revision.subject.clone(),
        (false, false) => format!("{}: {body}", revision.subject),
    }
}

/// Whether git wrote the first line of a merge's message.
fn is_merge_of_git(revision: &Revision) -> bool {
    let kinds = ["branch", "branches", "remote-tracking", "tag", "commit"];
    let is_of = |kind: &&str| revision.subject.starts_with(&format!("Merge {kind} "));
    revision.is_merge && kinds.iter().any(is_of)
}

/// A line such as `# Conflicts:`, which git adds to a merge's message.
fn is_note_of_git(revision: &Revision, line: &str) -> bool {
    line.starts_with('#') && is_merge_of_git(revision)
}
