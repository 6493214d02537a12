//! Reports: templates filled with what the plans say, the program's own, a toolkit's or the workspace's, each checked
//! field by field; and what in a report is for whom.

use super::cohort::Cohort;
use super::links::{FIELDS, Field, cohort, finding, record, set};
use super::sandbox::{Sandbox, bytes_below, finished};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;

/// A report as it is printed.
fn report(sandbox: &Sandbox, words: &str) -> String {
    sandbox.ok(format!("report {words}")).out
}

fn interview(sandbox: &Sandbox, plan: &str, group: &str, words: &str, consent: &str) {
    let answers = [
        format!("group={group}"),
        format!("words={words}"),
        format!("consent={consent}"),
    ];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let target = format!("{plan}/interviews");
    record(sandbox, &target, &answers, &["--add", "--title", "A talk"]);
}

/// A team with an answer for every part of a story, a cohort around it.
fn scene() -> Sandbox {
    let sandbox = Cohort::of(&["north", "south"])
        .programme("strategy-lab")
        .made();
    sandbox.edit(
        "plans/north/plan.toml",
        "title = \"\"",
        "title = \"North | *Side*\"",
    );
    sandbox.git(&["commit", "-qam", "a title"]);
    let question = "statement=How might we give feedback while it can be used?";
    set(
        &sandbox,
        "north/problem",
        &[question, "evidence=Nine of twelve said so"],
    );
    set(
        &sandbox,
        "north/commitment",
        &["why=A bad week", "vision=Students who ask"],
    );
    set(
        &sandbox,
        "north/team",
        &["roster=Parent 1 | family | evenings | decides"],
    );
    set(
        &sandbox,
        "north/match",
        &["idea=A note on each desk", "why=It is small"],
    );
    let tried = [
        "format=Two classes",
        "prediction=Half will read it",
        "results=A third read it",
    ];
    record(
        &sandbox,
        "north/pilot",
        &tried,
        &["--add", "--title", "First try"],
    );
    let reflected = ["successes=They asked more", "challenges=Nobody had time"];
    record(&sandbox, "north/pilot-reflection", &reflected, &["--add"]);
    let decided = [
        "decision=iterate",
        "rationale=It was read where it was short",
    ];
    record(&sandbox, "north/next-steps", &decided, &["--add"]);
    interview(
        &sandbox,
        "north",
        "student",
        "I never see my grade",
        "quotes",
    );
    interview(&sandbox, "north", "family", "UNAGREED words", "notes");
    sandbox
}

#[test]
fn reports_are_listed_and_the_workspaces_own_come_first() {
    let sandbox = scene();
    let listed = |sandbox: &Sandbox| -> Vec<(String, String, String)> {
        let json = sandbox.ok("report --format json").json();
        let all = json["data"]["reports"].as_array().unwrap().iter();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        all.map(|one| (text(one, "name"), text(one, "title"), text(one, "from")))
            .collect()
    };
    let names: Vec<String> = listed(&sandbox)
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(names, ["cohort", "funder", "plan"]);
    assert!(
        listed(&sandbox)
            .iter()
            .all(|(_, title, from)| !title.is_empty() && from == "redesign")
    );

    let toolkit = "toolkits/real-time-redesign-1.1.0/reports/plan.md.hbs";
    sandbox.write(toolkit, "{{! Of the toolkit }}\nToolkit {{title}}\n");
    let plan = |sandbox: &Sandbox| listed(sandbox).remove(2);
    assert_eq!(plan(&sandbox).2, "toolkit real-time-redesign 1.1.0");
    assert_eq!(report(&sandbox, "plan north"), "Toolkit Test cohort\n");
    sandbox.write("reports/plan.md.hbs", "{{!-- Ours --}}\nOurs {{title}}\n");
    assert_eq!(
        plan(&sandbox),
        ("plan".into(), "Ours".into(), "this workspace".into())
    );
    assert_eq!(report(&sandbox, "plan north"), "Ours Test cohort\n");
    sandbox
        .fails(2, "report plam")
        .says("no report named \"plam\"")
        .says("did you mean \"plan\"?");
}

