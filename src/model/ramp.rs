//! What follows a test: further tests that are linked with it, and decisions.

use super::compared::in_words;
use super::measure::TrialMark;
use super::{Plan, Record};
use crate::toolkit::{Output, Role};

/// Tests that are linked with each other, each ramp from the first to the last. A test of another activity belongs to none.
pub fn ramps<'a>(plan: &Plan, tests: &'a [TrialMark]) -> Vec<Vec<&'a TrialMark>> {
    // For each test the ramp to which it belongs: at first one of its own.
    let mut ramp_of: Vec<usize> = (0..tests.len()).collect();
    let place = |path: &str| tests.iter().position(|test| test.path == path);
    let activity = |path: &str| {
        let mut records = plan.records.iter();
        records.find(|one| one.path == path).map(|one| one.activity)
    };
    for link in &plan.links {
        let both = link.there().map(|there| (&link.path, &there.path));
        let both = both.filter(|(from, to)| from != to && activity(from) == activity(to));
        let Some((from, to)) = both.and_then(|(from, to)| place(from).zip(place(to))) else {
            continue;
        };
        if let (Some(one), Some(other)) = (ramp_of.get(from).copied(), ramp_of.get(to).copied()) {
            for ramp in ramp_of.iter_mut().filter(|ramp| **ramp == other) {
                *ramp = one;
            }
        }
    }
    let ramps = (0..tests.len()).map(|ramp| {
        let own = tests.iter().zip(&ramp_of).filter(|(_, of)| **of == ramp);
        own.map(|(test, _)| test).collect::<Vec<_>>()
    });
    ramps.filter(|ramp| ramp.len() > 1).collect()
}

/// What was decided on a test: in its own record, and in those that link to it. In the order of files.
pub fn decisions<'a>(plan: &'a Plan, test: &Record) -> Vec<(&'a Record, &'a Output, String)> {
    let mut found = Vec::new();
    for record in &plan.records {
        let activity = plan.toolkit.activity(record.activity);
        let leads_here = || {
            let mut links = plan.links_in(&record.path);
            links.any(|link| link.there().is_some_and(|there| there.path == test.path))
        };
        let Some(content) = record
            .said()
            .filter(|_| record.path == test.path || leads_here())
        else {
            continue;
        };
        for output in activity.outputs_of(Role::Decision) {
            found.extend(in_words(output, content).map(|words| (record, output, words)));
        }
    }
    found
}
