//! Resolves a typed reference to a plan, activity or record, with 'did you mean'.

use super::Opened;
use crate::error::CommandError;
use crate::model::copies::same_name;
use crate::model::{Finding, Plan, Record, Reference, codes};
use crate::store::{Message, PlanRead, Workspace};
use crate::toolkit::{Activity, ActivityAt, Output};
use std::sync::Arc;

/// What a reference points to.
pub struct Target {
    pub plan: Arc<Plan>,
    /// The activity's position in the toolkit.
    pub activity: Option<ActivityAt>,
    /// A record's stem or random suffix, as typed.
    pub record: Option<String>,
    /// Id of an output, for commands that show one answer.
    pub output: Option<String>,
    pub version: Option<String>,
}

impl Target {
    pub fn activity(&self) -> Option<&Activity> {
        self.activity.map(|at| self.plan.toolkit.activity(at))
    }

    /// As people type it, without output and version.
    pub fn name(&self) -> String {
        let mut name = self.plan.id.to_string();
        for part in self.activity_id().iter().chain(&self.record) {
            name.push_str(&format!("/{part}"));
        }
        name
    }

    pub fn activity_id(&self) -> Option<String> {
        self.activity().map(|activity| activity.id.to_string())
    }

    /// Itself; an error if it names a version.
    fn current(self) -> Result<Self, CommandError> {
        match &self.version {
            None => Ok(self),
            Some(version) => Err(CommandError::usage(format!(
                "\"@{version}\" names a version, but this command works on current files"
            ))
            .hint(format!(
                "`redesign show {0}@{version}` shows it, `redesign restore {0}@{version}` restores it",
                self.name()
            ))),
        }
    }

    /// Itself; an error if it names an output.
    fn whole(self) -> Result<Self, CommandError> {
        match &self.output {
            None => Ok(self),
            Some(output) => Err(CommandError::usage(format!(
                "\"{output}\" is an output, but this command works on whole records"
            ))
            .hint(format!(
                "name the record alone: {0}; `redesign show {0}/{output}` shows the one answer",
                self.name()
            ))),
        }
    }

    /// The activity; an error with a hint if the reference is a whole plan. `words` are what was typed.
    pub fn activity_or(
        &self,
        words: &str,
        hint: impl FnOnce(&Plan) -> String,
    ) -> Result<&Activity, CommandError> {
        self.activity().ok_or_else(|| {
            CommandError::usage(format!("\"{words}\" is a plan; say which activity"))
                .hint(hint(&self.plan))
        })
    }

    /// The named record, in the plan as it is now.
    pub fn named_record<'a>(&self, plan: &'a Plan) -> Result<Option<&'a Record>, CommandError> {
        match (self.activity, &self.record) {
            (Some(at), Some(name)) => record(plan, at, Some(name)),
            _ => Ok(None),
        }
    }

    /// The error for a name that is neither a record nor an output.
    pub fn no_answer(&self, error: CommandError) -> CommandError {
        let (Some(activity), Some(name)) = (self.activity(), &self.record) else {
            return error;
        };
        match output(activity, name) {
            Err(no_output) if activity.repeat.is_none() => no_output,
            Err(no_output) => no_output.hints.into_iter().fold(error, CommandError::hint),
            Ok(_) => error,
        }
    }

    /// All of its plan, read again; refused if a link that isn't followed leads to it.
    pub fn read(&self, workspace: &Workspace) -> Result<Arc<Plan>, CommandError> {
        let plan = workspace.read_plan(&self.plan.path)?;
        if let Some(at) = self.activity {
            refuse_link(&plan, at, self.record.as_deref())?;
        }
        Ok(Arc::new(plan))
    }

    /// The commit message for a change to it.
    pub fn message(&self, command: &'static str, subject: String) -> Message {
        Message {
            subject,
            command,
            plans: vec![self.plan.id.to_string()],
            activity: self.activity_id(),
            ..Message::default()
        }
    }
}

const LISTS: &str = "`redesign status` lists all plans";

/// Looks up `PLAN[/ACTIVITY[/RECORD]]`. Inside a plan's directory the plan may be omitted.
pub fn find(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    find_version(workspace, words)?.current()
}

/// Like [`find`], but of the plan only the named activity's records are read, unless none is named.
pub fn find_activity(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    look_up(workspace, words, Reads::Activity)?
        .whole()?
        .current()
}

