//! Records whose words nobody may use any more, though they are there.

use super::{Content, own};
use crate::toolkit::{Activity, Role};

/// Why a record isn't for others, continuing `it `: whoever was asked didn't agree, or it is held back.
pub fn refused(activity: &Activity, content: &Content) -> Option<String> {
    let asked = activity.output_of(Role::Consent);
    let answer = asked.and_then(|output| {
        let answer = content.answer(output.at)?;
        let said = output.kind.said(&output.shape, answer.seen());
        let no = said.into_iter().find(|one| one.option > Some(0))?;
        let option = output.shape.options.get(no.option.unwrap_or(0));
        Some(match (no.who, option) {
            (Some(who), _) => format!("has no consent: {who} said no"),
            (None, Some(option)) => format!("has no consent: \"{}\"", option.title),
            (None, None) => "has no consent".to_owned(),
        })
    });
    let released = activity.output_of(Role::Approval);
    answer.or_else(|| {
        let option = own::option(content, released?)?;
        (option > 0).then(|| "is held back".to_owned())
    })
}
