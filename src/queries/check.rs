//! What is wrong in a workspace: which plans to check and when. The rules are in `check/`.

mod reach;

use super::cohort::Cohort;
use super::{KnownBefore, Passed, Question, Read, Scope};
use crate::check::{FewPeople, Mended, PlanPage, few_people};
use crate::model::{Finding, Place, Plan, codes};
use crate::store::{Git, Workspace};
use reach::FewOfPlan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug)]
pub struct Check {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
    pub fix: bool,
}

/// The result for one plan.
pub struct Problems {
    id: String,
    path: String,
    /// Root of its own repository, if it has one.
    repository: Option<String>,
    findings: Vec<Finding>,
    mended: Option<Mended>,
    pins: Vec<Pin>,
    few: Option<FewOfPlan>,
}

pub struct FoundProblems {
    pub plans: usize,
    /// Roots of repositories other than the workspace's.
    pub repositories: BTreeSet<String>,
    /// By plan, followed by problems of the workspace.
    pub findings: Vec<Finding>,
    /// Fixes, with each plan's id and directory.
    pub mended: Vec<(String, String, Mended)>,
}

/// A link to a version of something that exists.
pub struct Pin {
    pub place: Place,
    pub excerpt: Option<String>,
    /// `PLAN[/ACTIVITY[/RECORD]]@VERSION`.
    pub name: String,
}

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

    // Rules about days and other plans are for those who run a cohort.
    fn around(&self) -> KnownBefore {
        KnownBefore::ChangesOfCohort
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Problems {
        let plan = match read {
            Ok(plan) => plan,
            Err(broken) => {
                return Problems {
                    id: broken.id.clone(),
                    path: broken.path.clone(),
                    repository: None,
                    findings: vec![broken.finding.clone()],
                    mended: None,
                    pins: Vec::new(),
                    few: None,
                };
            }
        };
        let workspace = cohort.workspace;
        let mut page = workspace.plan_page(plan);
        // Fix a copy of the plan in memory.
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
    page: Option<&PlanPage>,
    mended: Option<Mended>,
    cohort: &Cohort<'_>,
) -> Problems {
    let teams = teams(cohort.workspace, plan);
    let teams = teams.as_deref();
    let findings = match cohort.programme() {
        Some(_) => cohort.look(plan, page, teams, crate::check::subject),
        None => crate::check::plan_with(plan, page, teams, Some(cohort.today)),
    };
    let has_few = findings.iter().any(FewPeople::is_finding);
    Problems {
        few: has_few.then(|| FewOfPlan {
            repository: plan.repository.clone(),
            toolkit: Arc::clone(&plan.toolkit),
            found: few_people(plan),
        }),
        id: plan.id.to_string(),
        path: plan.path.clone(),
        repository: plan.repository.clone(),
        findings,
        mended,
        pins: pins(plan),
    }
}

impl Check {
    /// All findings. `history` reports links to versions that don't exist.
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
        let mut repositories = BTreeSet::new();
        let mut few = Vec::new();
        for one in passed.rows {
            mended.extend(
                one.mended
                    .map(|more| (one.id.clone(), one.path.clone(), more)),
            );
            findings.extend(history(one.pins));
            repositories.extend(one.repository);
            places.entry(one.id).or_default().push(one.path);
            findings.extend(one.findings);
            few.extend(one.few);
        }
        reach::say_reach(workspace, &few, &mut findings);
        if self.folders.is_empty() {
            findings.extend(workspace.settings_of_git_astray());
            findings.extend(committed_sheets(&workspace.root));
            findings.extend(doubled(&places));
            findings.extend(toolkits(workspace));
            findings.extend(super::report::findings(workspace));
        }
        say_once(&mut findings);
        FoundProblems {
            plans,
            repositories,
            findings,
            mended,
        }
    }
}

/// Fixes a plan in memory, and follows its links again if anything changed.
fn mend(workspace: &Workspace, plan: &mut Plan, page: Option<&mut PlanPage>) -> Mended {
    let mended = crate::check::mend(plan, page);
    if !mended.changes.is_empty() {
        workspace.relink(plan);
    }
    mended
}

/// Reports one cause once: every plan finds its broken toolkit again.
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

/// Ids of all team plans, for a programme, whose records name some.
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

fn committed_sheets(root: &std::path::Path) -> Vec<Finding> {
    let git = Git::around(root).ok().flatten();
    let sheets = git
        .map(|git| git.kept_below(root, ".private."))
        .unwrap_or_default();
    let finding = |path: String| {
        Finding::error(
            codes::PRIVATE_SHEET,
            "this sheet is private and must not be committed",
        )
        .with_place(Place::file(path))
        .with_help(
            "run `git rm --cached` on it, and ask the repository's owner to remove it from history too",
        )
    };
    sheets.into_iter().map(finding).collect()
}

fn toolkits(workspace: &Workspace) -> Vec<Finding> {
    let unusable = workspace.toolkits.unusable();
    let mut found: Vec<Finding> = unusable
        .iter()
        .flat_map(|one| one.findings.clone())
        .collect();
    found.extend(workspace.toolkits.twice().into_iter().map(|(name, paths)| {
        Finding::warning(codes::TOOLKIT, format!("the toolkit {name} exists twice"))
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
