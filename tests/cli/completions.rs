//! What shells complete: the program's words, and the names in a workspace. In the real shells that are here.

use super::sandbox::Sandbox;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// What bash offers behind a line, in its order.
fn in_bash(sandbox: &Sandbox, line: &[&str]) -> Vec<String> {
    let script = sandbox.ok("completions bash").out;
    let typed = line.last().unwrap();
    let before = line.iter().rev().nth(1).unwrap_or(&"redesign");
    let words: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let asks = format!(
        "{script}\nCOMP_WORDS=(redesign {})\nCOMP_CWORD={}\nCOMP_TYPE=9\n_clap_complete_redesign redesign '{typed}' '{before}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words.join(" "),
        line.len(),
    );
    let mut bash = sandbox.command_with_redesign("bash");
    let run = super::sandbox::finished(bash.args(["--norc", "-c", &asks])).ends_with(0);
    run.out
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A cohort of two teams with records of an activity that repeats.
fn cohort() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["ash", "birch"]);
    sandbox.run([
        "record",
        "ash/interviews",
        "--add",
        "--set",
        "words=x",
        "--title",
        "First talk",
    ]);
    sandbox.ok("record ash/interviews --add --set words=x");
    sandbox.write(
        "plans/ash/3-start-small/measures/tickets.md",
        "# Tickets\n\n## What we count, and the numbers\n\nTickets.\n\n```csv\ndate,all,rom\n2026-10-02,50,60\n```\n",
    );
    sandbox.edit(
        "plans/ash/plan.toml",
        "# coach = \"\"",
        "coach = \"coach of the north\"",
    );
    sandbox
}

#[test]
fn names_are_completed_where_they_can_stand() {
    let sandbox = cohort();
    let files = super::sandbox::bytes_below(&sandbox.path("plans/ash")).into_iter();
    let records = files.filter(|(path, _)| path.parent().unwrap().ends_with("interviews"));
    let mut records: Vec<String> = records
        .map(|(path, _)| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "README")
        .map(|name| format!("ash/interviews/{name}"))
        .collect();
    records.sort();
    assert!(!records.is_empty());
    let own = |expected: &[&str]| {
        expected
            .iter()
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };
    for (line, expected) in [
        (&["status", "a"][..], own(&["ash"])),
        (&["diff", ""], own(&["ash/", "birch/"])),
        (&["board", "bi"], own(&["birch"])),
        (&["show", "b"], own(&["birch/"])),
        (&["show", "ash/pro"], own(&["ash/problem", "ash/prototype"])),
        (&["show", "ash/interviews/"], records.clone()),
        (&["record", "ash/int"], own(&["ash/interviews"])),
        (&["record", "ash/team", "--set", "ro"], own(&["roster="])),
        (
            &["record", "ash/problem", "--set", "st"],
            own(&["statement="]),
        ),
        (&["list", "prob"], own(&["problem"])),
        (&["list", "team/g"], own(&["team/gaps"])),
        (&["list", "vo"], own(&["voices"])),
        (
            &["list", "equity"],
            own(&["equity", "equity-1", "equity-2", "equity-3"]),
        ),
        (&["list", "voices/g"], own(&["voices/group"])),
        (&["help", "exit"], own(&["exit-codes"])),
        (&["help", "sh"], own(&["sheet", "show"])),
        (
            &["measure", "show", "ash/tickets", "--group", ""],
            own(&["all", "rom"]),
        ),
        (
            &["measure", "show", "ash/tickets", "--group", "r"],
            own(&["rom"]),
        ),
        (&["list", "interviews", "--by", "gr"], own(&["group"])),
        (
            &["new", "x", "--toolkit", "real"],
            own(&["real-time-redesign"]),
        ),
        (&["toolkit", "show", "real"], own(&["real-time-redesign"])),
        (
            &["status", "--coach", "coach"],
            own(&["coach of the north"]),
        ),
        (&["set", "a"], own(&["ash"])),
        (&["set", "ash", "c"], own(&["coach=", "contact="])),
        (
            &["set", "ash", "coach=c"],
            own(&["coach=coach of the north"]),
        ),
        (&["schema", "stat"], own(&["status"])),
        (&["stat"], own(&["status"])),
        (&["actions", "--format", "p"], Vec::new()),
        (&["timeline", "--format", "s"], own(&["svg"])),
        (&["show", "nobody/"], Vec::new()),
    ] {
        let mut offered = in_bash(&sandbox, line);
        offered.retain(|one| !one.starts_with('-'));
        assert_eq!(offered, expected, "{line:?}");
    }
}

