//! `redesign new`

mod base;
mod carry;
mod teams;

use crate::app::answer::{day, one_line};
use crate::app::given::Given;
use crate::app::new_place::new_place;
use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, DaySense, Plan, PlanMeta};
use crate::report::{Cell, few};
use crate::store::scaffold::Cycle;
use crate::store::{Message, NewFolder, Transaction, Workspace, scaffold};
use crate::template::data::PlanData;
use crate::toolkit::{Audience, name_problem};
use base::Bases;
use carry::{Carried, Successor};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;
use teams::{Team, Teams};

/// Scaffold plans from a toolkit
///
/// Each plan is a directory in plans/ with a file for each activity. The first time, the toolkit is copied into
/// toolkits/, so that the plan always uses exactly that version.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Names of the plans, such as cedar-rapids or iowa/cedar-rapids
    #[arg(
        required_unless_present = "from",
        conflicts_with = "from",
        value_name = "[GROUP/]PLAN"
    )]
    plans: Vec<String>,
    /// Make a plan for each row of a table, or none: CSV or a JSON array, - for standard input. Its columns: plan,
    /// title, organisation, start, coach, contact, toolkit
    #[arg(long, value_name = "FILE", conflicts_with_all = ["title", "organisation", "continues"])]
    from: Option<PathBuf>,
    /// Title of the plan
    #[arg(long)]
    title: Option<String>,
    /// The organisation whose plan it is
    #[arg(long, alias = "organization")]
    organisation: Option<String>,
    /// First day of the cycle, from which due days are counted
    #[arg(long, value_name = "YYYY-MM-DD")]
    start: Option<String>,
    /// Who coaches the team; a role is enough
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// How to reach the team
    #[arg(long)]
    contact: Option<String>,
    /// Toolkit to use, as ID or ID@VERSION
    #[arg(long, value_name = "TOOLKIT")]
    toolkit: Option<String>,
    /// Start another cycle of this plan, with its toolkit's newest version and the answers that stay true
    #[arg(long = "continue", value_name = "PLAN", conflicts_with = "toolkit")]
    continues: Option<String>,
}

/// Result of `new`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scaffolded {
    /// Id of the continued plan, or null.
    continues: Option<String>,
    /// Ids of the activities whose answers were carried over.
    carried: Vec<String>,
    /// Answers (`activity/output`) that were not carried over because they don't count there or have no place here.
    left: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "new";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Scaffolded;

    fn run(mut self, app: &App<'_>) -> Result<Reply<Scaffolded>, CommandError> {
        let workspace = app.workspace()?;
        if self.plans.len() > 1 && self.title.is_some() {
            return Err(
                CommandError::usage("--title can't be used for several plans")
                    .hint("create them one by one, or from a table: --from FILE"),
            );
        }
        self.refuse_lines()?;
        let start = self.first_day(&workspace)?;
        let old = self.continued(&workspace)?;
        let mut table = self.table(&workspace)?;
        let teams = match &table {
            Some(table) => table
                .rows
                .iter()
                .map(|(_, team)| self.filled_up(team, start))
                .collect(),
            None => self.teams(old.as_ref(), start),
        };
        let mut bases = Bases::default();
        if table.is_none() {
            bases.of(&workspace, teams.first().map_or("", |team| team.toolkit()))?;
        }
        let session = workspace.begin_in(&group(&workspace, &teams), false)?;
        let mut transaction = Transaction::default();
        let (ids, carried) = made(
            &workspace,
            (&teams, table.as_mut()),
            (&mut bases, old.as_ref()),
            &mut transaction,
        )?;
        let completed = bases.copy(&workspace, &mut transaction);
        transaction.message = message(&ids, old.as_ref(), table.is_some());
        let written = session.write(&transaction)?;
        let folders = transaction.folders.iter();
        let folders = folders
            .map(|folder| format!("{}/ ({})", folder.path, Count(folder.files.len(), "file")));
        let shown = Written {
            written: completed.into_iter().chain(folders).collect(),
            ..written.clone()
        };
        let taken = old.as_ref().map(|old| carried.words(&old.id));
        let taken = taken.map(|words| ("carried".to_owned(), Cell::text(words)));
        let report = write::report(&shown, 20, taken);
        let mut notes = Vec::from_iter(carried.note());
        notes.extend(table.as_ref().and_then(Teams::note));
        let reply = Reply {
            next: ids.first().map(|id| format!("redesign next {id}")),
            notes,
            ..Reply::new(Scaffolded::of(old.as_ref(), carried, &written), report)
        };
        let mut reply = session.told(&written, reply);
        if written.commit.is_some() {
            reply.notes.extend(bases.missing_in(&workspace, &session));
        }
        Ok(reply)
    }
}

