//! Whether somebody's words are gone from this clone: what is left of them, where, and what takes it out.

use super::moment::UNSHALLOW;
use crate::error::CommandError;
use crate::model::{Count, Finding, Place, codes};
use crate::store::{Filtered, Remains, Sought, StoreError, Workspace};

const REWRITE: &str = "`redesign help privacy` shows how to take words out of history";
const EXPIRE: &str = "`git reflog expire --expire=now --all && git gc --prune=now` removes them";

/// A finding for each place in which the words still are. None of them repeats the words.
pub fn left(workspace: &Workspace, words: &str) -> Result<Vec<Finding>, CommandError> {
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
    for (repository, remains) in left.history {
        findings.push(in_history(&repository, remains));
    }
    Ok(findings)
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
        Remains::Own { path } => warning(format!(
            "the words are still in git's own file {path}{of}"
        ))
        .with_help(if path.starts_with("logs/") {
            EXPIRE
        } else {
            "git no longer needs it once nothing leads there: delete it, or the branch of that name"
        }),
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
