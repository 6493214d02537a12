//! Who may know whom. Reads the sources as text and fails with file, line, and the sentence to read where an arrow
//! points the wrong way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

/// For each room the rooms it may use, besides itself. What is not here (`prompt`, `lib`, `main`) may use all.
const ARROWS: &[(&str, &[&str])] = &[
    ("evidence", &[]),
    ("kinds", &["evidence"]),
    ("document", &["kinds"]),
    ("merge", &["document", "kinds", "evidence"]),
    ("toolkit", &["kinds", "document"]),
    ("model", &["toolkit", "kinds", "document", "evidence"]),
    (
        "check",
        &["model", "toolkit", "kinds", "document", "evidence"],
    ),
    ("report", &["model"]),
    ("template", &["toolkit", "model", "kinds", "system"]),
    (
        "store",
        &[
            "model", "document", "toolkit", "template", "kinds", "check", "merge", "system",
        ],
    ),
    ("render", &["report", "model"]),
    (
        "queries",
        &[
            "check", "document", "error", "evidence", "exit", "kinds", "model", "report", "store",
            "system", "template", "toolkit",
        ],
    ),
    (
        "app",
        &[
            "context", "document", "error", "exit", "kinds", "model", "queries", "render",
            "report", "store", "system", "template", "toolkit",
        ],
    ),
    (
        "commands",
        &[
            "app", "check", "context", "document", "error", "evidence", "exit", "kinds", "merge",
            "model", "prompt", "queries", "render", "report", "store", "template", "toolkit",
        ],
    ),
    ("cli", &["app", "commands"]),
    ("error", &["exit", "model", "store", "template", "system"]),
    ("context", &["store", "exit", "system"]),
    ("exit", &[]),
    ("system", &[]),
];

/// What has one home: the words that stand for it, where they may be, and why.
const HOMES: &[(&[&str], &[&str], &str)] = &[
    (
        &["handlebars::"],
        &["template/"],
        "only template/ knows handlebars, so that no template can do more than its lint allows",
    ),
    (
        &["comfy_table::"],
        &["render/"],
        "only render/ knows how a table looks",
    ),
    (&["git2::"], &["store/"], "only store/ touches git"),
    (
        &["pulldown_cmark::"],
        &["document/", "render/body.rs"],
        "document/ reads Markdown and render/body.rs shows it; nobody else has to know how",
    ),
    (
        &["dialoguer::"],
        &["prompt.rs"],
        "only prompt.rs asks, so that tests can answer",
    ),
    (
        &["rayon::"],
        &["store/", "system/threads.rs"],
        "only store/ reads in parallel; the other rooms say what may be done by several threads",
    ),
    (
        &[
            "cfg(unix)",
            "cfg(windows)",
            "cfg!(",
            "std::os::",
            "rustix::",
            "ctrlc::",
            "signal_hook::",
        ],
        &["system/"],
        "system/ is the only door for what differs between systems, so that each has all of it",
    ),
    (
        &["clap::", "clap_complete::"],
        &["cli.rs", "lib.rs", "app/", "commands/"],
        "only the command line knows clap, so that everything can be asked without one",
    ),
    (
        &[
            "std::env",
            "SystemTime",
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
            "dbg!",
            "Timestamp::now",
            "Zoned::now",
        ],
        &["context.rs"],
        "context.rs is the only door to the process: what comes from outside is passed in",
    ),
];

const LONGEST: usize = 500;

struct Source {
    /// Relative to `src/`, with `/`.
    name: String,
    text: String,
}

