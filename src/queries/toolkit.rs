//! A toolkit's contents: an overview, or one activity in full.

use crate::kinds::{Kind, Named};
use crate::model::score::Level;
use crate::report::{Block, Report, Rows, fact};
use crate::toolkit::{Activity, ActivityId, Audience, Output, Role, Sheet, Step, Toolkit, time};
use schemars::JsonSchema;
use serde::Serialize;

/// One toolkit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// `team` or `cohort`.
    #[serde(rename = "for")]
    pub audience: &'static str,
    /// Its folder, relative to the workspace; null if built in.
    pub path: Option<String>,
    /// Its activities.
    pub activities: usize,
}

/// A toolkit in full.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// `team` or `cohort`.
    #[serde(rename = "for")]
    pub audience: &'static str,
    /// Who is to be credited, and how.
    pub credit: String,
    /// Addresses of its sources.
    pub sources: Vec<String>,
    /// Notes by its authors.
    pub notes: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Its activities.
    pub activities: Vec<ToolkitActivity>,
}

/// An activity of a toolkit.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ActivityShown")]
pub struct ToolkitActivity {
    /// Its id.
    pub id: String,
    /// Id of its step.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Why a team does it.
    pub purpose: String,
    /// Suggested minutes, least and most.
    pub minutes: Option<(u32, u32)>,
    /// Ids of the activities it needs.
    pub needs: Vec<String>,
    /// What to do.
    pub instructions: Vec<String>,
    /// Questions to discuss.
    pub questions: Vec<String>,
    /// Addresses of its sources.
    pub sources: Vec<String>,
    /// Records required to be done, for a repeatable activity.
    pub repeat: Option<u32>,
    /// Its rhythm.
    pub every: Option<String>,
    /// `plan` if its records are kept with each plan.
    pub per: Option<&'static str>,
    /// Whether its answers carry over to a plan that continues another.
    pub carry: bool,
    /// First and last week of a cycle.
    pub weeks: Option<(u32, u32)>,
    /// Fields that are the toolkit author's own proposal.
    pub proposed: Vec<String>,
    /// Worksheets.
    pub sheets: Vec<Sheet>,
    /// Outputs in order.
    pub outputs: Vec<ToolkitOutput>,
}

/// An output of an activity.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OutputShown")]
pub struct ToolkitOutput {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Kind of its answer.
    pub kind: &'static str,
    /// Whether the activity needs it to be done.
    pub required: bool,
    /// What makes a good answer.
    pub hint: String,
    /// Options of a choice.
    pub options: Vec<NamedShown>,
    /// Columns of a table.
    pub columns: Vec<ColumnShown>,
    /// The scale of a rating; null for anything else.
    pub scale: Option<ScaleShown>,
    /// `link` for a list whose entries begin with links.
    pub items: Option<&'static str>,
    /// Pattern the text must match.
    pub pattern: Option<String>,
    /// Its role for the tool.
    pub role: Option<&'static str>,
    /// Outputs it builds on, as activity/output.
    pub builds_on: Vec<String>,
    /// What it can be drafted from.
    pub draft: Vec<String>,
    /// An output that is recorded later.
    pub before: Option<String>,
}

/// The numbers a rating may be.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScaleShown {
    /// Its lowest number.
    pub least: f64,
    /// Its highest number.
    pub most: f64,
    /// From one number to the next.
    pub step: f64,
}

/// A column of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Kind of a cell; null if any words will do.
    pub kind: Option<&'static str>,
    /// Options of a choice.
    pub options: Vec<NamedShown>,
}

/// An option of a choice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NamedShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

pub fn audience(toolkit: &Toolkit) -> &'static str {
    match toolkit.audience {
        Audience::Team => "team",
        Audience::Cohort => "cohort",
    }
}

