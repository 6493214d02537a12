//! What a toolkit says: its activities at a glance, or one of them in full.

use super::{Block, Cell, Column, Report, Table};
use crate::toolkit::{ActivityId, Audience, Output, Proposed, Role, Toolkit};
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
    /// Its folder, relative to the workspace; null for one inside the binary.
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
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// What its authors want to be known.
    pub notes: String,
    /// Its steps.
    pub steps: Vec<StepShown>,
    /// Its activities.
    pub activities: Vec<ActivityShown>,
}

/// A step of a toolkit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a team has when the step is finished.
    pub objectives: Vec<String>,
    /// Questions to ask before starting.
    pub reflect: Vec<String>,
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// Fields that are the toolkit author's own proposal.
    pub proposed: Vec<String>,
}

/// An activity of a toolkit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityShown {
    /// Its id.
    pub id: String,
    /// Id of its step.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Why a team does it.
    pub purpose: String,
    /// Suggested minutes: least and most.
    pub minutes: Option<(u32, u32)>,
    /// Ids of what has to be done before.
    pub needs: Vec<String>,
    /// What to do.
    pub instructions: Vec<String>,
    /// Questions to discuss.
    pub questions: Vec<String>,
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// Of a repeatable activity: records it takes to be done.
    pub repeat: Option<u32>,
    /// Its rhythm.
    pub every: Option<String>,
    /// `plan` where its records are kept with each plan.
    pub per: Option<&'static str>,
    /// Whether its answers stay true for a plan that continues another.
    pub carry: bool,
    /// First and last week of a cycle.
    pub weeks: Option<(u32, u32)>,
    /// Fields that are the toolkit author's own proposal.
    pub proposed: Vec<String>,
    /// Worksheets.
    pub sheets: Vec<SheetShown>,
    /// Outputs in order.
    pub outputs: Vec<OutputShown>,
}

/// A worksheet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is never read back or committed.
    pub private: bool,
}

/// An output of an activity.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutputShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What an answer must look like.
    pub kind: &'static str,
    /// Whether the activity is done only with it.
    pub required: bool,
    /// What a good answer says.
    pub hint: String,
    /// Of a choice.
    pub options: Vec<NamedShown>,
    /// Of a table.
    pub columns: Vec<NamedShown>,
    /// What the text has to match.
    pub pattern: Option<String>,
    /// What it means to the tool.
    pub role: Option<&'static str>,
    /// Outputs it stands on, as activity/output.
    pub builds_on: Vec<String>,
    /// What it can be drafted from.
    pub draft: Vec<String>,
    /// An output recorded later than it.
    pub before: Option<String>,
}

/// An option of a choice or a column of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NamedShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// `team` or `cohort`.
pub fn audience(toolkit: &Toolkit) -> &'static str {
    match toolkit.audience {
        Audience::Team => "team",
        Audience::Cohort => "cohort",
    }
}