impl Source {
    /// Lines of code with their numbers, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self
            .text
            .lines()
            .enumerate()
            .map(|(number, line)| (number + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Its text above its unit tests.
    fn without_tests(&self) -> &str {
        let tests = self.text.find("#[cfg(test)]\nmod tests {");
        &self.text[..tests.unwrap_or(self.text.len())]
    }

    /// The folder below `src/`, or the stem of a file that lies in it.
    fn room(&self) -> &str {
        self.name.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// How many modules lie between this file's module and the crate.
    fn depth(&self) -> usize {
        let parts = self.name.split('/').count();
        if self.name.ends_with("/mod.rs") || self.room() == "lib" || self.room() == "main" {
            parts - 1
        } else {
            parts
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let files = below(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let sources: Vec<Source> = files
        .map(|path| Source {
            name: path
                .strip_prefix(&folder)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/"),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// Whether a character may be part of a Rust name.
fn in_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Where `word` stands in `line` and doesn't begin in the middle of a longer name.
fn places<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    line.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !line[..*at].ends_with(in_name))
}

/// Every path that begins with `crate::` in a text, with the line it is in: `room` or `room::Item`, groups taken apart.
fn used(source: &Source) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    let lines = source
        .code()
        .map(|(number, line)| format!("{number}\u{1}{line}"));
    let text = lines.collect::<Vec<_>>().join("\n");
    for at in places(&text, "crate::") {
        let number = text[..at]
            .rsplit('\n')
            .next()
            .unwrap()
            .split('\u{1}')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut nested = 0;
            let mut item = String::new();
            for character in group.chars() {
                match character {
                    '{' => nested += 1,
                    '}' if nested == 0 => break,
                    '}' => nested -= 1,
                    ',' if nested == 0 => used.push((number, std::mem::take(&mut item))),
                    // A new line's number is no part of the path.
                    '\u{1}' => item.clear(),
                    _ => item.push(character),
                }
            }
            used.push((number, item));
        } else {
            let path: String = rest
                .chars()
                .take_while(|character| in_name(*character) || *character == ':')
                .collect();
            used.push((number, path));
        }
    }
    used.into_iter()
        .map(|(number, path)| (number, path.trim().to_owned()))
        .filter(|(_, path)| !path.is_empty())
        .collect()
}

/// Fails with everything that was found, each in a line of its own.
#[track_caller]
fn nothing_of(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn arrows_point_down() {
    let mut found = Vec::new();
    for source in sources() {
        let Some((room, may)) = ARROWS.iter().find(|(room, _)| *room == source.room()) else {
            continue;
        };
        for (number, path) in used(&source) {
            let other = path.split("::").next().unwrap();
            let allowed = other == *room
                || may
                    .iter()
                    .any(|allowed| path == *allowed || path.starts_with(&format!("{allowed}::")));
            if !allowed {
                let list = if may.is_empty() {
                    "nothing else".to_owned()
                } else {
                    may.join(", ")
                };
                found.push(format!("src/{}:{number}: uses crate::{path}, but `{room}` may use only itself and: {list}", source.name));
            }
        }
    }
    nothing_of(&found);
}

/// Every folder and file of `src/` is a room with arrows, or one of the few that may use everything.
#[test]
fn every_room_has_a_rule() {
    let free = ["prompt", "lib", "main"];
    let unknown: Vec<String> = sources()
        .iter()
        .filter(|source| {
            !free.contains(&source.room()) && !ARROWS.iter().any(|(room, _)| *room == source.room())
        })
        .map(|source| {
            format!(
                "src/{}: tests/architecture.rs doesn't say whom this room may know",
                source.name
            )
        })
        .collect();
    nothing_of(&unknown);
}

/// `super::` would get around the arrows if it led out of a room.
#[test]
fn nobody_leaves_a_room_by_the_window() {
    let mut found = Vec::new();
    for source in sources() {
        let mut depth = source.depth();
        for (number, line) in source.code() {
            if line.starts_with("mod tests") {
                depth += 1;
            }
            for at in places(line, "super::") {
                let supers = line[at..]
                    .split("super::")
                    .take_while(|between| between.is_empty())
                    .count();
                if supers >= depth && !line[..at].ends_with("super::") {
                    found.push(format!("src/{}:{number}: leaves its room with `super::`; write `crate::`, which the arrows are read from", source.name));
                }
            }
        }
    }
    nothing_of(&found);
}

#[test]
fn outside_crates_have_one_home() {
    let mut found = Vec::new();
    for source in sources() {
        for (words, homes, rule) in HOMES {
            if homes.iter().any(|home| {
                source.name == *home || (home.ends_with('/') && source.name.starts_with(home))
            }) {
                continue;
            }
            for (number, line) in source.code() {
                for word in words
                    .iter()
                    .filter(|word| places(line, word).next().is_some())
                {
                    found.push(format!(
                        "src/{}:{number}: uses {word} but {rule}",
                        source.name
                    ));
                }
            }
        }
    }
    nothing_of(&found);
}

/// A code is written where it is explained; everybody else names it.
#[test]
fn codes_stand_in_one_table() {
    let mut found = Vec::new();
    for source in sources() {
        if source.name == "model/codes.rs" || source.name.starts_with("check/rules/") {
            continue;
        }
        for (number, line) in source.code() {
            if line.split('"').any(is_code) {
                found.push(format!(
                    "src/{}:{number}: writes a code; name it as src/model/codes.rs does",
                    source.name
                ));
            }
        }
    }
    nothing_of(&found);
}

/// Whether words are a code, such as `E0102`.
fn is_code(words: &str) -> bool {
    let mut letters = words.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_uppercase())
        && words.len() == 5
        && letters.all(|letter| letter.is_ascii_digit())
}

/// Every rule has a test in which it speaks and one in which it is silent.
#[test]
fn rules_speak_and_are_silent() {
    let mut found = Vec::new();
    for source in sources() {
        let is_rule =
            source.name.starts_with("check/rules/") && source.name != "check/rules/mod.rs";
        for test in ["fn speaks_", "fn is_silent_"] {
            if is_rule && !source.text.contains(test) {
                found.push(format!(
                    "src/{}: no test is called `{test}...`",
                    source.name
                ));
            }
        }
    }
    nothing_of(&found);
}

/// Rooms whose types can be met in one file.
const NAMED_ONCE: [&str; 11] = [
    "model", "queries", "store", "document", "merge", "kinds", "check", "report", "app", "toolkit",
    "template",
];

/// A type's name finds it, and nothing else.
#[test]
fn type_names_are_used_once() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for source in sources() {
        if !NAMED_ONCE.contains(&source.room()) {
            continue;
        }
        for (line, text) in source.plain() {
            let words = text.strip_prefix("pub ").unwrap_or(&text);
            let words = match words.strip_prefix("pub(") {
                Some(rest) => rest.split_once(") ").map_or("", |(_, rest)| rest),
                None => words,
            };
            let kinds = ["struct ", "enum ", "trait "];
            let Some(rest) = kinds.iter().find_map(|kind| words.strip_prefix(kind)) else {
                continue;
            };
            let end = rest.find(|one| !in_name(one)).unwrap_or(rest.len());
            let name = &rest[..end];
            let here = format!("src/{}:{line}", source.name);
            if ["Arguments", "Data"].contains(&name) {
                continue;
            }
            if let Some(first) = known.insert(name.to_owned(), here.clone()) {
                found.push(format!(
                    "{here}: `{name}` is also a type in {first}; give one a name of its own"
                ));
            }
        }
    }
    assert!(known.len() > 100, "types are found: {}", known.len());
    nothing_of(&found);
}

#[test]
fn files_are_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source, source.without_tests().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(source, lines)| format!("src/{}:{LONGEST}: the file has {lines} lines before its tests; no file has more than {LONGEST}, so that a job can be read at once", source.name))
        .collect();
    nothing_of(&long);
}

#[test]
fn names_say_what_is_inside() {
    let vague: Vec<String> = below(&root().join("src"))
        .iter()
        .filter(|path| {
            [
                "utils", "util", "helpers", "helper", "common", "manager", "misc",
            ]
            .contains(&&*path.file_stem().unwrap().to_string_lossy())
        })
        .map(|path| {
            format!(
                "{}: a name such as this says nothing of what is inside; call it by its job",
                path.display()
            )
        })
        .collect();
    nothing_of(&vague);
}

/// Code knows kinds and roles, never activities: another toolkit has others.
#[test]
fn code_names_no_activity() {
    let mut ids = Vec::new();
    for path in below(&root().join("templates"))
        .iter()
        .filter(|path| path.ends_with("toolkit.toml"))
    {
        let toolkit: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let activities = toolkit["activity"].as_array().unwrap();
        ids.extend(
            activities
                .iter()
                .map(|activity| activity["id"].as_str().unwrap().to_owned()),
        );
    }
    ids.retain(|id| id.contains('-'));
    assert!(ids.len() >= 5, "the toolkits were not found: {ids:?}");
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            for id in ids.iter().filter(|id| is_in_a_string(line, id)) {
                found.push(format!("src/{}:{number}: names the activity \"{id}\", but nothing in src/ knows an activity of a toolkit", source.name));
            }
        }
    }
    nothing_of(&found);
}

