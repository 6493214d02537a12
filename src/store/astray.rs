//! Records that nobody would count, or that would count twice: copies, files with another ending, folders without their
//! `plan.toml`.

use super::Workspace;
use super::listing::{Folder, FolderEntry, Listing};
use super::names::{PLAN_FILE, is_markdown, is_page, is_private, last};
use crate::document;
use crate::model::copies::{may_be_copy, one_form, original};
use crate::model::{Content, Finding, Place, Plan, Record, Slot, codes};
use crate::toolkit::{Activity, Toolkit};
use std::collections::{BTreeMap, BTreeSet};

/// Endings that say of a file that it is Markdown, and that other programs give it.
const MARKDOWN: [&str; 7] = ["markdown", "mdown", "mkd", "mkdn", "mdwn", "mdx", "qmd"];

/// Endings of plain text.
const PLAIN: [&str; 2] = ["txt", "text"];

/// What the ending of a name says, where that isn't `.md`.
enum Ending {
    /// It has none, or one of Markdown.
    Words,
    /// Plain text, which may be anything.
    Plain,
    Other,
}

impl Workspace {
    /// The files of a plan's folder that aren't Markdown by their names and are meant as records, named.
    pub(super) fn other_endings(
        &self,
        toolkit: &Toolkit,
        repeatable: Option<&Activity>,
        place: (&Folder, &str),
        listing: &Listing,
    ) -> Vec<Finding> {
        let files = listing.files.iter();
        let others = files.filter(|one| !is_markdown(&one.name) && !is_private(&one.name));
        let named = others.filter_map(|one| self.meant_as_record(toolkit, repeatable, place, one));
        named.collect()
    }

    /// A file that isn't Markdown by its name and is meant as a record, named.
    fn meant_as_record(
        &self,
        toolkit: &Toolkit,
        repeatable: Option<&Activity>,
        (folder, relative): (&Folder, &str),
        entry: &FolderEntry,
    ) -> Option<Finding> {
        let (stem, ending) = ending(&entry.name);
        let path = format!("{relative}/{}", entry.name);
        let is_meant = match (repeatable, ending) {
            (_, Ending::Other) => false,
            (None, _) => toolkit.named(stem).is_some_and(|one| one.repeat.is_none()),
            (Some(_), Ending::Words) => true,
            // Something else than a record may well lie beside one.
            (Some(activity), Ending::Plain) => self
                .read(folder, entry, document::MAX_BYTES)
                .ok()
                .and_then(|bytes| Content::of_text(&path, activity, bytes).ok())
                .is_some_and(|content| content.slots.iter().any(|slot| *slot != Slot::Missing)),
        };
        is_meant.then(|| {
            Finding::warning(
                codes::NOT_MARKDOWN,
                "this file isn't read, since its name doesn't end in .md",
            )
            .with_place(Place::file(path))
            .with_help(format!("rename it to \"{stem}.md\""))
        })
    }

    /// A folder below the plans that holds records and isn't in a plan, named.
    pub(super) fn without_plan(
        &self,
        folder: &Folder,
        relative: &str,
        listing: &Listing,
    ) -> Vec<Finding> {
        let files = listing.files.iter();
        let files = files.filter(|one| is_markdown(&one.name) && !is_page(&one.name));
        let roots: BTreeSet<String> = files
            .filter_map(|entry| self.root_of(folder, relative, entry))
            .collect();
        let named = roots.into_iter().map(|root| {
            let why = format!("this folder has records but no {PLAN_FILE}, so nothing in it is read");
            Finding::warning(codes::NO_PLAN, why)
                .with_place(Place::file(root.as_str()))
                .with_help(format!(
                    "restore {root}/{PLAN_FILE} (`git log -- {root}/{PLAN_FILE}` finds it), or move the records into their plan"
                ))
        });
        named.collect()
    }

    /// The folder of the plan that a file would belong to, if it is a record.
    fn root_of(&self, folder: &Folder, relative: &str, entry: &FolderEntry) -> Option<String> {
        let path = format!("{relative}/{}", entry.name);
        for (toolkit, ..) in self.toolkits.usable() {
            let repeated = toolkit.named(last(relative));
            let activity = repeated
                .filter(|activity| activity.repeat.is_some())
                .or_else(|| toolkit.named(without_md(&entry.name)));
            let Some(activity) = activity else {
                continue;
            };
            let place = toolkit.place(activity);
            let within = if activity.repeat.is_some() {
                relative
            } else {
                path.as_str()
            };
            if let Some(root) = within.strip_suffix(place.as_str()) {
                let root = root.strip_suffix('/').filter(|root| !root.is_empty());
                return Some(root.unwrap_or(relative).to_owned());
            }
        }
        let bytes = self.read(folder, entry, document::MAX_BYTES).ok()?;
        let is_record = memchr::memmem::find(&bytes, b"<!-- output:").is_some();
        is_record.then(|| relative.to_owned())
    }
}

