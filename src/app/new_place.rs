//! Where a plan with a name belongs, and which names it can't have.

use crate::error::CommandError;
use crate::model::codes;
use crate::store::{PROGRAMME, Workspace};
use crate::toolkit::{Audience, Toolkit, name_problem, slug};

/// Directory and id of a new plan, or of one that is `moving` from its directory.
pub fn new_place(
    workspace: &Workspace,
    toolkit: &Toolkit,
    name: &str,
    moving: Option<&str>,
) -> Result<(String, String), CommandError> {
    refuse_name(name)?;
    let id = name.rsplit('/').next().unwrap_or(name).to_owned();
    if id == PROGRAMME && toolkit.audience == Audience::Team {
        return Err(no_programme(workspace, toolkit));
    }
    let there = workspace.find_plans(&id);
    let mut others = there.iter().filter(|there| Some(there.as_str()) != moving);
    if let Some(there) = others.next() {
        workspace.follow(there)?;
        let message = format!("the plan \"{id}\" already exists: {there}");
        return Err(CommandError::new(codes::EXISTS, message)
            .hint("nothing was changed; choose another name"));
    }
    if toolkit.audience == Audience::Cohort {
        if name == PROGRAMME {
            return Ok((PROGRAMME.to_owned(), id));
        }
        let message = format!("a cohort's plan must be named \"{PROGRAMME}\", not \"{name}\"");
        let hint = format!("redesign new {PROGRAMME} --toolkit {}", toolkit.id);
        return Err(CommandError::usage(message).hint(hint));
    }
    let path = format!("{}/{name}", workspace.config.plans);
    workspace.follow(&path)?;
    if let Some(around) = workspace.plan_around(&workspace.absolute(&path)) {
        let message = format!("\"{name}\" would be inside the plan {around}");
        return Err(CommandError::usage(message).hint("choose another group"));
    }
    Ok((path, id))
}

fn refuse_name(name: &str) -> Result<(), CommandError> {
    let wrong = |part| Some((part, name_problem(part)?));
    let Some((part, problem)) = name.split('/').find_map(wrong) else {
        return Ok(());
    };
    let error = CommandError::usage(format!("a plan can't be named \"{name}\": {problem}"));
    Err(match slug(part) {
        Some(slug) => error.hint(format!("perhaps \"{slug}\"? --title takes any text")),
        None => error,
    })
}

/// The error for a team's plan with the programme's name.
fn no_programme(workspace: &Workspace, toolkit: &Toolkit) -> CommandError {
    let toolkits = workspace.toolkits.usable();
    let mut toolkits = toolkits.iter().map(|(toolkit, ..)| toolkit);
    let of_cohorts = toolkits.find(|toolkit| toolkit.audience == Audience::Cohort);
    let named = of_cohorts.map_or("TOOLKIT", |toolkit| toolkit.id.as_str());
    CommandError::usage(format!(
        "\"{PROGRAMME}\" is the name of a cohort's programme, but {} is a toolkit for one team",
        toolkit.id
    ))
    .hint(format!("redesign new {PROGRAMME} --toolkit {named}"))
}
