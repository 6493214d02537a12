//! Why an activity is in review, in brief.

use crate::model::{Cause, Plan, Standing};
use crate::toolkit::{ActivityAt, OutputAt};

/// What put an activity in review: changed answers, and lists that ask to repeat it.
pub fn changes(plan: &Plan, standing: &Standing, at: ActivityAt) -> String {
    let toolkit = &plan.toolkit;
    let lists: Vec<_> = crate::model::repeat_lists(toolkit).collect();
    let (asking, changed): (Vec<_>, Vec<_>) = standing
        .changed(at)
        .partition(|reference| lists.contains(reference));
    let names = |references: &[crate::toolkit::OutputRef]| -> Vec<String> {
        references
            .iter()
            .map(|reference| toolkit.name_of(*reference))
            .collect()
    };
    let mut said = Vec::new();
    if !changed.is_empty() {
        said.push(format!("{} changed", names(&changed).join(", ")));
    }
    if !asking.is_empty() {
        let verb = if asking.len() == 1 { "asks" } else { "ask" };
        said.push(format!("{} {verb} to repeat it", names(&asking).join(", ")));
    }
    said.extend(of_records(plan, standing, at));
    said.join("; ")
}

/// What changed for single records: link targets, and their own answers.
fn of_records(plan: &Plan, standing: &Standing, at: ActivityAt) -> Vec<String> {
    let known = plan.toolkit.activity(at);
    let id = |output: OutputAt| known.output(output).id.as_str();
    let mut said: Vec<(&str, String, Vec<String>)> = Vec::new();
    for cause in standing.causes(at) {
        let (record, end, name) = match cause {
            Cause::Answer(_) => continue,
            Cause::Link { record, name } => (record, "changed".to_owned(), name.clone()),
            Cause::Own {
                record,
                source,
                output,
            } => (
                record,
                format!("changed after {} was given", id(*output)),
                id(source.output).to_owned(),
            ),
        };
        match said
            .iter_mut()
            .find(|(one, other, _)| *one == record && *other == end)
        {
            Some((_, _, names)) => names.push(name),
            None => said.push((record, end, vec![name])),
        }
    }
    let several = known.repeat.is_some();
    said.into_iter()
        .map(|(record, end, names)| {
            let stem = record
                .rsplit('/')
                .next()
                .unwrap_or(record)
                .trim_end_matches(".md");
            let of = if several {
                format!(" ({stem})")
            } else {
                String::new()
            };
            format!("{} {end}{of}", names.join(", "))
        })
        .collect()
}
