//! Finds cycles of needs, which would make their activities wait forever.

use super::data::Activity;
use super::places::ActivityAt;

/// Ids of the activities in a cycle, in order, if there is one.
pub(super) fn cycle(activities: &[Activity]) -> Option<Vec<&str>> {
    let mut done = vec![false; activities.len()];
    for start in activities {
        // An explicit stack: a stranger's toolkit may be deep.
        let mut path: Vec<(&Activity, std::slice::Iter<'_, ActivityAt>)> =
            vec![(start, start.needs.iter())];
        while let Some((activity, left)) = path.last_mut() {
            let is_done = done.get_mut(activity.at.index());
            let need = left.next().and_then(|need| activities.get(need.index()));
            let Some(need) = need.filter(|_| is_done.as_ref().is_some_and(|done| !**done)) else {
                if let Some(done) = is_done {
                    *done = true;
                }
                path.pop();
                continue;
            };
            if let Some(from) = path.iter().position(|(one, _)| one.at == need.at) {
                let cycle = path.iter().skip(from);
                return Some(cycle.map(|(one, _)| one.id.as_str()).collect());
            }
            path.push((need, need.needs.iter()));
        }
    }
    None
}
