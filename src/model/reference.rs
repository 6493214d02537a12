//! `PLAN[/ACTIVITY[/RECORD][/OUTPUT]][@VERSION]`: how a plan, a record or an answer is named on the command line.

/// A parsed reference; nothing is looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// A plan id, or a path if it starts with `.` or `/`; `None` means the current directory's plan.
    pub plan: Option<String>,
    pub activity: Option<String>,
    /// A record's stem or random suffix; or an output, if nothing follows.
    pub record: Option<String>,
    pub output: Option<String>,
    pub version: Option<Version>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(pub String);

impl Reference {
    /// Parses `PLAN[/ACTIVITY[/RECORD][/OUTPUT]][@VERSION]`.
    pub fn parse(words: &str) -> Result<Self, String> {
        let (name, version) = match words.split_once('@') {
            Some((_, "")) => {
                return Err("@ must be followed by a version: v2, a revision or a date".to_owned());
            }
            Some((name, version)) => (name, Some(Version(version.to_owned()))),
            None => (words, None),
        };
        if is_path(name) {
            return Ok(Self {
                plan: Some(name.to_owned()),
                activity: None,
                record: None,
                output: None,
                version,
            });
        }
        let parts: Vec<&str> = name.trim_end_matches('/').split('/').collect();
        if parts.len() > 4 || parts.iter().any(|part| part.is_empty()) {
            return Err(
                "a reference is PLAN, PLAN/ACTIVITY, PLAN/ACTIVITY/RECORD or PLAN/ACTIVITY/OUTPUT"
                    .to_owned(),
            );
        }
        let part = |position: usize| parts.get(position).map(|part| (*part).to_owned());
        Ok(Self {
            plan: part(0),
            activity: part(1),
            record: part(2),
            output: part(3),
            version,
        })
    }
}

fn is_path(words: &str) -> bool {
    words == "."
        || words == ".."
        || words.starts_with("./")
        || words.starts_with("../")
        || words.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let parsed = Reference::parse("cedar/interviews/k3f9qd@v2").unwrap();
        assert_eq!(parsed.plan.as_deref(), Some("cedar"));
        assert_eq!(parsed.activity.as_deref(), Some("interviews"));
        assert_eq!(parsed.record.as_deref(), Some("k3f9qd"));
        assert_eq!(parsed.output, None);
        assert_eq!(parsed.version, Some(Version("v2".to_owned())));
        let parsed = Reference::parse("cedar/interviews/k3f9qd/words@v2").unwrap();
        assert_eq!(parsed.record.as_deref(), Some("k3f9qd"));
        assert_eq!(parsed.output.as_deref(), Some("words"));
        assert_eq!(
            Reference::parse("./plans/cedar").unwrap().plan.as_deref(),
            Some("./plans/cedar")
        );
        for wrong in ["a/b/c/d/e", "a//b", "a@", ""] {
            assert!(Reference::parse(wrong).is_err(), "{wrong}");
        }
    }
}
