//! What `measure` says while a merge is open, of what is skipped, and to whoever mistypes.

use super::sandbox::{Run, Sandbox, words};
use std::path::Path;

const NUMBERS: &str = "plans/north/1-do/measure/lunch.md";

/// A plan `north` with the measure `lunch`, whose block of numbers is given.
fn with_numbers(block: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title Cohort");
    let toolkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/tracker");
    sandbox.copy(&toolkit, "toolkits/tracker");
    sandbox.ok("new north --toolkit tracker");
    write(&sandbox, block);
    sandbox
}

fn write(sandbox: &Sandbox, block: &str) {
    let text = format!(
        "# Lunch\n\n## What we count, and the numbers\n\nPercent.\n\n```csv\n{block}\n```\n\n## Better is\n\nmore\n"
    );
    sandbox.write(NUMBERS, text);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "numbers"]);
}

fn run(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.run(words(line))
}

const TWO: &str = "date,all,note\n2026-10-02,50,\n<<<<<<< ours\n2026-10-09,51,\n=======\n2026-10-16,52,\n>>>>>>> theirs";

#[test]
fn while_a_merge_is_open_it_is_there() {
    let sandbox = with_numbers(TWO);
    run(&sandbox, "measure")
        .ends_with(0)
        .says("1 measure")
        .says("lunch")
        .says("a merge left two versions");
    let json = run(&sandbox, "measure --format json").json();
    assert_eq!(
        json["data"]["measures"][0]["unreadable"],
        "a merge left two versions"
    );
    for line in ["measure show north/lunch", "measure add north/lunch all=3"] {
        run(&sandbox, line)
            .ends_with(4)
            .says("a merge left two versions of \"numbers\"")
            .says("redesign resolve north/measure/lunch");
    }
    for format in ["table", "csv", "json", "html", "markdown"] {
        let out = run(&sandbox, &format!("list measure --format {format}")).out;
        assert!(!out.contains("<<<<") && !out.contains("&lt;&lt;"), "{out}");
        assert!(
            format == "json" || out.contains("a merge left two versions"),
            "{out}"
        );
    }
    assert!(!run(&sandbox, "report plan north").out.contains("<<<<"));
}

#[test]
fn both_versions_are_the_days_of_both() {
    let sandbox = with_numbers(TWO);
    run(&sandbox, "resolve north/measure --both numbers").ends_with(0);
    let text = sandbox.read(NUMBERS);
    let block = "```csv\ndate,all,note\n2026-10-02,50,\n2026-10-09,51,\n2026-10-16,52,\n```\n";
    assert!(text.contains(block), "{text}");
    assert_eq!(text.matches("Percent.").count(), 1, "{text}");
    // Another group of one day, a further column, and words that both changed.
    write(
        &sandbox,
        "<<<<<<< ours\ndate,all,note\n2026-10-09,51,\n=======\ndate,all,ml,note\n2026-10-09,51.0,40,rain\n>>>>>>> theirs",
    );
    sandbox.edit(
        NUMBERS,
        "Percent.",
        "<<<<<<< ours\nPercent of all.\n=======\nShare.\n>>>>>>> theirs",
    );
    run(&sandbox, "resolve north/measure --both numbers").ends_with(0);
    let text = sandbox.read(NUMBERS);
    let merged = "date,all,ml,note\n2026-10-09,51,40,rain\n";
    assert!(text.contains(merged), "{text}");
    assert!(text.contains("Percent of all.\n\nShare.\n"), "{text}");
}

#[test]
fn two_numbers_of_one_day_are_not_both() {
    for (ours, theirs, said) in [
        (
            "2026-10-09,51,40,",
            "2026-10-09,52,40,",
            "2026-10-09 has two numbers for all, 51 and 52",
        ),
        (
            "2026-10-09,51,40,",
            "2026-10-09,51,41,",
            "2026-10-09 has two numbers for ml, 40 and 41",
        ),
        (
            "2026-10-09,51,40,quiet",
            "2026-10-09,51,40,loud",
            "2026-10-09 has two notes, \"quiet\" and \"loud\"",
        ),
    ] {
        let block = format!(
            "date,all,ml,note\n2026-10-02,50,39,\n<<<<<<< ours\n{ours}\n=======\n{theirs}\n>>>>>>> theirs"
        );
        let sandbox = with_numbers(&block);
        let before = sandbox.read(NUMBERS);
        run(&sandbox, "resolve north/measure --both numbers")
            .ends_with(2)
            .says(said)
            .says("--ours")
            .says("--theirs");
        assert_eq!(sandbox.read(NUMBERS), before);
    }
}

