//! Adds to lists and tables that a record already has.

use crate::error::CommandError;
use crate::model::{Content, Count, Filling};
use crate::toolkit::{Activity, Output, OutputAt};
use serde_json::Value;

/// Appends additions to existing answers, and notes each list or table that would lose entries, since that is easily
/// done by mistake.
pub(super) fn grown(
    activity: &Activity,
    content: &Content,
    fillings: &[Filling],
    adds: &[OutputAt],
) -> Result<(Vec<Filling>, Vec<String>), CommandError> {
    let mut grown = Vec::with_capacity(fillings.len());
    let mut notes = Vec::new();
    for filling in fillings {
        let earlier = content.answer(filling.output);
        let known = activity.output(filling.output);
        let mut text = filling.text.clone();
        if let Some(earlier) = earlier {
            if adds.contains(&filling.output) {
                let joined = known.kind.joined(&earlier.text, &filling.text);
                text = joined.ok_or_else(|| {
                    CommandError::usage(format!(
                        "{}: its columns are in another order in this record, so it can't be added to",
                        known.id
                    ))
                    .hint("add the row in the file")
                })?;
            } else if !filling.text.is_empty() {
                notes.extend(taken_away(known, &earlier.text, &filling.text));
            }
        }
        grown.push(Filling {
            output: filling.output,
            text,
        });
    }
    Ok((grown, notes))
}

/// How many entries of an answer another one lacks.
fn taken_away(output: &Output, before: &str, after: &str) -> Option<String> {
    let one = output.kind.facts().items?;
    let entries = |text: &str| match output.kind.parse(&output.shape, text) {
        Ok(Value::Array(entries)) => entries,
        _ => Vec::new(),
    };
    let kept = entries(after);
    let gone = entries(before)
        .iter()
        .filter(|entry| !kept.contains(entry))
        .count();
    if gone == 0 {
        return None;
    }
    let gone = Count(gone, one);
    Some(format!(
        "note: {0}: replaced {gone}; --set '{0}+=...' adds instead",
        output.id
    ))
}
