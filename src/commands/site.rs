//! `redesign site`

use super::report::{left_out, readers, usable};
use crate::app::{App, Command, Formats, Opened, Reply};
use crate::error::CommandError;
use crate::model::{Count, Readers};
use crate::queries::Pass;
use crate::queries::moment::When;
use crate::queries::report::{
    self as telling, CalendarLater, CohortTold, LeftOutTold, ReportInput, ReportUses, TeamPages,
    TeamTold, Telling,
};
use crate::render::{SitePage, site_page};
use crate::report::{Block, Report, fact};
use crate::store::{MadePage, SITE_MARK, SiteFolder, SiteWritten, with_end};
use crate::template::ReportTemplate;
use schemars::JsonSchema;
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Write the cohort as pages for people without git
///
/// An overview, a page per team, findings, case studies, the calendar and what changed: plain pages that open from a
/// folder or any web server. For the public, only what was released or agreed to. Only pages that changed are written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the pages; only pages of redesign in it are replaced or removed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who reads them: with `public`, only what was released or agreed to
    #[arg(long, value_name = "WHO", default_value = "internal", value_parser = ["internal", "public"])]
    audience: String,
}

/// Result of `site`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SiteData {
    /// The folder, as it was given.
    out: String,
    /// Who reads it: `internal` or `public`.
    audience: &'static str,
    /// Pages that were written (with `--dry-run`: would be), relative to the folder.
    written: Vec<String>,
    /// How many pages were as they should be.
    unchanged: usize,
    /// Pages that no longer belong to the site and were removed.
    removed: Vec<String>,
    /// Records whose words aren't in it, and why.
    left_out: Vec<LeftOutTold>,
    /// True if `--dry-run` kept pages from being written.
    dry_run: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "site";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = SiteData;

    fn run(self, app: &App<'_>) -> Result<Reply<SiteData>, CommandError> {
        let workspace = app.workspace()?;
        let when = workspace.now();
        let readers = readers(&self.audience);
        let folder = self.folder(&workspace)?;
        let form = Arc::new(SiteForm::of(&workspace, readers)?);
        let mut question = Telling::of(
            &workspace,
            &when,
            Vec::new(),
            (readers, form.wanted()),
            (None, None),
        )?;
        let (there, templates) = (folder.clone(), Arc::clone(&form));
        let has_failed = AtomicBool::new(false);
        question.pages = Some(TeamPages {
            form: form.number,
            others: form.wanted_by_others(),
            is_current: Box::new(move |id, made_of| there.is_current(&path_of(id), made_of)),
            make: Box::new(move |around, team, made_of| {
                // Once one has failed, nothing is written.
                if has_failed.load(Ordering::Relaxed) {
                    return Ok(String::new());
                }
                let made = templates.team_page(around, team, made_of);
                has_failed.fetch_or(made.is_err(), Ordering::Relaxed);
                made
            }),
        });
        let pass = Pass::new(&workspace, &when);
        let answer = question.ask(&pass)?;
        let told = (answer.told, answer.calendar);
        let written = form.write(&folder, told, app.global.dry_run)?;
        let reply = self.reply(written, answer.left_out, &when, app.global.dry_run);
        Ok(Reply {
            findings: answer.findings,
            ..reply
        })
    }
}

impl Arguments {
    fn folder(&self, workspace: &Opened<'_>) -> Result<SiteFolder, CommandError> {
        let folder = SiteFolder::at(&workspace.app.folder().join(&self.out));
        if folder.holds_work_of(workspace) {
            let out = self.out.display();
            let message = format!("\"{out}\" holds the work itself, so no pages go there");
            return Err(CommandError::usage(message)
                .hint("name a folder for the pages alone: redesign site --out pages"));
        }
        Ok(folder)
    }

    fn reply(
        &self,
        written: SiteWritten,
        out: Vec<LeftOutTold>,
        when: &When,
        dry_run: bool,
    ) -> Reply<SiteData> {
        let shown = self.out.display().to_string();
        let verb = if dry_run { "would write" } else { "wrote" };
        let pages = Count(written.written.len(), "page");
        let mut facts = vec![fact(verb, format!("{pages} to {shown}"))];
        facts.push(fact(
            "unchanged",
            Count(written.unchanged, "page").to_string(),
        ));
        if !written.removed.is_empty() {
            facts.push(fact("removed", written.removed.join(", ")));
        }
        let notes = left_out(&out, usize::MAX);
        let data = SiteData {
            out: shown.clone(),
            audience: readers(&self.audience).word(),
            written: written.written,
            unchanged: written.unchanged,
            removed: written.removed,
            left_out: out,
            dry_run,
        };
        Reply {
            notes,
            commit: when.commit.clone(),
            is_report_of_work: true,
            ..Reply::new(data, Report::untitled(vec![Block::Facts(facts)]))
        }
    }
}

fn path_of(team: &str) -> String {
    format!("teams/{team}.html")
}

type SiteTemplate = (&'static str, &'static str, ReportTemplate);

