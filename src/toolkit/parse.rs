//! Parses `toolkit.toml` into a [`Toolkit`] whose references are all valid, or lists everything wrong with it.

mod outputs;
mod roles;

use super::{
    Activity, ActivityAt, ActivityId, Audience, Every, MAX_ACTIVITIES, MAX_OUTPUTS, Output,
    OutputAt, PerActivity, Proposed, Sheet, Step, Toolkit, ToolkitId, graph, name_problem, raw,
};
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Byte offset in the text, if known.
    pub offset: Option<usize>,
    /// Lower case, no full stop.
    pub message: String,
}

/// A `toolkit.toml` that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.first().map_or("the toolkit is broken", |problem| problem.message.as_str()))]
pub struct ToolkitError(pub Vec<Problem>);

/// Parses a toolkit and resolves all its references; the error lists every problem.
pub fn parse(text: &str) -> Result<Toolkit, ToolkitError> {
    let raw: raw::ToolkitToml = toml::from_str(text).map_err(|error| {
        ToolkitError(vec![Problem {
            offset: error.span().map(|span| span.start),
            message: super::toml_words(&error, text),
        }])
    })?;
    let mut reader = Reader {
        problems: Vec::new(),
    };
    let toolkit = reader.toolkit(raw);
    match toolkit {
        Some(toolkit) if reader.problems.is_empty() => Ok(toolkit),
        _ => Err(ToolkitError(reader.problems)),
    }
}

struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn wrong<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.problems.push(Problem {
            offset: Some(at.span().start),
            message: message.into(),
        });
    }

    fn wrong_anywhere(&mut self, message: impl Into<String>) {
        self.problems.push(Problem {
            offset: None,
            message: message.into(),
        });
    }

    fn name(&mut self, what: &str, name: &Spanned<String>) {
        let id = name.get_ref();
        if let Some(problem) = name_problem(id) {
            self.wrong(name, format!("{what} can't be named \"{id}\": {problem}"));
        }
    }

    /// Whether a name is the first of its kind; duplicates are errors.
    fn once<'a>(
        &mut self,
        what: &str,
        name: &Spanned<String>,
        mut before: impl Iterator<Item = &'a str>,
    ) -> bool {
        let id = name.get_ref();
        let is_first = before.all(|other| other != id);
        if !is_first {
            self.wrong(name, format!("two {what} are named \"{id}\""));
        }
        is_first
    }

    fn toolkit(&mut self, raw: raw::ToolkitToml) -> Option<Toolkit> {
        self.name("a toolkit", &raw.id);
        let version = self.version(&raw.version);
        let audience = self.audience(raw.audience.as_ref());
        if raw.step.is_empty() {
            self.wrong_anywhere("a toolkit needs at least one [[step]]");
        }
        let count = raw.activity.len();
        if count == 0 {
            self.wrong_anywhere("a toolkit needs at least one [[activity]]");
        }
        if count > MAX_ACTIVITIES {
            self.wrong_anywhere(format!(
                "a toolkit can have at most {MAX_ACTIVITIES} activities, but this one has {count}"
            ));
            return None;
        }
        let steps = self.steps(raw.step);
        let mut activities = self.activities(&steps, &raw.activity)?;
        self.resolve(raw.id.get_ref(), &raw.activity, &mut activities);
        self.pace(&raw.pacing, &mut activities);
        if let Some(cycle) = graph::cycle(&activities) {
            self.wrong_anywhere(format!(
                "these activities need each other in a cycle: {}",
                cycle.join(", ")
            ));
        }
        Some(Toolkit {
            id: ToolkitId::parse(raw.id.get_ref()).ok()?,
            version: version?,
            title: raw.title,
            audience,
            credit: raw.credit,
            sources: raw.sources,
            notes: raw.notes,
            steps,
            activities: PerActivity::new(activities),
            wording: super::Wording::default(),
            called: std::sync::OnceLock::new(),
        })
    }

    fn version(&mut self, raw: &Spanned<String>) -> Option<semver::Version> {
        let words = raw.get_ref();
        let version = semver::Version::parse(words).map_err(|error| {
            let why = format!("\"{words}\" is not a semantic version such as 1.0.0: {error}");
            self.wrong(raw, why);
        });
        version.ok()
    }

    fn audience(&mut self, raw: Option<&Spanned<String>>) -> Audience {
        match raw.map(|word| (word, word.get_ref().as_str())) {
            None | Some((_, "team")) => Audience::Team,
            Some((_, "cohort")) => Audience::Cohort,
            Some((at, other)) => {
                self.wrong(
                    at,
                    format!("`for` must be \"team\" or \"cohort\", not \"{other}\""),
                );
                Audience::Team
            }
        }
    }

    fn steps(&mut self, raw: Vec<raw::StepToml>) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for step in raw {
            self.name("a step", &step.id);
            self.once(
                "steps",
                &step.id,
                steps.iter().map(|other| other.id.as_str()),
            );
            steps.push(Step {
                id: step.id.into_inner(),
                title: step.title,
                objectives: step.objectives,
                reflect: step.reflect,
                sources: step.sources,
                proposed: proposed(step.proposed.as_ref()),
            });
        }
        steps
    }

    fn activities(&mut self, steps: &[Step], raw: &[raw::ActivityToml]) -> Option<Vec<Activity>> {
        let mut activities: Vec<Activity> = Vec::new();
        for one in raw {
            let id = one.id.get_ref();
            if steps.iter().any(|step| step.id == *id) || id == "readme" {
                self.wrong(
                    &one.id,
                    format!(
                        "an activity can't be named \"{id}\": a step or a README has that name"
                    ),
                );
            }
            let others = activities.iter().map(|other| other.id.as_str());
            self.once("activities", &one.id, others);
            let at = ActivityAt::new(activities.len());
            activities.push(self.activity(steps, at, one)?);
        }
        Some(activities)
    }

    fn activity(
        &mut self,
        steps: &[Step],
        at: ActivityAt,
        raw: &raw::ActivityToml,
    ) -> Option<Activity> {
        let id = raw.id.get_ref();
        self.name("an activity", &raw.id);
        let step = self.step(steps, &raw.step);
        let minutes = raw.minutes.as_ref().map(|minutes| *minutes.get_ref());
        if let Some(at) = &raw.minutes
            && minutes.is_some_and(|(least, most)| least > most)
        {
            self.wrong(at, "minutes must be [minimum, maximum]");
        }
        let repeat = match &raw.repeat {
            None | Some(raw::Repeat::Plain(false)) => None,
            Some(raw::Repeat::Plain(true)) => Some(1),
            Some(raw::Repeat::Least(least)) => Some(least.min.max(1)),
        };
        let every = self.every(raw, repeat.is_some());
        self.per(raw, repeat.is_some());
        let sheets = self.sheets(raw);
        let outputs = self.outputs(raw)?;
        self.roles(raw, &outputs);
        Some(Activity {
            at,
            id: ActivityId::parse(id).ok()?,
            step,
            title: raw.title.clone(),
            purpose: raw.purpose.clone(),
            minutes,
            needs: Vec::new(),
            instructions: raw.instructions.clone(),
            questions: raw.questions.clone(),
            sources: raw.sources.clone(),
            repeat,
            every,
            per_plan: raw.per.is_some(),
            carry: raw.carry,
            weeks: None,
            proposed: proposed(raw.proposed.as_ref()),
            sheets,
            outputs,
        })
    }

    /// Index of the step with this id.
    fn step(&mut self, steps: &[Step], id: &Spanned<String>) -> usize {
        let step = steps.iter().position(|step| step.id == *id.get_ref());
        step.unwrap_or_else(|| {
            self.wrong(id, format!("no [[step]] named \"{}\"", id.get_ref()));
            0
        })
    }

    fn every(&mut self, raw: &raw::ActivityToml, repeats: bool) -> Option<Every> {
        let raw_words = raw.every.as_ref()?;
        let words = raw_words.get_ref();
        let every = Every::parse(words);
        if every.is_none() {
            self.wrong(
                raw_words,
                format!("\"{words}\" is not a rhythm such as \"2 weeks\" or \"1 month\""),
            );
        } else if !repeats {
            self.wrong(
                raw_words,
                format!(
                    "\"{}\" is done once, so it can't have a rhythm: add repeat = true, or set its weeks in [pacing]",
                    raw.id.get_ref()
                ),
            );
        }
        every
    }

    fn per(&mut self, raw: &raw::ActivityToml, repeats: bool) {
        let Some(per) = &raw.per else { return };
        if per.get_ref() != "plan" {
            self.wrong(
                per,
                format!("`per` can only be \"plan\", not \"{}\"", per.get_ref()),
            );
        } else if !repeats {
            self.wrong(
                per,
                format!(
                    "\"{}\" is kept per plan, so it has several records: add repeat = true",
                    raw.id.get_ref()
                ),
            );
        }
    }

    fn sheets(&mut self, raw: &raw::ActivityToml) -> Vec<Sheet> {
        let of = format!("sheets of \"{}\"", raw.id.get_ref());
        let mut sheets: Vec<Sheet> = Vec::new();
        for sheet in &raw.sheet {
            self.name("a sheet", &sheet.id);
            self.name("a sheet's template", &sheet.template);
            self.once(&of, &sheet.id, sheets.iter().map(|other| other.id.as_str()));
            sheets.push(Sheet {
                id: sheet.id.get_ref().clone(),
                title: sheet.title.clone(),
                template: sheet.template.get_ref().clone(),
                private: sheet.private,
            });
        }
        sheets
    }

    fn outputs(&mut self, raw: &raw::ActivityToml) -> Option<Vec<Output>> {
        let id = raw.id.get_ref();
        let count = raw.output.len();
        if count > MAX_OUTPUTS {
            self.wrong(
                &raw.id,
                format!(
                    "an activity can have at most {MAX_OUTPUTS} outputs, but \"{id}\" has {count}"
                ),
            );
            return None;
        }
        if !raw.output.iter().any(|output| output.required) {
            self.wrong(
                &raw.id,
                format!("the activity \"{id}\" has no required output, so it could never be done"),
            );
        }
        let mut outputs: Vec<Output> = Vec::new();
        for one in &raw.output {
            let title = one.title.get_ref();
            let is_same = |other: &Output| other.title.to_lowercase() == title.to_lowercase();
            let others = outputs.iter().map(|other| other.id.as_str());
            let is_first = self.once(&format!("outputs of \"{id}\""), &one.id, others);
            if is_first && outputs.iter().any(is_same) {
                self.wrong(
                    &one.title,
                    format!("two outputs of \"{id}\" have the title \"{title}\""),
                );
            }
            let at = OutputAt::new(outputs.len())?;
            outputs.extend(self.output(at, one));
        }
        Some(outputs)
    }

    /// Reads the weeks of `[pacing]`.
    fn pace(&mut self, raw: &BTreeMap<String, Spanned<(u32, u32)>>, activities: &mut [Activity]) {
        for (id, weeks) in raw {
            let (first, last) = *weeks.get_ref();
            if first == 0 || last < first {
                self.wrong(
                    weeks,
                    "pacing must be [first week, last week], counted from 1",
                );
            }
            match activities
                .iter_mut()
                .find(|activity| activity.id.as_str() == id)
            {
                Some(activity) => activity.weeks = Some((first, last)),
                None => self.wrong(
                    weeks,
                    format!("pacing names \"{id}\", which is not an activity"),
                ),
            }
        }
    }
}

