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
        (&["man", "--format", "json"], "supported: table"),
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
