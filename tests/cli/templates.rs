//! Templates of strangers: whatever is in one, it ends soon, and says at which limit.

use crate::sandbox::Sandbox;
use std::time::{Duration, Instant};

/// With a toolkit that a stranger brought.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    sandbox.write(
        "toolkits/g/toolkit.toml",
        "id = \"g\"\nversion = \"1.0.0\"\ntitle = \"G\"\ncredit = \"c\"\n\n[[step]]\nid = \"s\"\ntitle = \"S\"\n\n\
         [[activity]]\nid = \"walk\"\nstep = \"s\"\ntitle = \"Walk\"\ninstructions = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"10\"]\n\n\
         [[activity.sheet]]\nid = \"map\"\ntitle = \"Map\"\ntemplate = \"map\"\n\n\
         [[activity.output]]\nid = \"heard\"\ntitle = \"Heard\"\nkind = \"list\"\nrequired = true\n",
    );
    sandbox.write("toolkits/g/worksheets/map.md.hbs", "# {{activity.title}}\n");
    sandbox
}

/// Loops in loops, each over the same ten entries.
fn loops(levels: usize, inside: &str) -> String {
    let opened: Vec<String> = (0..levels)
        .map(|level| {
            let up = "../".repeat(level);
            format!("{{{{#each {up}activity.instructions}}}}")
        })
        .collect();
    let opened = opened.concat();
    format!("{opened}{inside}{}", "{{/each}}".repeat(levels))
}

fn hostile() -> Vec<(&'static str, String, &'static str)> {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}x{}", open.repeat(times), close.repeat(times))
    };
    vec![
        (
            "six loops in loops",
            loops(6, "{{number}}"),
            "more than 1000000 steps",
        ),
        (
            "loops that write nothing",
            loops(6, "{{#if number}}{{/if}}"),
            "more than 1000000 steps",
        ),
        (
            "loops that look at nothing",
            loops(9, ""),
            "more than 1000000 steps",
        ),
        (
            "an empty branch",
            loops(9, "{{#unless number}}{{/unless}}"),
            "more than 1000000 steps",
        ),
        (
            "comments in loops",
            loops(5, &"{{! }}".repeat(900)),
            "more than 1000000 steps",
        ),
        (
            "words in loops",
            loops(
                5,
                &format!("{{{{#if number {}}}}}{{{{/if}}}}", "1 ".repeat(200)),
            ),
            "more than 1000000 steps",
        ),
        (
            "loops with limits",
            nested(
                "{{#each @root.activity.instructions limit=2}}",
                "{{/each}}",
                31,
            ),
            "more than 1000000 steps",
        ),
        (
            "a flood",
            loops(4, &"x".repeat(100_000)),
            "it renders more than 4 MiB",
        ),
        ("braces", "{{".repeat(60_000), "the tag {{{{"),
        (
            "comments that don't end",
            "{{!--".repeat(20_000),
            "isn't closed",
        ),
        ("tags", "{{heading}}".repeat(1001), "more than 1000 tags"),
        (
            "a large one",
            "x".repeat(128 * 1024 + 1),
            "larger than 128 KiB",
        ),
        (
            "a very large one",
            "x".repeat(2 * 1024 * 1024),
            "larger than 1 MiB",
        ),
        (
            "a long tag",
            format!("{{{{{}}}}}", "a".repeat(600)),
            "longer than 500 bytes",
        ),
        (
            "blocks in blocks",
            nested("{{#if heading}}", "{{/if}}", 400),
            "nested more than 32 levels deep",
        ),
        (
            "else after else",
            format!(
                "{{{{#if number}}}}{}{{{{/if}}}}",
                "{{else if heading}}x".repeat(400)
            ),
            "nested more than 32 levels deep",
        ),
        (
            "hidden ends",
            nested("{{#if heading}}{{!-- {{/if}} --}}", "{{/if}}", 400),
            "nested more than 32 levels deep",
        ),
        (
            "brackets",
            format!(
                "{{{{#if {}heading{}}}}}{{{{/if}}}}",
                "(not ".repeat(40),
                ")".repeat(40)
            ),
            "levels of brackets",
        ),
        (
            "an end in quotes",
            nested("{{#if heading}}{{len \"}} {{/if}} \"}}", "{{/if}}", 400),
            "unclosed quotes",
        ),
        ("a partial", "{{> walk}}".to_owned(), "it uses a partial"),
    ]
}