/// Whether a string literal of the line holds `id` as a whole word.
fn is_in_a_string(line: &str, id: &str) -> bool {
    let is_part =
        |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    line.match_indices(id).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + id.len()..]);
        before.matches('"').count() % 2 == 1
            && !before.ends_with(is_part)
            && !after.starts_with(is_part)
    })
}

/// What of other files a file needs: by its paths inside its room. Who declares a module and hands its names on needs
/// nothing of it; whoever takes such a name needs the file in which it stands.
struct Modules {
    sources: Vec<Source>,
    /// Positions of files by their modules' paths.
    files: BTreeMap<String, usize>,
    /// For each file the names that it takes from elsewhere, with where they come from.
    names: Vec<BTreeMap<String, Taken>>,
}

/// A name that a `use` brings.
struct Taken {
    line: usize,
    path: Vec<String>,
    /// Whether others may take it from here.
    is_handed_on: bool,
}

impl Modules {
    fn of(sources: Vec<Source>) -> Self {
        let files = sources.iter().enumerate();
        let files = files.map(|(at, source)| (source.module(), at)).collect();
        let mut modules = Self {
            sources,
            files,
            names: Vec::new(),
        };
        modules.names = modules
            .sources
            .iter()
            .map(|one| modules.taken(one))
            .collect();
        modules
    }