/// Every answer is there, nothing of the guidance, in the order of a story.
#[test]
fn a_plan_is_one_document() {
    let sandbox = scene();
    let text = report(&sandbox, "plan north");
    let order = [
        "# North \\| \\*Side\\*",
        "## The question",
        "How might we give feedback while it can be used?",
        "- Nine of twelve said so",
        "## The aim",
        "Students who ask",
        "## Who is on the team",
        "| Parent 1 | family | evenings | decides |",
        "## Where the team began",
        "A bad week",
        "## What was heard",
        "- I never see my grade",
        "## What was tried",
        "A note on each desk",
        "Half will read it",
        "## What was found",
        "A third read it",
        "- Nobody had time",
        "## What was decided",
        "Iterate",
        "## What is next",
        "## What is asked of you",
        "## What isn't shown",
        "it has no consent: \"Notes for the team only, no quotes\"",
        "commit ",
    ];
    let mut rest = text.as_str();
    for words in order {
        let at = rest.find(words);
        assert!(
            at.is_some(),
            "{words:?} isn't there, or comes too early:\n{text}"
        );
        rest = &rest[at.unwrap()..];
    }
    for guidance in ["Press the pencil", "output:", "Required", "UNAGREED"] {
        assert!(!text.contains(guidance), "{guidance:?} is in:\n{text}");
    }
    let inside = sandbox.ok("-C plans/north/2-dream-big report plan");
    assert_eq!(inside.out, text);
    assert!(inside.err.contains("only plans/north"), "{}", inside.err);
    assert!(report(&sandbox, "plan").contains("# south"));
}

/// A link is told by what people call the record.
#[test]
fn a_link_is_told_by_name() {
    let sandbox = scene();
    let files = sandbox.files("plans/north/3-start-small/pilot");
    let pilot = files.iter().find(|name| *name != "README.md").unwrap();
    let which = format!("which=north/pilot/{}", pilot.trim_end_matches(".md"));
    let reflected = ["successes=More asked", &which];
    record(&sandbox, "north/pilot-reflection", &reflected, &["--add"]);
    let text = report(&sandbox, "plan north");
    assert!(text.contains("**Which pilot:** First try\n"), "{text}");
}

/// A long answer begins where it belongs, and is whole in the appendix.
#[test]
fn long_answers_are_in_an_appendix() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let lines: Vec<String> = (1..=40).map(|at| format!("- voice number {at}")).collect();
    set(
        &sandbox,
        "a/sensemaking",
        &[&format!("lone-voices={}", lines.join("\n"))],
    );
    let text = report(&sandbox, "plan a");
    let (body, appendix) = text.split_once("## Appendix: long answers").unwrap();
    assert!(body.contains("voice number 1; voice number 2; "), "{body}");
    assert!(body.contains("([all of it](#appendix-1))"), "{body}");
    assert!(!body.contains("voice number 40") && appendix.contains("- voice number 40\n"));
    assert!(appendix.contains("### Appendix 1\n"), "{appendix}");
    let page = sandbox.ok("report plan a --format html").out;
    assert!(page.contains("<h3 id=\"appendix-1\">"), "{page}");
    assert!(page.contains("<a href=\"#appendix-1\">all of it</a>"));
}

/// A heading in an answer stands below the report's own, and a program reads it as Markdown.
#[test]
fn headings_of_an_answer_stand_below_the_reports() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let words = "### Mine\n\nfirst words\n\n- #### Inside\n\nwords &#xe000;2 more";
    sandbox.type_below("plans/a/2-dream-big/problem.md", "why-this", words);
    let text = report(&sandbox, "plan a");
    assert!(text.contains("\n### Mine\n\nfirst words\n"), "{text}");
    assert!(text.contains("- #### Inside\n"), "{text}");
    let page = sandbox.ok("report plan a --format html").out;
    assert!(page.contains("Mine</h3>"), "{page}");
    let json = sandbox.ok("report plan a --format json").out;
    assert!(json.contains("# Mine\\n\\nfirst words"), "{json}");
    for told in [text, page, json] {
        assert!(!told.contains('\u{e000}'), "{told}");
    }
}

