//! `help` and `man`: commands and topics, explained where one works.

use super::sandbox::{Sandbox, finished};

/// Every command, with those below it.
fn commands() -> Vec<Vec<String>> {
    fn below(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        for one in command.get_subcommands() {
            let mut all = words.to_vec();
            all.push(one.get_name().to_owned());
            below(one, &all, found);
            found.push(all);
        }
    }
    let mut found = vec![Vec::new()];
    below(&redesign::cli::tree(), &[], &mut found);
    found
}

/// However wide the terminal is; both flags say the same, and `-C` and the like are explained once.
#[test]
fn help_fits_80_columns_and_explains_the_flags_of_all_commands_once() {
    let sandbox = Sandbox::new();
    let explained = [
        "Run as if started in DIR",
        "Never ask; fail if an answer is missing",
    ];
    for words in commands() {
        let with = |flag: &str| words.iter().cloned().chain([flag.to_owned()]);
        let help = sandbox.run(with("--help")).ends_with(0).out;
        assert_eq!(help, sandbox.run(with("-h")).out, "{words:?}");
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{words:?}: {line}");
            assert_eq!(line, line.trim_end(), "{words:?}");
        }
        assert!(!help.contains("\n\n\n"), "{help}");
        for said in explained {
            assert_eq!(help.contains(said), words.is_empty(), "{words:?}: {said}");
        }
        assert!(help.contains("--no-input") && help.contains("-C"), "{help}");
    }
    for (columns, most) in [("200", 80), ("80", 80), ("60", 60)] {
        let variables = [("COLUMNS", columns)];
        let help = sandbox.run_with_env(&["record", "--help"], &variables).out;
        let widest = help.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= most && widest > most / 2, "{columns}: {help}");
    }
}

/// Help lists the formats that a command has; it takes those and refuses others, before and behind it.
#[test]
fn each_command_offers_the_formats_it_has() {
    use clap::error::ErrorKind;
    let tree = redesign::cli::tree();
    let all: Vec<&str> = redesign::render::FORMATS
        .iter()
        .map(|one| one.name)
        .collect();
    let mut different = std::collections::BTreeSet::new();
    for words in commands() {
        let names: Vec<&str> = words.iter().map(String::as_str).collect();
        let offered = redesign::commands::formats_of(&names).names();
        let command = names
            .iter()
            .fold(&tree, |tree, name| tree.find_subcommand(name).unwrap());
        let help = command.clone().render_help().to_string();
        let shown = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let list = format!("[possible values: {}]", offered.join(", "));
        let is_choice = offered.len() > 1 && !words.is_empty();
        assert_eq!(shown.contains(&list), is_choice, "{words:?}: {help}");
        for format in &all {
            let before = [&["redesign", "--format", format], &names[..]].concat();
            let behind = [&["redesign"], &names[..], &["--format", format]].concat();
            for typed in [before, behind] {
                let typed: Vec<std::ffi::OsString> = typed.iter().map(Into::into).collect();
                let refused = match redesign::cli::parse(&typed) {
                    Ok(_) => false,
                    // What comes first is what is said.
                    Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => continue,
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{typed:?}");
                        let said = error.to_string();
                        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                        assert!(
                            said.contains(&format!("[possible values: {}]", offered.join(", "))),
                            "{said}"
                        );
                        true
                    }
                };
                assert_eq!(refused, !offered.contains(format), "{typed:?}");
            }
        }
        different.insert(offered);
    }
    assert!(different.len() > 5, "{different:?}");
}