    /// A path as the crate knows it; nothing for what is of another crate, or a name of the file's own.
    fn absolute(&self, source: &Source, path: &[&str]) -> Option<Vec<String>> {
        let own = source.module();
        let mut own: Vec<&str> = own.split("::").filter(|part| !part.is_empty()).collect();
        let mut rest = path;
        match path.first() {
            Some(&"crate") => {
                own.clear();
                rest = &path[1..];
            }
            Some(&"self") => rest = &path[1..],
            Some(&"super") => {
                while let Some((&"super", after)) = rest.split_first() {
                    own.pop();
                    rest = after;
                }
            }
            Some(name) => {
                own.push(name);
                if !self.files.contains_key(&own.join("::")) {
                    return None;
                }
                own.pop();
            }
            None => return None,
        }
        Some(
            own.iter()
                .chain(rest)
                .map(|part| (*part).to_owned())
                .collect(),
        )
    }

    fn taken(&self, source: &Source) -> BTreeMap<String, Taken> {
        let mut taken = BTreeMap::new();
        for (line, is_handed_on, tree) in source.uses() {
            let mut paths = Vec::new();
            spread("", &tree, &mut paths);
            for path in paths {
                let (path, name) = path.split_once(" as ").unwrap_or((&path, ""));
                let mut parts: Vec<&str> = path.split("::").collect();
                if parts.last() == Some(&"self") {
                    parts.pop();
                }
                let Some(path) = self.absolute(source, &parts) else {
                    continue;
                };
                let name = match (name, parts.last()) {
                    ("" | "_", Some(&"*") | None) | ("_", _) => path.join("::"),
                    ("", Some(last)) => (*last).to_owned(),
                    (name, _) => name.to_owned(),
                };
                let one = Taken {
                    line,
                    path,
                    is_handed_on,
                };
                taken.insert(name, one);
            }
        }
        taken
    }

    /// The file in which stands what a path names.
    fn home(&self, path: &[String], left: usize) -> Option<usize> {
        let known = |to: usize| self.files.get(&path[..to].join("::")).copied();
        let end = (1..=path.len()).rev().find(|to| known(*to).is_some())?;
        let at = known(end)?;
        let (Some(name), Some(left)) = (path.get(end), left.checked_sub(1)) else {
            return Some(at);
        };
        if let Some(taken) = self.names[at].get(name) {
            return self.home(&taken.path, left).or(Some(at));
        }
        let globs = self.names[at].values().filter(|taken| {
            taken.is_handed_on && taken.path.last().is_some_and(|last| last == "*")
        });
        let homes = globs.filter_map(|glob| self.home(&glob.path[..glob.path.len() - 1], left));
        let mut homes = homes.filter(|home| self.sources[*home].says(name));
        homes.next().or(Some(at))
    }

    /// The files of its room that a file needs, with the line of the first path that says so.
    fn needs(&self, at: usize) -> BTreeMap<usize, usize> {
        let source = &self.sources[at];
        let mut needs = BTreeMap::new();
        let mut add = |line: usize, path: &[String]| {
            if let Some(home) = self.home(path, 8)
                && home != at
                && self.sources[home].room() == source.room()
            {
                let first = needs.entry(home).or_insert(line);
                *first = line.min(*first);
            }
        };
        let own = source.module();
        for (name, taken) in &self.names[at] {
            let is_of_child = taken.path.join("::").starts_with(&format!("{own}::"));
            if !(taken.is_handed_on && is_of_child) || source.uses_itself(name) {
                add(taken.line, &taken.path);
            }
        }
        for (line, path) in source.inline() {
            let parts: Vec<&str> = path.split("::").collect();
            if let Some(path) = self.absolute(source, &parts) {
                add(line, &path);
            }
        }
        needs
    }
}

