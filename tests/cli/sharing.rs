//! What isn't shared yet is said on standard error, for people, and only where there is somewhere to share it.

use super::sandbox::{NOW, Run, Sandbox};

const RECORD: [&str; 4] = ["record", "a/team", "--set", "gaps=x"];

fn status(sandbox: &Sandbox) -> Run {
    sandbox.ok("status")
}

/// A workspace with an empty remote beside it.
fn with_remote() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["init", "-q", "--bare", "../remote.git"]);
    sandbox.git(&["remote", "add", "origin", "../remote.git"]);
    sandbox
}

#[test]
fn what_is_not_pushed_is_said() {
    let sandbox = Sandbox::with_plans(&["a"]);
    status(&sandbox).never_says("pushed");
    let sandbox = with_remote();
    status(&sandbox).says(
        "note: this branch has never been pushed; `git push --set-upstream origin main` shares it",
    );
    sandbox.git(&["push", "-q", "origin", "main"]);
    status(&sandbox).never_says("pushed");
    // Pushed without being told to follow, then with.
    sandbox.run(RECORD).ends_with(0);
    status(&sandbox).says("note: 1 commit not pushed; `git push` shares it");
    sandbox.git(&["branch", "-q", "--set-upstream-to", "origin/main"]);
    sandbox.ok("undo");
    let run = status(&sandbox).says("note: 2 commits not pushed; `git push` shares them");
    assert!(!run.out.contains("pushed"), "only on standard error");
    // Not for scripts, and not with -q.
    for arguments in [
        &["status", "--quiet"][..],
        &["status", "--format", "json"],
        &["status", "--format", "csv"],
    ] {
        sandbox.run(arguments).ends_with(0).never_says("pushed");
    }
    // The one who has less than the other has nothing to push.
    sandbox.git(&["push", "-q"]);
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    status(&sandbox).never_says("pushed");
    sandbox.git(&["checkout", "-q", "--detach"]);
    status(&sandbox).never_says("pushed");
    sandbox.git(&["checkout", "-q", "--orphan", "unborn"]);
    status(&sandbox).never_says("pushed");
    sandbox.git(&["checkout", "-q", "-b", "local", "main"]);
    sandbox.git(&["branch", "-q", "--set-upstream-to", "main"]);
    status(&sandbox).never_says("pushed");
}

#[test]
fn how_long_ago_others_were_asked_is_said() {
    let sandbox = with_remote();
    sandbox.git(&["push", "-q", "-u", "origin", "main"]);
    status(&sandbox).never_says("fetched");
    sandbox.git(&["fetch", "-q"]);
    let fetched = |before: u64| {
        let now: u64 = NOW.parse().unwrap();
        let when = std::time::UNIX_EPOCH + std::time::Duration::from_secs(now - before);
        let file = std::fs::File::options()
            .append(true)
            .open(sandbox.path(".git/FETCH_HEAD"))
            .unwrap();
        file.set_modified(when).unwrap();
    };
    let hour = 3600;
    fetched(23 * hour);
    status(&sandbox).never_says("fetched");
    fetched(25 * hour);
    status(&sandbox).says("note: last fetched 1 day ago; `git pull` gets the others' changes");
    fetched(6 * 24 * hour + hour);
    status(&sandbox).says("last fetched 6 days ago");
    // In a linked work tree as well: what is fetched is shared by all of them.
    sandbox.git(&["worktree", "add", "-q", "-b", "side", "../home/side"]);
    sandbox
        .ok("-C ../home/side status")
        .says("last fetched 6 days ago");
    sandbox.git(&["remote", "remove", "origin"]);
    status(&sandbox).never_says("fetched");
}
