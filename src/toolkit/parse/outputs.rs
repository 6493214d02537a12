//! Parses outputs and references to other activities and outputs.

use super::Reader;
use crate::document::undressed;
use crate::kinds::{self, Column, Kind, Named, Shape};
use crate::toolkit::draft::{PLAN, ROLE};
use crate::toolkit::{
    Activity, ActivityAt, ActivityId, DraftSource, OtherOutput, Output, OutputAt, OutputId,
    OutputRef, ROLES, Role, ToolkitId, raw,
};
use regex::{Regex, RegexBuilder};
use toml::Spanned;

/// Limit of a compiled `pattern`, in bytes.
const MAX_PATTERN: usize = 64 * 1024;

impl Reader {
    pub(super) fn output(&mut self, at: OutputAt, raw: &raw::OutputToml) -> Option<Output> {
        let id = raw.id.get_ref();
        self.name("an output", &raw.id);
        let kind = self.kind(&raw.kind);
        let title = raw.title.get_ref();
        if title.trim().is_empty() || title.contains(['\n', '#', '<', '>', '*', '_', '`']) {
            self.wrong(
                &raw.title,
                "an output's title is a heading: it must be one line of plain words",
            );
        }
        let hint = raw.hint.as_ref().map_or("", |hint| hint.get_ref().as_str());
        if let Some(at) = &raw.hint
            && (hint.contains("--") || hint.contains(['<', '>', '\n']))
        {
            self.wrong(
                at,
                "a hint goes into a comment: it must be one line without <, > or --",
            );
        }
        let shape = Shape {
            pattern: raw.pattern.as_ref().and_then(|one| self.pattern(one)),
            options: self.named(&raw.id, &raw.options),
            columns: self.columns(raw),
            has_links: self.has_links(raw),
        };
        if let Some(Err(problem)) = kind.map(|kind| kind.accepts(&shape)) {
            self.wrong(&raw.id, format!("the output \"{id}\": {problem}"));
        }
        let role = raw.role.as_ref();
        let role = role.and_then(|word| self.role(word, word.get_ref()));
        if let (Some(role), Some(first)) = (role, raw.draft.first())
            && role.is_a_persons_word()
        {
            self.wrong(
                first,
                format!(
                    "an output with the role \"{}\" can't be drafted: only a person can give it",
                    role.word()
                ),
            );
        }
        Some(Output {
            at,
            id: OutputId::parse(id).ok()?,
            title: title.trim().to_owned(),
            called: [undressed(title), undressed(id)],
            kind: kind?,
            required: raw.required,
            hint: hint.trim().to_owned(),
            shape,
            role,
            builds_on: Vec::new(),
            draft: Vec::new(),
            before: None,
            head: crate::toolkit::Head::default(),
        })
    }