/// Like [`find`], but no records are read, unless one is named; [`Target::read`] reads them.
pub fn find_unread(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    look_up(workspace, words, Reads::Named)?.whole()?.current()
}

/// Looks up `PLAN[/ACTIVITY[/RECORD]][@VERSION]`. Inside a plan's directory the plan may be omitted.
pub fn find_version(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    find_output(workspace, words)?.whole()
}

/// The plan around this directory.
pub fn here(workspace: &Opened<'_>) -> Result<Target, CommandError> {
    let path =
        around(workspace).ok_or_else(|| CommandError::usage("say which plan").hint(LISTS))?;
    within(workspace.read_plan(&path)?, [None, None, None])
}

/// Looks up `PLAN[/ACTIVITY[/RECORD][/OUTPUT]][@VERSION]`. Inside a plan's directory the plan may be omitted.
pub fn find_output(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    look_up(workspace, words, Reads::All)
}

/// How much of a plan to read.
#[derive(Clone, Copy)]
enum Reads {
    All,
    /// The named activity's records; all if none is named.
    Activity,
    /// None, unless a record or an output is named: then the activity's.
    Named,
}

impl Reads {
    /// Reads a plan of which an activity and a record may be named.
    fn read(
        self,
        workspace: &Workspace,
        folder: &str,
        named: (Option<&String>, Option<&String>),
    ) -> PlanRead {
        match (self, named) {
            (Self::Named, (_, None)) => workspace.read_plan_file(folder),
            (Self::Named | Self::Activity, (Some(activity), _)) => {
                workspace.read_activity(folder, activity)
            }
            _ => workspace.read_plan(folder),
        }
    }
}

fn look_up(workspace: &Opened<'_>, words: &str, reads: Reads) -> Result<Target, CommandError> {
    if let Some(version) = words.strip_prefix('@').filter(|rest| !rest.is_empty()) {
        return Ok(Target {
            version: Some(version.to_owned()),
            ..here(workspace)?
        });
    }
    let reference = Reference::parse(words).map_err(|problem| {
        CommandError::usage(format!("\"{words}\" names no plan: {problem}")).hint(LISTS)
    })?;
    let version = reference.version.clone();
    let target = find_now(workspace, reference, reads)?;
    Ok(Target {
        version: version.map(|version| version.0),
        ..target
    })
}

fn find_now(
    workspace: &Opened<'_>,
    reference: Reference,
    reads: Reads,
) -> Result<Target, CommandError> {
    let first = reference.plan.clone().unwrap_or_default();
    if first.starts_with(['.', '/']) {
        return by_path(workspace, &first);
    }
    if let Some(path) = only(&first, workspace.find_plans(&first))? {
        let named = (reference.activity.as_ref(), reference.record.as_ref());
        let plan = reads.read(workspace, &path, named)?;
        return within(
            plan,
            [reference.activity, reference.record, reference.output],
        );
    }
    // Inside a plan's directory the reference may begin with the activity.
    if let Some(path) = around(workspace) {
        let named = (Some(&first), reference.activity.as_ref());
        let plan = reads.read(workspace, &path, named)?;
        if plan.toolkit.named(&first).is_some() && reference.output.is_none() {
            return within(plan, [Some(first), reference.activity, reference.record]);
        }
    }
    Err(unknown(workspace, &first))
}

/// The error for an unknown plan. A group may be a link that isn't followed, so the plan may exist behind it.
fn unknown(workspace: &Workspace, name: &str) -> CommandError {
    let (folders, findings) = workspace.read_plan_folders();
    let ids = folders
        .iter()
        .filter_map(|folder| folder.rsplit('/').next());
    let error = match findings.iter().find(|finding| finding.refuses) {
        None => CommandError::usage(format!("no plan named \"{name}\"")),
        Some(link) => {
            let place = link.place.as_ref().map_or("", |place| place.path.as_str());
            let message = format!("no plan named \"{name}\" can be reached");
            CommandError::refused(link.code, message).hint(format!("{place}: {}", link.message))
        }
    };
    error.near(name, ids, LISTS)
}

/// The plan that contains the current directory.
pub fn around(workspace: &Opened<'_>) -> Option<String> {
    let folder = workspace.named(&workspace.app.folder())?;
    workspace.plan_around(&workspace.absolute(&folder))
}