/// A tree of a `use`, without spaces, as single paths.
fn spread(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((start, group)) = tree.split_once('{') else {
        paths.push(format!("{before}{tree}"));
        return;
    };
    let before = format!("{before}{start}");
    let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
    let mut nested = 0;
    let mut item = String::new();
    for character in group.chars().chain([',']) {
        match character {
            ',' if nested == 0 => {
                let item = std::mem::take(&mut item);
                if !item.is_empty() {
                    spread(&before, &item, paths);
                }
                continue;
            }
            '{' => nested += 1,
            '}' => nested -= 1,
            _ => {}
        }
        item.push(character);
    }
}

impl Source {
    /// The path of its module, without `crate`.
    fn module(&self) -> String {
        let path = self.name.trim_end_matches(".rs").trim_end_matches("/mod");
        if path == "lib" {
            String::new()
        } else {
            path.replace('/', "::")
        }
    }

    /// Lines of code with their numbers, without comments, strings and what is there for tests alone.
    fn plain(&self) -> impl Iterator<Item = (usize, String)> {
        let end = self
            .text
            .find("#[cfg(test)]\nmod ")
            .unwrap_or(self.text.len());
        let lines = self.text[..end].lines().count();
        let code = self.code().take_while(move |(number, _)| *number <= lines);
        code.map(|(number, line)| {
            let line = line.split(" // ").next().unwrap_or_default();
            let words = line.split('"').step_by(2);
            (number, words.collect::<Vec<_>>().join("\"\""))
        })
    }

    /// Each `use` with its line, whether it hands names on, and its tree.
    fn uses(&self) -> Vec<(usize, bool, String)> {
        let mut uses = Vec::new();
        let mut open: Option<(usize, bool, String)> = None;
        for (number, line) in self.plain() {
            if open.is_none()
                && let Some((is_handed_on, tree)) = begins_a_use(&line)
            {
                open = Some((number, is_handed_on, tree.to_owned()));
            } else if let Some((_, _, tree)) = &mut open {
                tree.push_str(line.trim());
            }
            if line.contains(';')
                && let Some((number, is_handed_on, tree)) = open.take()
            {
                let tree = tree.trim().trim_end_matches(';').replace(", ", ",");
                uses.push((number, is_handed_on, tree));
            }
        }
        uses
    }

    /// Lines that are no part of a `use`.
    fn without_uses(&self) -> Vec<(usize, String)> {
        let mut is_open = false;
        let mut left = Vec::new();
        for (number, line) in self.plain() {
            is_open |= begins_a_use(&line).is_some();
            let ends = line.contains(';');
            if !is_open {
                left.push((number, line));
            } else if ends {
                is_open = false;
            }
        }
        left
    }

    /// Paths which stand in the code itself.
    fn inline(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (number, line) in self.without_uses() {
            let mut rest = line.as_str();
            while let Some(start) = rest.find(|one: char| one.is_alphabetic() || one == '_') {
                let is_inside = rest[..start].ends_with("::");
                rest = &rest[start..];
                let end = rest
                    .find(|one: char| !in_name(one) && one != ':')
                    .unwrap_or(rest.len());
                let (path, after) = rest.split_at(end);
                if path.contains("::") && !is_inside {
                    found.push((number, path.trim_end_matches(':').to_owned()));
                }
                rest = after;
            }
        }
        found
    }

    /// Whether a name that it takes is used in it, and not only handed on.
    fn uses_itself(&self, name: &str) -> bool {
        let is_whole = |line: &str, at: usize| !line[at + name.len()..].starts_with(in_name);
        let mut lines = self.without_uses().into_iter();
        lines.any(|(_, line)| places(&line, name).any(|at| is_whole(&line, at)))
    }

    /// Whether an item of this name stands here.
    fn says(&self, name: &str) -> bool {
        let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static"];
        kinds.iter().any(|kind| {
            let words = format!("{kind} {name}");
            places(&self.text, &words).any(|at| !self.text[at + words.len()..].starts_with(in_name))
        })
    }
}

/// The tree of a `use` that begins in a line, and whether it hands its names on.
fn begins_a_use(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    let rest = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')').map(|(_, rest)| rest),
        rest => rest,
    };
    let is_handed_on = rest.is_some();
    let tree = rest.unwrap_or(line).trim_start().strip_prefix("use ")?;
    Some((is_handed_on, tree))
}

