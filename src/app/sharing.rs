//! Notes about what isn't shared yet, for standard error.

use super::Opened;
use crate::model::Count;
use crate::store::{Git, Gone};

const DAY: i64 = 24 * 60 * 60;

/// Says how to follow what is there instead of a branch that was renamed or deleted.
fn followed_is_gone(gone: &Gone) -> String {
    let Gone { remote, branch, .. } = gone;
    let mend = match &gone.instead {
        Some(now) if gone.is_ours => format!(
            "`git branch --move {now} && git branch --set-upstream-to {remote}/{now}` follows {remote}/{now} instead"
        ),
        Some(now) => {
            format!("`git branch --set-upstream-to {remote}/{now}` follows {remote}/{now} instead")
        }
        None => format!(
            "`git branch --set-upstream-to {remote}/BRANCH` follows one of those that `git branch --remotes` lists"
        ),
    };
    format!("note: this branch follows {remote}/{branch}, which is no longer there; {mend}")
}

/// Empty if everything is shared, no remote exists, or a script reads the result.
pub fn notes(workspace: &Opened<'_>) -> Vec<String> {
    let global = &workspace.app.global;
    let for_people = global.format.is_none_or(|format| format.is_for_people);
    if global.quiet || !for_people {
        return Vec::new();
    }
    let git = Git::around(&workspace.root).ok().flatten();
    let Some(sharing) = git.and_then(|git| git.sharing()) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    let push = sharing.goes_to.map_or_else(
        || "git push".to_owned(),
        |(remote, branch)| format!("git push --set-upstream {remote} {branch}"),
    );
    match sharing.unpushed {
        Some(0) => {}
        Some(1) => notes.push(format!("note: 1 commit not pushed; `{push}` shares it")),
        Some(count) => notes.push(format!(
            "note: {count} commits not pushed; `{push}` shares them"
        )),
        None if push == "git push" => {}
        None => notes.push(format!(
            "note: this branch has never been pushed; `{push}` shares it"
        )),
    }
    notes.extend(sharing.gone.map(|gone| followed_is_gone(&gone)));
    let age = sharing
        .fetched
        .map(|fetched| workspace.app.context.now().as_second() - fetched);
    if let Some(days) = age.map(|age| age / DAY).filter(|days| *days > 0) {
        let days = Count(days, "day");
        notes.push(format!(
            "note: last fetched {days} ago; `git pull` gets the others' changes"
        ));
    }
    notes
}
