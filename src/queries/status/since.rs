//! Where the plans stood at an earlier moment.

use crate::error::CommandError;
use crate::queries::moment;
use crate::report::since::Before;
use crate::store::Workspace;
use std::collections::BTreeMap;

/// Where they stood, by their ids now.
pub(super) fn before(
    workspace: &Workspace,
    words: &str,
    at: Option<&str>,
) -> Result<BTreeMap<String, Before>, CommandError> {
    let history = moment::history_of_all(workspace)?;
    let moment = moment::moment(&history, workspace, words)?;
    if let Some(at) = at
        && moment::moment(&history, workspace, at)?.seconds < moment.seconds
    {
        return Err(CommandError::usage(format!(
            "\"{words}\" of --since is later than \"{at}\" of --at"
        ))
        .hint("--since names the earlier moment"));
    }
    let then = moment::workspace_at(&history, workspace, &moment)?;
    let (seen, _) = then.read_plans(&|read| {
        let plan = read.ok()?;
        Some((plan.id.to_string(), Before::of(&plan)))
    });
    let mut before: BTreeMap<String, Before> = seen.into_iter().flatten().collect();
    // A plan that is called otherwise now is found by its history.
    let id_of = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let (folders, _) = workspace.read_plan_folders();
    let new: Vec<String> = folders
        .into_iter()
        .filter(|folder| !before.contains_key(&id_of(folder)))
        .collect();
    if new.is_empty() {
        return Ok(before);
    }
    let age = history.age_of(&moment.commit);
    for (folder, steps) in new.iter().zip(history.trace_plans(&new)?) {
        let was = steps
            .iter()
            .find(|step| history.age_of(&step.commit) >= age && age.is_some());
        if let Some(plan) = was.and_then(|step| then.read_plan(&step.path).ok()) {
            before.insert(id_of(folder), Before::of(&plan));
        }
    }
    Ok(before)
}
