//! Real files, and git's own directory where that makes a difference; commits are tried by the command line's tests.

use super::noted::Bytes;
use super::*;
use crate::store::NewFolder;
use crate::store::git::Git;

const FILE: &str = "plans/a.md";

/// A directory that is about to become a workspace, with a folder for plans.
fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plans")).unwrap();
    let workspace = Workspace::bare(folder.path()).unwrap();
    (folder, workspace)
}

fn of(files: Vec<Noted>, folders: &[&str]) -> Journal {
    Journal {
        message: None,
        head: None,
        files,
        folders: folders.iter().map(|path| (*path).to_owned()).collect(),
        around: Vec::new(),
    }
}

fn noted(path: &str, before: Option<&str>, after: Option<&str>) -> Noted {
    let bytes = |words: Option<&str>| words.map(|words| Bytes::Words(words.to_owned()));
    Noted {
        path: path.to_owned(),
        before: bytes(before),
        after: bytes(after),
        is_program: false,
    }
}

/// What became of it without git.
fn settled(journal: &Journal, root: &Path) -> Option<Recovered> {
    let terms = Terms::default();
    let done = journal.finish_or_take_back(root, &Repository::None, &terms);
    done.unwrap()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn words_stay_words_and_other_bytes_come_back() {
    for bytes in [&b"a \"word\"\r\n"[..], b"", &[0, 159, 146, 150]] {
        let noted = Noted::of("x".to_owned(), None, Some(bytes));
        let text = serde_json::to_string(&noted).unwrap();
        let again: Noted = serde_json::from_str(&text).unwrap();
        assert_eq!(again.after.unwrap().as_slice(), bytes, "{text}");
        assert!(again.before.is_none());
    }
    // The form of 0.1.0.
    let old: Noted = serde_json::from_str(r#"{"path":"x","before":[97,98],"after":null}"#).unwrap();
    assert_eq!(old.before.unwrap().as_slice(), b"ab");
}

fn finished_alone(finished: Vec<String>) -> Recovered {
    Recovered::Finished {
        finished,
        edited: Vec::new(),
    }
}

fn taken_back(undone: &[&str], changed: &[&str]) -> Recovered {
    Recovered::TakenBack {
        undone: owned(undone),
        changed: owned(changed),
    }
}

/// A removed file comes back as it was.
#[test]
fn what_could_be_run_can_be_again() {
    let (_folder, Workspace { root, .. }) = workspace();
    let (run, other) = ("plans/run.sh", "plans/other.sh");
    for name in [run, other] {
        std::fs::write(root.join(name), "old").unwrap();
    }
    system::make_program(&File::open(root.join(run)).unwrap());
    let are_programs = || [run, other].map(|name| system::is_program(&root.join(name)));
    let before = are_programs();
    assert!(before[0], "{before:?}");
    let remove = |name: &str| Edit::Remove {
        path: name.to_owned(),
        before: b"old".to_vec(),
    };
    let transaction = Transaction {
        edits: vec![remove(run), remove(other)],
        ..Transaction::default()
    };
    let mut journal = Journal::of(&transaction, &root, &Repository::None, None);
    journal.files.push(noted(FILE, None, Some("new")));
    for name in [run, other] {
        std::fs::remove_file(root.join(name)).unwrap();
    }
    assert_eq!(
        settled(&journal, &root),
        Some(taken_back(&[run, other], &[]))
    );
    assert_eq!(are_programs(), before);
}

#[test]
fn what_somebody_changed_since_stays() {
    let (_folder, Workspace { root, .. }) = workspace();
    let journal = of(vec![noted(FILE, Some("old"), Some("new"))], &[]);
    let file = root.join(FILE);
    std::fs::write(&file, "theirs").unwrap();
    assert_eq!(settled(&journal, &root), Some(taken_back(&[], &[FILE])));
    assert_eq!(std::fs::read(&file).unwrap(), b"theirs");
    std::fs::write(&file, "new").unwrap();
    let finished = Some(finished_alone(owned(&[FILE])));
    assert_eq!(settled(&journal, &root), finished);
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
}

/// Files that a transaction writes, as they are noted: new, changed, removed, in a new folder.
const WRITTEN: [&str; 4] = [
    "plans/a/new",
    "plans/a/changed",
    "plans/b/removed",
    "plans/c/x/one",
];

fn transaction() -> Transaction {
    let [created, changed, removed, _] = WRITTEN.map(str::to_owned);
    let kept = "plans/a/kept".to_owned();
    Transaction {
        folders: vec![NewFolder {
            path: "plans/c".to_owned(),
            files: vec![("x/one".to_owned(), b"1".to_vec())],
        }],
        edits: vec![
            Edit::Create {
                is_program: false,
                path: created,
                bytes: b"new".to_vec(),
            },
            Edit::Change {
                path: changed,
                before: b"old".to_vec(),
                after: vec![0xff, 0xfe],
            },
            Edit::Remove {
                path: removed,
                before: b"there".to_vec(),
            },
            Edit::Keep { path: kept },
        ],
        ..Transaction::default()
    }
}

/// Cut off after each of its writes: what was written goes back to what it was, all of it written stays, and either is
/// done once.
#[test]
fn all_of_it_or_nothing() {
    let writes: [fn(&Path); WRITTEN.len()] = [
        |root| std::fs::write(root.join(WRITTEN[0]), "new").unwrap(),
        |root| std::fs::write(root.join(WRITTEN[1]), [0xff, 0xfe]).unwrap(),
        |root| std::fs::remove_file(root.join(WRITTEN[2])).unwrap(),
        |root| {
            std::fs::create_dir_all(root.join("plans/c/x")).unwrap();
            std::fs::write(root.join(WRITTEN[3]), "1").unwrap();
        },
    ];
    let none = Repository::None;
    for done in 0..=writes.len() {
        let (_folder, workspace) = workspace();
        let root = &workspace.root;
        for (path, words) in [
            ("plans/a/changed", "old"),
            ("plans/a/kept", "kept"),
            ("plans/b/removed", "there"),
        ] {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), words).unwrap();
        }
        let held = || WRITTEN.map(|path| std::fs::read(root.join(path)).ok());
        let before = held();
        let place = Journal::place(root, &none);
        assert_eq!(place, root.join(".redesign.journal"));
        let journal = Journal::of(&transaction(), root, &none, None);
        journal.keep(&place, MAX_JOURNAL_BYTES).unwrap();
        for write in &writes[..done] {
            write(root);
        }
        let written = held();
        let recover = || Journal::recover(&workspace, &none, &Terms::default()).unwrap();
        let names = owned(&WRITTEN[..done]);
        if done == writes.len() {
            assert_eq!(recover(), Some(finished_alone(names)));
            assert_eq!(held(), written);
            // A folder that is empty without what was removed goes with it.
            assert!(!root.join("plans/b").exists());
        } else {
            assert_eq!(recover(), Some(taken_back(&WRITTEN[..done], &[])));
            assert_eq!(held(), before);
            assert!(!root.join("plans/c").exists());
        }
        assert_eq!(std::fs::read(root.join("plans/a/kept")).unwrap(), b"kept");
        assert!(!place.exists());
        assert_eq!(recover(), None);
    }
}

