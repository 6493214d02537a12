//! The site: pages that open anywhere, hold what their readers may read, are written only where they changed, and touch
//! nothing of anybody else's.

use super::cohort::{Cohort, case};
use super::links::{FIELDS, cohort, finding, record, set};
use super::sandbox::{Sandbox, bytes_below, finished};
use std::collections::BTreeMap;
use std::path::Path;

/// Every file below a folder by its name there.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let files = bytes_below(folder).into_iter();
    files
        .map(|(path, bytes)| {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy();
            (name.into_owned(), String::from_utf8(bytes).unwrap())
        })
        .collect()
}

fn scene() -> Sandbox {
    let sandbox = Cohort::of(&["north", "hills/south"])
        .programme("strategy-lab")
        .made();
    sandbox.edit(
        "plans/north/plan.toml",
        "title = \"\"",
        "title = \"North & <b>Side</b>\"",
    );
    sandbox.git(&["commit", "-qam", "a title"]);
    let question = "statement=How might we give feedback while it can be used?";
    set(
        &sandbox,
        "north/problem",
        &[question, "evidence=Nine of twelve said so"],
    );
    let decided = [
        "decision=iterate",
        "rationale=It was read where it was short",
    ];
    record(&sandbox, "north/next-steps", &decided, &["--add"]);
    sandbox
}

/// A site that can't be made, or isn't to be, leaves nothing; a new one has the permissions of any new folder.
#[test]
fn a_site_that_is_not_made_leaves_nothing() {
    let sandbox = scene();
    let home = || {
        let names = std::fs::read_dir(sandbox.home()).unwrap();
        let names = names.map(|one| one.unwrap().file_name().into_string().unwrap());
        names.collect::<std::collections::BTreeSet<String>>()
    };
    let before = home();
    let (open, close) = ("{{#each @root.teams.[0].next}}", "{{/each}}");
    let endless = format!("{}x{}", open.repeat(20), close.repeat(20));
    sandbox.write("reports/plan.md.hbs", format!("# Ours\n\n{endless}\n"));
    sandbox
        .fails(3, "site --out ../home/pages")
        .says("its loops run too often");
    assert_eq!(home(), before);
    std::fs::remove_file(sandbox.path("reports/plan.md.hbs")).unwrap();
    sandbox.ok("site --out ../home/pages --dry-run");
    assert_eq!(home(), before);
    sandbox.ok("site --out ../home/pages");
    let after = home();
    let new: Vec<&String> = after.difference(&before).collect();
    assert_eq!(new, ["pages"]);
    std::fs::create_dir(sandbox.home().join("other")).unwrap();
    let permissions = |name: &str| {
        let found = std::fs::metadata(sandbox.home().join(name)).unwrap();
        found.permissions()
    };
    assert_eq!(permissions("pages"), permissions("other"));
}

/// The workspace's own report of a plan is the page of a team, too.
#[test]
fn a_team_page_says_what_its_report_says() {
    let sandbox = scene();
    sandbox.ok("set north start=2026-01-05");
    let fields = "{{team_count}} {{is_anything_due}} {{is_anything_measured}} {{ready_findings}}";
    let template = format!("{{{{!-- Ours --}}}}\n# Ours\n\nIt says {fields}\n");
    sandbox.write("reports/plan.md.hbs", template);
    let report = sandbox.ok("report plan north").out;
    let said = report.lines().find(|line| line.starts_with("It says"));
    assert_eq!(said, Some("It says 1 true false 0"), "{report}");
    sandbox.ok("site --out ../home/pages");
    let page = &pages(&sandbox.home().join("pages"))["teams/north.html"];
    assert!(page.contains(said.unwrap()), "{page}");
}

