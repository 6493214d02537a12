//! The one door to the workspace's files: every path read or written goes through it, so no link leads a command out of
//! the workspace.

use super::error::reason;
use super::files;
use crate::model::{Finding, Place, codes};
use std::fs;
use std::path::{Component, Path, PathBuf};

pub(super) const OUTSIDE: &str = "this link leads out of the workspace, so it is not followed";

const OF_GIT: &str = "this link leads into git's own directory, so it is not followed";

pub(super) const LEADS_BACK: &str = "this link leads back to a folder it is in";

pub(super) const NOWHERE: &str = "this link leads nowhere";

/// The entries that make a directory a git directory, whatever its name.
const OF_A_REPOSITORY: [&str; 3] = ["HEAD", "objects", "refs"];

pub(super) fn astray(path: &str, why: impl Into<String>) -> Finding {
    Finding::error(codes::DIRECTORY, why)
        .with_place(Place::file(path))
        .with_help("replace the link with the file or folder itself")
        .breaking()
        .refusing()
}

/// Resolves links in a workspace path; its end may not exist yet.
pub(super) fn follow(root: &Path, relative: &str) -> Result<PathBuf, Finding> {
    let mut place = root.to_owned();
    let mut end = 0;
    for part in relative.split('/') {
        end += part.len();
        let named = relative.get(..end).unwrap_or(relative);
        end += 1;
        let mut pieces = Path::new(part).components();
        match (pieces.next(), pieces.next()) {
            (Some(Component::Normal(_)), None) if is_of_git(part) => {
                return Err(astray(named, OF_GIT));
            }
            (Some(Component::Normal(name)), None) => place.push(name),
            (Some(Component::CurDir) | None, None) => continue,
            _ => return Err(astray(named, OUTSIDE)),
        }
        if is_link(&place) {
            place = target(root, &place).map_err(|why| astray(named, why))?;
        }
    }
    Ok(place)
}

/// Like [`follow`], relative to the workspace: the path that git knows.
pub(super) fn real(root: &Path, relative: &str) -> Result<String, Finding> {
    let place = follow(root, relative)?;
    Ok(slashed(place.strip_prefix(root).unwrap_or(&place)))
}

pub(super) fn slashed(path: &Path) -> String {
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

pub(super) fn is_link(place: &Path) -> bool {
    place
        .symlink_metadata()
        .is_ok_and(|found| found.is_symlink())
}

pub(super) fn target(root: &Path, link: &Path) -> Result<PathBuf, String> {
    let target = fs::canonicalize(link).map_err(|error| {
        // Nothing outside is looked up, not even whether it exists.
        let around = link.parent().unwrap_or(root);
        match fs::read_link(link).map(|aim| files::resolved(&around.join(aim))) {
            Ok(aim) if !aim.starts_with(root) => OUTSIDE.to_owned(),
            _ => format!("{NOWHERE}: {}", reason(&error)),
        }
    })?;
    let inside = target.strip_prefix(root).map_err(|_| OUTSIDE.to_owned())?;
    let is_named = inside.iter().any(|part| is_of_git(&part.to_string_lossy()));
    let is_repository = |folder: &Path| OF_A_REPOSITORY.iter().all(|it| folder.join(it).exists());
    let mut around = target.ancestors().take_while(|folder| *folder != root);
    if is_named || around.any(is_repository) {
        return Err(OF_GIT.to_owned());
    }
    Ok(target)
}

/// Whether a name is `.git`, in any letter case.
fn is_of_git(name: &str) -> bool {
    name.eq_ignore_ascii_case(".git")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::link as symlink;

    fn laid() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap().join("work");
        for name in ["plans/a/step", ".git", "bare/objects", "bare/refs"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        fs::write(root.join("bare/HEAD"), "").unwrap();
        fs::create_dir(root.join("../elsewhere")).unwrap();
        (folder, root)
    }

    #[test]
    fn links_inside_are_followed_and_others_are_not() {
        let (_folder, root) = laid();
        for (name, aim, expected) in [
            ("relative", "plans/a", Ok("plans/a")),
            (
                "absolute",
                root.join("plans/a").to_str().unwrap(),
                Ok("plans/a"),
            ),
            ("again", "relative/step", Ok("plans/a/step")),
            ("around", "../elsewhere/../work/plans", Ok("plans")),
            ("outside", "../elsewhere", Err(OUTSIDE)),
            ("unknown", "../not-there/at-all", Err(OUTSIDE)),
            ("above", "..", Err(OUTSIDE)),
            ("by-two", "outside", Err(OUTSIDE)),
            ("git", ".git", Err(OF_GIT)),
            ("repository", "bare/refs", Err(OF_GIT)),
            ("dangling", "plans/none", Err(NOWHERE)),
            ("loop", "loop", Err(NOWHERE)),
        ] {
            symlink(aim, root.join(name)).unwrap();
            let found = follow(&root, &format!("{name}/new.md"));
            match (found, expected) {
                (Ok(place), Ok(expected)) => {
                    assert_eq!(place, root.join(expected).join("new.md"), "{name}");
                }
                (Err(finding), Err(why)) => {
                    assert!(finding.message.starts_with(why), "{name}: {finding:?}");
                    assert_eq!(finding.place.unwrap().path, name);
                }
                (found, _) => panic!("{name}: {found:?}"),
            }
        }
        for path in [
            "..",
            "plans/../../x",
            ".git/config",
            "plans/a/.GIT/x",
            "/etc",
        ] {
            let found = follow(&root, path);
            let is_inside = found.as_ref().is_ok_and(|place| place.starts_with(&root));
            assert!(
                found.is_err() || is_inside && path == "/etc",
                "{path}: {found:?}"
            );
        }
    }
}