/// Directories of the plans named by id or path; each must exist.
pub fn plan_folders(workspace: &Opened<'_>, names: &[String]) -> Result<Vec<String>, CommandError> {
    let mut folders = Vec::new();
    for name in names {
        let is_path = name.starts_with(['.', '/']);
        if let Some((plan, version)) = name.split_once('@').filter(|_| !is_path) {
            return Err(CommandError::usage(format!(
                "\"@{version}\" names a version, but this command works on current plans"
            ))
            .hint(format!(
                "`redesign show {plan}@{version}` shows it; `redesign status --at REV|DATE` shows plans as they were"
            )));
        }
        let folder = if is_path {
            let path = named(workspace, name)?;
            path.and_then(|path| workspace.plan_around(&workspace.absolute(&path)))
        } else {
            only(name, workspace.find_plans(name.trim_end_matches('/')))?
        };
        let folder = folder.ok_or_else(|| unknown(workspace, name))?;
        workspace.follow(&folder)?;
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    Ok(folders)
}

/// Directories of the named teams' plans; no name means all.
pub fn team_folders(workspace: &Opened<'_>, names: &[String]) -> Result<Vec<String>, CommandError> {
    let folders = plan_folders(workspace, names)?;
    match folders.iter().find(|folder| workspace.is_programme(folder)) {
        Some(folder) => Err(CommandError::usage(format!(
            "\"{folder}\" is the cohort's programme, but this command needs a team"
        ))
        .hint("name a team's plan, or omit it for all; `redesign status` lists them")),
        None => Ok(folders),
    }
}

/// The only plan with an id: a write must not go to another team of the same name.
fn only(id: &str, folders: Vec<String>) -> Result<Option<String>, CommandError> {
    if folders.len() > 1 {
        let paths: Vec<String> = folders.iter().map(|folder| format!("./{folder}")).collect();
        return Err(
            CommandError::usage(format!("{} plans are named \"{id}\"", folders.len())).hint(
                format!(
                    "rename all but one of these folders, or name the plan by its path: {}",
                    paths.join(", ")
                ),
            ),
        );
    }
    Ok(folders.into_iter().next())
}

/// A typed path relative to the workspace; `None` if it is outside.
fn named(workspace: &Opened<'_>, words: &str) -> Result<Option<String>, CommandError> {
    let named = workspace.named(&workspace.app.folder().join(words));
    if let Some(named) = &named {
        workspace.follow(named)?;
    }
    Ok(named)
}

fn by_path(workspace: &Opened<'_>, words: &str) -> Result<Target, CommandError> {
    let nowhere = || {
        CommandError::usage(format!("\"{words}\" is not in a plan of this workspace")).hint(LISTS)
    };
    let relative = named(workspace, words)?.ok_or_else(nowhere)?;
    let around = workspace.plan_around(&workspace.absolute(&relative));
    let folder = around.ok_or_else(nowhere)?;
    let plan = workspace.read_plan(&folder)?;
    if workspace.is_same(&relative, &folder) {
        return within(plan, [None, None, None]);
    }
    let stem = |name: &str| name.strip_suffix(".md").unwrap_or(name).to_owned();
    let parts: Vec<&str> = relative.rsplit('/').collect();
    let name = parts.first().map(|name| stem(name)).unwrap_or_default();
    let parent = parts.get(1).copied().unwrap_or_default();
    let is_occurrence = plan
        .toolkit
        .named(parent)
        .is_some_and(|activity| activity.repeat.is_some());
    if is_occurrence {
        let record = (!name.eq_ignore_ascii_case("readme")).then_some(name);
        return within(plan, [Some(parent.to_owned()), record, None]);
    }
    within(plan, [Some(name), None, None])
}

/// An activity, a record and an output of a plan. The record may be left out before an output.
fn within(
    plan: Plan,
    [activity, record, output]: [Option<String>; 3],
) -> Result<Target, CommandError> {
    let Some(name) = activity else {
        return Ok(Target {
            plan: Arc::new(plan),
            activity: None,
            record: None,
            output: None,
            version: None,
        });
    };
    let Some(at) = plan.toolkit.named(&name).map(|one| one.at) else {
        let ids = plan.toolkit.activities.iter().map(|one| &one.id);
        let list = format!(
            "`redesign status {} --activities` lists all activities",
            plan.id
        );
        return Err(
            CommandError::usage(format!("no activity named \"{name}\"")).near(&name, ids, &list)
        );
    };
    let is_output = output.is_none()
        && record
            .as_ref()
            .is_some_and(|name| is_output(&plan, at, name));
    let (record, output) = if is_output {
        (None, record)
    } else {
        (record, output)
    };
    if let Some(name) = &output {
        self::output(plan.toolkit.activity(at), name)?;
    }
    refuse_link(&plan, at, record.as_deref())?;
    Ok(Target {
        plan: Arc::new(plan),
        activity: Some(at),
        record,
        output,
        version: None,
    })
}

/// Whether the part behind an activity names an output: of one with several records, only if no record has that name.
fn is_output(plan: &Plan, at: ActivityAt, name: &str) -> bool {
    let activity = plan.toolkit.activity(at);
    let is_record =
        || activity.repeat.is_some() && matches!(record(plan, at, Some(name)), Ok(Some(_)));
    activity.named(name).is_some() && !is_record()
}

/// Refuses a link that isn't followed at or above an activity's file or folder, or at the named record.
fn refuse_link(
    plan: &Plan,
    activity: ActivityAt,
    record: Option<&str>,
) -> Result<(), CommandError> {
    let place = plan.place_of(activity);
    let id = plan.toolkit.activity(activity).id.as_str();
    let is_on_the_way = |one: &&Finding| {
        let link = one.place.as_ref().map_or("", |place| place.path.as_str());
        let rest = place.strip_prefix(link);
        let name = link.rsplit('/').next().unwrap_or(link);
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let is_meant = |name: &str| stem == name || stem.rsplit('-').next() == Some(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || stem == id
            || record.is_some_and(is_meant)
    };
    let mut links = plan.findings.iter().filter(|one| one.refuses);
    match links.find(is_on_the_way) {
        Some(link) => Err(CommandError::broken(link.clone())),
        None => Ok(()),
    }
}

pub fn output<'a>(activity: &'a Activity, name: &str) -> Result<&'a Output, CommandError> {
    activity.named(name).ok_or_else(|| {
        let ids: Vec<&str> = activity.outputs.iter().map(|one| one.id.as_str()).collect();
        let list = format!("\"{}\" has: {}", activity.id, ids.join(", "));
        CommandError::usage(format!("no output named \"{name}\"")).near(name, ids, &list)
    })
}