#[test]
fn pages_open_anywhere() {
    let sandbox = scene();
    sandbox
        .ok("site --out ../home/pages")
        .says("wrote      7 pages to ../home/pages");
    let all = pages(&sandbox.home().join("pages"));
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "calendar.html",
            "changes.html",
            "findings.html",
            "index.html",
            "studies.html",
            "teams/north.html",
            "teams/south.html"
        ]
    );
    for (name, page) in &all {
        assert!(
            page.contains("default-src 'none'; style-src 'unsafe-inline'"),
            "{name}"
        );
        for never in [
            "<script",
            "<b>Side",
            "@import",
            "url(",
            "redesign record",
            "redesign show",
            "src=\"/",
        ] {
            assert!(!page.contains(never), "{never:?} is in {name}:\n{page}");
        }
        assert_eq!(page.matches("<h1 ").count(), 1, "{name}:\n{page}");
        // Every link leads to a page of the site, to a heading here, or to the web.
        for link in page.split("href=\"").skip(1) {
            let target = link.split('"').next().unwrap();
            let folder = Path::new(name).parent().unwrap();
            if let Some(id) = target.strip_prefix('#') {
                assert!(page.contains(&format!(" id=\"{id}\"")), "{name}: {target}");
            } else if !target.starts_with("https://") {
                let path = folder.join(target);
                let path = path.to_str().unwrap().replace("teams/../", "");
                assert!(all.contains_key(&path), "{name} links to {target}");
            }
        }
    }
    let team = &all["teams/north.html"];
    for words in [
        "<title>North &amp; &lt;b&gt;Side&lt;/b&gt; \u{b7} ",
        "How might we give feedback while it can be used?",
        "<a href=\"../index.html\">Overview</a>",
        "data-label=",
    ] {
        assert!(
            team.contains(words) || words == "data-label=",
            "{words:?} isn't in:\n{team}"
        );
    }
    assert!(
        all["index.html"]
            .contains("<a href=\"teams/north.html\">North &amp; &lt;b&gt;Side&lt;/b&gt;</a>")
    );
    assert!(
        all["index.html"].contains("\u{25d0} on its way"),
        "{}",
        all["index.html"]
    );
    assert!(all["index.html"].contains("aria-current=\"page\""));
    assert!(all["changes.html"].contains("Iterate"));
    let commit = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
    let with: Vec<&String> = all
        .iter()
        .filter(|(_, page)| page.contains(commit.trim()))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        with,
        ["index.html"],
        "only the overview's foot names the commit"
    );
}

/// A second time nothing is written; after a record only the pages that say something else.
#[test]
fn only_what_changed_is_written() {
    let sandbox = scene();
    let out = sandbox.home().join("pages");
    let site = |sandbox: &Sandbox| {
        let json = sandbox.ok("site --out ../home/pages --format json").json();
        let data = &json["data"];
        let list = |key: &str| -> Vec<String> {
            let all = data[key].as_array().unwrap().iter();
            all.map(|one| one.as_str().unwrap().to_owned()).collect()
        };
        (
            list("written"),
            data["unchanged"].as_u64().unwrap(),
            list("removed"),
        )
    };
    let dry = sandbox.ok("site --out ../home/pages --dry-run");
    dry.says("would write  7 pages");
    assert!(!out.exists());
    assert_eq!(site(&sandbox).0.len(), 7);
    let first = pages(&out);
    assert_eq!(site(&sandbox), (vec![], 7, vec![]));
    assert_eq!(pages(&out), first);

    set(&sandbox, "south/problem", &["evidence=Something new"]);
    let (written, ..) = site(&sandbox);
    assert!(
        written.contains(&"teams/south.html".to_owned()),
        "{written:?}"
    );
    assert!(
        !written.contains(&"teams/north.html".to_owned()),
        "{written:?}"
    );
    assert!(pages(&out)["teams/south.html"].contains("Something new"));

    // A page that somebody changed is made again, and so is one that was lost.
    let text = std::fs::read_to_string(out.join("teams/north.html")).unwrap();
    std::fs::write(out.join("teams/north.html"), text.replace("Nine", "Ten")).unwrap();
    std::fs::remove_file(out.join("findings.html")).unwrap();
    let (mut written, ..) = site(&sandbox);
    written.sort();
    assert_eq!(written, ["findings.html", "teams/north.html"]);
    assert_eq!(
        std::fs::read_to_string(out.join("teams/north.html")).unwrap(),
        text
    );

    // What is the same as if it were made from nothing.
    sandbox.ok("site --out ../home/anew");
    assert_eq!(pages(&sandbox.home().join("anew")), pages(&out));

    // A team that left has no page any more; what isn't ours stays.
    std::fs::write(out.join("teams/notes.html"), "mine").unwrap();
    sandbox.git(&["rm", "-rq", "plans/hills"]);
    sandbox.git(&["commit", "-qm", "left"]);
    assert_eq!(site(&sandbox).2, ["teams/south.html"]);
    assert_eq!(pages(&out)["teams/notes.html"], "mine");
}

/// The words of a toolkit, the smallest group and since when things count as new are part of a page as well.
#[test]
fn pages_follow_what_is_outside_of_their_plans() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title 'Test cohort'");
    sandbox.copy(&case("tracker"), "toolkits/tracker");
    sandbox.ok("new north --toolkit tracker");
    sandbox.write(
        "plans/north/1-do/measure/tickets.md",
        "## What we count, and the numbers\n\nx\n\n```csv\ndate,value\n2026-11-13,37.5\n```\n\n## Groups\n\n| group | People | what |\n| --- | --- | --- |\n| staff | 12 | |\n\n## It counts\n\npeople\n",
    );
    let page = |sandbox: &Sandbox| {
        sandbox.ok("site --out ../home/pages");
        std::fs::read_to_string(sandbox.home().join("pages/teams/north.html")).unwrap()
    };
    let first = page(&sandbox);
    assert!(first.contains("37.5"), "{first}");
    let toolkit = "toolkits/tracker/toolkit.toml";
    sandbox.edit(toolkit, "What we count, and the numbers", "Our numbers");
    sandbox.edit(
        "plans/north/1-do/measure/tickets.md",
        "What we count, and the numbers",
        "Our numbers",
    );
    let second = page(&sandbox);
    assert!(second.contains("Our numbers"), "{second}");
    sandbox.edit("redesign.toml", "min_n = 10", "min_n = 20");
    let third = page(&sandbox);
    assert!(!third.contains("37.5"), "{third}");
}

