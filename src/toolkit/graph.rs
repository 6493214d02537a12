//! The graph of needs: a cycle would leave its activities waiting for ever.

use super::Activity;

/// A cycle of needs, as positions in order, if there is one.
pub(super) fn cycle(activities: &[Activity]) -> Option<Vec<usize>> {
    let mut done = vec![false; activities.len()];
    for start in 0..activities.len() {
        // A path on the heap: a toolkit from a stranger may be deep.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((activity, next)) = path.last().copied() {
            let need = activities
                .get(activity)
                .and_then(|found| found.needs.get(next))
                .copied();
            if done.get(activity).copied().unwrap_or(true) || need.is_none() {
                if let Some(mark) = done.get_mut(activity) {
                    *mark = true;
                }
                path.pop();
                continue;
            }
            if let Some(step) = path.last_mut() {
                step.1 += 1;
            }
            let need = need.unwrap_or_default();
            if let Some(from) = path.iter().position(|(visited, _)| *visited == need) {
                return Some(
                    path.iter()
                        .skip(from)
                        .map(|(visited, _)| *visited)
                        .collect(),
                );
            }
            path.push((need, 0));
        }
    }
    None
}
