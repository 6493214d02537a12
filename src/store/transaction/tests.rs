//! All or nothing, against real files; what needs a repository is tried by the command line's tests.

use super::*;
use crate::store::{Message, NewFolder};

fn creates(path: &str, words: &str) -> Edit {
    Edit::Create {
        path: path.to_owned(),
        bytes: words.into(),
        is_program: false,
    }
}

fn changes(path: &str, before: &str, after: &str) -> Edit {
    Edit::Change {
        path: path.to_owned(),
        before: before.into(),
        after: after.into(),
    }
}

fn removes(path: &str, before: &str) -> Edit {
    Edit::Remove {
        path: path.to_owned(),
        before: before.into(),
    }
}

fn keeps(path: &str) -> Edit {
    Edit::Keep {
        path: path.to_owned(),
    }
}

fn folder(path: &str, files: &[&str]) -> NewFolder {
    let file = |name: &&str| ((*name).to_owned(), name.as_bytes().to_vec());
    NewFolder {
        path: path.to_owned(),
        files: files.iter().map(file).collect(),
    }
}

fn of(folders: Vec<NewFolder>, edits: Vec<Edit>) -> Transaction {
    Transaction {
        folders,
        edits,
        ..Transaction::default()
    }
}

/// A folder that holds `there` in a/one and a/two.
fn place() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("a")).unwrap();
    for name in ["a/one", "a/two"] {
        std::fs::write(root.path().join(name), "there").unwrap();
    }
    root
}

fn apply(root: &tempfile::TempDir, transaction: &Transaction) -> Result<Applied, StoreError> {
    transaction.apply(root.path(), &Repository::None, &Terms::default())
}

/// Files below a folder with their words, and folders with a `/`, in order.
fn all(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                found.push((format!("{name}/"), String::new()));
                open.push(path);
            } else {
                found.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn names(root: &tempfile::TempDir) -> Vec<String> {
    all(root.path()).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn everything_at_once() {
    let root = place();
    let transaction = of(
        vec![folder("b", &["x", "c/y"])],
        vec![
            creates("d/new", "new"),
            changes("a/one", "there", "changed"),
            removes("a/two", "there"),
            keeps("a/one"),
        ],
    );
    assert_eq!(
        transaction.paths(),
        ["a/one", "a/two", "b/c/y", "b/x", "d/new"]
    );
    assert!(!transaction.is_empty());
    let applied = apply(&root, &transaction).unwrap();
    // What is only committed as it is isn't written.
    assert_eq!(applied.written, ["a/two", "b/c/y", "b/x", "d/new"]);
    assert_eq!((applied.commit, applied.not_committed), (None, None));
    let words = |name: &str, words: &str| (name.to_owned(), words.to_owned());
    let folder = |name: &str| words(name, "");
    assert_eq!(
        all(root.path()),
        [
            folder("a/"),
            words("a/one", "changed"),
            folder("b/"),
            folder("b/c/"),
            words("b/c/y", "c/y"),
            words("b/x", "x"),
            folder("d/"),
            words("d/new", "new"),
        ],
        "and no journal is left"
    );
}

#[test]
fn nothing_is_empty_and_anything_is_not() {
    assert!(of(vec![], vec![]).is_empty());
    assert!(!of(vec![folder("b", &[])], vec![]).is_empty());
    assert!(!of(vec![], vec![keeps("a")]).is_empty());
}

/// Whatever was written before a failure is taken back: the last edit can't be made, for a file stands where it needs a
/// folder.
#[test]
fn all_is_taken_back_when_the_rest_fails() {
    let root = place();
    std::fs::write(root.path().join("block"), "there").unwrap();
    let before = all(root.path());
    for folders in [vec![], vec![folder("b", &["x", "c/y"])]] {
        for edits in [
            vec![],
            vec![creates("d/e/new", "new")],
            vec![changes("a/one", "there", "changed")],
            vec![removes("a/one", "there")],
            vec![
                creates("d/e/new", "new"),
                changes("a/one", "there", "changed"),
                removes("a/two", "there"),
                creates("a/two", "again"),
            ],
        ] {
            let mut transaction = of(folders.clone(), edits);
            transaction.edits.push(creates("block/three", "never"));
            let failed = apply(&root, &transaction);
            assert!(failed.is_err(), "{transaction:?}");
            assert_eq!(all(root.path()), before, "{transaction:?}");
        }
    }
}

#[test]
fn what_is_there_or_is_another_by_now_is_refused_before_the_first_write() {
    let root = place();
    let before = all(root.path());
    let first = || creates("b/new", "new");
    for (transaction, refusal) in [
        (of(vec![folder("a", &["x"])], vec![first()]), "exists"),
        (of(vec![folder("a/one", &["x"])], vec![first()]), "exists"),
        (of(vec![], vec![first(), creates("a/one", "x")]), "exists"),
        (of(vec![], vec![first(), creates("a", "x")]), "exists"),
        (
            of(vec![], vec![first(), changes("a/one", "other", "x")]),
            "changed",
        ),
        (
            of(vec![], vec![first(), removes("a/one", "other")]),
            "changed",
        ),
        (
            of(vec![], vec![first(), changes("a/none", "there", "x")]),
            "gone",
        ),
        (
            of(vec![], vec![first(), removes("a/none", "there")]),
            "gone",
        ),
    ] {
        let said = match apply(&root, &transaction) {
            Err(StoreError::Exists { .. }) => "exists",
            Err(StoreError::Changed { .. }) => "changed",
            Err(StoreError::Io { .. }) => "gone",
            other => panic!("{other:?}"),
        };
        assert_eq!(said, refusal, "{transaction:?}");
        assert_eq!(all(root.path()), before, "{transaction:?}");
    }
}

#[test]
fn a_removed_file_goes_with_its_empty_folders() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("a/b/c")).unwrap();
    std::fs::write(root.path().join("a/b/c/one"), "1").unwrap();
    std::fs::write(root.path().join("a/two"), "2").unwrap();
    let applied = apply(&root, &of(vec![], vec![removes("a/b/c/one", "1")])).unwrap();
    assert_eq!(applied.written, ["a/b/c/one"]);
    assert_eq!(names(&root), ["a/", "a/two"]);
}