/// Nobody else's file is written over, no link is followed out of the folder, and the work itself is no place for pages.
#[test]
fn nothing_of_anybody_elses_is_touched() {
    let sandbox = scene();
    let out = sandbox.home().join("pages");
    std::fs::create_dir_all(out.join("teams")).unwrap();
    std::fs::write(out.join("teams/north.html"), "somebody's own page").unwrap();
    sandbox
        .fails(4, "site --out ../home/pages")
        .says("teams/north.html\" already exists");
    assert_eq!(pages(&out).len(), 1, "nothing was written");

    #[cfg(unix)]
    {
        let elsewhere = sandbox.home().join("elsewhere");
        std::fs::create_dir(&elsewhere).unwrap();
        std::fs::remove_dir_all(&out).unwrap();
        std::fs::create_dir(&out).unwrap();
        std::os::unix::fs::symlink(&elsewhere, out.join("teams")).unwrap();
        sandbox.fails(4, "site --out ../home/pages");
        assert_eq!(pages(&elsewhere).len(), 0);
        std::fs::remove_file(out.join("teams")).unwrap();
        std::fs::write(elsewhere.join("page"), "kept").unwrap();
        std::os::unix::fs::symlink(elsewhere.join("page"), out.join("index.html")).unwrap();
        sandbox.fails(4, "site --out ../home/pages");
        assert_eq!(
            std::fs::read_to_string(elsewhere.join("page")).unwrap(),
            "kept"
        );
    }
    for folder in [
        ".",
        "..",
        "plans",
        "plans/north",
        "cohort/x",
        "toolkits",
        "reports",
        ".git/pages",
    ] {
        sandbox
            .fails(2, format!("site --out {folder}"))
            .says("holds the work itself");
    }
    sandbox.ok("site --out pages").says("wrote");
    assert_eq!(sandbox.ok("check --level error").code, 0);
    sandbox.fails(2, "site").says("--out");
}

/// The public reads what was released or agreed to, the terminal says what was left out and why; with nothing to read
/// there is an overview that says so.
#[test]
fn the_public_site_holds_what_was_agreed_to() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let public = |sandbox: &Sandbox| sandbox.ok("site --out ../home/public --audience public");
        public(&sandbox);
        let out = sandbox.home().join("public");
        let all = pages(&out);
        assert_eq!(all.keys().collect::<Vec<_>>(), ["index.html"]);
        assert!(
            all["index.html"].contains("Nothing has been released yet"),
            "{}",
            all["index.html"]
        );

        let support = [("north/problem", true)];
        let agreed = format!("{}={}", field.consent, (field.agreed)("north", true));
        finding(&sandbox, field, &support, &[&agreed]);
        let secret = record(
            &sandbox,
            &format!("cohort/{}", field.finding),
            &[
                &format!(
                    "{}=Whispered here.",
                    field.claim[0].split_once('=').unwrap().0
                ),
                &format!("{}={}", field.support, (field.row)("south/problem", true)),
            ],
            &["--add"],
        );
        let said = public(&sandbox);
        assert!(
            said.err.contains(&format!("{secret} isn't ready: ")),
            "{}",
            said.err
        );
        let all = pages(&out);
        assert_eq!(
            all.keys().collect::<Vec<_>>(),
            ["findings.html", "index.html"]
        );
        let claim = field.claim[0].split_once('=').unwrap().1;
        assert!(all["findings.html"].contains(claim));
        let commit = sandbox.git(&["rev-parse", "HEAD"]);
        for (name, page) in &all {
            for never in ["Whispered", "Nine of twelve", &commit[..7], "made of"] {
                assert!(!page.contains(never), "{never:?} is in {name}:\n{page}");
            }
        }
    }
}

#[test]
fn the_site_is_the_same_everywhere() {
    let sandbox = scene();
    sandbox.git(&["clone", "-q", ".", "../elsewhere"]);
    for audience in ["internal", "public"] {
        sandbox.ok(format!(
            "site --out ../home/here-{audience} --audience {audience}"
        ));
        let mut there = sandbox.redesign();
        there
            .args(["site", "--audience", audience, "--out"])
            .arg(sandbox.home().join(format!("there-{audience}")))
            .current_dir(sandbox.path("../elsewhere"))
            .env("TZ", "Pacific/Kiritimati");
        finished(&mut there).ends_with(0);
        assert_eq!(
            pages(&sandbox.home().join(format!("here-{audience}"))),
            pages(&sandbox.home().join(format!("there-{audience}")))
        );
    }
}