/// A new folder can be cut off before there is a file in it: it goes, and there is nothing to tell of.
#[test]
fn an_empty_folder_is_taken_back_in_silence() {
    let (_folder, Workspace { root, .. }) = workspace();
    std::fs::create_dir_all(root.join("plans/new/x")).unwrap();
    assert_eq!(settled(&of(Vec::new(), &["plans/new"]), &root), None);
    assert!(!root.join("plans/new").exists());
    assert!(root.join("plans").exists());
}

/// What is half written beside files and folders that are noted goes, nothing else.
#[test]
fn what_is_half_written_goes() {
    let (_folder, Workspace { root, .. }) = workspace();
    let journal = of(
        vec![noted(FILE, Some("old"), Some("new"))],
        &["toolkits/t-1.0.0"],
    );
    for folder in ["plans/other", "toolkits/.redesign-tmp-folder"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    let there = [
        FILE,
        "plans/redesign-tmp-mine",
        "plans/other/.redesign-tmp-x",
    ];
    let half = ["plans/.redesign-tmp-x", "toolkits/.redesign-tmp-folder/x"];
    for path in there.iter().chain(&half) {
        std::fs::write(root.join(path), "old").unwrap();
    }
    assert_eq!(settled(&journal, &root), Some(taken_back(&[], &[])));
    for path in there {
        assert!(root.join(path).exists(), "{path}");
    }
    for path in half {
        assert!(!root.join(path).exists(), "{path}");
    }
    assert!(!root.join("toolkits/.redesign-tmp-folder").exists());
}

/// A file that was to go is gone where nothing of that name can be there. Where the system can't tell, nothing is done
/// and that is an error, so that the journal stays.
#[test]
fn what_nobody_can_tell_is_not_done() {
    let (_folder, Workspace { root, .. }) = workspace();
    let journal = of(vec![noted("plans/a/b.md", Some("old"), None)], &[]);
    let above = root.join("plans/a");
    let finished = Some(finished_alone(owned(&["plans/a/b.md"])));
    std::fs::write(&above, "a file").unwrap();
    assert_eq!(settled(&journal, &root), finished);
    std::fs::remove_file(&above).unwrap();
    // A link that leads to itself.
    system::link(&above, &above).unwrap();
    let none = Repository::None;
    let said = journal.finish_or_take_back(&root, &none, &Terms::default());
    assert!(matches!(said, Err(StoreError::Io { .. })), "{said:?}");
}

/// Once HEAD has moved, what is there is somebody's work.
#[test]
fn what_was_committed_since_stays() {
    let (_folder, Workspace { root, .. }) = workspace();
    let repository = Repository::Git(Git::init(&root).unwrap());
    let commit = |words: &str| {
        let git = git2::Repository::open(&root).unwrap();
        let who = git2::Signature::new("x", "x@example.org", &git2::Time::new(0, 0)).unwrap();
        let empty = git.treebuilder(None).unwrap().write().unwrap();
        let tree = git.find_tree(empty).unwrap();
        let above = git.head().ok().map(|head| head.peel_to_commit().unwrap());
        let above: Vec<&git2::Commit> = above.iter().collect();
        git.commit(Some("HEAD"), &who, &who, words, &tree, &above)
            .unwrap();
    };
    commit("first");
    let journal = Journal {
        head: repository.head(),
        ..of(
            vec![
                noted(FILE, Some("old"), Some("half")),
                noted("plans/b.md", None, Some("other")),
            ],
            &[],
        )
    };
    let terms = Terms::default();
    let settled = || journal.finish_or_take_back(&root, &repository, &terms);
    std::fs::write(root.join(FILE), "half").unwrap();
    commit("second");
    assert_eq!(settled().unwrap(), None);
    assert_eq!(std::fs::read(root.join(FILE)).unwrap(), b"half");
    let journal = Journal {
        head: repository.head(),
        ..journal
    };
    let done = journal.finish_or_take_back(&root, &repository, &terms);
    assert_eq!(done.unwrap(), Some(taken_back(&[FILE], &[])));
    assert_eq!(std::fs::read(root.join(FILE)).unwrap(), b"old");
}

/// One that names a place where no command writes is kept and named, and nothing of it is done.
#[test]
fn only_where_commands_write() {
    let (_folder, workspace) = workspace();
    let root = &workspace.root;
    let none = Repository::None;
    let place = Journal::place(root, &none);
    std::fs::write(root.join("Makefile"), "mine").unwrap();
    std::fs::write(root.join(FILE), "new").unwrap();
    let files = || vec![noted(FILE, Some("old"), Some("new"))];
    let mut file = of(files(), &[]);
    file.files.push(noted("Makefile", None, Some("mine")));
    for (journal, named) in [(file, "Makefile"), (of(files(), &["plans"]), "plans")] {
        journal.keep(&place, MAX_JOURNAL_BYTES).unwrap();
        let said = Journal::recover(&workspace, &none, &Terms::default());
        let Err(StoreError::Strange {
            path, why, is_text, ..
        }) = said
        else {
            panic!("{said:?}");
        };
        assert_eq!((path, is_text), (place.clone(), true));
        assert_eq!(
            why,
            format!("it names \"{named}\", and no command writes there")
        );
        assert!(place.exists());
        assert_eq!(std::fs::read(root.join("Makefile")).unwrap(), b"mine");
        assert_eq!(std::fs::read(root.join(FILE)).unwrap(), b"new");
    }
}

/// More than may be noted isn't noted, so that nothing is written that can't be taken back.
#[test]
fn no_more_than_may_be_is_noted() {
    let (_folder, Workspace { root, .. }) = workspace();
    let place = Journal::place(&root, &Repository::None);
    let journal = of(vec![noted(FILE, Some("old"), Some("new"))], &[]);
    let bytes = serde_json::to_vec(&journal).unwrap();
    let size = bytes.len() as u64;
    for small in [size - 1, size / 2, 0] {
        let said = journal.keep(&place, small);
        assert!(
            matches!(said, Err(StoreError::TooMuch { most }) if most == small),
            "{small}"
        );
        assert!(!place.exists(), "{small}");
    }
    for enough in [size, size + 1, MAX_JOURNAL_BYTES] {
        journal.keep(&place, enough).unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), bytes, "{enough}");
        std::fs::remove_file(&place).unwrap();
    }
}

