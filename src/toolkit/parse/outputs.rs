//! Outputs, and what refers to other activities and outputs.

use super::Reader;
use crate::kinds::{self, Column, Kind, Named, Shape};
use crate::toolkit::draft::{PLAN, ROLE};
use crate::toolkit::{
    Activity, ActivityId, DraftSource, OtherOutput, Output, OutputAt, OutputId, OutputRef, ROLES,
    Role, ToolkitId, raw,
};
use regex::RegexBuilder;
use toml::Spanned;

/// Largest compiled `pattern`, in bytes.
const MAX_PATTERN: usize = 64 * 1024;

impl Reader {
    pub(super) fn output(&mut self, at: OutputAt, raw: &raw::Output) -> Option<Output> {
        self.name("an output", &raw.id);
        let kind = kinds::named(raw.kind.get_ref());
        if kind.is_none() {
            let names: Vec<&str> = kinds::KINDS.iter().map(|kind| kind.name()).collect();
            self.wrong(
                raw.kind.span().start,
                format!(
                    "no kind is called \"{}\"; there are: {}",
                    raw.kind.get_ref(),
                    names.join(", ")
                ),
            );
        }
        let title = raw.title.get_ref();
        if title.trim().is_empty() || title.contains(['\n', '#', '<', '>', '*', '_', '`']) {
            self.wrong(
                raw.title.span().start,
                "an output's title is a heading: one line of plain words",
            );
        }
        if let Some(hint) = &raw.hint
            && (hint.get_ref().contains("--") || hint.get_ref().contains(['<', '>', '\n']))
        {
            self.wrong(
                hint.span().start,
                "a hint stands in a comment: one line without <, > or --",
            );
        }
        let pattern = raw.pattern.as_ref().and_then(|pattern| {
            match RegexBuilder::new(pattern.get_ref())
                .size_limit(MAX_PATTERN)
                .build()
            {
                Ok(regex) => Some(regex),
                Err(error) => {
                    let reason = error.to_string();
                    let reason = reason.lines().last().unwrap_or_default();
                    self.wrong(
                        pattern.span().start,
                        format!("the pattern can't be used: {}", reason.trim()),
                    );
                    None
                }
            }
        });
        let shape = Shape {
            options: self.named(raw.id.span().start, &raw.options),
            columns: self.columns(raw),
            pattern,
            has_links: self.has_links(raw),
        };
        if let Some(kind) = kind
            && let Err(problem) = kind.accepts(&shape)
        {
            self.wrong(
                raw.id.span().start,
                format!("the output \"{}\": {problem}", raw.id.get_ref()),
            );
        }
        let role = raw
            .role
            .as_ref()
            .and_then(|word| self.role(word.get_ref(), word.span().start));
        if let (Some(role), Some(first)) = (role, raw.draft.first())
            && role.is_a_persons_word()
        {
            self.wrong(
                first.span().start,
                format!(
                    "an output with the role \"{}\" is never drafted: only a person can say it",
                    role.word()
                ),
            );
        }
        Some(Output {
            at,
            id: OutputId::parse(raw.id.get_ref()).ok()?,
            title: title.trim().to_owned(),
            kind: kind?,
            required: raw.required,
            hint: raw
                .hint
                .as_ref()
                .map(|hint| hint.get_ref().trim().to_owned())
                .unwrap_or_default(),
            shape,
            role,
            builds_on: Vec::new(),
            draft: Vec::new(),
            before: None,
            head: crate::toolkit::Head::default(),
        })
    }

    /// Whether a list's entries begin with links.
    fn has_links(&mut self, raw: &raw::Output) -> bool {
        let Some(items) = &raw.items else {
            return false;
        };
        let is_link = kinds::named(items.get_ref()).is_some_and(Kind::is_link);
        if !is_link {
            self.wrong(
                items.span().start,
                format!("`items` can only be \"link\", not \"{}\"", items.get_ref()),
            );
        }
        true
    }