/// Nothing that a team writes ends its section, opens another one, or names what others wrote.
#[test]
fn answers_stay_in_their_place() {
    for hostile in [
        "```\nopen fence",
        "~~~~ x\nopen fence",
        "<!-- open",
        "<script>alert(1)</script>",
        "<pre>\nopen",
        "<div>\n\nopen",
        "[next]: https://evil.example\n\nwords",
        "text\n===",
        "### What is next\n\nmine",
        "> quote\n- list\n    - deep",
        "{{title}} {{#each teams}}",
        "\u{e001}0\u{e002}",
        "| a |\n| - |\n| b",
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.type_below("plans/a/2-dream-big/problem.md", "why-this", hostile);
        sandbox.type_below("plans/a/2-dream-big/match.md", "why", "[next] is ours");
        let text = report(&sandbox, "plan a");
        let headings: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("## "))
            .collect();
        assert!(headings.contains(&"## What is next"), "{hostile:?}: {text}");
        let page = sandbox.ok("report plan a --format html").out;
        assert!(
            page.contains("<h2 id=\"what-is-next"),
            "{hostile:?}: {page}"
        );
        assert_eq!(
            page.matches("<h2 id=\"what-is-next").count(),
            1,
            "{hostile:?}"
        );
        assert!(page.matches("<h1").count() == 1, "{hostile:?}: {page}");
        assert!(
            !page.contains("<script") && !page.contains("evil.example\">next"),
            "{hostile:?}"
        );
        assert!(
            !hostile.contains("{{title}}") || text.contains("{{title}}"),
            "{text}"
        );
    }
}

#[test]
fn a_cohorts_month_is_told_since_its_last_session() {
    let sandbox = scene();
    let session = [
        "held=2026-11-20",
        "topic=Time",
        "attendance=coach | staff | all",
        "moved=north: began",
        "decisions=Meet at night",
        "actions=- [ ] Book the hall @lead due 2026-11-21",
    ];
    record(
        &sandbox,
        "cohort/session",
        &session,
        &["--add", "--date", "2026-11-20"],
    );
    let meeting = [
        "held=2026-11-22",
        "attendance=coach | staff",
        "stands=Well",
        "stuck=An interpreter",
    ];
    let with = ["--add", "--plan", "north", "--date", "2026-11-22"];
    record(&sandbox, "cohort/meeting", &meeting, &with);
    let text = report(&sandbox, "cohort");
    for words in [
        "since 2026-11-20, the day of the last session",
        "- **North \\| \\*Side\\***: in Come Together, ",
        "## The last session, 2026-11-20",
        "- **What we decided:** Meet at night",
        "**North \\| \\*Side\\***, 2026-11-23: Iterate",
        "  - What is stuck: An interpreter",
        "  - Book the hall (lead), due 2026-11-21, 2 days overdue",
        "### North \\| \\*Side\\*",
        "Its question: How might we give feedback while it can be used?",
        "What happened: A third read it",
    ] {
        assert!(text.contains(words), "{words:?} isn't in:\n{text}");
    }
    assert!(
        !text.contains("UNAGREED") || text.contains("UNAGREED words"),
        "{text}"
    );
    assert!(!text.contains("UNAGREED"), "{text}");
    let asked = report(&sandbox, "plan north");
    assert!(
        asked.contains("**What is stuck** (said on 2026-11-22)\n\n- An interpreter"),
        "{asked}"
    );
    let moved = report(&sandbox, "cohort --since 2026-11-23");
    assert!(moved.contains("Nothing moved"), "{moved}");
    sandbox
        .fails(2, "report cohort --since never")
        .says("neither a revision nor a date");
}

/// Yes or no by group, never how many; a claim with what is behind it once it is ready.
#[test]
fn a_funder_reads_what_may_be_read() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        interview(&sandbox, "north", "student", "one", "quotes");
        interview(&sandbox, "south", "student", "two", "quotes");
        let support = [("north/problem", true)];
        finding(&sandbox, field, &support, &[]);
        let text = report(&sandbox, "funder");
        assert!(
            text.contains("| Student | Yes |\n| Family | No |\n"),
            "{text}"
        );
        assert!(text.contains("No finding is ready to be shared."), "{text}");
        let agreed = format!("{}={}", field.consent, (field.agreed)("north", true));
        finding(&sandbox, field, &support, &[&agreed]);
        let text = report(&sandbox, "funder");
        let claim = field.claim[0].split_once('=').unwrap().1;
        assert_eq!(text.matches(claim).count(), 1, "{text}");
        assert!(
            text.contains("Behind it: 1 team, 1 measured. Consent: yes (north)."),
            "{text}"
        );
    }
}