/// A toolkit at a glance.
pub fn outline(toolkit: &Toolkit) -> Report {
    let columns = vec![
        Column::new("step", "Step").rank(3),
        Column::new("activity", "Activity"),
        Column::new("title", "Title").rank(1),
        Column::new("time", "Time").rank(2),
        Column::new("needs", "Needs"),
        Column::new("outputs", "Outputs").for_scripts(),
    ];
    let rows = toolkit
        .activities
        .iter()
        .map(|activity| {
            let needs: Vec<&str> = toolkit.needs_of(activity).map(ActivityId::as_str).collect();
            let outputs: Vec<&str> = activity
                .outputs
                .iter()
                .map(|output| output.id.as_str())
                .collect();
            vec![
                Cell::text(
                    toolkit
                        .steps
                        .get(activity.step)
                        .map_or("", |step| step.id.as_str()),
                ),
                Cell::text(activity.id.as_str()),
                Cell::text(&activity.title),
                Cell::text(activity.time().unwrap_or_default()),
                Cell::text(needs.join(", ")),
                Cell::text(outputs.join(" ")),
            ]
        })
        .collect();
    let mut blocks = vec![
        Block::Text(toolkit.credit.clone()),
        Block::Table(Table {
            columns,
            rows,
            total: None,
        }),
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
    Report {
        title: Some(format!("{} {}", toolkit.title, toolkit.version)),
        blocks,
    }
}

/// One activity in full.
pub fn in_full(activity: &ActivityShown) -> Report {
    let mut facts = Vec::new();
    let mut fact = |name: &str, words: String| {
        if !words.is_empty() {
            facts.push((name.to_owned(), Cell::text(words)));
        }
    };
    fact("step", activity.step.clone());
    fact(
        "time",
        activity
            .minutes
            .map_or(String::new(), |(least, most)| format!("{least}-{most} min")),
    );
    fact("needs", activity.needs.join(", "));
    fact(
        "repeat",
        activity
            .repeat
            .map_or(String::new(), |least| format!("at least {least}")),
    );
    fact("sources", activity.sources.join("\n"));
    fact("ours", activity.proposed.join(", "));
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
    let columns = vec![
        Column::new("output", "Output"),
        Column::new("kind", "Kind"),
        Column::new("required", "Required").rank(2),
        Column::new("role", "Role").rank(3),
        Column::new("hint", "What a good answer says"),
    ];
    let rows = activity
        .outputs
        .iter()
        .map(|output| {
            vec![
                Cell::text(&output.id),
                Cell::text(output.kind),
                Cell::text(if output.required { "yes" } else { "" }),
                Cell::text(output.role.unwrap_or_default()),
                Cell::text(&output.hint),
            ]
        })
        .collect();
    blocks.push(Block::Table(Table {
        columns,
        rows,
        total: None,
    }));
    Report {
        title: Some(format!("{} \u{b7} {}", activity.id, activity.title)),
        blocks,
    }
}

fn fields(proposed: &Proposed) -> Vec<String> {
    match proposed {
        Proposed::All => vec!["all".to_owned()],
        Proposed::Fields(fields) => fields.clone(),
    }
}

/// All that a toolkit says.
pub fn shown(toolkit: &Toolkit) -> Shown {
    Shown {
        id: toolkit.id.to_string(),
        version: toolkit.version.to_string(),
        title: toolkit.title.clone(),
        audience: audience(toolkit),
        credit: toolkit.credit.clone(),
        sources: toolkit.sources.clone(),
        notes: toolkit.notes.clone(),
        steps: toolkit
            .steps
            .iter()
            .map(|step| StepShown {
                id: step.id.clone(),
                title: step.title.clone(),
                objectives: step.objectives.clone(),
                reflect: step.reflect.clone(),
                sources: step.sources.clone(),
                proposed: fields(&step.proposed),
            })
            .collect(),
        activities: toolkit
            .activities
            .iter()
            .map(|activity| ActivityShown {
                id: activity.id.to_string(),
                step: toolkit
                    .steps
                    .get(activity.step)
                    .map_or(String::new(), |step| step.id.clone()),
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
                proposed: fields(&activity.proposed),
                sheets: activity
                    .sheets
                    .iter()
                    .map(|sheet| SheetShown {
                        id: sheet.id.clone(),
                        title: sheet.title.clone(),
                        private: sheet.private,
                    })
                    .collect(),
                outputs: activity
                    .outputs
                    .iter()
                    .map(|output| output_shown(toolkit, output))
                    .collect(),
            })
            .collect(),
    }
}

fn output_shown(toolkit: &Toolkit, output: &Output) -> OutputShown {
    let named = |all: &[crate::kinds::Named]| {
        all.iter()
            .map(|one| NamedShown {
                id: one.id.clone(),
                title: one.title.clone(),
            })
            .collect()
    };
    OutputShown {
        id: output.id.to_string(),
        title: output.title.clone(),
        kind: output.kind.name(),
        required: output.required,
        hint: output.hint.clone(),
        options: named(&output.shape.options),
        columns: named(&output.shape.columns),
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
