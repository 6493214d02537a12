//! `redesign board`

use super::cohort::{Changes, Cohort};
use super::{App, Command, Formats, Reply, next, past, status, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{Finding, Plan, is_coach};
use crate::report::board::{BoardData, BoardRow, report};
use crate::store::{PlanRead, Workspace};
use std::collections::BTreeSet;

/// Show which team needs a call first, and why
///
/// One screen for whoever runs the cohort: where each team is against its weeks, how long nothing has moved, and every
/// reason to call it with the command that shows more. A record of these days that the programme keeps with a team clears
/// its call. What counts as long or late is set in redesign.toml, under [board].
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Teams, by id or path; all and the programme unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Only teams of this coach, as plan.toml names the role
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// Show the board as it was at a revision or at the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Exit with 1 where a team needs a call, something is to be settled or a file can't be read
    #[arg(long)]
    fail: bool,
}

/// What came of one plan.
enum Seen {
    Row(Box<BoardRow>, Vec<Finding>),
    /// Who coaches a team that is left out.
    LeftOut(String),
    Broken(Box<Finding>),
}

impl Command for Arguments {
    const SCHEMA: &'static str = "board";
    const FORMATS: Formats = Formats::All;
    type Data = BoardData;

    fn run(self, app: &App<'_>) -> Result<Reply<BoardData>, CommandError> {
        let here = app.workspace()?;
        let (workspace, when) = status::as_of(app, here, self.at.as_deref())?;
        let named = target::plan_folders(app, &workspace, &self.plans)?;
        let (mut all, unlisted) = match named.as_slice() {
            [] => workspace.list_plans(),
            _ => (Vec::new(), Vec::new()),
        };
        let (programme, changes) = workspace.with_programme(|| match named.as_slice() {
            [] => Changes::of_all(&workspace, &when, &all),
            named => Changes::of_some(&workspace, &when, named),
        });
        all.retain(|plan| !workspace.is_programme(&plan.path));
        let (programme, broken) = match programme {
            Some(Ok(plan)) => (Some(plan), None),
            Some(Err(broken)) => (None, Some(broken.finding)),
            None => (None, None),
        };
        let cohort = Cohort::new(&workspace, when.day, programme.as_ref(), &changes);
        let read = |see: &(dyn Fn(PlanRead) -> Seen + Sync)| match named.as_slice() {
            [] => workspace.read_listed_plans(all, &see),
            named => {
                let teams = named.iter();
                let teams = teams.filter(|folder| !workspace.is_programme(folder));
                teams
                    .map(|folder| see(workspace.read_plan(folder)))
                    .collect()
            }
        };
        let is_wanted = match named.as_slice() {
            [] => self.coach.is_none(),
            named => named.iter().any(|folder| workspace.is_programme(folder)),
        };
        let own = programme.as_ref().filter(|_| is_wanted);
        let seen = self.look(&workspace, &cohort, &changes, own, read);
        let mut findings = unlisted;
        // Where its folder can't be listed, that was found on the way to the plans.
        findings.extend(broken.filter(|one| !findings.contains(one)));
        let (data, broken) = self.sorted_out(when.day.to_string(), seen, &mut findings)?;
        let mut plans = data.teams.len() + broken;
        if !named.is_empty() {
            plans += data.programmes.len();
        }
        let title = status::title_of(&workspace, plans, when.day, when.commit.as_deref());
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let exit = if self.fail && (data.has_something_to_do() || unreadable) {
            Exit::Found
        } else {
            Exit::Done
        };
        let mut notes = data.notes();
        if self.at.is_some() {
            notes.extend(past::own_pasts(app, "not shown as of then")?);
        }
        let unknown = changes.unknown.as_ref();
        findings.extend(unknown.and_then(status::dates::Unknown::finding));
        let next = match data.teams.first() {
            None if self.coach.is_none() && plans == 0 => Some("redesign new PLAN".to_owned()),
            _ if unreadable => Some("redesign check".to_owned()),
            _ => data.first_command(),
        };
        let shown = report(title, &data);
        Ok(Reply {
            findings,
            next,
            notes,
            commit: when.commit,
            exit,
            ..Reply::new(data, shown)
        })
    }
}

impl Arguments {
    /// The board of some plans, or of all.
    pub(super) fn of(plans: Vec<String>) -> Self {
        Self {
            plans,
            ..Self::default()
        }
    }

    /// Looks at the teams that `read` reads, and at the programme where it is asked for.
    fn look(
        &self,
        workspace: &Workspace,
        cohort: &Cohort<'_>,
        changes: &Changes,
        programme: Option<&Plan>,
        read: impl FnOnce(&(dyn Fn(PlanRead) -> Seen + Sync)) -> Vec<Seen>,
    ) -> Vec<Seen> {
        let web = next::web(workspace);
        let row = |plan: &Plan| {
            let seconds = changes.seconds(&plan.path).map(past::rfc3339);
            let row = cohort.look(plan, None, None, |subject| {
                BoardRow::of(subject, seconds, &web)
            });
            Seen::Row(Box::new(row), crate::check::unreadable(plan).collect())
        };
        let see = |read: PlanRead| match read {
            Ok(plan) if is_coach(self.coach.as_deref(), &plan.meta.coach) => row(&plan),
            Ok(plan) => Seen::LeftOut(plan.meta.coach.trim().to_owned()),
            Err(broken) => Seen::Broken(Box::new(broken.finding)),
        };
        let mut seen = read(&see);
        seen.extend(programme.map(row));
        seen
    }

    /// Rows in their order, what was found, and how many plans can't be read.
    fn sorted_out(
        &self,
        today: String,
        seen: Vec<Seen>,
        findings: &mut Vec<Finding>,
    ) -> Result<(BoardData, usize), CommandError> {
        let mut data = BoardData {
            at: self.at.clone(),
            today,
            teams: Vec::new(),
            programmes: Vec::new(),
            unreadable: 0,
        };
        let mut coaches = BTreeSet::new();
        let mut broken = 0;
        for one in seen {
            match one {
                Seen::Row(row, found) => {
                    findings.extend(found);
                    if row.is_programme {
                        data.programmes.push(*row);
                    } else {
                        data.teams.push(*row);
                    }
                }
                Seen::LeftOut(coach) => {
                    coaches.insert(coach);
                }
                Seen::Broken(finding) => {
                    broken += 1;
                    findings.push(*finding);
                }
            }
        }
        match &self.coach {
            Some(coach) if data.teams.is_empty() && broken == 0 => {
                Err(status::unknown_coach(coach, coaches))
            }
            _ => {
                data.unreadable = broken;
                data.sort();
                Ok((data, broken))
            }
        }
    }
}
