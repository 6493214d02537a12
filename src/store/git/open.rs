//! Opens repositories that git trusts. libgit2 knows only part of git's rules about other owners (it ignores variables
//! and `/*`), so those questions go to git itself.

use super::by_git::{Program, Trust};
use crate::store::{StoreError, owner};
use git2::{ErrorCode, Repository};
use std::path::{Path, PathBuf};

/// The setting that lists trusted directories of other owners.
const TRUSTED: &str = "safe.directory";

/// Opens the repository around a directory, if any.
pub(in crate::store) fn around(folder: &Path) -> Result<Option<Repository>, StoreError> {
    trusted(Repository::discover(folder), folder)
}

/// Opens the repository that begins in a directory, if any.
pub(in crate::store) fn at(folder: &Path) -> Result<Option<Repository>, StoreError> {
    trusted(Repository::open(folder), folder)
}

pub(in crate::store) fn again(own: &Path) -> Result<Repository, git2::Error> {
    Repository::open(own).or_else(|error| match error.code() {
        ErrorCode::Owner => Repository::open_bare(own),
        _ => Err(error),
    })
}

/// The same, with its work tree.
pub(super) fn with_work_tree(own: &Path, work_tree: &Path) -> Result<Repository, git2::Error> {
    let repository = again(own)?;
    repository.set_workdir(work_tree, false)?;
    Ok(repository)
}

fn trusted(
    opened: Result<Repository, git2::Error>,
    folder: &Path,
) -> Result<Option<Repository>, StoreError> {
    let code = opened.as_ref().err().map(git2::Error::code);
    if code == Some(ErrorCode::NotFound) {
        return Ok(None);
    }
    let is_refused = code == Some(ErrorCode::Owner);
    if is_refused || !is_ours(folder, opened.as_ref().ok()) {
        let program = Program::reading(folder);
        match program.trusts() {
            Trust::Refused => return Err(refused(folder)),
            Trust::Trusted if is_refused => return past_the_owner(&program).map(Some),
            Trust::Unknown if is_refused => return Err(refused(folder)),
            Trust::Trusted | Trust::Unknown => {}
        }
    }
    opened.map(Some).map_err(|error| unopened(&error))
}

/// Whether this user owns everything git checks: the work tree, `.git`, and the directory it leads to.
fn is_ours(folder: &Path, opened: Option<&Repository>) -> bool {
    let mut places: Vec<PathBuf> = opened
        .map(|repository| repository.path().to_owned())
        .into_iter()
        .collect();
    if let Some(top) = top(folder) {
        places.extend([top.join(".git"), top.to_owned()]);
    }
    places.iter().all(|place| owner::is_ours(place, None))
}

/// The nearest directory with a `.git`.
fn top(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// Opens a repository that git trusts but libgit2 would refuse for its owner.
fn past_the_owner(program: &Program) -> Result<Repository, StoreError> {
    let failed = StoreError::git("open the repository");
    let own = program
        .folder("--absolute-git-dir")
        .ok_or_else(|| refused(&program.work_tree))?;
    let repository = Repository::open_bare(own).map_err(|error| unopened(&error))?;
    if repository.commondir().join("shallow").exists() {
        // libgit2 reads a shallow clone's boundary only when it opens a repository normally.
        let why = "it is a shallow clone of another user's";
        return Err(StoreError::by_git("open the repository", why));
    }
    if let Some(top) = program.folder("--show-toplevel") {
        repository.set_workdir(&top, false).map_err(failed)?;
    }
    Ok(repository)
}

/// The error for a repository git doesn't trust.
fn refused(folder: &Path) -> StoreError {
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let top = top(&real).unwrap_or(&real).to_owned();
    StoreError::Git {
        doing: "open the repository",
        message: format!("\"{}\" is not owned by current user", top.display()),
        untrusted: Some(top),
    }
}

/// The error for a repository that can't be opened, explained if libgit2 doesn't support its format.
fn unopened(error: &git2::Error) -> StoreError {
    let said = error.message();
    let form = if said.contains("object format") {
        Some("it uses SHA-256 objects")
    } else if said.contains("refstorage") {
        Some("it stores branches in a reftable")
    } else {
        None
    };
    StoreError::by_git("open the repository", form.unwrap_or(said))
}

/// Whether the user's settings trust another owner's folder outside any repository: files of the system or user, and
/// variables.
pub(in crate::store) fn trusts_folder(folder: &Path) -> bool {
    let said = Program::reading(folder).settings(TRUSTED);
    let values = said.unwrap_or_else(|| {
        // Without the git program: only what the files say.
        let mut values = Vec::new();
        let settings = git2::Config::open_default();
        let _unset = settings.and_then(|settings| {
            let entries = settings.multivar(TRUSTED, None)?;
            entries.for_each(|entry| values.extend(entry.value().ok().map(str::to_owned)))
        });
        values
    });
    is_among(folder, &values)
}

/// Whether values of `safe.directory` trust a folder, by git's rules: an empty value clears those before it.
fn is_among(folder: &Path, values: &[String]) -> bool {
    values.iter().fold(false, |trusted, value| {
        let matches = match value.as_str() {
            "" => return false,
            "*" => true,
            value => match value.strip_suffix("/*") {
                Some(above) => folder.to_string_lossy().starts_with(&format!("{above}/")),
                None => Path::new(value) == folder || same(value, folder),
            },
        };
        trusted || matches
    })
}

fn same(value: &str, folder: &Path) -> bool {
    let is_absolute = Path::new(value).is_absolute();
    is_absolute && std::fs::canonicalize(value).is_ok_and(|real| real == folder)
}

#[cfg(test)]
mod tests {
    use super::is_among;
    use std::path::Path;

    #[test]
    fn what_is_trusted_is_what_git_trusts() {
        let trusted = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            is_among(Path::new("/srv/plans/our"), &values)
        };
        for right in [
            &["*"][..],
            &["/srv/plans/our"],
            &["/srv/plans/our/"],
            &["/srv/plans/*"],
            &["/srv/*"],
            &["/*"],
            &["", "/other", "/srv/plans/our"],
        ] {
            assert!(trusted(right), "{right:?}");
        }
        for wrong in [
            &[][..],
            &["/srv/plans"],
            &["/srv/plans/our/*"],
            &["/srv/pl*"],
            &["/srv/plan/*"],
            &["srv/plans/our"],
            &["/srv/plans/our", ""],
            &["*", ""],
        ] {
            assert!(!trusted(wrong), "{wrong:?}");
        }
    }
}