impl Arguments {
    /// Refuses what `set` and a table refuse.
    fn refuse_lines(&self) -> Result<(), CommandError> {
        let given = [
            ("--title", &self.title),
            ("--organisation", &self.organisation),
            ("--coach", &self.coach),
            ("--contact", &self.contact),
        ];
        let mut given = given
            .iter()
            .filter_map(|(flag, words)| Some((flag, words.as_ref()?)));
        given.try_for_each(|(flag, words)| one_line(flag, words))
    }

    /// The first day that is given, unless `check` would name it.
    fn first_day(&self, workspace: &Opened<'_>) -> Result<Option<Date>, CommandError> {
        let Some(words) = &self.start else {
            return Ok(None);
        };
        let start = day("--start", words)?;
        match DaySense::Planned.why_not(start, workspace.now().day) {
            None => Ok(Some(start)),
            Some(why) => {
                let message = format!("`start`: {start} {why}");
                Err(CommandError::usage(message).hint("check the year"))
            }
        }
    }

    /// The table that --from names.
    fn table(&self, workspace: &Opened<'_>) -> Result<Option<Teams>, CommandError> {
        let Some(from) = &self.from else {
            return Ok(None);
        };
        let given = Given::read(workspace.app, from)?;
        Teams::read(&given, workspace.now().day).map(Some)
    }

    /// The teams that are named, with what flags say, or else the plan that they continue.
    fn teams(&self, old: Option<&Plan>, start: Option<Date>) -> Vec<Team> {
        let meta = old.map(|old| &old.meta);
        let kept = |of: fn(&PlanMeta) -> &String| meta.map(|meta| of(meta).clone());
        let team = |name: &String| Team {
            name: name.clone(),
            title: self.title.clone().or_else(|| kept(|meta| &meta.title)),
            organisation: self
                .organisation
                .clone()
                .or_else(|| kept(|meta| &meta.organisation)),
            start,
            coach: self.coach.clone().or_else(|| kept(|meta| &meta.coach)),
            contact: self.contact.clone().or_else(|| kept(|meta| &meta.contact)),
            toolkit: self.toolkit.clone(),
        };
        self.plans.iter().map(team).collect()
    }

    /// The team of a row, with what flags say of all.
    fn filled_up(&self, row: &Team, start: Option<Date>) -> Team {
        let or = |own: &Option<String>, all: &Option<String>| own.clone().or_else(|| all.clone());
        Team {
            name: row.name.clone(),
            title: row.title.clone(),
            organisation: row.organisation.clone(),
            start: row.start.or(start),
            coach: or(&row.coach, &self.coach),
            contact: or(&row.contact, &self.contact),
            toolkit: or(&row.toolkit, &self.toolkit),
        }
    }
}

impl Scaffolded {
    fn of(old: Option<&Plan>, carried: Carried, written: &Written) -> Self {
        Self {
            continues: old.map(|old| old.id.to_string()),
            carried: carried.activities,
            left: carried.left,
            written: written.clone(),
        }
    }
}

/// A table can have more plans than a line has room for.
fn message(ids: &[String], old: Option<&Plan>, is_table: bool) -> Message {
    let verb = if ids.len() == 1 {
        "new plan"
    } else {
        "new plans"
    };
    let continues = old.map_or(String::new(), |old| format!(", continues {}", old.id));
    Message {
        subject: format!(
            "{verb} {}{continues}",
            if is_table { few(ids) } else { ids.join(", ") }
        ),
        plans: ids.to_vec(),
        command: "new",
        ..Message::default()
    }
}

/// Adds the files of all plans; returns their ids, and what is carried over.
fn made(
    workspace: &Workspace,
    (teams, mut table): (&[Team], Option<&mut Teams>),
    (bases, old): (&mut Bases, Option<&Plan>),
    transaction: &mut Transaction,
) -> Result<(Vec<String>, Carried), CommandError> {
    let mut ids: Vec<String> = Vec::new();
    let mut carried = Carried::default();
    for (at, team) in teams.iter().enumerate() {
        if team.name.is_empty() {
            continue;
        }
        match plan(workspace, (team, bases, old), &transaction.folders) {
            Ok((folder, more)) => {
                ids.push(last(&folder.path).to_owned());
                transaction.folders.push(folder);
                carried = more;
            }
            Err((column, error)) => match &mut table {
                Some(table) => {
                    let place = table.rows.get(at).map(|(place, _)| place.clone());
                    table.is_wrong(&place.unwrap_or_default(), column, &error);
                }
                None => return Err(error),
            },
        }
    }
    match table.and_then(|table| table.refused()) {
        Some(error) => Err(error),
        None => Ok((ids, carried)),
    }
}