/// The other shells get the same names: asked as their scripts ask.
#[test]
fn every_shell_has_a_script_that_asks_for_the_same_names() {
    let sandbox = cohort();
    let script = sandbox.home().join("script");
    for shell in SHELLS {
        let text = sandbox.run(["completions", shell]).ends_with(0).out;
        assert!(text.contains("REDESIGN_COMPLETE"), "{shell}: {text}");
        std::fs::write(&script, &text).unwrap();
        let is_known = ["bash", "zsh", "fish"].contains(&shell);
        if is_known && let Ok(output) = sandbox.command(shell).arg("-n").arg(&script).output() {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{shell}: {said}");
        }
        let mut asked = sandbox.redesign();
        asked
            .args(["--", "redesign", "show", "ash/pro"])
            .env("REDESIGN_COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", "2")
            .env("_CLAP_IFS", "\n");
        let run = super::sandbox::finished(&mut asked).ends_with(0);
        for name in ["ash/problem", "ash/prototype"] {
            assert!(run.out.contains(name), "{shell}: {}", run.out);
        }
        assert!(!run.out.contains("ash/team"), "{shell}: {}", run.out);
    }
    sandbox.fails(2, "completions cmd").says("possible values");
    let mut asked = sandbox.redesign();
    asked
        .args(["--", "redesign", ""])
        .env("REDESIGN_COMPLETE", "cmd");
    super::sandbox::finished(&mut asked)
        .ends_with(2)
        .says("no completions");
}

/// The line is completed by fish itself, where it is installed.
#[test]
fn fish_completes_names() {
    let sandbox = cohort();
    let has = |shell: &str| sandbox.command(shell).arg("--version").output().is_ok();
    if has("fish") {
        let script = sandbox.ok("completions fish").out;
        let asks = format!("{script}\ncomplete -C 'redesign show ash/pro'\n");
        let mut fish = sandbox.command_with_redesign("fish");
        let run = super::sandbox::finished(fish.args(["--no-config", "-c", &asks])).ends_with(0);
        let names: Vec<&str> = run
            .out
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(names, ["ash/problem", "ash/prototype"], "{}", run.err);
    }
}

/// The keys are typed into zsh, where it is installed, with the script where the docs say; the first Tab of a shell, which
/// reads the script, is answered, too.
#[cfg(target_os = "linux")]
#[test]
fn zsh_completes_names() {
    let sandbox = cohort();
    if sandbox.command("zsh").arg("--version").output().is_err() {
        return;
    }
    let script = sandbox.ok("completions zsh").out;
    sandbox.write("../home/.zfunc/_redesign", script);
    // Ctrl-G says what stands on the line.
    let settings = "PS1='ready %% '\nfpath=(~/.zfunc $fpath)\nautoload -Uz compinit && compinit -u -D\n\
        said() { local line=$BUFFER; BUFFER=; zle -I; print -r -- \"<$line>\" }\nzle -N said\nbindkey '^G' said\n";
    sandbox.write("../home/.zshrc", settings);
    let mut zsh = super::typist::Typist::in_program(&sandbox, "zsh -i");
    for (typed, line) in [
        // Twice, since the first Tab reads the script.
        ("show ash/prob", "show ash/problem "),
        ("show ash/prob", "show ash/problem "),
        ("show bir", "show birch/"),
        ("record ash/team --set ro", "record ash/team --set roster="),
        ("set ash coa", "set ash coach="),
        (
            "status --coach coach",
            "status --coach coach\\ of\\ the\\ north ",
        ),
        ("schema stat", "schema status "),
        ("stat", "status "),
    ] {
        zsh.until("ready %")
            .types(&format!("redesign {typed}\t\u{7}"))
            .until(&format!("<redesign {line}>"));
    }
    zsh.until("ready %").types("redesign show ash/pro\t");
    zsh.until("ash/problem").until("ash/prototype");
    zsh.types("\u{7}")
        .until("ready %")
        .types("exit 0\r")
        .ends(0);
}

/// Whoever adds a value says what it names, or adds it here because nobody can know it.
#[test]
fn every_value_is_completed_or_unknown_to_anybody() {
    const FREE: &[&str] = &[
        "DATE",
        "DAYS",
        "DIR",
        "FILE",
        "LABEL",
        "N",
        "NAME",
        "NUMBER",
        "PATH",
        "REASON",
        "REV",
        "REV|DATE",
        "SHEET",
        "TASK",
        "CONTACT",
        "TITLE",
        "ORGANISATION",
        "BASE",
        "OURS",
        "THEIRS",
        "TO",
        "VERSION",
        "WHEN",
        "WHY",
        "WORDS",
        "YYYY-MM-DD",
        "[GROUP/]PLAN",
        "[GROUP/]NEW",
        "COMMAND",
        "TEXT",
    ];
    fn look(command: &clap::Command, missing: &mut Vec<String>) {
        for argument in command
            .get_arguments()
            .filter(|one| one.get_action().takes_values())
        {
            let names = argument.get_value_names().unwrap_or(&[]);
            let shown = names.first().map_or("", |name| name.as_str());
            let is_known = FREE.contains(&shown)
                || !argument.get_possible_values().is_empty()
                || redesign::commands::completed(shown);
            if !is_known {
                missing.push(format!("{}: {shown}", command.get_name()));
            }
        }
        command
            .get_subcommands()
            .for_each(|inner| look(inner, missing));
    }
    let mut tree = redesign::cli::tree();
    tree.build();
    let mut missing = Vec::new();
    look(&tree, &mut missing);
    assert_eq!(missing, [""; 0]);
}
