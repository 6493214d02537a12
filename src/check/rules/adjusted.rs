use crate::check::{Rule, Subject};
use crate::model::{Adjustment, Finding, Place, Plan, mend};

pub const RULE: Rule = Rule {
    code: "W0210",
    about: "a date, week or rhythm in `plan.toml` can't be used",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(in_plan_file(subject.plan));
}

pub(in crate::check) fn in_plan_file(plan: &Plan) -> Vec<Finding> {
    let (meta, mut found) = (&plan.meta, Vec::new());
    let path = format!("{}/plan.toml", plan.path);
    let ids = || {
        let all = plan.toolkit.activities.iter();
        all.map(|one| one.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut say = |place: Place, message: String, help: String| {
        found.push(RULE.finding(message).with_place(place).with_help(help));
    };
    let days = [
        ("start", &meta.start, meta.first_day()),
        ("paused_until", &meta.paused_until, meta.last_day_of_pause()),
    ];
    for (key, words, day) in days {
        let (Some(words), None) = (words, day) else {
            continue;
        };
        say(
            Place::file(path.as_str()),
            format!("`{key}` is \"{words}\", which isn't a date"),
            mend::year_first(key, words)
                .unwrap_or_else(|| format!("write the year first: {key} = 2026-11-23")),
        );
    }
    let tables = [("pacing", &meta.pacing), ("rhythm", &meta.rhythm)];
    for (table, adjustments) in tables {
        for (id, adjustment) in adjustments {
            let place = Place::at(path.as_str(), adjustment.position);
            let Some(activity) = plan.toolkit.named(id) else {
                say(
                    place,
                    format!("[{table}] names \"{id}\", which isn't an activity"),
                    format!("the activities are: {}", ids()),
                );
                continue;
            };
            if table == "rhythm" && activity.repeat.is_none() {
                say(
                    place,
                    format!("[rhythm] names \"{id}\", which is done once"),
                    "delete this line; use [pacing] to set its weeks".to_owned(),
                );
            } else if let Some((message, help)) = unusable(table, id, adjustment) {
                say(place, message, help.to_owned());
            }
        }
    }
    found
}

/// Why an adjustment can't be used, and how to fix it.
fn unusable(table: &str, id: &str, adjustment: &Adjustment) -> Option<(String, &'static str)> {
    match table {
        "pacing" if adjustment.weeks().is_none() => Some((
            format!("[pacing] has no valid weeks for \"{id}\", so the toolkit's apply"),
            "write the first and last week, counted from 1: [3, 5]",
        )),
        "rhythm" if adjustment.rhythm().is_none() => Some((
            format!("[rhythm] has no valid rhythm for \"{id}\", so the toolkit's applies"),
            "write \"3 weeks\", \"1 month\" or \"10 days\", or \"\" for none",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(toml: &str) -> Vec<String> {
        let activities = ["why: worry text", "trial repeat: came text"];
        Scene::team(&activities, &[]).with_toml(toml).said(&RULE)
    }

    #[test]
    fn speaks_of_what_cannot_be_used() {
        assert_eq!(
            said(
                "start = \"3.8.2026\"\n[pacing]\nwyh = [1, 2]\nwhy = [2, 1]\n[rhythm]\nwhy = \"1 week\"\ntrial = \"often\"\n"
            ),
            [
                "plan.toml: `start` is \"3.8.2026\", which isn't a date",
                "plan.toml:5:7: [pacing] has no valid weeks for \"why\", so the toolkit's apply",
                "plan.toml:4:7: [pacing] names \"wyh\", which isn't an activity",
                "plan.toml:8:9: [rhythm] has no valid rhythm for \"trial\", so the toolkit's applies",
                "plan.toml:7:7: [rhythm] names \"why\", which is done once",
            ]
        );
    }

    #[test]
    fn is_silent_about_what_can() {
        assert_eq!(
            said("start = 2026-08-03\n[pacing]\nwhy = [1, 2]\n[rhythm]\ntrial = \"1 week\"\n"),
            [""; 0]
        );
    }
}