pub fn outline(toolkit: &Toolkit) -> Report {
    let mut rows = Rows::of(&toolkit.activities);
    rows.column("step", "Step", |one| step_of(toolkit, one))
        .rank(3);
    rows.column("activity", "Activity", |one| one.id.as_str());
    rows.column("title", "Title", |one| &one.title).rank(1);
    rows.column("time", "Time", |one| one.minutes.map(time))
        .rank(2);
    rows.column("needs", "Needs", |one| {
        let needs: Vec<&str> = toolkit.needs_of(one).map(ActivityId::as_str).collect();
        needs.join(", ")
    });
    rows.for_scripts("outputs", |one| {
        let outputs: Vec<&str> = one.outputs.iter().map(|one| one.id.as_str()).collect();
        outputs.join(" ")
    });
    let mut blocks = vec![
        Block::Text(toolkit.credit.clone()),
        Block::Table(rows.table()),
    ];
    if !toolkit.notes.trim().is_empty() {
        blocks.push(Block::Heading("Notes".to_owned()));
        blocks.extend(
            toolkit
                .notes
                .trim()
                .split("\n\n")
                .map(|words| Block::Text(words.to_owned())),
        );
    }
    Report::of(format!("{} {}", toolkit.title, toolkit.version), blocks)
}

pub fn in_full(activity: &ToolkitActivity) -> Report {
    let repeat = activity.repeat.map(|least| format!("at least {least}"));
    let said = [
        ("step", activity.step.clone()),
        ("time", activity.minutes.map(time).unwrap_or_default()),
        ("needs", activity.needs.join(", ")),
        ("repeat", repeat.unwrap_or_default()),
        ("sources", activity.sources.join("\n")),
        ("ours", activity.proposed.join(", ")),
    ];
    let said = said.into_iter().filter(|(_, words)| !words.is_empty());
    let facts = said.map(|(name, words)| fact(name, words)).collect();
    let mut blocks = vec![Block::Facts(facts), Block::Text(activity.purpose.clone())];
    let numbered = |lines: &[String]| {
        let lines = lines
            .iter()
            .enumerate()
            .map(|(position, line)| format!("{}. {line}", position + 1));
        lines.collect::<Vec<_>>().join("\n")
    };
    for (title, lines) in [
        ("What to do", &activity.instructions),
        ("To discuss", &activity.questions),
    ] {
        if !lines.is_empty() {
            blocks.push(Block::Heading(title.to_owned()));
            blocks.push(Block::Markdown(numbered(lines)));
        }
    }
    let mut rows = Rows::of(&activity.outputs);
    rows.column("output", "Output", |one| &one.id);
    rows.column("kind", "Kind", |one| one.kind);
    rows.column("required", "Required", |one| one.required.then_some("yes"))
        .rank(2);
    rows.column("role", "Role", |one| one.role).rank(3);
    rows.column("hint", "What a good answer says", |one| &one.hint);
    rows.for_scripts("options", |one| {
        let ids: Vec<&str> = one.options.iter().map(|one| one.id.as_str()).collect();
        ids.join("; ")
    });
    rows.for_scripts("columns", |one| {
        let ids: Vec<&str> = one.columns.iter().map(|one| one.id.as_str()).collect();
        ids.join("; ")
    });
    blocks.push(Block::Table(rows.table()));
    let forms: Vec<OutputForm> = activity
        .outputs
        .iter()
        .flat_map(ToolkitOutput::forms)
        .collect();
    if !forms.is_empty() {
        blocks.push(Block::Heading("Options and columns".to_owned()));
        let mut rows = Rows::of(&forms);
        rows.column("output", "Output", |form| form.output);
        rows.column("column", "Column", |form| form.column)
            .for_people_if(forms.iter().any(|form| form.column.is_some()));
        rows.column("form", "What goes in", |form| &form.words);
        blocks.push(Block::Table(rows.table()));
    }
    Report::of(format!("{} \u{b7} {}", activity.id, activity.title), blocks)
}

/// What goes into an output, or into a column of its table.
struct OutputForm<'a> {
    output: &'a str,
    column: Option<&'a str>,
    words: String,
}

impl ToolkitOutput {
    /// What its kind alone doesn't say: options, columns, the scale, entries that are links, a pattern.
    fn forms(&self) -> Vec<OutputForm<'_>> {
        let form = |column, words| OutputForm {
            output: &self.id,
            column,
            words,
        };
        let columns = self.columns.iter().map(|column| {
            let title = says_more(&column.title, &column.id).then(|| column.title.clone());
            let options = (!column.options.is_empty()).then(|| one_of(&column.options));
            let own = options.or_else(|| column.kind.map(str::to_owned));
            let words: Vec<String> = title.into_iter().chain(own).collect();
            let any = if words.is_empty() { "text" } else { "" };
            form(Some(column.id.as_str()), words.join(" \u{b7} ") + any)
        });
        let options = (!self.options.is_empty()).then(|| one_of(&self.options));
        let scale = self.scale.as_ref().map(|scale| {
            format!(
                "{:.1} to {:.1}, in steps of {:.1}",
                scale.least, scale.most, scale.step
            )
        });
        let items = self
            .items
            .map(|kind| format!("each entry begins with a {kind}"));
        let pattern = self
            .pattern
            .as_ref()
            .map(|pattern| format!("matches {pattern}"));
        let own = [options, scale, items, pattern].into_iter().flatten();
        own.map(|words| form(None, words)).chain(columns).collect()
    }
}