/// The public isn't told whom a single team asked, nor what was agreed to once and taken back since; what a team leaves
/// out counts for nobody.
#[test]
fn whom_a_team_asked_is_told_of_the_cohort_only() {
    let sandbox = scene();
    let asked =
        |sandbox: &Sandbox, words: &str| report(sandbox, words).contains("| Student | Yes |");
    assert!(asked(&sandbox, "funder --audience public"));
    assert!(asked(&sandbox, "funder north"));
    let named = report(&sandbox, "funder north --audience public");
    assert!(!named.contains("| Student |"), "{named}");
    assert!(
        named.contains("Whom single teams asked isn't told here."),
        "{named}"
    );
    // One family talked, and nobody else may read what it said.
    let family = |words: &str| report(&sandbox, words).contains("| Family | Yes |");
    assert!(family("funder") && !family("funder --audience public"));
    let public = report(&sandbox, "funder --audience public");
    assert!(!public.contains("asked?"), "{public}");
    sandbox
        .fails(2, "report funder --audience public --at HEAD")
        .says("may have been taken back since");
    sandbox.ok("record north/interviews --skip 'nobody wanted to'");
    assert!(!asked(&sandbox, "funder"));
    assert!(!asked(&sandbox, "funder --audience public"));
}

/// The public is told nothing false either: what isn't for it isn't said to be missing.
#[test]
fn what_the_public_is_not_told_is_not_said_to_be_missing() {
    let sandbox = scene();
    for name in ["plan", "cohort", "funder"] {
        let text = report(&sandbox, &format!("{name} --audience public"));
        for words in [
            "no teams yet",
            "No team has",
            "Nothing is",
            "names nothing",
            "1 teams",
        ] {
            assert!(!text.contains(words), "{words:?} is in:\n{text}");
        }
    }
    let sandbox = Sandbox::with_plans(&["a"]);
    assert!(report(&sandbox, "funder").contains("Teams: 1."));
}

/// Unreadable files are reported to whoever runs the report, and never appear in a public one.
#[test]
fn what_cant_be_read_is_no_part_of_a_public_report() {
    let sandbox = scene();
    let all = |sandbox: &Sandbox| {
        let formats = ["", " --format markdown", " --format html", " --format json"];
        formats.map(|format| sandbox.ok(format!("report funder --audience public{format}")))
    };
    let before = all(&sandbox).map(|run| run.out);
    let file = "plans/north/1-come-together/interviews/whispered.md";
    sandbox.write(file, "---\nskipped: [Whispered\n---\n");
    let after = all(&sandbox);
    for run in &after {
        assert!(run.err.contains(file), "{}", run.err);
    }
    assert_eq!(after.map(|run| run.out), before);
    assert!(report(&sandbox, "funder").contains("Teams: 2."));
}

/// A programme that is named tells its findings once; nothing that stands behind one is told to the public.
#[test]
fn a_finding_is_told_once() {
    for field in &FIELDS {
        let sandbox = cohort(field);
        let agreed = format!("{}={}", field.consent, (field.agreed)("north", true));
        finding(&sandbox, field, &[("north/problem", true)], &[&agreed]);
        let claim = field.claim[0].split_once('=').unwrap().1;
        let named = report(&sandbox, "funder cohort");
        assert_eq!(named.matches(claim).count(), 1, "{named}");
        let told = sandbox
            .ok("report funder --audience public --format json")
            .json();
        let told = &told["data"]["content"]["findings"][0];
        assert_eq!(told["name"], "", "{told}");
        assert!(
            !told["answers"].to_string().contains("north/problem"),
            "{told}"
        );
    }
}

/// What a template takes from a list by its number is there.
#[test]
fn entries_of_lists_by_number() {
    let sandbox = scene();
    let template = "{{teams.[0].sections.[0].title}}: {{teams.[0].sections.[0].parts.[0].answers.[1].short}}, {{len left_out}}";
    sandbox.write("reports/ours.md.hbs", template);
    assert_eq!(
        report(&sandbox, "ours north"),
        "The question: Nine of twelve said so, 1\n"
    );
    sandbox.ok("check --level error");
    // What is left out is known without any answer.
    sandbox.write("reports/few.md.hbs", "{{len left_out}}");
    assert_eq!(report(&sandbox, "few"), "1\n");
}