/// Names the copies among the records of a repeatable's folder, and takes out those that say what the other says, and
/// those of the folder's page.
pub(super) fn name_copies(plan: &mut Plan, from: usize) {
    let records = plan.records.get(from..).unwrap_or(&[]);
    if !records
        .iter()
        .any(|one| !one.is_page && may_be_copy(one.stem()))
    {
        return;
    }
    let there: BTreeMap<&str, &Record> = records.iter().map(|one| (one.stem(), one)).collect();
    let forms: BTreeMap<_, &Record> = records
        .iter()
        .rev()
        .filter(|one| !one.stem().is_ascii())
        .map(|one| (one_form(one.stem()), one))
        .collect();
    let mut findings = Vec::new();
    let mut left_out = BTreeSet::new();
    let suspects = records
        .iter()
        .filter(|one| !one.is_page && may_be_copy(one.stem()));
    for record in suspects {
        let name = record.stem();
        let other_form = || forms.get(&one_form(name)).copied();
        let of = original(name, |one| there.contains_key(one))
            .and_then(|of| there.get(of).copied())
            .or_else(other_form)
            .filter(|of| of.path != record.path);
        let Some(of) = of else {
            continue;
        };
        let is_same = match (&record.content, &of.content) {
            (Ok(one), Ok(other)) => one.document.text() == other.document.text(),
            _ => false,
        };
        findings.push(copy_of(record, of, is_same));
        if is_same || of.is_page {
            left_out.insert(record.path.clone());
        }
    }
    plan.findings.extend(findings);
    if !left_out.is_empty() {
        plan.records.retain(|one| !left_out.contains(&one.path));
    }
}

/// A record that is a copy of another, or of the folder's page, named.
fn copy_of(record: &Record, of: &Record, is_same: bool) -> Finding {
    let name = last(&of.path);
    let (message, help) = if is_same {
        (
            format!("this is an exact copy of {name}, so it isn't counted"),
            "delete it",
        )
    } else if of.is_page {
        (
            format!("this looks like a copy of {name}, so it isn't counted"),
            "delete it, or rename it",
        )
    } else {
        (
            format!(
                "this looks like a copy of {name} but says something else, so both are counted"
            ),
            "merge the two into one file and delete the other, or rename this one",
        )
    };
    copy(&record.path, message, help)
}

/// A file of no activity that is a copy of one in the same folder, named.
pub(super) fn copied(path: &str, listing: &Listing) -> Option<Finding> {
    let is_there = |name: &str| {
        let mut files = listing.files.iter().filter(|one| is_markdown(&one.name));
        files.any(|one| without_md(&one.name) == name)
    };
    let of = original(without_md(last(path)), is_there)?;
    let message = format!("this looks like a copy of {of}.md, so only that file is read");
    let help = "merge the two into that file and delete this one";
    Some(copy(path, message, help))
}

fn copy(path: &str, message: String, help: &str) -> Finding {
    Finding::warning(codes::COPY, message)
        .with_place(Place::file(path))
        .with_help(help)
}

/// Leaves of the findings about folders without a plan one for each of them.
pub(super) fn once(findings: &mut Vec<Finding>) {
    let mut named = BTreeSet::new();
    findings.retain(|one| one.code != codes::NO_PLAN || named.insert(one.place.clone()));
}

fn without_md(name: &str) -> &str {
    match name.len().checked_sub(3) {
        Some(at) if is_markdown(name) => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// What stands before a name's ending, as far as it is one of ours, and what it says.
fn ending(name: &str) -> (&str, Ending) {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return (name, Ending::Words);
    };
    let small = ending.trim().to_ascii_lowercase();
    // Another program's `.txt` behind ours.
    let stem = without_md(stem);
    let is_one_of = |all: &[&str]| all.contains(&small.as_str());
    if small == "md" || small.is_empty() || is_one_of(&MARKDOWN) {
        (stem, Ending::Words)
    } else if is_one_of(&PLAIN) {
        (stem, Ending::Plain)
    } else if small.contains(' ') || small.len() > 8 {
        // A full stop in the middle of a name.
        (name, Ending::Words)
    } else {
        (stem, Ending::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, ending};

    #[test]
    fn endings_of_other_programs() {
        for (name, stem) in [
            ("a", "a"),
            ("a.markdown", "a"),
            ("a.MDX", "a"),
            ("a.md ", "a"),
            ("a.", "a"),
            ("Dr. Anna Weber", "Dr. Anna Weber"),
        ] {
            let found = ending(name);
            assert!(
                matches!(found, (one, Ending::Words) if one == stem),
                "{name}"
            );
        }
        for name in ["a.txt", "a.md.txt", "a.TEXT"] {
            assert!(matches!(ending(name), ("a", Ending::Plain)), "{name}");
        }
        for name in ["a.pdf", "a.jpeg", "a.docx", "a.md~", "a.bak"] {
            assert!(matches!(ending(name), (_, Ending::Other)), "{name}");
        }
    }
}