pub fn record<'a>(
    plan: &'a Plan,
    activity: ActivityAt,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    let records: Vec<_> = plan.records_of(activity).collect();
    let id = &plan.toolkit.activity(activity).id;
    let stems: Vec<_> = records.iter().map(|record| record.stem()).collect();
    let fits = |record: &&Record| {
        let stem = record.stem();
        let ends_in = |name| {
            stem.rsplit('-')
                .next()
                .is_some_and(|end| same_name(end, name))
        };
        name.is_none_or(|name| same_name(stem, name) || ends_in(name))
    };
    let mut found: Vec<_> = records.iter().copied().filter(fits).collect();
    // Where both forms of a name are there, what was typed to the letter is meant.
    if found.len() > 1 && found.iter().any(|one| name == Some(one.stem())) {
        found.retain(|one| name == Some(one.stem()));
    }
    Err(match (found.as_slice(), name) {
        ([one], _) => return Ok(Some(one)),
        ([], None) => return Ok(None),
        (several, None) => {
            let number = several.len();
            CommandError::usage(format!("\"{id}\" has {number} records; say which")).hint(format!(
                "{}/{id}/RECORD, where RECORD is one of: {}; or --add for a new one",
                plan.id,
                stems.join(", ")
            ))
        }
        ([], Some(name)) => {
            let list = if stems.is_empty() {
                format!("\"{id}\" has no records yet; --add creates one")
            } else {
                format!("records: {}", stems.join(", "))
            };
            CommandError::usage(format!("\"{id}\" has no record \"{name}\""))
                .near(name, stems, &list)
        }
        (_, Some(name)) => CommandError::new(
            codes::AMBIGUOUS,
            format!("\"{name}\" matches several records"),
        )
        .hint(format!("write one in full: {}", stems.join(", "))),
    })
}

/// The directory of an existing plan named by id or path.
pub fn plan_folder(workspace: &Opened<'_>, name: &String) -> Result<String, CommandError> {
    let folders = plan_folders(workspace, std::slice::from_ref(name))?;
    Ok(folders.into_iter().next().unwrap_or_default())
}