/// The files of one plan, and what is carried over. The error says which column of a table is wrong.
fn plan(
    workspace: &Workspace,
    (team, bases, old): (&Team, &mut Bases, Option<&Plan>),
    others: &[NewFolder],
) -> Result<(NewFolder, Carried), (&'static str, CommandError)> {
    let of_plan = |error: CommandError| (teams::PLAN, error);
    let of_toolkit = |error: CommandError| (teams::TOOLKIT, error);
    let (base, templates) = bases.of(workspace, team.toolkit()).map_err(of_toolkit)?;
    let toolkit = &base.toolkit;
    let (path, id) = new_place(workspace, toolkit, &team.name, None).map_err(of_plan)?;
    refuse_beside(&team.name, (&path, &id), others).map_err(of_plan)?;
    let words = |one: &'_ Option<String>| one.clone().unwrap_or_default();
    let (title, organisation) = (words(&team.title), words(&team.organisation));
    let data = PlanData {
        id: &id,
        title: &title,
        organisation: &organisation,
    };
    let cycle = Cycle {
        start: team.start,
        coach: team.coach.as_deref().unwrap_or_default(),
        contact: team.contact.as_deref().unwrap_or_default(),
        continues: old.map_or("", |old| old.id.as_str()),
    };
    let folder = scaffold::plan(&path, templates, toolkit, data, cycle);
    let mut folder = folder.map_err(|error| of_toolkit(error.into()))?;
    let carried = match old {
        None => Carried::default(),
        Some(old) => Successor {
            toolkit,
            templates,
            data,
        }
        .take_over(old, &mut folder)
        .map_err(of_toolkit)?,
    };
    Ok((folder, carried))
}

/// Refuses a plan that is named twice, or in or around another new one.
fn refuse_beside(
    name: &str,
    (path, id): (&str, &str),
    others: &[NewFolder],
) -> Result<(), CommandError> {
    for other in others.iter().map(|folder| folder.path.as_str()) {
        if last(other) == id {
            return Err(CommandError::usage(format!("\"{id}\" is named twice"))
                .hint("each plan has an id of its own"));
        }
        let is_in = |inner: &str, outer: &str| {
            let rest = inner.strip_prefix(outer);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        if is_in(path, other) || is_in(other, path) {
            let place = if is_in(path, other) {
                "inside"
            } else {
                "around"
            };
            let message = format!("\"{name}\" would be {place} the plan {other}");
            return Err(CommandError::usage(message).hint("choose another group"));
        }
    }
    Ok(())
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The existing part of the first plan's folder: a group can be a repository of its own.
fn group(workspace: &Workspace, teams: &[Team]) -> String {
    let plans = workspace.config.plans.clone();
    let name = teams.first().map_or("", |team| team.name.as_str());
    let group = name.rsplit_once('/').map(|(group, _)| group);
    let group = group.filter(|group| group.split('/').all(|part| name_problem(part).is_none()));
    let folders = [
        group.map(|group| format!("{plans}/{group}")),
        Some(plans.clone()),
    ];
    let mut there = folders
        .into_iter()
        .flatten()
        // A link that isn't followed is reported when the session begins.
        .filter(|folder| {
            workspace
                .follow(folder)
                .map_or(true, |place| place.is_dir())
        });
    there.next().unwrap_or_default()
}

impl Arguments {
    /// The plan to continue. Unless a group is named, the new one goes beside it; it uses the same toolkit.
    fn continued(&mut self, workspace: &Opened<'_>) -> Result<Option<Plan>, CommandError> {
        let Some(named) = &self.continues else {
            return Ok(None);
        };
        let [name] = self.plans.as_mut_slice() else {
            return Err(CommandError::usage("only one plan can continue a plan")
                .hint(format!("redesign new PLAN --continue {named}")));
        };
        let folder = target::plan_folder(workspace, named)?;
        let old = workspace.read_plan(&folder)?;
        if old.toolkit.audience == Audience::Cohort {
            return Err(CommandError::usage(format!(
                "\"{named}\" is the programme, which can't have a second cycle"
            ))
            .hint("start a new cohort in a workspace of its own: `redesign init DIR`"));
        }
        let below = folder.strip_prefix(&format!("{}/", workspace.config.plans));
        if let Some((group, _)) = below.and_then(|below| below.rsplit_once('/'))
            && !name.contains('/')
        {
            *name = format!("{group}/{name}");
        }
        self.toolkit = Some(old.toolkit.id.to_string());
        Ok(Some(old))
    }
}
