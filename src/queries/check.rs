//! What is wrong or doubtful in a workspace: which plans are looked at, and as of when. The rules stand in `check/`.

use super::cohort::Cohort;
use super::{Around, Passed, Question, Read, Scope};
use crate::check::{Mended, Page};
use crate::model::{Finding, Place, Plan, codes};
use crate::store::{Git, Workspace};
use std::collections::BTreeMap;

/// The problems of some plans, or of the whole workspace.
#[derive(Debug)]
pub struct Check {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
    /// Whether to say what could be mended.
    pub fix: bool,
}

/// What is kept of one plan.
pub struct Problems {
    id: String,
    path: String,
    findings: Vec<Finding>,
    mended: Option<Mended>,
    pins: Vec<Pin>,
}

/// Everything that was found.
pub struct FoundProblems {
    /// How many plans were looked at.
    pub plans: usize,
    /// In the order of the plans, then what is wrong with the workspace itself.
    pub findings: Vec<Finding>,
    /// What could be mended, with the plan's id and directory.
    pub mended: Vec<(String, String, Mended)>,
}

/// A link that names a version of something that is there.
pub struct Pin {
    /// Where it stands.
    pub place: Place,
    /// The line it stands in.
    pub excerpt: Option<String>,
    /// `PLAN[/ACTIVITY[/RECORD]]@VERSION`.
    pub name: String,
}

/// The links of a plan that name a version.
fn pins(plan: &Plan) -> Vec<Pin> {
    let pins = plan.links.iter().filter_map(|link| {
        let there = link.there().filter(|there| there.version.is_some())?;
        let record = plan
            .records
            .iter()
            .find(|record| record.path == link.path)?;
        let document = &record.content.as_ref().ok()?.document;
        let (line, column) = document.position(link.place.offset);
        Some(Pin {
            place: Place::at(record.path.as_str(), (line, column)),
            excerpt: document.text().lines().nth(line - 1).map(str::to_owned),
            name: there.name(),
        })
    });
    pins.collect()
}

impl Question for Check {
    type Row = Problems;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(&self.folders)
    }

    // What depends on the day and on other plans is for those who run a cohort.
    fn around(&self) -> Around {
        Around::ChangesOfCohort
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Problems {
        let plan = match read {
            Ok(plan) => plan,
            Err(broken) => {
                return Problems {
                    id: broken.id.clone(),
                    path: broken.path.clone(),
                    findings: vec![broken.finding.clone()],
                    mended: None,
                    pins: Vec::new(),
                };
            }
        };
        let workspace = cohort.workspace;
        let mut page = workspace.plan_page(plan);
        // What is mended is mended in memory, in a plan of our own.
        let own = self
            .fix
            .then(|| workspace.read_plan(&plan.path).ok())
            .flatten();
        match own {
            Some(mut own) => {
                let mended = mend(workspace, &mut own, page.as_mut());
                problems(&own, page.as_ref(), Some(mended), cohort)
            }
            None => problems(plan, page.as_ref(), None, cohort),
        }
    }
}

fn problems(
    plan: &Plan,
    page: Option<&Page>,
    mended: Option<Mended>,
    cohort: &Cohort<'_>,
) -> Problems {
    let teams = teams(cohort.workspace, plan);
    let teams = teams.as_deref();
    let findings = match cohort.programme() {
        Some(_) => cohort.look(plan, page, teams, crate::check::subject),
        None => crate::check::plan_with(plan, page, teams),
    };
    Problems {
        id: plan.id.to_string(),
        path: plan.path.clone(),
        findings,
        mended,
        pins: pins(plan),
    }
}

impl Check {
    /// Everything that was found. `history` says what of the links that name a version isn't there.
    pub fn answer(
        &self,
        workspace: &Workspace,
        passed: Passed<Problems>,
        history: impl Fn(Vec<Pin>) -> Vec<Finding>,
    ) -> FoundProblems {
        let mut findings = passed.findings;
        let plans = passed.rows.len();
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut mended = Vec::new();
        for one in passed.rows {
            mended.extend(
                one.mended
                    .map(|more| (one.id.clone(), one.path.clone(), more)),
            );
            findings.extend(history(one.pins));
            places.entry(one.id).or_default().push(one.path);
            findings.extend(one.findings);
        }
        if self.folders.is_empty() {
            findings.extend(workspace.settings_of_git_astray());
            findings.extend(committed_sheets(&workspace.root));
            findings.extend(doubled(&places));
            findings.extend(toolkits(workspace));
        }
        say_once(&mut findings);
        FoundProblems {
            plans,
            findings,
            mended,
        }
    }
}

/// Mends a plan in memory, and follows its links anew where that changed something.
fn mend(workspace: &Workspace, plan: &mut Plan, page: Option<&mut Page>) -> Mended {
    let mended = crate::check::mend(plan, page);
    if !mended.changes.is_empty() {
        workspace.relink(plan);
    }
    mended
}

/// One cause is said once: a broken toolkit is found again with every plan that uses it.
fn say_once(findings: &mut Vec<Finding>) {
    let mut seen: Vec<Finding> = Vec::new();
    findings.retain(|finding| {
        let first = !seen.contains(finding);
        if first && finding.code == codes::TOOLKIT {
            seen.push(finding.clone());
        }
        first
    });
}

/// Ids of all team plans, where the records of a plan name some: only a programme's do.
fn teams(workspace: &Workspace, plan: &Plan) -> Option<Vec<String>> {
    let toolkit = &plan.toolkit;
    let names_plans = toolkit
        .activities
        .iter()
        .any(|activity| toolkit.is_per_plan(activity));
    names_plans.then(|| {
        let mut ids = workspace.plan_ids();
        ids.retain(|id| *id != plan.id.as_str());
        ids
    })
}

/// Sheets for one person's own use that git keeps, wherever they are in the workspace.
fn committed_sheets(root: &std::path::Path) -> Vec<Finding> {
    let git = Git::around(root).ok().flatten();
    let sheets = git
        .map(|git| git.kept_below(root, ".private."))
        .unwrap_or_default();
    let finding = |path: String| {
        Finding::error(
            codes::PRIVATE_SHEET,
            "this sheet is for its owner alone and must not be committed",
        )
        .with_place(Place::file(path))
        .with_help(
            "`git rm --cached` it; ask who keeps the repository to remove it from history too",
        )
    };
    sheets.into_iter().map(finding).collect()
}

/// What is wrong with the workspace's own toolkits.
fn toolkits(workspace: &Workspace) -> Vec<Finding> {
    let unusable = workspace.toolkits.unusable();
    let mut found: Vec<Finding> = unusable
        .iter()
        .flat_map(|one| one.findings.clone())
        .collect();
    found.extend(workspace.toolkits.twice().into_iter().map(|(name, paths)| {
        Finding::warning(codes::TOOLKIT, format!("the toolkit {name} is here twice"))
            .with_place(Place::file(paths.last().cloned().unwrap_or_default()))
            .with_help(format!("delete all but one of: {}", paths.join(", ")))
    }));
    found
}

fn doubled(places: &BTreeMap<String, Vec<String>>) -> Vec<Finding> {
    let several = places.iter().filter(|(_, paths)| paths.len() > 1);
    several
        .map(|(id, paths)| {
            Finding::error(
                codes::SAME_ID,
                format!("{} plans are called \"{id}\"", paths.len()),
            )
            .with_place(Place::file(paths.last().cloned().unwrap_or_default()))
            .with_help(format!(
                "rename all but one of these folders: {}",
                paths.join(", ")
            ))
        })
        .collect()
}