/// Path and name of each page in the navigation.
fn links<'a>(pages: impl IntoIterator<Item = &'a SiteTemplate>) -> Vec<(&'a str, &'a str)> {
    pages.into_iter().map(|page| (page.0, page.1)).collect()
}

fn page_of(
    told: &CohortTold,
    (path, root): (&str, &str),
    links: &[(&str, &str)],
    markdown: &str,
) -> String {
    let about = SitePage {
        site: &told.title,
        root,
        path,
        links,
        mark: SITE_MARK,
    };
    site_page(&about, markdown)
}

/// The templates of the pages.
struct SiteForm {
    /// Path, name in the navigation, template.
    pages: Vec<SiteTemplate>,
    team: ReportTemplate,
    /// The same as long as all pages of teams are made the same way.
    number: u64,
}

/// The pages of each site: path, name in the navigation, name of the template.
const INTERNAL: [(&str, &str, &str); 5] = [
    ("index.html", "Overview", "index"),
    ("findings.html", "Findings", "findings"),
    ("studies.html", "Case studies", "studies"),
    ("calendar.html", "Calendar", "calendar"),
    ("changes.html", "What changed", "changes"),
];
const PUBLIC: [(&str, &str, &str); 3] = [
    ("index.html", "Overview", "public"),
    ("findings.html", "Findings", "findings"),
    ("studies.html", "Case studies", "studies"),
];

/// A page of the site: of a team, made already unless it is there, or to be made.
enum Page<'a> {
    Team(String, Option<Result<String, CommandError>>),
    Of(&'a SiteTemplate),
}

impl SiteForm {
    fn of(workspace: &Opened<'_>, readers: Readers) -> Result<Self, CommandError> {
        let wanted: &[_] = match readers {
            Readers::Internal => &INTERNAL,
            Readers::Public => &PUBLIC,
        };
        let pages = wanted.iter().map(|(path, name, template)| {
            Ok((*path, *name, usable(&telling::site_page(template))?))
        });
        let pages = pages.collect::<Result<_, CommandError>>()?;
        let team = telling::found(workspace, "plan")?;
        let mut hasher = DefaultHasher::new();
        (workspace.config.name(), team.text.as_ref().ok()).hash(&mut hasher);
        Ok(Self {
            pages,
            team: usable(&team)?,
            number: hasher.finish(),
        })
    }

    /// What its pages use.
    fn wanted(&self) -> ReportUses {
        self.wanted_by_others().and(ReportUses::of(&self.team))
    }

    /// What its pages use that aren't a team's.
    fn wanted_by_others(&self) -> ReportUses {
        let all = self.pages.iter().map(|page| ReportUses::of(&page.2));
        all.fold(ReportUses::default(), ReportUses::and)
    }

    /// The page of a team, with what it is made of at its end.
    fn team_page(
        &self,
        around: &CohortTold,
        team: &TeamTold,
        made_of: u64,
    ) -> Result<String, CommandError> {
        let markdown = ReportInput::of_team(around, team).markdown(&self.team)?;
        let links = links(&self.pages);
        let page = page_of(around, (&path_of(&team.id), "../"), &links, &markdown);
        Ok(with_end(page, made_of))
    }

    fn write(
        &self,
        folder: &SiteFolder,
        (mut told, calendar): (CohortTold, Option<CalendarLater>),
        dry_run: bool,
    ) -> Result<SiteWritten, CommandError> {
        // A page of the public is there only if there is something on it.
        let is_shown = |path: &str| match path {
            "findings.html" => !told.is_public || told.ready_findings > 0,
            "studies.html" => !told.is_public || told.ready_studies > 0,
            _ => true,
        };
        let shown: Vec<_> = self.pages.iter().filter(|page| is_shown(page.0)).collect();
        let links = links(shown.iter().copied());
        let teams = told.teams.iter_mut().map(|team| {
            // What a team wrote is in its page alone. The process ends soon, which frees it.
            std::mem::forget(std::mem::take(&mut team.by_role));
            Page::Team(path_of(&team.id), team.page.0.take())
        });
        let teams: Vec<Page<'_>> = teams.collect();
        let pages: Vec<Page<'_>> = shown.into_iter().map(Page::Of).chain(teams).collect();
        let input = ReportInput::of(&mut told);
        let calendar = Mutex::new(calendar);
        // It is made while other threads make other pages. Its page tells nothing else.
        let with_calendar = || Some(calendar.lock().ok()?.take()?());
        let make = |page: Page<'_>| -> Result<MadePage, CommandError> {
            Ok(match page {
                Page::Team(path, text) => MadePage {
                    path,
                    text: text.transpose()?,
                },
                Page::Of((path, _, template)) => {
                    let own = template.uses("calendar").then(with_calendar).flatten();
                    let markdown = match own {
                        Some(mut own) => ReportInput::of(&mut own).markdown(template)?,
                        None => input.markdown(template)?,
                    };
                    MadePage {
                        path: (*path).to_owned(),
                        text: Some(page_of(&told, (path, ""), &links, &markdown)),
                    }
                }
            })
        };
        let written = folder.write(pages, &make, dry_run);
        // The process ends soon; freeing them piece by piece would only take time.
        std::mem::forget((input, told));
        written
    }
}