fn proposed(raw: Option<&raw::ProposedToml>) -> Proposed {
    match raw {
        None | Some(raw::ProposedToml::All(false)) => Proposed::Fields(Vec::new()),
        Some(raw::ProposedToml::All(true)) => Proposed::All,
        Some(raw::ProposedToml::Fields(fields)) => Proposed::Fields(fields.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
id = "small"
version = "1.2.0"
title = "Small"
[pacing]
a = [1, 2]
[[step]]
id = "one"
title = "One"
[[activity]]
id = "a"
step = "one"
title = "A"
[[activity.output]]
id = "x"
title = "X"
kind = "choice"
required = true
options = ["yes", { id = "no", title = "No, never" }]
[[activity]]
id = "b"
step = "one"
title = "B"
needs = ["a"]
repeat = { min = 3 }
every = "2 weeks"
[[activity.output]]
id = "y"
title = "Y"
kind = "text"
required = true
role = "result"
builds_on = ["a/x"]
"#;

    #[test]
    fn a_small_toolkit() {
        let toolkit = parse(SMALL).unwrap();
        assert_eq!(toolkit.activities[1].needs, [toolkit.activities[0].at]);
        assert_eq!(toolkit.activities[1].repeat, Some(3));
        assert_eq!(toolkit.activities[0].weeks, Some((1, 2)));
        assert_eq!(toolkit.activities[1].every.unwrap().to_string(), "2 weeks");
        assert_eq!(
            toolkit.name_of(toolkit.activities[1].outputs[0].builds_on[0]),
            "a/x"
        );
        assert_eq!(toolkit.place(&toolkit.activities[0]), "1-one/a.md");
        assert_eq!(toolkit.place(&toolkit.activities[1]), "1-one/b");
    }

    #[test]
    fn what_an_output_is_drafted_from() {
        let text = SMALL.replace(
            "builds_on = [\"a/x\"]",
            "draft = [\"plan\", \"role:idea\", \"a/x\", \"small:a/x\", \"other:p/q\"]",
        );
        let toolkit = parse(&text).unwrap();
        let sources = &toolkit.activities[1].outputs[0].draft;
        let names: Vec<String> = sources
            .iter()
            .map(|source| toolkit.name_of_source(source))
            .collect();
        assert_eq!(names, ["plan", "role:idea", "a/x", "a/x", "other:p/q"]);
        let nothing = |_: &ToolkitId| Vec::new();
        assert_eq!(toolkit.lost_sources(&nothing).count(), 0, "not at hand");
        let small = std::sync::Arc::new(parse(SMALL).unwrap());
        let another = |_: &ToolkitId| vec![std::sync::Arc::clone(&small)];
        let lost: Vec<_> = toolkit.lost_sources(&another).collect();
        assert_eq!(lost.len(), 1);
        assert!(text[lost[0].offset..].starts_with("\"other:p/q\""));
    }

    /// A table in place of the text of `b`.
    fn with_table(columns: &str, role: &str) -> String {
        let table = format!("kind = \"table\"\ncolumns = [{columns}]");
        let text = SMALL.replacen("kind = \"text\"", &table, 1);
        text.replacen("role = \"result\"", &format!("role = \"{role}\""), 1)
    }

    #[test]
    fn columns_have_kinds() {
        let columns = "\"a\", { id = \"b\", title = \"B\", kind = \"link\" }, { id = \"c\", title = \"C\", options = [\"yes\", \"no\"] }";
        for role in ["result", "consent"] {
            let toolkit = parse(&with_table(columns, role)).unwrap();
            let shape = &toolkit.activities[1].outputs[0].shape;
            assert_eq!(shape.link_column().unwrap().name.id, "b");
            assert_eq!(
                shape.choice_column().unwrap().kind.unwrap().name(),
                "choice"
            );
        }
    }

    /// Each row: columns, a role, and a word of the sentence that must be said, at a place.
    #[test]
    fn every_problem_of_columns_is_named() {
        for (columns, role, said) in [
            (
                "{ id = \"a\", title = \"A\", kind = \"list\" }",
                "result",
                "can't be of kind",
            ),
            (
                "{ id = \"a\", title = \"A\", kind = \"poem\" }",
                "result",
                "a cell can be: text",
            ),
            (
                "{ id = \"a\", title = \"A\", options = [\"x\"] }",
                "result",
                "at least two",
            ),
            (
                "{ id = \"a\", title = \"A\", kind = \"date\", options = [\"x\", \"y\"] }",
                "result",
                "only a choice",
            ),
            (
                "{ id = \"a\", title = \"A\", sort = \"date\" }",
                "result",
                "a string or {",
            ),
            ("\"a\", \"A\"", "result", "appears twice"),
            ("\"a\"", "consent", "first means yes"),
            ("\"a\"", "support", "first means measured"),
            (
                "{ id = \"a\", title = \"A\", kind = \"link\" }",
                "support",
                "first means measured",
            ),
        ] {
            let error = parse(&with_table(columns, role)).expect_err(columns);
            let found = error.0.iter().find(|one| one.message.contains(said));
            assert!(
                found.is_some_and(|one| one.offset.is_some()),
                "{columns}: {error:?}"
            );
        }
        let twice = SMALL.replacen(
            "[[activity]]\nid = \"b\"",
            "[[activity.output]]\nid = \"z\"\ntitle = \"Z\"\nkind = \"choice\"\nrole = \"consent\"\noptions = [\"yes\", \"no\"]\n[[activity]]\nid = \"b\"",
            1,
        );
        let twice = twice.replacen("required = true", "required = true\nrole = \"consent\"", 1);
        let error = parse(&twice).unwrap_err();
        assert!(
            error.0[0].message.contains("two outputs of \"a\""),
            "{error:?}"
        );
    }

    /// Each row breaks one thing of the small toolkit and names a word of the sentence that must be said.
    const PROBLEMS: &[(&str, &str, &str)] = &[
        ("id = \"small\"", "id = \"Small Kit\"", "can't be named"),
        (
            "version = \"1.2.0\"",
            "version = \"1.2\"",
            "semantic version",
        ),
        ("needs = [\"a\"]", "needs = [\"c\"]", "not an activity"),
        ("needs = [\"a\"]", "needs = [\"b\"]", "needs itself"),
        (
            "title = \"A\"",
            "title = \"A\"\nneeds = [\"b\"]",
            "in a cycle: a, b",
        ),
        ("kind = \"text\"", "kind = \"poem\"", "unknown kind"),
        ("role = \"result\"", "role = \"king\"", "unknown role"),
        (
            "builds_on = [\"a/x\"]",
            "builds_on = [\"a/z\"]",
            "not an output",
        ),
        ("builds_on = [\"a/x\"]", "hint = \"a --> b\"", "comment"),
        ("builds_on = [\"a/x\"]", "pattern = \"(\"", "pattern"),
        (
            "builds_on = [\"a/x\"]",
            "draft = [\"a/z\"]",
            "not a draft source",
        ),
        (
            "builds_on = [\"a/x\"]",
            "draft = [\"small:a/z\"]",
            "not a draft source",
        ),
        (
            "builds_on = [\"a/x\"]",
            "draft = [\"role:king\"]",
            "unknown role \"king\"",
        ),
        (
            "builds_on = [\"a/x\"]",
            "draft = [\"other:z\"]",
            "not an output of another toolkit",
        ),
        (
            "role = \"result\"\nbuilds_on = [\"a/x\"]",
            "role = \"approval\"\ndraft = [\"plan\"]",
            "can't be drafted",
        ),
        (
            "builds_on = [\"a/x\"]",
            "options = [\"a\", \"b\"]",
            "only a choice",
        ),
        (
            "title = \"A\"",
            "title = \"A\"\nper = \"plan\"",
            "add repeat = true",
        ),
        (
            "title = \"A\"",
            "title = \"A\"\nevery = \"1 month\"",
            "\"a\" is done once, so it can't have a rhythm: add repeat = true",
        ),
        (
            "step = \"one\"\ntitle = \"B\"",
            "step = \"two\"\ntitle = \"B\"",
            "no [[step]]",
        ),
        ("id = \"b\"", "id = \"a\"", "two activities"),
        ("id = \"b\"", "id = \"one\"", "a step"),
        ("every = \"2 weeks\"", "every = \"often\"", "rhythm"),
        (
            "every = \"2 weeks\"",
            "carry = \"yes\"",
            "expected true or false",
        ),
        ("role = \"result\"", "items = \"link\"", "only a list"),
        (
            "role = \"result\"",
            "role = \"approval\"",
            "first option releases",
        ),
        (
            "role = \"result\"",
            "role = \"consent\"",
            "first option means yes",
        ),
        (
            "role = \"result\"",
            "role = \"support\"",
            "no output of \"b\" has the role finding",
        ),
        (
            "role = \"result\"",
            "role = \"contrary\"",
            "first means measured",
        ),
        ("a = [1, 2]", "a = [2, 1]", "pacing"),
        ("a = [1, 2]", "z = [1, 2]", "not an activity"),
        ("title = \"Small\"", "titel = \"Small\"", "titel"),
        (
            "kind = \"text\"\nrequired = true",
            "kind = \"text\"",
            "no required output",
        ),
        (
            "options = [\"yes\", { id = \"no\", title = \"No, never\" }]",
            "options = [\"yes\"]",
            "at least two",
        ),
    ];

    #[test]
    fn every_problem_is_named() {
        for (from, to, said) in PROBLEMS {
            assert!(SMALL.contains(from), "{from}");
            let error = parse(&SMALL.replacen(from, to, 1)).expect_err(to);
            assert!(
                error.0.iter().any(|problem| problem.message.contains(said)),
                "{to}: {error:?}"
            );
        }
    }
}