/// What other tools call it leads to what it is called here: to a command that can be typed as it is.
#[test]
fn every_tip_is_a_command() {
    use clap::error::ErrorKind;
    use redesign::app::tips::{FLAGS, WORDS};
    let tree = redesign::cli::tree();
    for row in WORDS.iter().chain(FLAGS) {
        let (command, _) = row.command.split_once(" > ").unwrap_or((row.command, ""));
        let words: Vec<std::ffi::OsString> = command.split(' ').map(Into::into).collect();
        if let Err(error) = redesign::cli::parse(&words) {
            assert_eq!(
                error.kind(),
                ErrorKind::DisplayVersion,
                "{command}: {error}"
            );
        }
        assert!(!row.typed.is_empty() && !row.does.is_empty() && !row.does.ends_with('.'));
        for typed in row.typed {
            assert_eq!(*typed, typed.to_lowercase());
            assert!(
                tree.find_subcommand(typed).is_none(),
                "{typed} is a command"
            );
            let is_global = |flag: &clap::Arg| {
                flag.is_global_set()
                    && (flag.get_long().map(|long| format!("--{long}")).as_deref() == Some(typed)
                        || flag.get_short().map(|short| format!("-{short}")).as_deref()
                            == Some(typed))
            };
            assert!(!tree.get_arguments().any(is_global), "{typed} is a flag");
        }
    }
}

#[test]
fn wrong_first_words_and_flags_get_a_tip() {
    let sandbox = Sandbox::with_plans(&["ash"]);
    for (line, tip) in [
        (
            "delete ash/team",
            "`redesign record PLAN/ACTIVITY --skip REASON`",
        ),
        ("remove ash", "`redesign undo` takes the last command back"),
        ("plan ash", "`redesign new PLAN` creates a plan"),
        ("view ash", "`redesign show PLAN` shows a plan"),
        ("edit ash/team", "`redesign record PLAN/ACTIVITY --edit`"),
        ("export", "`redesign status --format json`"),
        (
            "Export --format csv",
            "`redesign list ACTIVITY --format csv`",
        ),
        ("who", "`redesign introduce` proposes who should meet whom"),
        ("todo", "`redesign next` says what to do next"),
        ("--json", "`redesign status --format json`"),
        ("board --json", "`redesign status --format json`"),
        (
            "-o x",
            "`redesign status --format csv > FILE` writes a file",
        ),
        (
            "status --output=x",
            "`redesign status --format csv > FILE` writes a file",
        ),
        (
            "list team --csv",
            "`redesign status --format csv` prints CSV",
        ),
        ("ash", "`redesign show ash` shows it"),
        ("ash/team", "`redesign next ash/team`"),
        ("stauts", "a similar subcommand exists: 'status'"),
    ] {
        let run = sandbox
            .fails(2, line)
            .says(&format!("tip: {tip}"))
            .never_says("similar argument");
        assert!(run.out.is_empty(), "{line}: {}", run.out);
        let json = sandbox.fails(2, format!("--format=json {line}"));
        if !line.contains("--format") {
            let help = json.json()["diagnostics"][0]["help"].to_string();
            assert!(help.contains(&tip.replace('"', "\\\"")), "{line}: {help}");
        }
    }
    // Below a command its own words are meant.
    sandbox
        .fails(2, "toolkit view")
        .never_says("redesign show PLAN");
    sandbox.fails(2, "unheard-of").never_says("tip:");
}

#[test]
fn help_says_what_the_command_says() {
    let sandbox = Sandbox::new();
    let commands = commands();
    assert!(commands.len() > 25, "{commands:?}");
    for words in commands {
        let help = ["help".to_owned()].into_iter().chain(words.clone());
        let asked = sandbox.run(help).ends_with(0);
        let flag = words.iter().cloned().chain(["--help".to_owned()]);
        assert_eq!(asked.out, sandbox.run(flag).ends_with(0).out, "{words:?}");
        assert_eq!(asked.err, "");
    }
}

