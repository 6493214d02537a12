//! `redesign board`

use super::cohort::{Changes, Cohort};
use super::{App, Command, Formats, Reply, past, status, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::Finding;
use crate::report::board::{BoardData, BoardRow, report};
use crate::report::web::Web;
use crate::store::PlanRead;
use crate::toolkit::Audience;

/// Show which team needs a call first, and why
///
/// One screen for whoever runs the cohort: where each team is against its weeks, how long nothing has moved, and every
/// reason to call it with the command that shows more. A record of today that the programme keeps with a team clears its
/// call. What counts as long or late is set in redesign.toml, under [board].
#[derive(Debug, clap::Args)]
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
        let (all, mut findings) = workspace.read_plan_folders();
        let changes = Changes::of(&workspace, &when, &all, true);
        let programme = workspace.programme();
        let web = Web {
            edit: workspace.config.web.edit.clone(),
            new: workspace.config.web.new.clone(),
        };
        let known = programme.as_ref().and_then(|read| read.as_ref().ok());
        let cohort = Cohort::new(&workspace, when.day, known, &changes);
        let see = |read: PlanRead| match read {
            Ok(plan) => {
                let found = crate::check::unreadable(&plan).collect();
                if !self.is_of(&plan.meta.coach) {
                    return Seen::LeftOut(plan.meta.coach.trim().to_owned());
                }
                if plan.toolkit.audience == Audience::Cohort {
                    // A second programme is shown like the first one.
                    let row = cohort.look(&plan, None, None, |subject| {
                        BoardRow::of(subject, None, &web)
                    });
                    return Seen::Row(Box::new(row), found);
                }
                let seconds = changes.seconds(&plan.path).map(past::rfc3339);
                let row = cohort.look(&plan, None, None, |subject| {
                    BoardRow::of(subject, seconds, &web)
                });
                Seen::Row(Box::new(row), found)
            }
            Err(broken) => Seen::Broken(Box::new(broken.finding)),
        };
        let mut seen: Vec<Seen> = if named.is_empty() {
            let (seen, found) = workspace.read_team_plans(&see);
            findings.extend(found);
            seen
        } else {
            let teams = named
                .iter()
                .filter(|folder| !workspace.is_programme(folder));
            teams
                .map(|folder| see(workspace.read_plan(folder)))
                .collect()
        };
        let is_programme_wanted =
            named.is_empty() || named.iter().any(|folder| workspace.is_programme(folder));
        match &programme {
            Some(Ok(plan)) if is_programme_wanted && self.coach.is_none() => {
                let row = cohort.look(plan, None, None, |subject| {
                    BoardRow::of(subject, None, &web)
                });
                let found = crate::check::unreadable(plan).collect();
                seen.push(Seen::Row(Box::new(row), found));
            }
            Some(Err(broken)) => findings.push(broken.finding.clone()),
            _ => {}
        }
        let mut data = BoardData {
            at: self.at.clone(),
            today: when.day.to_string(),
            teams: Vec::new(),
            programmes: Vec::new(),
        };
        let mut coaches = std::collections::BTreeSet::new();
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
        if let Some(coach) = &self.coach
            && data.teams.is_empty()
            && broken == 0
        {
            return Err(status::unknown_coach(coach, coaches));
        }
        data.sort();
        findings.dedup();
        let title = status::title_of(
            &workspace,
            data.teams.len() + broken,
            when.day,
            when.commit.as_deref(),
        );
        let to_do = data.calls() > 0 || data.programmes.iter().any(|row| !row.lines.is_empty());
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let exit = if self.fail && (to_do || unreadable) {
            Exit::Found
        } else {
            Exit::Done
        };
        let mut notes = data.notes();
        notes.extend(self.notes(app)?);
        findings.extend(
            changes
                .unknown
                .as_ref()
                .and_then(status::dates::Unknown::finding),
        );
        let next = match data.teams.first() {
            None if self.coach.is_none() && broken == 0 => Some("redesign new PLAN".to_owned()),
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
    /// Whether a plan of this coach is shown.
    fn is_of(&self, coach: &str) -> bool {
        let lower = coach.trim().to_lowercase();
        self.coach
            .as_ref()
            .is_none_or(|one| one.trim().to_lowercase() == lower)
    }

    fn notes(&self, app: &App<'_>) -> Result<Vec<String>, CommandError> {
        if self.at.is_none() {
            return Ok(Vec::new());
        }
        let own = app.workspace()?.plans_of_their_own();
        let note = |plan: String| {
            format!("note: {plan} is a git repository of its own, so it is not shown as of then")
        };
        Ok(own.into_iter().map(note).collect())
    }
}
