//! Which parts of the current state a template names: only they are asked for.

use std::collections::BTreeSet;

/// The name of the current state in templates.
pub(super) const NOW: &str = "now";

/// The parts of the current state that some templates name.
#[derive(Debug, Default)]
pub struct NowUses {
    parts: BTreeSet<String>,
    /// Whether any part may be used, since the whole is named.
    is_whole: bool,
}

impl NowUses {
    /// What the tags of a template name.
    pub(super) fn of(text: &str) -> Self {
        let mut uses = Self::default();
        let known = super::data::no_day();
        for tag in text.split("{{").skip(1) {
            let tag = tag.split_once("}}").map_or(tag, |(tag, _)| tag);
            let is_name = |one: char| one.is_alphanumeric() || matches!(one, '.' | '_' | '-');
            for path in tag.split(|one| !is_name(one)) {
                let mut names = path.split('.').skip_while(|name| *name != NOW).skip(1);
                match names.next() {
                    Some(part) if known.get(part).is_some() => {
                        uses.parts.insert(part.to_owned());
                    }
                    // Written in another way, or in none that is known.
                    Some(_) => uses.is_whole = true,
                    None => uses.is_whole |= path.split('.').any(|name| name == NOW),
                }
            }
        }
        uses
    }

    /// What either names.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self.is_whole |= other.is_whole;
        self
    }

    pub fn is_none(&self) -> bool {
        self.parts.is_empty() && !self.is_whole
    }

    /// Whether any of these parts is named.
    pub fn names(&self, parts: &[&str]) -> bool {
        self.is_whole || parts.iter().any(|part| self.parts.contains(*part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tags_name_is_asked_for() {
        for (text, parts, is_whole) in [
            ("now.calls, {{known.calls}}", &[][..], false),
            (
                "{{now.day}}{{#each ../now.calls}}",
                &["calls", "day"],
                false,
            ),
            ("{{@root.now.actions.tasks}}", &["actions"], false),
            ("{{#with now}}", &[], true),
            ("{{#each (lookup [now] \"calls\")}}", &[], true),
            ("{{#if (eq now.since \"\")}}", &["since"], false),
            ("{{#each now.[calls]}}", &[], true),
            ("{{#each now.this.calls}}", &[], true),
        ] {
            let uses = NowUses::of(text);
            assert_eq!(uses.is_whole, is_whole, "{text}");
            assert!(uses.parts.iter().eq(parts), "{text}: {uses:?}");
        }
    }
}