/// Writes are noted first, also a single one, which can leave something half written. Here that can't be done, so nothing
/// is written. Only a new folder in a place without a workspace isn't noted: nobody would read it there.
#[test]
fn writes_are_noted_first() {
    let root = place();
    let journal = Journal::place(root.path(), &Repository::None);
    std::fs::create_dir(&journal).unwrap();
    let before = all(root.path());
    let one = || folder("b", &["x", "y"]);
    for transaction in [
        of(vec![], vec![creates("c", "")]),
        of(vec![], vec![changes("a/one", "there", "x")]),
        of(vec![], vec![removes("a/two", "there")]),
        of(vec![], vec![creates("c", ""), creates("d", "")]),
        of(vec![one()], vec![creates("c", "")]),
        of(vec![one(), folder("e", &["z"])], vec![]),
    ] {
        assert!(apply(&root, &transaction).is_err(), "{transaction:?}");
        assert_eq!(all(root.path()), before, "{transaction:?}");
    }
    apply(&root, &of(vec![one()], vec![])).unwrap();
    std::fs::write(root.path().join("redesign.toml"), "").unwrap();
    let in_workspace = of(vec![folder("f", &["x"])], vec![]);
    assert!(apply(&root, &in_workspace).is_err());
    assert!(journal.is_dir() && !root.path().join("f").exists());
}

#[test]
fn a_message_says_what_then_why_then_by_what() {
    let mut message = Message {
        subject: " record a/team:\n  gaps ".to_owned(),
        command: "redesign record",
        ..Message::default()
    };
    let short = "record a/team: gaps\n\nRedesign-Command: redesign record\n";
    assert_eq!(message.text(), short);
    for nothing in ["", " \n"] {
        message.why = Some(nothing.to_owned());
        assert_eq!(message.text(), short);
    }
    message.why = Some("  They asked.\nTwice. \n".to_owned());
    message.plans = vec!["a".to_owned(), "b".to_owned()];
    message.activity = Some("team".to_owned());
    message.undoes = Some("1234".to_owned());
    assert_eq!(
        message.text(),
        "record a/team: gaps\n\nThey asked.\nTwice.\n\nRedesign-Plan: a\nRedesign-Plan: b\nRedesign-Activity: team\n\
         Redesign-Command: redesign record\nRedesign-Undo: 1234\n"
    );
}

/// Whose changes keep a commit from being made, and what is said of it.
#[test]
fn what_is_left_to_the_user() {
    let transaction = of(
        vec![folder("b", &["x", "y"]), folder("empty", &[])],
        vec![keeps("a/one"), creates("a/three", "")],
    );
    let reason = |path: &str, dirt: fn() -> Dirt, with_edits: bool| {
        let terms = Terms {
            with_edits,
            ..Terms::default()
        };
        let at = Path::new("/w").join(path);
        transaction.reason_not_to_commit(Path::new("/w"), &terms, &|asked| {
            Ok((asked == at).then(dirt))
        })
    };
    for path in ["b/x", "a/one", "a/three"] {
        for (dirt, says, also_with_edits) in [
            (
                (|| Dirt::Changed) as fn() -> Dirt,
                "already had uncommitted changes",
                false,
            ),
            (|| Dirt::Hidden, "git is set to ignore changes to", true),
            (|| Dirt::Elsewhere, "belongs to another repository", true),
            (|| Dirt::Ignored, "git ignores", true),
        ] {
            let said = reason(path, dirt, false).unwrap().unwrap();
            assert!(said.contains(says) && said.contains(path), "{said}");
            let said = reason(path, dirt, true).unwrap();
            assert_eq!(said.is_some(), also_with_edits, "{path} {says}");
        }
        for with_edits in [false, true] {
            let unmerged = reason(path, || Dirt::Conflicted, with_edits);
            let Err(StoreError::Unmerged(named)) = unmerged else {
                panic!("{unmerged:?}");
            };
            assert_eq!(named, path);
        }
    }
    for other in ["b/y", "a/two", "empty"] {
        // Files of one new folder share their fate, and nobody else's files matter.
        assert_eq!(reason(other, || Dirt::Changed, false).unwrap(), None);
    }
}