/// Strict mode is silent about names in conditions and about blocks that aren't rendered; `check` isn't.
#[test]
fn every_field_is_known() {
    for (template, line, column, said) in [
        ("{{titel}}", 1, 1, "unknown field \"titel\""),
        ("a\n{{#if titel}}b{{/if}}", 2, 1, "unknown field \"titel\""),
        (
            "{{#each findings}}\n{{clam.text}}\n{{/each}}",
            2,
            1,
            "unknown field \"findings.clam\"",
        ),
        (
            "{{#each teams}}{{#each late}}{{#if ../name}}{{../../titel}}{{/if}}{{/each}}{{/each}}",
            1,
            45,
            "unknown field \"titel\"",
        ),
        (
            "{{#each teams as |team|}}{{#unless team.lat}}{{/unless}}{{/each}}",
            1,
            26,
            "unknown field \"teams.lat\"",
        ),
        (
            "{{#each teams}}{{by_role.problm.[0].short}}{{/each}}",
            1,
            16,
            "unknown field \"teams.by_role.problm\"",
        ),
        ("{{{title}}}", 1, 1, "use two braces"),
        ("{{teams}}", 1, 1, "is a list"),
        ("{{#each title}}{{/each}}", 1, 1, "isn't a list"),
        (
            "{{sentence title day}}",
            1,
            1,
            "\"sentence\" takes one name",
        ),
        ("{{teams.length}}", 1, 1, "{{len teams}} counts its entries"),
        ("{{shout title}}", 1, 1, "unknown helper \"shout\""),
        (
            "{{#each teams limit=many}}{{/each}}",
            1,
            1,
            "a whole number",
        ),
        ("{{> other}}", 1, 1, "partial"),
        (
            "a\n {{#if title}}",
            2,
            2,
            "can't be used: {{#if title}} has no end: {{/if}} is missing",
        ),
        (
            "{{#each teams}}\n{{/if}}",
            2,
            1,
            "{{/if}} stands where {{#each teams}} of line 1 ends",
        ),
        ("a\n{{title", 2, 1, "the tag {{title isn't closed"),
        (" \n", 0, 0, "this report can't be used: it is empty"),
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.write("reports/ours.md.hbs", template);
        let json = sandbox.fails(3, "check --format json").json();
        let found = json["diagnostics"].as_array().unwrap().iter();
        let found: Vec<&Value> = found.filter(|one| one["code"] == "E0007").collect();
        assert_eq!(found.len(), 1, "{template}: {json}");
        assert_eq!(found[0]["path"], "reports/ours.md.hbs");
        assert!(
            found[0]["message"].as_str().unwrap().contains(said),
            "{template}: {}",
            found[0]
        );
        if line > 0 {
            assert_eq!(
                (&found[0]["line"], &found[0]["column"]),
                (&line.into(), &column.into()),
                "{template}"
            );
        }
        sandbox.fails(3, "report ours").says(said);
        sandbox.ok("report").says(said);
    }
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write("reports/ours.md.hbs", "{{#each teams}}{{nam}}{{/each}}");
    sandbox
        .fails(3, "report ours")
        .says("did you mean \"name\"?");
    sandbox.write(
        "toolkits/real-time-redesign-1.1.0/reports/x.md.hbs",
        "{{#if titel}}{{/if}}",
    );
    sandbox
        .fails(3, "toolkit check")
        .says("reports/x.md.hbs:1: unknown field \"titel\"");
}

/// A report of one's own begins as a copy that names every field, and works at once.
#[test]
fn a_report_of_ones_own() {
    let sandbox = scene();
    sandbox
        .ok("report --new board --dry-run")
        .says("reports/board.md.hbs");
    assert!(!sandbox.path("reports").exists());
    sandbox
        .ok("report --new board")
        .says("redesign report board");
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s"]).trim(),
        "report board: a copy of cohort"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let text = sandbox.read("reports/board.md.hbs");
    for field in [
        "teams[].moved.words: ",
        "findings[].claim: ",
        "teams[].by_role.ROLE[]: ",
    ] {
        assert!(text.contains(field), "{field:?} isn't in:\n{text}");
    }
    assert_eq!(
        report(&sandbox, "board").replace("board", ""),
        report(&sandbox, "cohort")
    );
    sandbox.ok("check --level error");
    sandbox.fails(4, "report --new board");
    sandbox.ok("report --new plan").says("reports/plan.md.hbs");
    sandbox.ok("report --new mine --from funder");
    sandbox
        .fails(2, "report --new 'a/b'")
        .says("can't be a report's name");
    sandbox
        .fails(2, "report --new x --from nope")
        .says("no report named \"nope\"");
    sandbox.ok("undo").says("report mine");
    assert!(!sandbox.path("reports/mine.md.hbs").exists());
}

