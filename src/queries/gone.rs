//! Whether somebody's words are gone from this clone: what is left of them, where, and what takes it out.

use super::moment::UNSHALLOW;
use crate::error::CommandError;
use crate::model::{Count, Finding, Place, Sought, codes};
use crate::store::{Filtered, Remains, StoreError, Workspace};

const REWRITE: &str = "`redesign help privacy` shows how to take words out of history";
const REFERENCE: &str = "`git branch -D NAME` or `git tag -d NAME` deletes a branch or tag with the words in its name; don't delete the file";
const EXPIRE: &str = "`git reflog expire --expire=now --all && git gc --prune=now` removes them";

/// What is left of somebody's words in this clone.
pub struct LeftWords {
    /// One for each place in which the words are, or that can't be looked at. None repeats the words.
    pub findings: Vec<Finding>,
    /// How many of the places can't be looked at.
    pub unknown: usize,
}

/// Looks for words everywhere in this clone.
pub fn left(workspace: &Workspace, words: &str) -> Result<LeftWords, CommandError> {
    let sought = Sought::of(words).ok_or_else(|| {
        CommandError::usage("there are no words to look for")
            .hint("redesign check --gone 'the words that should be gone'")
    })?;
    let left = workspace.words_left(&sought).map_err(|error| match error {
        StoreError::CutOff => CommandError::new(
            codes::CUT_OFF,
            "this clone is shallow, so whether the words are gone from older commits is unknown",
        )
        .hint(UNSHALLOW),
        other => other.into(),
    })?;
    let warning = |message: String| Finding::warning(codes::NOT_GONE, message);
    let mut findings = Vec::new();
    let unknown = left.unread.len() + left.filtered.len() + left.work_trees.len();
    for path in left.files {
        let still = warning("the words are still in this file or its name".to_owned());
        let help = "take them out and commit, then rewrite the history";
        findings.push(still.with_place(Place::file(path)).with_help(help));
    }
    for path in left.unread {
        let unread = warning("can't be read, so whether the words are in it is unknown".to_owned());
        let help = "make it readable";
        findings.push(unread.with_place(Place::file(path)).with_help(help));
    }
    for Filtered { path, filter } in left.filtered {
        let unread = warning(format!(
            "git stores this file through the filter \"{filter}\", so whether the words are in its history is unknown"
        ));
        findings.push(
            unread
                .with_place(Place::file(path))
                .with_help("`git log -p --textconv` shows it, where the filter is set up"),
        );
    }
    for name in left.work_trees {
        let unread = warning(format!(
            "whether the words are in files of the work tree {name} is unknown"
        ));
        findings.push(unread.with_help("`git worktree list` says where it is; search there, too"));
    }
    for (repository, remains) in left.history {
        findings.push(in_history(&repository, remains));
    }
    Ok(LeftWords { findings, unknown })
}

fn in_history(repository: &str, remains: Remains) -> Finding {
    let warning = |message: String| Finding::warning(codes::NOT_GONE, message);
    let short = |id: &str| id.chars().take(7).collect::<String>();
    let of = match repository {
        "" => String::new(),
        folder => format!(" of {folder}"),
    };
    match remains {
        Remains::File {
            path,
            versions,
            commit,
            from,
        } => {
            let versions = Count(versions, "version");
            let commit = match short(&commit).as_str() {
                "" => String::new(),
                commit => format!(", such as that of commit {commit}"),
            };
            let message =
                format!("the words are still in {versions} of this file in {from}{of}{commit}");
            warning(message)
                .with_place(Place::file(path))
                .with_help(way_out(&from))
        }
        Remains::Message { id, from } => warning(format!(
            "the words are still in the author or message of commit {} in {from}{of}",
            short(&id)
        ))
        .with_help(way_out(&from)),
        Remains::Loose { count } => warning(format!(
            "the words are still in {}{of} that nothing leads to any more",
            Count(count, "object")
        ))
        .with_help(EXPIRE),
        Remains::Own { path } => {
            warning(format!("the words are still in git's own file {path}{of}"))
                .with_help(way_out_of_own(&path))
        }
        Remains::Tag { name } => warning(format!(
            "the words are still in the message or author of the tag {name}{of}"
        ))
        .with_help(
            "`git tag -d TAG` deletes it; `git tag -a TAG COMMIT` makes it again without the words",
        ),
    }
}

/// How words go from what leads to them.
fn way_out(from: &str) -> &'static str {
    match from {
        "the stash" => "`git stash list` shows what is kept there, `git stash clear` removes it",
        "the index" => "`git reset` takes back what is staged",
        _ if from.starts_with("the reflog") => EXPIRE,
        _ => REWRITE,
    }
}

/// How words go from a file of git's own, which git or we may need.
fn way_out_of_own(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        _ if path.starts_with("logs/") => EXPIRE,
        "packed-refs" | "HEAD" => REFERENCE,
        _ if path.starts_with("refs/") => REFERENCE,
        "config" | "config.worktree" => "`git config --edit` shows what is set",
        "redesign.journal" => {
            "an interrupted command left it; the next command that writes, such as `redesign check --fix`, removes it"
        }
        _ if name.ends_with("_EDITMSG") || name.ends_with("_MSG") || name.ends_with("_HEAD") => {
            "git only keeps it for the last command: delete it once that is finished"
        }
        _ => "look what it is for, then take the words out of it by hand",
    }
}