/// What the docs say, without the marks of Markdown; what is in them is said, so that no topic can fall behind.
#[test]
fn topics_are_the_docs() {
    let sandbox = Sandbox::new();
    let docs = |name: &str| std::fs::read_to_string(format!("docs/{name}.md")).unwrap();
    let part = |text: &str, heading: &str| {
        let (_, rest) = text.split_once(&format!("## {heading}\n")).unwrap();
        rest.split("\n## ").next().unwrap().to_owned()
    };
    let scripts = docs("scripts");
    for (topic, title, text) in [
        ("formats", "Formats", part(&scripts, "Formats")),
        ("exit-codes", "Exit codes", part(&scripts, "Exit codes")),
        ("privacy", "Privacy", docs("privacy")),
        ("accessibility", "Accessibility", docs("accessibility")),
    ] {
        let run = sandbox.ok(format!("help {topic}"));
        assert_eq!(run.out.lines().next(), Some(title));
        for mark in ["](", "**", "|--", "| --", "```", "\n#", "<!--"] {
            assert!(!run.out.contains(mark), "{mark:?} in {topic}:\n{}", run.out);
        }
        let letters = |text: &str| -> Vec<String> {
            text.split(|one: char| !one.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let said = letters(&run.out);
        let without_targets = text.split("](").map(|part| {
            let is_target = part.split_once(')').filter(|(to, _)| !to.contains(' '));
            is_target.map_or(part, |(_, rest)| rest)
        });
        for word in letters(&without_targets.collect::<Vec<_>>().join(" ")) {
            let is_language = ["console", "sh"].contains(&word.as_str());
            assert!(is_language || said.contains(&word), "{word} in {topic}");
        }
    }
    let codes = sandbox.run(["help", "exit-codes"]).out;
    for (exit, _) in redesign::exit::TABLE {
        let line = format!("\n{}  ", exit.code());
        assert!(codes.contains(line.trim_end()), "{line}");
    }
    let formats = sandbox.run(["help", "formats"]).out;
    for format in redesign::render::FORMATS {
        assert!(formats.contains(&format!("\n`{}`", format.name)));
    }
}

#[test]
fn what_there_is_no_help_for() {
    let sandbox = Sandbox::new();
    for (words, said) in [
        (&["help", "privcy"][..], "did you mean \"privacy\"?"),
        (&["help", "recrd"], "did you mean \"record\"?"),
        (&["help", "toolkit", "shw"], "no command \"toolkit shw\""),
        (&["help", "privacy", "now"], "no command \"privacy\""),
        (&["man", "recrd"], "did you mean \"record\"?"),
        (&["help", "\u{1b}[31m"], "no command"),
        (&["man", "--format", "json"], "possible values: table"),
    ] {
        let run = sandbox.run(words).ends_with(2).says(said);
        assert!(!run.out.contains("Usage"), "{}", run.out);
    }
}

/// A page for each command that is no inner one; `groff` finds nothing wrong with it, where it is there.
#[test]
fn a_manual_page_for_each_command() {
    let sandbox = Sandbox::new();
    let file = sandbox.home().join("page.1");
    for words in commands() {
        let arguments = ["man".to_owned()].into_iter().chain(words.clone());
        let page = sandbox.run(arguments).ends_with(0).out;
        let name = ["redesign".to_owned()].into_iter().chain(words.clone());
        let name = name.collect::<Vec<_>>().join("-");
        assert!(page.contains(&format!(".TH {name} 1")), "{name}: {page}");
        assert!(page.contains(".SH SYNOPSIS") && page.contains("\\-\\-help"));
        std::fs::write(&file, page).unwrap();
        let mut groff = sandbox.command("groff");
        groff.args(["-man", "-Tutf8", "-ww", "-z"]).arg(&file);
        if let Ok(output) = groff.output() {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{name}: {said}");
        }
    }
    let mut elsewhere = sandbox.redesign();
    elsewhere
        .arg("man")
        .env("COLUMNS", "40")
        .env("TZ", "Asia/Tokyo");
    let page = sandbox.run(["man"]).out;
    assert_eq!(
        finished(&mut elsewhere).out,
        page,
        "the same bytes everywhere"
    );
    assert!(
        !page.contains("merge\\-driver"),
        "inner commands are no user's"
    );
}