#[test]
fn a_report_is_written_to_a_new_file() {
    let sandbox = scene();
    sandbox
        .ok("report plan north --out north.md --dry-run")
        .says("would write north.md");
    assert!(!sandbox.path("north.md").exists());
    let said = sandbox.ok("report plan north --out north.md");
    assert_eq!(said.out, "wrote north.md\n");
    assert_eq!(sandbox.read("north.md"), report(&sandbox, "plan north"));
    sandbox.fails(4, "report plan north --out north.md");
    sandbox.ok("report plan north --out north.html");
    let page = sandbox.read("north.html");
    for words in [
        "<title>North | *Side*</title>",
        "<h1 id=\"north--side\">North | *Side*</h1>",
        "Content-Security-Policy",
        "<nav class=\"contents\" aria-label=\"Contents\">",
        "@top-left{content:\"North | *Side*\"",
        "tabindex=\"0\" role=\"region\" aria-label=\"",
    ] {
        assert!(page.contains(words), "{words:?} isn't in:\n{page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(
        page,
        sandbox
            .ok("report plan north --format html")
            .out
            .replace("<main>", "<main class=\"document\">")
            .replace("<div class=\"document\">\n", "")
            .replace("</div>\n</main>", "</main>")
    );
}

/// A link in an answer leads from the report where it led from the record.
#[test]
fn links_stay_true() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let words = "[team](../1-come-together/team.md) [web](https://example.org) [out](../../../../x) [js](javascript:x)";
    sandbox.type_below("plans/a/2-dream-big/problem.md", "why-this", words);
    sandbox.write("reports/kept", "");
    for (folder, target) in [
        (".", "plans/a/1-come-together/team.md"),
        ("reports", "../plans/a/1-come-together/team.md"),
    ] {
        let text = report(&sandbox, &format!("plan a -C {folder}"));
        let line = format!("[team]({target}) [web](https://example.org) out js");
        assert!(text.contains(&line), "{line:?} isn't in:\n{text}");
    }
    sandbox.ok("report plan a --out reports/a.md");
    assert!(
        sandbox
            .read("reports/a.md")
            .contains("](../plans/a/1-come-together/team.md)")
    );
    let page = sandbox.ok("report plan a --format html").out;
    assert!(
        page.contains("team <a href=\"https://example.org\">web</a> out js"),
        "{page}"
    );
}

/// The same commit and day give the same bytes, wherever and in whatever time zone.
#[test]
fn reports_are_the_same_everywhere() {
    let sandbox = scene();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "all", "--allow-empty"]);
    sandbox.git(&["clone", "-q", ".", "../elsewhere"]);
    for line in [
        "report plan north",
        "report cohort",
        "report funder",
        "report cohort --format html",
        "report plan north --format json",
    ] {
        let here = sandbox.ok(line).out;
        let mut there = sandbox.redesign();
        there
            .args(line.split(' '))
            .current_dir(sandbox.path("../elsewhere"))
            .env("TZ", "Pacific/Kiritimati")
            .env("LANG", "de_DE.UTF-8");
        assert_eq!(finished(&mut there).ends_with(0).out, here, "{line}");
    }
    let then = sandbox.ok("report plan north --at 2026-11-23").out;
    assert_eq!(then, report(&sandbox, "plan north"));
}

#[test]
fn what_cant_be_read_is_named() {
    let sandbox = scene();
    sandbox.write(
        "plans/south/2-dream-big/problem.md",
        "---\nskipped: [1\n---\n# x\n",
    );
    let text = report(&sandbox, "cohort");
    assert!(
        text.contains("**plans/south/2-dream-big/problem.md can't be read: "),
        "{text}"
    );
    sandbox.edit("plans/south/plan.toml", "title = \"\"", "title = \"x");
    assert!(report(&sandbox, "cohort").contains("**plans/south/plan.toml can't be read: "));
    sandbox
        .fails(3, "report plan south")
        .says("plans/south/plan.toml");
}

