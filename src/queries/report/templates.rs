//! Which reports there are. The workspace's own come before a toolkit's, and those before the program's.

use super::sample::{fields, sample};
use crate::error::CommandError;
use crate::model::{Finding, Place, codes, nearest};
use crate::store::{ToolkitFiles, Workspace, report_path};
use crate::template::{Misread, ReportTemplate};
use crate::toolkit::{builtin, name_problem};

/// Where a report comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportSource {
    Workspace,
    /// A toolkit, by its name.
    Toolkit(String),
    BuiltIn,
}

impl ReportSource {
    /// For people.
    pub fn words(&self) -> String {
        match self {
            Self::Workspace => "this workspace".to_owned(),
            Self::Toolkit(name) => format!("toolkit {name}"),
            Self::BuiltIn => "redesign".to_owned(),
        }
    }
}

/// A report's template, as it was found.
#[derive(Debug, Clone)]
pub struct FoundReport {
    pub name: String,
    pub source: ReportSource,
    /// Its file, relative to the workspace, or its name if it isn't there.
    pub path: String,
    /// Its text, or why it can't be read.
    pub text: Result<String, Finding>,
}

impl FoundReport {
    /// What it is: the first line of the comment that begins it.
    pub fn title(&self) -> &str {
        let text = self.text.as_deref().unwrap_or_default().trim_start();
        let comment = text
            .strip_prefix("{{!--")
            .and_then(|rest| rest.split_once("--}}"))
            .or_else(|| {
                text.strip_prefix("{{!")
                    .and_then(|rest| rest.split_once("}}"))
            });
        let comment = comment.map_or("", |(comment, _)| comment.trim());
        comment.lines().next().unwrap_or_default().trim()
    }

    /// Its file, relative to the workspace, if it is there.
    pub fn place(&self) -> Option<String> {
        let is_there = match &self.source {
            ReportSource::Workspace => true,
            ReportSource::Toolkit(_) => self.path.contains("/reports/"),
            ReportSource::BuiltIn => false,
        };
        is_there.then(|| self.path.clone())
    }

    /// Its template, or everything that is wrong with it.
    pub fn template(&self) -> Result<ReportTemplate, Vec<Finding>> {
        let text = self
            .text
            .as_ref()
            .map_err(|finding| vec![finding.clone()])?;
        let template = ReportTemplate::of(&self.path, text, sample());
        template.map_err(|wrong| wrong.iter().map(|one| self.finding(text, one)).collect())
    }

    fn finding(&self, text: &str, one: &Misread) -> Finding {
        let asked = one.message.split('"').nth(1).unwrap_or_default();
        let last = asked.rsplit(['.', '/']).next().unwrap_or_default();
        let help = match nearest(last, one.known.iter().cloned()) {
            Some(name) => format!("did you mean \"{name}\"? {HELP}"),
            None if one.known.is_empty() => HELP.to_owned(),
            None => format!("known here: {}", one.known.join(", ")),
        };
        let finding = Finding::error(codes::TEMPLATE, one.message.clone());
        let finding = match one.place {
            Some(place) => finding.in_text(&self.path, text, offset(text, place)),
            None => finding.with_place(Place::file(self.path.as_str())),
        };
        finding.with_help(help).breaking()
    }
}

/// The byte at a line and column.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let above = text.split_inclusive('\n').take(line.saturating_sub(1));
    let above: usize = above.map(str::len).sum();
    let rest = text.get(above..).unwrap_or_default();
    let before = rest.chars().take(column.saturating_sub(1));
    above + before.map(char::len_utf8).sum::<usize>()
}

const HELP: &str = "`redesign report --new NAME` writes a report that lists all fields";

/// The template of a page of a site.
pub fn site_page(name: &str) -> FoundReport {
    FoundReport {
        name: name.to_owned(),
        source: ReportSource::BuiltIn,
        path: name.to_owned(),
        text: Ok(builtin::site_page(name).unwrap_or_default().to_owned()),
    }
}