/// What an editor saved after a file was read stays, and comes back even if the new text was already in its place.
#[test]
fn what_is_saved_after_reading_stays() {
    let root = place();
    let file = root.path().join("a/one");
    for before in ["older", ""] {
        std::fs::write(&file, "saved").unwrap();
        let changed = files::change(&file, before.as_bytes(), b"ours", "a/one");
        assert!(
            matches!(changed, Err(StoreError::Changed(_))),
            "{changed:?}"
        );
        let removed = files::remove(&file, before.as_bytes(), root.path(), "a/one");
        assert!(
            matches!(removed, Err(StoreError::Changed(_))),
            "{removed:?}"
        );
        assert_eq!(std::fs::read(&file).unwrap(), b"saved");
    }
    files::change(&file, b"saved", b"ours", "a/one").unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), b"ours");
    std::fs::remove_file(&file).unwrap();
    for gone in [
        files::change(&file, b"ours", b"more", "a/one"),
        files::remove(&file, b"ours", root.path(), "a/one"),
    ] {
        assert!(matches!(gone, Err(StoreError::Changed(_))), "{gone:?}");
    }
    assert_eq!(
        names(&root),
        ["a/", "a/two"],
        "nothing half written is left"
    );
}

/// An editor that saves between a write and its commit: the commit holds what was written, the file what was saved.
#[test]
fn what_is_saved_before_the_commit_is_not_in_it() {
    let root = place();
    let path = std::fs::canonicalize(root.path()).unwrap();
    let repository = Repository::Git(Git::init(&path).unwrap());
    let who = Some(("x".to_owned(), "x@example.org".to_owned()));
    let identity = crate::store::Identity {
        author: who.clone(),
        committer: who,
        ..crate::store::Identity::default()
    };
    let commit = |files: &[(&str, &'static str)], since: Option<&str>| {
        let staged = files.iter().map(|(name, words)| Staged {
            is_program: false,
            path: path.join(name),
            content: StagedBytes::Words(words.as_bytes()),
        });
        let wanted = CommitOrder {
            files: staged.collect(),
            message: "m\n",
            identity: &identity,
            since,
            with_edits: false,
        };
        repository.commit(&wanted)
    };
    let held = |name: &str| {
        let git = git2::Repository::open(&path).unwrap();
        let tree = git.head().unwrap().peel_to_tree().unwrap();
        let entry = tree.get_path(Path::new(name)).unwrap();
        git.find_blob(entry.id()).unwrap().content().to_owned()
    };
    let made = commit(&[("a/one", "ours"), ("a/two", "there")], None).unwrap();
    assert!(matches!(made, Some(Committed::As { .. })), "{made:?}");
    assert_eq!(held("a/one"), b"ours");
    assert_eq!(std::fs::read(path.join("a/one")).unwrap(), b"there");
    let state = || {
        let git = git2::Repository::open(&path).unwrap();
        ["a/one", "a/two"].map(|name| git.status_file(Path::new(name)).unwrap())
    };
    assert_eq!(state(), [git2::Status::WT_MODIFIED, git2::Status::CURRENT]);
    // Somebody stages a file of ours, or commits it, after it was looked at: neither is undone.
    let at = repository.head();
    std::fs::write(path.join("a/two"), "theirs").unwrap();
    let git = git2::Repository::open(&path).unwrap();
    let mut index = git.index().unwrap();
    index.add_path(Path::new("a/two")).unwrap();
    index.write().unwrap();
    let refused = |made: Result<Option<Committed>, StoreError>| {
        assert!(
            matches!(&made, Err(StoreError::Changed(name)) if name == "a/two"),
            "{made:?}"
        );
    };
    refused(commit(&[("a/two", "ours")], at.as_deref()));
    let tree = git.find_tree(index.write_tree().unwrap()).unwrap();
    let above = git.head().unwrap().peel_to_commit().unwrap();
    let them = git2::Signature::new("y", "y@example.org", &git2::Time::new(0, 0)).unwrap();
    git.commit(Some("HEAD"), &them, &them, "theirs", &tree, &[&above])
        .unwrap();
    refused(commit(&[("a/two", "ours")], at.as_deref()));
    assert_eq!(held("a/two"), b"theirs");
}