/// As much as is ever noted is read whole, one byte more is not. Files with a hole take no room.
#[test]
fn no_more_than_may_be_is_read() {
    let (_folder, Workspace { root, .. }) = workspace();
    let none = Repository::None;
    let place = Journal::place(&root, &none);
    let read = |size: u64| {
        File::create(&place).unwrap().set_len(size).unwrap();
        let text = trusted(
            File::open(&place).unwrap(),
            &place,
            &none,
            &Terms::default(),
        );
        text.map(|text| text.len() as u64)
    };
    let most = 256 << 20;
    assert_eq!(read(most), Ok(most));
    for large in [most + 1, most * 16] {
        assert_eq!(read(large), Err("it is larger than 256 MiB".to_owned()));
    }
}

/// Where nobody can tell whether git brought it, it isn't read.
#[test]
fn none_beside_a_closed_repository() {
    let (_folder, Workspace { root, .. }) = workspace();
    let read = |repository: &Repository| {
        let place = Journal::place(&root, repository);
        std::fs::write(&place, "words").unwrap();
        let file = File::open(&place).unwrap();
        trusted(file, &place, repository, &Terms::default())
    };
    assert_eq!(read(&Repository::None).unwrap(), b"words");
    let said = read(&Repository::Closed).unwrap_err();
    assert!(said.contains("the file may come from git"), "{said}");
}

