//! Notes about what isn't shared yet, for standard error.

use super::Opened;
use crate::model::Count;
use crate::store::Git;

const DAY: i64 = 24 * 60 * 60;

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
    match sharing.unpushed {
        None | Some(0) => {}
        Some(1) => notes.push("note: 1 commit not pushed; `git push` shares it".to_owned()),
        Some(count) => notes.push(format!(
            "note: {count} commits not pushed; `git push` shares them"
        )),
    }
    if let Some((remote, branch)) = sharing.never_pushed {
        notes.push(format!(
            "note: this branch has never been pushed; `git push --set-upstream {remote} {branch}` shares it"
        ));
    }
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