    fn columns(&mut self, raw: &raw::Output) -> Vec<Column> {
        let mut all: Vec<Column> = Vec::new();
        for one in &raw.columns {
            let at = one.span().start;
            let (id, title, kind, options) = match one.get_ref() {
                raw::Column::Plain(word) => (word, word, None, &[][..]),
                raw::Column::Titled(titled) => (
                    &titled.id,
                    &titled.title,
                    titled.kind.as_deref(),
                    &titled.options[..],
                ),
            };
            let name = Named {
                id: id.clone(),
                title: title.clone(),
            };
            self.unlike(at, &name, all.iter().map(|column| &column.name));
            let shape = Shape {
                options: self.named(at, options),
                ..Shape::default()
            };
            let kind = self.kind_of_cells(at, &name, kind, &shape);
            all.push(Column { name, kind, shape });
        }
        all
    }

    /// The kind of a column's cells: what its `kind` says, and a choice where it has options.
    fn kind_of_cells(
        &mut self,
        at: usize,
        name: &Named,
        word: Option<&str>,
        shape: &Shape,
    ) -> Option<&'static dyn Kind> {
        let chosen = kinds::KINDS.iter().copied().find(|kind| {
            // The one kind that takes options.
            !shape.options.is_empty() && kind.accepts(shape).is_ok()
        });
        let Some(word) = word else {
            if chosen.is_none() && !shape.options.is_empty() {
                self.wrong(
                    at,
                    format!("the column \"{}\" needs at least two `options`", name.title),
                );
            }
            return chosen;
        };
        let kind = kinds::named(word).filter(|kind| kind.fits_cells());
        match kind {
            None => {
                let all = kinds::KINDS.iter().filter(|kind| kind.fits_cells());
                let names: Vec<&str> = all.map(|kind| kind.name()).collect();
                self.wrong(
                    at,
                    format!(
                        "the column \"{}\" can't be of kind \"{word}\"; a cell can be: {}",
                        name.title,
                        names.join(", ")
                    ),
                );
            }
            Some(kind) => {
                if let Err(problem) = kind.accepts(shape) {
                    self.wrong(at, format!("the column \"{}\": {problem}", name.title));
                }
            }
        }
        kind
    }

    fn named(&mut self, at: usize, raw: &[raw::Named]) -> Vec<Named> {
        let mut all: Vec<Named> = Vec::new();
        for one in raw {
            let named = match one {
                raw::Named::Plain(word) => Named {
                    id: word.clone(),
                    title: word.clone(),
                },
                raw::Named::Titled(titled) => Named {
                    id: titled.id.clone(),
                    title: titled.title.clone(),
                },
            };
            self.unlike(at, &named, all.iter());
            all.push(named);
        }
        all
    }

    /// Whether a name can stand in a record and is unlike those before it.
    fn unlike<'a>(
        &mut self,
        at: usize,
        named: &Named,
        mut before: impl Iterator<Item = &'a Named>,
    ) {
        if named.id.trim().is_empty() || named.title.contains(['\n', '|', '<', '>']) {
            self.wrong(
                at,
                format!(
                    "\"{}\" can't be an option or column: one line without |, < or >",
                    named.title
                ),
            );
        }
        let is_same =
            |other: &Named| other.is_meant_by(&named.id) || other.is_meant_by(&named.title);
        if before.any(is_same) {
            self.wrong(
                at,
                format!(
                    "\"{}\" is there twice among the options or columns",
                    named.id
                ),
            );
        }
    }

    /// Second pass: what refers to other activities and outputs.
    pub(super) fn resolve(
        &mut self,
        own: &str,
        raw: &[raw::Activity],
        activities: &mut [Activity],
    ) {
        for (position, from) in raw.iter().enumerate() {
            let mut needs = Vec::new();
            for need in &from.needs {
                match activities
                    .iter()
                    .find(|activity| activity.id.as_str() == need.get_ref())
                {
                    Some(found) if found.at.index() == position => {
                        self.wrong(
                            need.span().start,
                            format!("\"{}\" needs itself", need.get_ref()),
                        );
                    }
                    Some(found) => needs.push(found.at),
                    None => self.wrong(
                        need.span().start,
                        format!(
                            "\"{}\" needs \"{}\", which is no activity",
                            from.id.get_ref(),
                            need.get_ref()
                        ),
                    ),
                }
            }
            let mut references = Vec::new();
            for output in &from.output {
                let all = |reader: &mut Self, words: &[Spanned<String>]| -> Vec<OutputRef> {
                    words
                        .iter()
                        .filter_map(|word| reader.reference(activities, position, word))
                        .collect()
                };
                let builds_on = all(self, &output.builds_on);
                let draft = output.draft.iter();
                let draft =
                    draft.filter_map(|word| self.draft_source(own, activities, position, word));
                let draft: Vec<DraftSource> = draft.collect();
                let before = output
                    .before
                    .as_ref()
                    .and_then(|word| self.reference(activities, position, word));
                references.push((builds_on, draft, before));
            }
            let Some(activity) = activities.get_mut(position) else {
                continue;
            };
            activity.needs = needs;
            for (output, (builds_on, draft, before)) in activity.outputs.iter_mut().zip(references)
            {
                output.builds_on = builds_on;
                output.draft = draft;
                output.before = before;
            }
        }
    }

    /// What an output can be drafted from: `plan`, `role:WORD`, `TOOLKIT:activity/output`, else an output of the toolkit
    /// itself, whose id is `toolkit`.
    fn draft_source(
        &mut self,
        toolkit: &str,
        activities: &[Activity],
        own: usize,
        word: &Spanned<String>,
    ) -> Option<DraftSource> {
        let text = word.get_ref();
        let offset = word.span().start;
        if text == PLAN {
            return Some(DraftSource::Plan);
        }
        if let Some(name) = text.strip_prefix(ROLE) {
            return self.role(name, offset).map(DraftSource::Role);
        }
        let Some((of, rest)) = text.split_once(':').filter(|(of, _)| *of != toolkit) else {
            let rest = text.split_once(':').map_or(text.as_str(), |(_, rest)| rest);
            let found = Self::output_named(activities, own, rest);
            if found.is_none() {
                self.wrong(
                    offset,
                    format!(
                        "\"{text}\" is nothing to draft from; write activity/output, TOOLKIT:activity/output, role:WORD or plan"
                    ),
                );
            }
            return found.map(DraftSource::Own);
        };
        let other = rest.split_once('/').and_then(|(activity, output)| {
            Some(OtherOutput {
                toolkit: ToolkitId::parse(of).ok()?,
                activity: ActivityId::parse(activity).ok()?,
                output: OutputId::parse(output).ok()?,
                offset,
            })
        });
        if other.is_none() {
            self.wrong(
                offset,
                format!(
                    "\"{text}\" names no output of another toolkit; write TOOLKIT:activity/output"
                ),
            );
        }
        other.map(DraftSource::Other)
    }

    /// The role that a word names.
    fn role(&mut self, word: &str, offset: usize) -> Option<Role> {
        let role = role(word);
        if role.is_none() {
            let words: Vec<&str> = ROLES.iter().map(|(_, word)| *word).collect();
            self.wrong(
                offset,
                format!(
                    "no role is called \"{word}\"; there are: {}",
                    words.join(", ")
                ),
            );
        }
        role
    }

    fn reference(
        &mut self,
        activities: &[Activity],
        own: usize,
        word: &Spanned<String>,
    ) -> Option<OutputRef> {
        let text = word.get_ref();
        let found = Self::output_named(activities, own, text);
        if found.is_none() {
            self.wrong(
                word.span().start,
                format!("\"{text}\" is no output; write activity/output"),
            );
        }
        found
    }

    /// The output that `activity/output` names, or `output` of the activity at `own`.
    fn output_named(activities: &[Activity], own: usize, text: &str) -> Option<OutputRef> {
        let (activity, output) = match text.split_once('/') {
            None => (activities.get(own)?, text),
            Some((activity, output)) => {
                let mut all = activities.iter();
                (all.find(|one| one.id.as_str() == activity)?, output)
            }
        };
        Some(OutputRef {
            activity: activity.at,
            output: activity.named(output)?.at,
        })
    }
}

fn role(word: &str) -> Option<Role> {
    ROLES
        .iter()
        .find(|(_, name)| *name == word)
        .map(|(role, _)| *role)
}