#[test]
fn a_skipped_measure_is_named_as_such() {
    let sandbox = with_numbers("date,all,note\n2026-10-02,50,");
    run(&sandbox, "record north/measure --skip 'no time'").ends_with(0);
    for line in [
        "measure show north/lunch",
        "measure add north/lunch all=3",
        "measure show north/measure",
        "measure show north",
    ] {
        run(&sandbox, line)
            .ends_with(2)
            .says("\"measure\" is skipped: no time")
            .says("redesign record north/measure --unskip")
            .never_says("measures nothing yet");
    }
    run(&sandbox, "measure")
        .ends_with(0)
        .says("note: 1 measure left out, as it is skipped");
    run(&sandbox, "record north/measure --unskip").ends_with(0);
    run(&sandbox, "measure").ends_with(0).never_says("left out");
    // One of several.
    sandbox.write(
        "plans/north/1-do/measure/late.md",
        "---\nskipped: nobody came\n---\n# Late\n\n## What we count, and the numbers\n\nx\n\n```csv\ndate,value\n2026-10-02,3\n```\n",
    );
    run(&sandbox, "measure show north/late")
        .ends_with(2)
        .says("\"measure/late\" is skipped: nobody came")
        .says("redesign record north/measure/late --unskip");
    run(&sandbox, "measure").says("note: 1 measure left out");
    run(&sandbox, "measure show north/lat3").never_says("is skipped");
}

#[test]
fn which_group_a_number_is_of() {
    let sandbox = with_numbers("date,all,Learning English,all n,note\n2026-10-02,50,40,30,");
    run(&sandbox, "measure add north/lunch 62")
        .ends_with(2)
        .says("which group 62 is of")
        .says("all=62");
    run(&sandbox, "measure add north/lunch n=12")
        .ends_with(2)
        .says("\"all n=12\"");
    let add = |rest: &str| run(&sandbox, &format!("measure add north/lunch {rest}"));
    add("'learning english=43' ALL=51 'All N=31' --date 2026-10-09").ends_with(0);
    let text = sandbox.read(NUMBERS);
    assert!(text.contains("\n2026-10-09,51,43,31,\n"), "{text}");
    add("all=1 ALL=2 --date 2026-10-16")
        .ends_with(2)
        .says("all is given twice");
    // What was there before.
    add("all=52 --replace --date 2026-10-09 --dry-run")
        .ends_with(0)
        .says("would replace")
        .says("2026-10-09, was all 51");
    add("all=52 'learning english=44' --replace --date 2026-10-09")
        .ends_with(0)
        .says("replaced")
        .says("2026-10-09, was all 51, Learning English 43");
    add("all=52 --replace --date 2026-10-09").never_says("was all");
    // A number beside others is none of these.
    write(
        &sandbox,
        "date,value,n,note\n2026-10-02,50,,\n2026-10-09,62,,",
    );
    add("5 value=6 --date 2026-10-16")
        .ends_with(2)
        .says("the number is given twice");
    add("63 --replace --date 2026-10-09")
        .ends_with(0)
        .says("2026-10-09, was 62");
    add("n=30 --date 2026-10-09")
        .ends_with(0)
        .says("added")
        .never_says("was");
    let json = add("64 --replace --date 2026-10-09 --format json").json();
    assert_eq!(
        json["data"]["written"]["replaced"],
        serde_json::json!(["2026-10-09, was 63"])
    );
}

/// The command printed last works as it is.
#[test]
fn what_comes_next_can_be_typed() {
    for block in [
        "date,value\n2026-10-02,50",
        "date,all,ml,note\n2026-10-02,50,,",
    ] {
        let sandbox = with_numbers(block);
        let json = run(&sandbox, "measure show north/lunch --format json").json();
        let shown = run(&sandbox, "measure show north/lunch");
        let said = format!("{}{}", shown.out, shown.err);
        let next = said
            .lines()
            .find_map(|line| line.trim().strip_prefix("next: "))
            .or_else(|| json["next"].as_str())
            .unwrap_or_else(|| panic!("{said}"));
        let line = next.strip_prefix("redesign ").unwrap();
        let before = sandbox.read(NUMBERS);
        run(&sandbox, line).ends_with(0);
        assert_eq!(sandbox.read(NUMBERS), before);
        shown
            .says("the only point; no baseline is set")
            .never_says("all 1 point");
    }
}

/// Days written in two ways are two columns: what one of them can only mean says nothing of the other.
#[test]
fn a_day_of_another_form_is_ambiguous() {
    let sandbox = with_numbers("date,value\n2026-01-02,50");
    for (days, said) in [
        (
            ["17.09.2026", "03/04/2026"],
            "\"03/04/2026\" could be one of two days",
        ),
        (
            ["03/04/2026", "17.09.2026"],
            "\"03/04/2026\" could be one of two days",
        ),
        (
            ["9/17/2026", "03.04.2026"],
            "\"03.04.2026\" could be one of two days",
        ),
        (
            ["17-09-2026", "03.04.2026"],
            "\"03.04.2026\" could be one of two days",
        ),
    ] {
        let [one, other] = days;
        sandbox.write("days.csv", format!("date,value\n{one},5\n{other},6\n"));
        run(&sandbox, "measure add north/lunch --from days.csv")
            .ends_with(2)
            .says(said);
    }
    sandbox.write(
        "days.csv",
        "date,value\n17.09.2026,5\n04.09.2026,6\n2026-09-05,7\n",
    );
    run(&sandbox, "measure add north/lunch --from days.csv").ends_with(0);
    assert!(
        sandbox
            .read(NUMBERS)
            .contains("2026-09-04,6\n2026-09-05,7\n2026-09-17,5\n")
    );
}