#[test]
fn a_strangers_template_ends_soon_and_says_why() {
    let sandbox = sandbox();
    let template = "toolkits/g/templates/walk.md.hbs";
    let sheet = "toolkits/g/worksheets/map.md.hbs";
    let good = sandbox.read(sheet);
    for (what, text, why) in hostile() {
        let begun = Instant::now();
        sandbox.write(template, format!("{text}{{{{{{outputs}}}}}}"));
        sandbox
            .fails(3, "toolkit check")
            .says("walk.md.hbs")
            .says(why);
        sandbox.fails(3, "new a --toolkit g").says(why);
        assert!(!sandbox.path("plans/a").exists(), "{what}");
        std::fs::remove_file(sandbox.path(template)).unwrap();
        sandbox.write(sheet, text);
        sandbox
            .fails(3, "toolkit check")
            .says("map.md.hbs")
            .says(why);
        sandbox.write(sheet, &good);
        // Slow as a busy machine may be: without a limit some of these take hours.
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
    }
    sandbox.ok("new a --toolkit g");
    for (what, text, why) in hostile() {
        sandbox.write(sheet, text);
        let run = sandbox.fails(3, "sheet a/walk").says(why);
        assert!(run.out.is_empty(), "{what}");
    }
}

/// What a template of people's own may well have.
#[test]
fn what_people_write_is_far_from_the_limits() {
    let sandbox = sandbox();
    let text = format!(
        "# {{{{heading}}}}\n\n{}{}\n\n{{{{{{outputs}}}}}}\n",
        "{{#if heading}}{{#each activity.instructions}}{{#unless @last}}{{number}}. {{text}}\n{{else}}the last{{/unless}}{{else}}none{{/each}}{{/if}}\n".repeat(80),
        "{{!-- a comment with {{/if}}, \"one quote and (( brackets --}}\n\\{{not a tag}} it's {one} thing\n".repeat(50),
    );
    sandbox.write("toolkits/g/templates/walk.md.hbs", text);
    sandbox.ok("toolkit check");
    sandbox.ok("new a --toolkit g");
    let record = sandbox.read("plans/a/1-s/walk.md");
    assert_eq!(record.matches("the last").count(), 80);
    assert_eq!(record.matches("{{not a tag}} it's {one} thing").count(), 50);
}

/// Of a loop with a limit only the first turns are written and counted, and it knows no more names than others.
#[test]
fn a_loop_may_end_early() {
    let sandbox = sandbox();
    let template = "toolkits/g/templates/walk.md.hbs";
    let with = |text: &str| format!("# {{{{heading}}}}\n\n{text}\n\n{{{{{{outputs}}}}}}\n");
    // Without the limits these loops would take more steps than a template may.
    let deep = "{{#each activity.instructions limit=2}}".to_owned()
        + &"{{#each @root.activity.instructions limit=2}}".repeat(9)
        + &"{{/each}}".repeat(10);
    let text =
        "{{#each activity.instructions limit=3}}{{text}}{{#unless @last}}, {{/unless}}{{/each}}";
    sandbox.write(template, with(&format!("{text}{deep}")));
    sandbox.ok("toolkit check").says("no problems");
    sandbox.ok("new a --toolkit g");
    let walk = sandbox.read("plans/a/1-s/walk.md");
    assert!(walk.contains("\n\n1, 2, 3\n\n"), "{walk}");
    for (text, said) in [
        (
            "{{#each activity.instructionz limit=2}}x{{/each}}",
            "instructionz",
        ),
        (
            "{{#if heading}}{{#each activity.instructions limit=2}}{{txt}}{{/each}}{{/if}}",
            "txt",
        ),
        (
            "{{#each activity.instructions limit=0}}x{{/each}}",
            "a whole number from 1",
        ),
        (
            "{{#each activity limit=1}}x{{/each}}",
            "only a list has a limit",
        ),
    ] {
        sandbox.write(template, with(text));
        sandbox.fails(3, "toolkit check").says(said);
    }
}
