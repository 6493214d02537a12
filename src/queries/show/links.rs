use crate::model::{Content, Found, Invocation, Link, Plan, Record, State};
use crate::report::Cell;
use schemars::JsonSchema;
use serde::Serialize;

/// A link and its target.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkShown {
    /// Id of the output that contains it.
    pub output: String,
    /// Line of the file, counted from 1.
    pub line: usize,
    /// Its target as written.
    pub words: String,
    /// `there`, `withdrawn` (skipped or without an answer), `missing`, `unreadable`, `elsewhere` (in a repository that
    /// isn't here) or `page` (a public page, which is never opened).
    pub found: &'static str,
    /// `PLAN[/ACTIVITY[/RECORD]][@VERSION]`; null if missing.
    pub target: Option<String>,
    /// Title of the target; null if missing.
    pub title: Option<String>,
    /// State of the target; null if missing or a whole plan.
    pub state: Option<&'static str>,
    /// Whether the target has changed since the record was done.
    pub changed: bool,
    /// Why the target is missing or doesn't count; null otherwise.
    pub why: Option<String>,
    /// A similar name; null if there is none.
    pub near: Option<String>,
    /// Command that shows the target; null if missing.
    pub command: Option<String>,
    #[serde(skip)]
    standing: Option<State>,
}

pub fn links(plan: &Plan, record: &Record) -> Vec<LinkShown> {
    let Ok(content) = &record.content else {
        return Vec::new();
    };
    let activity = plan.toolkit.activity(record.activity);
    plan.links_in(&record.path)
        .map(|link| {
            let output = activity.output(link.place.output);
            link_shown(link, output.id.as_str(), content)
        })
        .collect()
}

fn link_shown(link: &Link, output: &str, content: &Content) -> LinkShown {
    let (found, why, near) = match &link.found {
        Found::Page => ("page", None, None),
        Found::Missing { why, near } => ("missing", Some(why.clone()), near.clone()),
        Found::Elsewhere { plan } => (
            "elsewhere",
            Some(format!("\"{plan}\" is in a repository that isn't here")),
            None,
        ),
        Found::Unreadable { why } => ("unreadable", Some(why.clone()), None),
        Found::There(there) => match &there.withdrawn {
            Some(why) => ("withdrawn", Some(format!("it {why}")), None),
            None => ("there", None, None),
        },
    };
    let there = link.there();
    let standing = there.and_then(|there| there.state);
    LinkShown {
        output: output.to_owned(),
        line: content.document.position(link.place.offset).0,
        words: link.place.words.clone(),
        found,
        target: there.map(crate::model::There::name),
        title: there.map(|there| there.title.clone()),
        state: standing.map(State::word),
        changed: link.has_changed(content),
        why,
        near,
        command: there.map(|there| Invocation::of("show").on(there.name()).to_string()),
        standing,
    }
}

/// For people: each target once, with its title, state and command. Public pages speak for themselves.
pub fn facts(links: &[LinkShown]) -> Vec<(String, Cell)> {
    let mut facts: Vec<(String, Cell)> = Vec::new();
    for link in links.iter().filter(|link| link.found != "page") {
        let name = link.target.clone().unwrap_or_else(|| link.words.clone());
        if facts.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let changed = link.changed.then(|| "changed since".to_owned());
        let near = link
            .near
            .as_ref()
            .map(|near| format!("did you mean {near}?"));
        let parts = [
            link.title.clone(),
            link.why.clone(),
            near,
            changed,
            link.command.clone(),
        ];
        let words: Vec<String> = parts.into_iter().flatten().collect();
        let words = words.join(" \u{b7} ");
        let cell = match link.standing {
            Some(state) => Cell::State(state, words),
            None => Cell::text(words),
        };
        facts.push((name, cell));
    }
    facts
}