fn one_of(options: &[NamedShown]) -> String {
    let options = options.iter().map(|one| {
        if says_more(&one.title, &one.id) {
            format!("{} ({})", one.id, one.title)
        } else {
            one.id.clone()
        }
    });
    format!("one of: {}", options.collect::<Vec<_>>().join(", "))
}

/// Whether a title is more than its id in other letters.
fn says_more(title: &str, id: &str) -> bool {
    !title.is_empty() && title.to_lowercase().replace(' ', "-") != id
}

fn step_of<'a>(toolkit: &'a Toolkit, activity: &Activity) -> &'a str {
    let step = toolkit.steps.get(activity.step);
    step.map_or("", |step| step.id.as_str())
}

pub fn shown(toolkit: &Toolkit) -> Shown {
    Shown {
        id: toolkit.id.to_string(),
        version: toolkit.version.to_string(),
        title: toolkit.title.clone(),
        audience: audience(toolkit),
        credit: toolkit.credit.clone(),
        sources: toolkit.sources.clone(),
        notes: toolkit.notes.clone(),
        steps: toolkit.steps.clone(),
        activities: toolkit
            .activities
            .iter()
            .map(|activity| ToolkitActivity {
                id: activity.id.to_string(),
                step: step_of(toolkit, activity).to_owned(),
                title: activity.title.clone(),
                purpose: activity.purpose.clone(),
                minutes: activity.minutes,
                needs: toolkit
                    .needs_of(activity)
                    .map(ToString::to_string)
                    .collect(),
                instructions: activity.instructions.clone(),
                questions: activity.questions.clone(),
                sources: activity.sources.clone(),
                repeat: activity.repeat,
                every: activity.every.map(|every| every.to_string()),
                per: activity.per_plan.then_some("plan"),
                carry: activity.carry,
                weeks: activity.weeks,
                proposed: activity.proposed.fields(),
                sheets: activity.sheets.clone(),
                outputs: activity
                    .outputs
                    .iter()
                    .map(|output| output_shown(toolkit, output))
                    .collect(),
            })
            .collect(),
    }
}

fn output_shown(toolkit: &Toolkit, output: &Output) -> ToolkitOutput {
    let named = |all: &[Named]| {
        all.iter()
            .map(|one| NamedShown {
                id: one.id.clone(),
                title: one.title.clone(),
            })
            .collect()
    };
    ToolkitOutput {
        id: output.id.to_string(),
        title: output.title.clone(),
        kind: output.kind.name(),
        required: output.required,
        hint: output.hint.clone(),
        options: named(&output.shape.options),
        columns: output
            .shape
            .columns
            .iter()
            .map(|column| ColumnShown {
                id: column.name.id.clone(),
                title: column.name.title.clone(),
                kind: column.kind.map(Kind::name),
                options: named(&column.shape.options),
            })
            .collect(),
        scale: (output.role == Some(Role::Rating) && output.shape.options.is_empty()).then(|| {
            ScaleShown {
                least: Level::LOWEST.value(),
                most: Level::HIGHEST.value(),
                step: Level::STEP.value(),
            }
        }),
        items: output.shape.has_links.then_some("link"),
        pattern: output
            .shape
            .pattern
            .as_ref()
            .map(|pattern| pattern.as_str().to_owned()),
        role: output.role.map(Role::word),
        builds_on: output
            .builds_on
            .iter()
            .map(|reference| toolkit.name_of(*reference))
            .collect(),
        draft: output
            .draft
            .iter()
            .map(|source| toolkit.name_of_source(source))
            .collect(),
        before: output.before.map(|reference| toolkit.name_of(reference)),
    }
}