/// All reports, by name. A name that several places have is taken from the first.
pub fn all(workspace: &Workspace) -> Vec<FoundReport> {
    let mut found = own(workspace);
    let with_reports = |files: &ToolkitFiles| !files.reports().is_empty();
    for (toolkit, files, path) in workspace.toolkits.usable_with(with_reports) {
        let name = format!("{} {}", toolkit.id, toolkit.version);
        for report in files.reports() {
            found.extend(of_toolkit(&files, &name, &path, report));
        }
    }
    let built_in = builtin::reports().into_iter();
    found.extend(built_in.map(|(name, text)| FoundReport {
        name: name.to_owned(),
        source: ReportSource::BuiltIn,
        path: report_path(name),
        text: Ok(text.to_owned()),
    }));
    let mut first: Vec<FoundReport> = Vec::new();
    for one in found {
        if first.iter().all(|known| known.name != one.name) {
            first.push(one);
        }
    }
    first.sort_by(|one, other| one.name.cmp(&other.name));
    first
}

/// The workspace's own.
fn own(workspace: &Workspace) -> Vec<FoundReport> {
    let names = workspace.own_reports().unwrap_or_default().into_iter();
    names
        .filter_map(|name| {
            let text = workspace.own_report(&name).transpose()?;
            Some(FoundReport {
                path: report_path(&name),
                name,
                source: ReportSource::Workspace,
                text,
            })
        })
        .collect()
}

fn of_toolkit(
    files: &ToolkitFiles,
    toolkit: &str,
    folder: &str,
    name: String,
) -> Option<FoundReport> {
    let path = match folder {
        "" => report_path(&name),
        folder => format!("{folder}/{}", report_path(&name)),
    };
    let text = files.report(&name).transpose()?;
    let text = text.map_err(|why| {
        Finding::error(codes::TEMPLATE, why)
            .with_place(Place::file(path.as_str()))
            .breaking()
    });
    Some(FoundReport {
        name,
        source: ReportSource::Toolkit(toolkit.to_owned()),
        path,
        text,
    })
}

/// The report of a name.
pub fn found(workspace: &Workspace, name: &str) -> Result<FoundReport, CommandError> {
    let all = all(workspace);
    let names: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
    let found = all.into_iter().find(|one| one.name == name);
    found.ok_or_else(|| {
        CommandError::usage(format!("no report named \"{name}\"")).near(
            name,
            names,
            "`redesign report` lists all reports",
        )
    })
}

/// What is wrong with the workspace's own reports.
pub fn findings(workspace: &Workspace) -> Vec<Finding> {
    let own = own(workspace).into_iter();
    own.filter_map(|report| report.template().err())
        .flatten()
        .collect()
}

/// What is wrong with a toolkit's reports, each with its file in the toolkit.
pub fn findings_of(files: &ToolkitFiles) -> Vec<(String, Finding)> {
    let names = files.reports().into_iter();
    let reports = names.filter_map(|name| of_toolkit(files, "", "", name));
    reports
        .flat_map(|report| {
            let wrong = report.template().err().into_iter().flatten();
            let path = report.path;
            wrong
                .map(move |finding| (path.clone(), finding))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A new report: a copy of another, with all fields in a comment.
pub fn starter(name: &str, from: &FoundReport) -> Result<String, CommandError> {
    if let Some(problem) = name_problem(name) {
        return Err(CommandError::usage(format!(
            "\"{name}\" can't be a report's name: {problem}"
        )));
    }
    let text = from.text.clone().map_err(CommandError::broken)?;
    let fields = fields().into_iter();
    let fields: Vec<String> = fields
        .map(|(name, about)| format!("  {name}: {about}"))
        .collect();
    let rest = match text.split_once("--}}") {
        Some((comment, rest)) if comment.trim_start().starts_with("{{!--") => rest,
        _ => text.as_str(),
    };
    Ok(format!(
        "{{{{!-- {}\n\nA copy of the report \"{}\". `redesign report {name}` renders it, `redesign check` checks it.\n\n{FORM}\n\n{}\n--}}}}\n{}",
        from.title(),
        from.name,
        fields.join("\n"),
        rest.trim_start()
    ))
}

const FORM: &str = "\
It is Markdown with Handlebars tags: a field in two braces writes its words; #each goes through a list (a name that ends
in []), #if asks whether there is something, ../ leads out of a list. The fields named `text` are whole answers and
stand in a line of their own. ROLE is the role of an output: problem, aim, voices, affected, idea, prediction, result,
measure, decision, equity, need, offer, attendance, finding, support, contrary, consent, approval or rating.
Delete this comment when you no longer need it; its first line is the title that `redesign report` shows.";
