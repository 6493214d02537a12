//! Per-activity settings in `plan.toml` that override the toolkit.

use crate::toolkit::Every;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

/// Tables of `plan.toml` by activity, as written: an unusable one is a finding but doesn't hide the plan.
pub type Adjustments = BTreeMap<String, Adjustment>;

#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Spanned<Value>")]
pub struct Adjustment {
    value: Spanned<Value>,
    /// Line and column in `plan.toml`, counted from 1.
    pub position: (usize, usize),
}

impl From<Spanned<Value>> for Adjustment {
    fn from(value: Spanned<Value>) -> Self {
        Self {
            value,
            position: (1, 1),
        }
    }
}

impl Adjustment {
    /// First and last week, counted from 1.
    pub fn weeks(&self) -> Option<(u32, u32)> {
        let week = |value: &Value| u32::try_from(value.as_integer()?).ok();
        match self.value.get_ref().as_array()?.as_slice() {
            [first, last] => {
                let (first, last) = (week(first)?, week(last)?);
                (1 <= first && first <= last).then_some((first, last))
            }
            _ => None,
        }
    }

    /// The rhythm, if set; `Some(None)` means the activity has none.
    pub fn rhythm(&self) -> Option<Option<Every>> {
        let words = self.value.get_ref().as_str()?;
        if words.trim().is_empty() {
            return Some(None);
        }
        Every::parse(words).map(Some)
    }

    pub(super) fn locate(&mut self, text: &str) {
        self.position = crate::document::position(text, self.value.span().start);
    }
}

#[cfg(test)]
mod tests {
    use super::Adjustment;
    use crate::model::PlanMeta;

    fn meta(more: &str) -> PlanMeta {
        PlanMeta::parse(&format!(
            "toolkit = {{ id = \"a\", version = \"1.0.0\" }}\n{more}"
        ))
        .unwrap()
    }

    #[test]
    fn adjustments_are_read_and_nonsense_is_no_adjustment() {
        let meta = meta(
            "[pacing]\na = [2, 3]\nb = [3, 2]\nc = \"x\"\nd = [0, 1]\ne = [1]\n[rhythm]\na = \"3 weeks\"\nb = \"\"\nc = \"often\"\nd = 3\n",
        );
        let weeks = |id: &str| meta.pacing.get(id).and_then(Adjustment::weeks);
        assert_eq!(weeks("a"), Some((2, 3)));
        assert_eq!(meta.pacing.get("b").unwrap().position, (4, 5));
        for wrong in ["b", "c", "d", "e"] {
            assert_eq!(weeks(wrong), None, "{wrong}");
        }
        let rhythm = |id: &str| meta.rhythm.get(id).and_then(Adjustment::rhythm);
        assert_eq!(rhythm("a").unwrap().unwrap().to_string(), "3 weeks");
        assert_eq!(rhythm("b"), Some(None));
        assert_eq!((rhythm("c"), rhythm("d")), (None, None));
    }
}