/// Without git it is ours or, in a folder that a group of ours shares, the folder's owner's. In git's own directory it is
/// of whoever owns or shares that. Only root can give files to others, so only root tries it.
#[test]
fn of_whom_it_is_read() {
    const US: u32 = 0;
    const ALICE: u32 = 51_001;
    const BOB: u32 = 51_002;
    const OURS: u32 = 0;
    const THEIRS: u32 = 51_000;
    let (_folder, Workspace { root, .. }) = workspace();
    let git = Repository::Git(Git::init(&root).unwrap());
    let nobody = Terms::default();
    let bob = Terms {
        became_root: Some(BOB),
        ..Terms::default()
    };
    for (terms, owner, folder, group, mode, without_git, with_git) in [
        (&nobody, US, ALICE, THEIRS, 0o755, true, true),
        (&nobody, ALICE, US, OURS, 0o755, false, false),
        (&nobody, ALICE, US, OURS, 0o775, false, true),
        (&nobody, ALICE, ALICE, OURS, 0o755, false, true),
        (&nobody, ALICE, ALICE, OURS, 0o775, true, true),
        (&nobody, ALICE, ALICE, THEIRS, 0o775, false, true),
        (&nobody, BOB, ALICE, OURS, 0o775, false, true),
        (&nobody, BOB, ALICE, OURS, 0o755, false, false),
        (&nobody, BOB, ALICE, THEIRS, 0o775, false, false),
        (&bob, BOB, US, OURS, 0o755, true, true),
        (&bob, ALICE, US, OURS, 0o755, false, false),
    ] {
        for (repository, is_read) in [(&Repository::None, without_git), (&git, with_git)] {
            let place = Journal::place(&root, repository);
            let around = place.parent().unwrap();
            std::fs::write(&place, "words").unwrap();
            let given = system::give(&place, owner, THEIRS, 0o664)
                .and_then(|()| system::give(around, folder, group, mode));
            if system::user() != Some(US) {
                return assert!(given.is_err());
            }
            given.unwrap();
            let expected = if is_read {
                Ok(b"words".to_vec())
            } else {
                Err(format!("it belongs to somebody else (user {owner})"))
            };
            assert_eq!(
                trusted(File::open(&place).unwrap(), &place, repository, terms),
                expected,
                "{owner} in {}, {folder}:{group} {mode:o}",
                around.display()
            );
        }
    }
}