/// The shortest way from a file back to it.
fn way_back(needs: &[BTreeMap<usize, usize>], start: usize) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        for next in needs[at].keys() {
            if *next == start {
                let mut way = vec![start, at];
                while let Some(before) = from.get(way.last().unwrap()) {
                    way.push(*before);
                }
                way.reverse();
                if way[0] != start {
                    way.insert(0, start);
                }
                return Some(way);
            }
            if !from.contains_key(next) && *next != start {
                from.insert(*next, at);
                open.push_back(*next);
            }
        }
    }
    None
}

/// Files of a room build on each other in one direction: whoever reads one needs nothing that builds on it.
#[test]
fn files_of_a_room_form_no_circle() {
    let modules = Modules::of(sources());
    let needs: Vec<_> = (0..modules.sources.len())
        .map(|at| modules.needs(at))
        .collect();
    nothing_of(&circles(&needs, &|at| modules.sources[at].name.as_str()));
}

/// Circles that share no file, each spelled out.
fn circles<'a>(needs: &[BTreeMap<usize, usize>], name: &impl Fn(usize) -> &'a str) -> Vec<String> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for start in 0..needs.len() {
        let Some(way) = way_back(needs, start) else {
            continue;
        };
        if way.iter().any(|at| told.contains(at)) {
            continue;
        }
        told.extend(way.iter().copied());
        let steps = way.windows(2).map(|pair| {
            let line = needs[pair[0]][&pair[1]];
            format!("src/{}:{line} needs src/{}", name(pair[0]), name(pair[1]))
        });
        found.push(format!(
            "a circle: {}",
            steps.collect::<Vec<_>>().join(", ")
        ));
    }
    found
}

/// What the reader of circles must see: names handed on, modules, groups, and paths in the code.
#[test]
fn the_reader_of_circles_reads() {
    let file = |name: &str, text: &str| Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let modules = Modules::of(vec![
        file(
            "a/mod.rs",
            "mod b;\nmod c;\npub use b::B;\nuse c::{self, D};\npub struct Own;\n",
        ),
        file(
            "a/b.rs",
            "use super::{Own, c::{C, D as Other}};\n// super::e::E\n",
        ),
        file(
            "a/c.rs",
            "use crate::a::B;\nuse crate::other::X;\n#[cfg(test)]\nmod tests { super::super::e::E }\n",
        ),
        file("a/d.rs", "fn d() { super::B::new(\"super::Own\") }\n"),
        file("a/e.rs", "use std::fmt;\nfn e() -> super::c::C {}\n"),
    ]);
    let needs = |at: usize| modules.needs(at).into_iter().collect::<Vec<_>>();
    assert_eq!(needs(0), [(2, 4)]);
    assert_eq!(needs(1), [(0, 1), (2, 1)]);
    assert_eq!(needs(2), [(1, 1)]);
    assert_eq!(needs(3), [(1, 1)]);
    assert_eq!(needs(4), [(2, 2)]);
    let needs: Vec<_> = (0..5).map(|at| modules.needs(at)).collect();
    let told = circles(&needs, &|at| modules.sources[at].name.as_str());
    assert_eq!(
        told,
        [
            "a circle: src/a/mod.rs:4 needs src/a/c.rs, src/a/c.rs:1 needs src/a/b.rs, src/a/b.rs:1 needs src/a/mod.rs"
        ]
    );
}

/// The reader itself: what it must see, and what it must leave alone.
#[test]
fn the_reader_reads() {
    let source = Source {
        name: "store/x.rs".to_owned(),
        text: "use crate::model::{A, B};\n// crate::render\nuse crate::{\n    cli, report::{self, X},\n};\nfn a() { crate::kinds::b(); my_crate::c() }\n".to_owned(),
    };
    let paths = used(&source);
    let paths: Vec<(usize, &str)> = paths
        .iter()
        .map(|(at, path)| (*at, path.as_str()))
        .collect();
    let expected = [
        (1, "model::"),
        (3, "cli"),
        (3, "report::self, X"),
        (6, "kinds::b"),
    ];
    assert_eq!(paths, expected);
    assert_eq!(source.depth(), 2);
    assert!(is_code("E0102") && !is_code("E012") && !is_code("e0102") && !is_code("E01023"));
    assert!(is_in_a_string("a(\"next-steps/x\")", "next-steps"));
    assert!(!is_in_a_string(
        "a(\"my-next-steps\") // next-steps",
        "next-steps"
    ));
}