/// What only a few may read changes no byte of what everybody reads: whatever its words, and wherever they stand.
#[test]
fn the_public_reads_only_what_was_agreed_to() {
    /// A cohort whose private words are these.
    fn made(field: &Field, words: &str) -> Sandbox {
        let sandbox = cohort(field);
        for team in ["north", "hills/south"] {
            let file = format!("plans/{team}/plan.toml");
            if team != "north" {
                sandbox.edit(&file, "title = \"\"", &format!("title = '{words}'"));
            }
            sandbox.edit(&file, "contact = \"\"", &format!("contact = '{words}'"));
        }
        set(&sandbox, "north/commitment", &[&format!("why={words}")]);
        interview(&sandbox, "north", "student", words, "notes");
        let support = [("north/problem", true)];
        let agreed = format!("{}={}", field.consent, (field.agreed)("north", true));
        let refused = format!("{}={}", field.consent, (field.agreed)("south", false));
        // One that is agreed to, one that nobody was asked about, one to which a team said no.
        finding(&sandbox, field, &support, &[&agreed]);
        let own = field.claim[0].split_once('=').unwrap().0;
        let claim = format!("{own}={words}");
        let row = format!("{}={}", field.support, (field.row)("south/problem", true));
        let mut claims = vec![claim.as_str(), &row];
        claims.extend(&field.claim[1..]);
        let target = format!("cohort/{}", field.finding);
        record(&sandbox, &target, &claims, &["--add"]);
        claims.push(&refused);
        record(&sandbox, &target, &claims, &["--add"]);
        let about = format!("{}=north", field.about);
        let text = format!("{}={words}", field.text);
        let mut story = vec![about.as_str(), &text];
        story.extend(field.rest);
        record(
            &sandbox,
            &format!("cohort/{}", field.story),
            &story,
            &["--add", "--title", words],
        );
        let release = format!("{}={}", field.release, field.released);
        let fine = format!("{}=It helped.", field.text);
        let agreed = match field.toolkit {
            "river-watch" => "nod=aye",
            _ => &agreed,
        };
        let mut story = vec![about.as_str(), &fine, agreed, &release];
        story.extend(field.rest);
        record(
            &sandbox,
            &format!("cohort/{}", field.story),
            &story,
            &["--add", "--title", words],
        );
        sandbox
    }
    for field in &FIELDS {
        let of = |words: &str| {
            let sandbox = made(field, words);
            let all = ["plan", "cohort", "funder"].map(|name| {
                let line = format!("report {name} --audience public");
                let page = sandbox.ok(format!("{line} --format html")).out;
                let data = sandbox.ok(format!("{line} --format json")).json();
                let data = data["data"]["content"].to_string();
                for told in [&page, &data] {
                    assert!(!told.contains(words), "{name}: {words:?} is in:\n{told}");
                }
                (sandbox.ok(line).out, page, data)
            });
            sandbox.ok("site --audience public --out ../home/pages");
            let pages = bytes_below(&sandbox.home().join("pages")).into_iter();
            let pages = pages.map(|(_, bytes)| String::from_utf8(bytes).unwrap());
            let pages: Vec<String> = pages.collect();
            assert_eq!(pages.len(), 3, "{pages:?}");
            for page in &pages {
                assert!(!page.contains(words), "{words:?} is in:\n{page}");
            }
            (all, pages)
        };
        let first = of("Whispered here");
        let claim = field.claim[0].split_once('=').unwrap().1;
        let funder = &first.0[2].0;
        assert_eq!(funder.matches(claim).count(), 1, "{funder}");
        assert!(funder.contains("It helped."), "{funder}");
        let helped = first.1.iter().filter(|page| page.contains("It helped."));
        assert_eq!(helped.count(), 1, "{:?}", first.1);
        let config = Config {
            cases: 4,
            rng_seed: RngSeed::Fixed(7),
            failure_persistence: None,
            ..Config::default()
        };
        let words = "[A-Z][a-z]{3,9} [a-z]{3,30}( [a-z]{2,12}){0,4}";
        let checked = TestRunner::new(config).run(&words, |words| {
            prop_assert_eq!(&of(&words), &first);
            Ok(())
        });
        checked.unwrap();
    }
}
