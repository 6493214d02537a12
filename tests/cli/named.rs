//! How plans, records and answers are named: where the plan can be left out, and one answer of a record.

use super::sandbox::Sandbox;

/// Two plans and a programme with a meeting of each; some answers.
fn cohort() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["ash", "birch"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    for plan in ["ash", "birch"] {
        sandbox.ok(format!(
            "record {plan}/team --set 'gaps=Nobody of {plan}' --set 'gaps=Nor others'"
        ));
        sandbox.ok(format!(
            "record cohort/meeting --add --plan {plan} --date 2026-11-20 --set 'stands=Met {plan}'"
        ));
    }
    sandbox
}

/// The directory of a plan, and one below it.
const INSIDE: [&str; 2] = ["plans/ash", "plans/ash/1-come-together"];

#[test]
fn log_and_diff_take_the_plan_around() {
    let sandbox = cohort();
    for folder in INSIDE {
        for (short, full) in [
            ("log", "log ash"),
            ("log --all", "log ash --all"),
            ("diff", "diff ash"),
            ("diff v1", "diff ash v1"),
            ("diff v1 v2", "diff ash v1 v2"),
            ("diff 2026-11-30", "diff ash 2026-11-30"),
            ("diff HEAD~1", "diff ash HEAD~1"),
            ("diff team v1", "diff ash/team v1"),
            ("show", "show ash"),
        ] {
            let here = sandbox.ok(format!("-C {folder} {short}"));
            let named = sandbox.ok(full);
            assert_eq!(
                (here.out, here.err),
                (named.out, named.err),
                "{folder}: {short}"
            );
        }
        let json = sandbox.ok(format!("-C {folder} log --format json")).json();
        assert_eq!(json["data"]["plan"], "ash");
        // What is neither an activity nor a version stays a wrong name.
        for wrong in ["diff taem", "log v1", "diff taem v1"] {
            sandbox
                .fails(2, format!("-C {folder} {wrong}"))
                .says("no plan named");
        }
    }
    sandbox
        .fails(2, "-C plans/ash diff v9")
        .says("\"ash\" has no version \"v9\"");
    for command in ["log", "diff", "show"] {
        let run = sandbox.fails(2, command).says("say which plan");
        run.says("`redesign status` lists all plans");
    }
}

#[test]
fn list_takes_the_plan_around() {
    let sandbox = cohort();
    for folder in INSIDE {
        let run = sandbox.ok(format!("-C {folder} list team/gaps"));
        let run = run.says("Nobody of ash").never_says("Nobody of birch");
        run.says("only plans/ash");
        // What the programme keeps with it.
        let run = sandbox.ok(format!("-C {folder} list meeting/stands"));
        run.says("Met ash").never_says("Met birch");
        // What it can't have, and what is named.
        sandbox
            .ok(format!("-C {folder} list finding"))
            .never_says("only plans/ash");
        let named = sandbox.ok(format!("-C {folder} list team/gaps birch"));
        named
            .says("Nobody of birch")
            .never_says("Nobody of ash")
            .never_says("only plans");
    }
    for folder in [".", "plans"] {
        let run = sandbox.ok(format!("-C {folder} list team/gaps"));
        run.says("Nobody of ash")
            .says("Nobody of birch")
            .never_says("only plans");
    }
    let all = sandbox.ok("-C cohort list meeting/stands");
    all.says("Met ash").says("Met birch");
}

#[test]
fn one_answer_is_shown() {
    let sandbox = cohort();
    for name in ["ash/team/gaps", "-C plans/ash team/gaps"] {
        let (flags, name) = name.rsplit_once(' ').unwrap_or(("", name));
        let show = |more: &str| sandbox.ok(format!("{flags} show {name} {more}").trim());
        for format in ["table", "markdown", "html"] {
            let run = show(&format!("--format {format}"));
            let run = run
                .says("Nobody of ash")
                .says("Nor others")
                .says("Who is still missing");
            run.never_says("Who is on the team").never_says("lacks");
        }
        let json = show("--format json").json();
        assert_eq!(json["data"]["output"], "gaps");
        let record = &json["data"]["activity"]["records"][0];
        let outputs = record["outputs"].as_array().unwrap();
        assert_eq!(outputs.len(), 1, "{outputs:?}");
        assert_eq!(
            outputs[0]["value"],
            serde_json::json!(["Nobody of ash", "Nor others"])
        );
        assert!(record["text"].is_null());
    }
    sandbox
        .ok("show ash/team/sponsor")
        .says("(nothing, optional)");
    sandbox.ok("show ash/team/roster").says("(nothing yet)");
    sandbox
        .ok("show ash/team/gaps@v1")
        .says("(nothing yet)")
        .says("v1 of");
    sandbox.ok("show ash/team/gaps@v2").says("Nobody of ash");
    sandbox
        .ok("show ash/interviews/words")
        .says("(nothing yet)");
    // The whole record, and both without what was asked for.
    let whole = sandbox.ok("show ash/team --format json").json();
    assert!(whole["data"]["output"].is_null());
}

#[test]
fn one_answer_of_several_records() {
    let sandbox = cohort();
    let json = sandbox.ok("list meeting --format json").json();
    let name = |at: usize| {
        json["data"]["rows"][at]["record"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let both = sandbox.ok("show cohort/meeting/stands");
    let both = both
        .says("Met ash")
        .says("Met birch")
        .says(&name(0))
        .says(&name(1));
    both.never_says("Who was there");
    let suffix = |at: usize| name(at).rsplit('-').next().unwrap().to_owned();
    for record in [name(0), suffix(0)] {
        for words in [
            format!("show cohort/meeting/{record}/stands"),
            format!("-C cohort show meeting/{record}/stands"),
            format!("show cohort/meeting/{record}/stands@v1"),
        ] {
            sandbox
                .ok(words)
                .says("Met ash")
                .never_says("Met birch")
                .never_says("Who was there");
        }
    }
}

#[test]
fn unknown_outputs_are_named_with_the_nearest() {
    let sandbox = cohort();
    let json = sandbox.ok("list meeting --format json").json();
    let record = json["data"]["rows"][0]["record"]
        .as_str()
        .unwrap()
        .to_owned();
    for (words, said) in [
        (
            "show ash/team/gasp".to_owned(),
            "did you mean \"gaps\"? \"team\" has: roster, gaps",
        ),
        (
            "-C plans/ash show team/gasp".to_owned(),
            "no output named \"gasp\"",
        ),
        (
            "show cohort/meeting/stnds".to_owned(),
            "did you mean \"stands\"?",
        ),
        (
            format!("show cohort/meeting/{record}/stnds"),
            "did you mean \"stands\"?",
        ),
        (
            "show cohort/meeting/zzz/stands".to_owned(),
            "\"meeting\" has no record \"zzz\"",
        ),
        ("show ash/team/gaps/more/still".to_owned(), "a reference is"),
    ] {
        let run = sandbox.fails(2, &words).says(said);
        assert!(run.out.is_empty(), "{words}: {}", run.out);
    }
    // Other commands work on whole records, and say so.
    for words in [
        "record ash/team/gaps --set gaps=x",
        "log ash/team/gaps",
        "diff ash/team/gaps",
        "restore ash/team/gaps@v1",
        "sheet ash/team/gaps",
    ] {
        let run = sandbox.fails(2, words).says("\"gaps\" is an output");
        run.says("ash/team; `redesign show ash/team/gaps`");
    }
}