    fn kind(&mut self, raw: &Spanned<String>) -> Option<&'static dyn Kind> {
        let word = raw.get_ref();
        let kind = kinds::named(word);
        if kind.is_none() {
            let names: Vec<&str> = kinds::KINDS.iter().map(|kind| kind.name()).collect();
            self.wrong(
                raw,
                format!("unknown kind \"{word}\"; kinds: {}", names.join(", ")),
            );
        }
        kind
    }

    fn pattern(&mut self, raw: &Spanned<String>) -> Option<Regex> {
        let pattern = RegexBuilder::new(raw.get_ref())
            .size_limit(MAX_PATTERN)
            .build();
        let pattern = pattern.map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim();
            self.wrong(raw, format!("invalid pattern: {reason}"));
        });
        pattern.ok()
    }

    /// Whether a list's entries begin with links.
    fn has_links(&mut self, raw: &raw::OutputToml) -> bool {
        let Some(items) = &raw.items else {
            return false;
        };
        let word = items.get_ref();
        if !kinds::named(word).is_some_and(Kind::is_link) {
            self.wrong(
                items,
                format!("`items` can only be \"link\", not \"{word}\""),
            );
        }
        true
    }

    fn columns(&mut self, raw: &raw::OutputToml) -> Vec<Column> {
        let mut all: Vec<Column> = Vec::new();
        for one in &raw.columns {
            let (id, title, kind, options) = match one.get_ref() {
                raw::ColumnToml::Plain(word) => (word, word, None, &[][..]),
                raw::ColumnToml::Titled(titled) => (
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
            self.unlike(one, &name, all.iter().map(|column| &column.name));
            let shape = Shape {
                options: self.named(one, options),
                ..Shape::default()
            };
            let kind = self.kind_of_cells(one, &name, kind, &shape);
            all.push(Column { name, kind, shape });
        }
        all
    }

    /// The kind of a column's cells: from its `kind`, or a choice if it has options.
    fn kind_of_cells<T>(
        &mut self,
        at: &Spanned<T>,
        name: &Named,
        word: Option<&str>,
        shape: &Shape,
    ) -> Option<&'static dyn Kind> {
        let title = &name.title;
        let chosen = kinds::KINDS.iter().copied().find(|kind| {
            // The only kind with options.
            !shape.options.is_empty() && kind.accepts(shape).is_ok()
        });
        let Some(word) = word else {
            if chosen.is_none() && !shape.options.is_empty() {
                self.wrong(
                    at,
                    format!("the column \"{title}\" needs at least two `options`"),
                );
            }
            return chosen;
        };
        let kind = kinds::named(word).filter(|kind| kind.facts().fits_cells);
        match kind.map(|kind| kind.accepts(shape)) {
            None => {
                let all = kinds::KINDS.iter().filter(|kind| kind.facts().fits_cells);
                let names: Vec<&str> = all.map(|kind| kind.name()).collect();
                let names = names.join(", ");
                self.wrong(
                    at,
                    format!(
                        "the column \"{title}\" can't be of kind \"{word}\"; a cell can be: {names}"
                    ),
                );
            }
            Some(Err(problem)) => self.wrong(at, format!("the column \"{title}\": {problem}")),
            Some(Ok(())) => {}
        }
        kind
    }

    fn named<T>(&mut self, at: &Spanned<T>, raw: &[raw::NamedToml]) -> Vec<Named> {
        let mut all: Vec<Named> = Vec::new();
        for one in raw {
            let named = match one {
                raw::NamedToml::Plain(word) => Named {
                    id: word.clone(),
                    title: word.clone(),
                },
                raw::NamedToml::Titled(titled) => Named {
                    id: titled.id.clone(),
                    title: titled.title.clone(),
                },
            };
            self.unlike(at, &named, all.iter());
            all.push(named);
        }
        all
    }

    /// Whether a name is valid in a record and differs from those before it.
    fn unlike<'a, T>(
        &mut self,
        at: &Spanned<T>,
        named: &Named,
        mut before: impl Iterator<Item = &'a Named>,
    ) {
        if named.id.trim().is_empty() || named.title.contains(['\n', '|', '<', '>']) {
            self.wrong(
                at,
                format!(
                    "\"{}\" can't be an option or column: it must be one line without |, < or >",
                    named.title
                ),
            );
        }
        let is_same =
            |other: &Named| other.is_meant_by(&named.id) || other.is_meant_by(&named.title);
        if before.any(is_same) {
            let id = &named.id;
            self.wrong(
                at,
                format!("\"{id}\" appears twice among the options or columns"),
            );
        }
    }

    /// Second pass: resolves references to other activities and outputs. `own` is the toolkit's id.
    pub(super) fn resolve(
        &mut self,
        own: &str,
        raw: &[raw::ActivityToml],
        activities: &mut [Activity],
    ) {
        for (position, from) in raw.iter().enumerate() {
            let needs = self.needs(from, activities);
            let references: Vec<_> = from
                .output
                .iter()
                .map(|output| self.references(own, activities, position, output))
                .collect();
            let Some(activity) = activities.get_mut(position) else {
                continue;
            };
            activity.needs = needs;
            for (output, found) in activity.outputs.iter_mut().zip(references) {
                (output.builds_on, output.draft, output.before) = found;
            }
        }
    }

    fn needs(&mut self, from: &raw::ActivityToml, activities: &[Activity]) -> Vec<ActivityAt> {
        let id = from.id.get_ref();
        let mut needs = Vec::new();
        for raw in &from.needs {
            let need = raw.get_ref();
            match activities.iter().find(|one| one.id.as_str() == need) {
                Some(_) if need == id => self.wrong(raw, format!("\"{need}\" needs itself")),
                Some(found) => needs.push(found.at),
                None => self.wrong(
                    raw,
                    format!("\"{id}\" needs \"{need}\", which is not an activity"),
                ),
            }
        }
        needs
    }

    /// Resolves what an output builds on, what it can be drafted from, and what it must precede.
    fn references(
        &mut self,
        own: &str,
        activities: &[Activity],
        position: usize,
        raw: &raw::OutputToml,
    ) -> (Vec<OutputRef>, Vec<DraftSource>, Option<OutputRef>) {
        let builds_on = raw.builds_on.iter();
        let builds_on = builds_on.filter_map(|word| self.reference(activities, position, word));
        let builds_on = builds_on.collect();
        let draft = raw.draft.iter();
        let draft = draft.filter_map(|word| self.draft_source(own, activities, position, word));
        let draft = draft.collect();
        let before = raw.before.as_ref();
        let before = before.and_then(|word| self.reference(activities, position, word));
        (builds_on, draft, before)
    }

    /// Parses a draft source: `plan`, `role:WORD`, `TOOLKIT:activity/output`, or an output of this toolkit.
    fn draft_source(
        &mut self,
        toolkit: &str,
        activities: &[Activity],
        own: usize,
        word: &Spanned<String>,
    ) -> Option<DraftSource> {
        let text = word.get_ref();
        if text == PLAN {
            return Some(DraftSource::Plan);
        }
        if let Some(name) = text.strip_prefix(ROLE) {
            return self.role(word, name).map(DraftSource::Role);
        }
        let (of, rest) = text.split_once(':').unwrap_or((toolkit, text));
        if of == toolkit {
            let found = Self::output_named(activities, own, rest);
            if found.is_none() {
                self.wrong(
                    word,
                    format!(
                        "\"{text}\" is not a draft source; write activity/output, TOOLKIT:activity/output, role:WORD or plan"
                    ),
                );
            }
            return found.map(DraftSource::Own);
        }
        let other = rest.split_once('/').and_then(|(activity, output)| {
            Some(OtherOutput {
                toolkit: ToolkitId::parse(of).ok()?,
                activity: ActivityId::parse(activity).ok()?,
                output: OutputId::parse(output).ok()?,
                offset: word.span().start,
            })
        });
        if other.is_none() {
            self.wrong(
                word,
                format!(
                    "\"{text}\" is not an output of another toolkit; write TOOLKIT:activity/output"
                ),
            );
        }
        other.map(DraftSource::Other)
    }

    fn role(&mut self, at: &Spanned<String>, word: &str) -> Option<Role> {
        let role = ROLES.iter().find(|(_, name)| *name == word);
        if role.is_none() {
            let words: Vec<&str> = ROLES.iter().map(|(_, word)| *word).collect();
            self.wrong(
                at,
                format!("unknown role \"{word}\"; roles: {}", words.join(", ")),
            );
        }
        role.map(|(role, _)| *role)
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
                word,
                format!("\"{text}\" is not an output; write activity/output"),
            );
        }
        found
    }

    /// The output named by `activity/output`, or by `output` within the activity at `own`.
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
