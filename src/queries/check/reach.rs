//! How far numbers about too few people have got: only onto this disk, into a commit, or to a remote.

use crate::check::FewPeople;
use crate::model::Finding;
use crate::store::{History, Reach, StoreError, Workspace};
use crate::toolkit::Toolkit;
use std::sync::Arc;

/// Numbers of a plan about too few people.
pub(super) struct FewOfPlan {
    /// Root of the plan's own repository, if it has one.
    pub repository: Option<String>,
    pub toolkit: Arc<Toolkit>,
    pub found: Vec<FewPeople>,
}

/// Says in findings how far the numbers have got. Asks git once per repository, and nothing if there are none.
pub(super) fn say_reach(workspace: &Workspace, all: &[FewOfPlan], findings: &mut [Finding]) {
    let mut repositories: Vec<&Option<String>> = all.iter().map(|one| &one.repository).collect();
    repositories.sort();
    repositories.dedup();
    for repository in repositories {
        let of_it = all.iter().filter(|one| one.repository == *repository);
        let found: Vec<(&Toolkit, &FewPeople)> = of_it
            .flat_map(|one| one.found.iter().map(|few| (&*one.toolkit, few)))
            .collect();
        let reaches = match reaches(workspace, repository.as_deref(), &found) {
            Ok(None) => continue,
            Ok(Some(reaches)) => reaches.into_iter().map(Some).collect(),
            // What git doesn't tell may be committed.
            Err(_) => vec![None; found.len()],
        };
        for ((_, few), reach) in found.into_iter().zip(reaches) {
            let own = findings.iter_mut().filter(|one| **one == few.finding);
            own.for_each(|finding| say(finding, reach.as_ref()));
        }
    }
}

fn reaches(
    workspace: &Workspace,
    repository: Option<&str>,
    found: &[(&Toolkit, &FewPeople)],
) -> Result<Option<Vec<Reach>>, StoreError> {
    let Some(history) = History::of(&workspace.root, repository)? else {
        return Ok(None);
    };
    let paths: Vec<&str> = found.iter().map(|(_, few)| few.path.as_str()).collect();
    let holds = |at: usize, text: &[u8]| {
        let few = found.get(at);
        few.is_some_and(|(toolkit, few)| few.is_in(toolkit, text))
    };
    history.reaches(&paths, &holds).map(Some)
}

fn say(finding: &mut Finding, reach: Option<&Reach>) {
    let (how_far, help) = match reach {
        None => (
            "whether they are committed is unknown here".to_owned(),
            "take the column out, and say in words what you saw, without names; git keeps what was committed",
        ),
        Some(Reach::Written) => (
            "not committed yet".to_owned(),
            "take the column out now, before git keeps it, and say in words what you saw, without names",
        ),
        Some(Reach::Committed) => (
            "committed, not pushed".to_owned(),
            "take the column out, and take the commits back before you push: `redesign help privacy` shows how; nobody else has them yet",
        ),
        Some(Reach::Pushed(branches)) => (
            format!("pushed: also in {}", branches.join(", ")),
            "take the column out, and ask whoever owns the remote to remove it from the history: `redesign help privacy` shows how",
        ),
    };
    finding.message = format!("{}; {how_far}", finding.message);
    finding.help = Some(help.to_owned());
}
