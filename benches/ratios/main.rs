//! Ratios against public programs, run in turn: absolute times drift by tens of percent within minutes, ratios don't.
//!
//! `cargo bench --bench ratios -- [--plans 100,1000,10000] [--only P2,P4] [--runs 10] [--commits 10000]`
//!
//! A goal that isn't met is said in the table and is no failure: what a machine can do is not for a test to judge.
//! Both sides write to /dev/null. `rg -c` reads every byte all the same (checked with strace; GNU grep does not).
//! The tree is built in the temporary directory, so TMPDIR says on which disk; 10,000 plans take about 1.5 GiB there.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its result, and stops where it can't measure"
)]

mod cohort;
mod history;

use history::Repository;
use serde_json::Value;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const REDESIGN: &str = env!("CARGO_BIN_EXE_redesign");

/// Records in a plan of the reference tree.
const RECORDS: usize = 18;

/// Plans in a folder of the reference tree.
const GROUP: usize = 100;

#[expect(clippy::too_many_lines, reason = "one measurement after the other")]
fn main() {
    let Some(wish) = Wish::of_arguments(std::env::args().skip(1)) else {
        return;
    };
    let folder = tempfile::Builder::new()
        .prefix("redesign-ratios-")
        .tempdir()
        .expect("a temporary directory");
    let with_rg = version("rg").is_some();
    println!("{}\n", surroundings());
    if !with_rg {
        println!(
            "rg is missing, so P1 and P2 are left out: `apt install ripgrep`, or \
             https://github.com/BurntSushi/ripgrep#installation\n"
        );
    }
    println!("{HEADER}");
    if with_rg && wish.wants("P1") {
        println!("{}", start_up(&wish));
    }
    if ![
        "P2", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14", "P15", "P16",
    ]
    .iter()
    .any(|id| wish.wants(id))
    {
        return;
    }
    let model = Model::make(folder.path());
    let mut trees: Vec<(Workspace, f64)> = Vec::new();
    for &plans in &wish.plans {
        eprintln!("building {plans} plans ...");
        let tree = Workspace::build(folder.path(), &model, 0..plans);
        tree.verify();
        if with_rg && wish.wants("P2") {
            println!("{}", status_of_all(&tree, &wish));
        }
        if wish.wants("P4") {
            // The last plan of the last group is the one for which a search has most to pass by.
            let only = Workspace::build(folder.path(), &model, plans - 1..plans);
            only.verify();
            for command in ["show", "status"] {
                println!("{}", one_plan(command, &tree, &only, &wish));
            }
        }
        if wish.wants("P9") {
            println!("{}", scaffolding(folder.path(), &model, &tree, &wish));
        }
        let mut peak = 0.0;
        if wish.wants("P10") {
            peak = peak_memory(redesign(&tree.root).arg("status"));
            println!("{}", Row::of_memory(&tree, peak));
        }
        trees.push((tree, peak));
    }
    for ((smaller, peak_of_smaller), (larger, peak_of_larger)) in
        trees.iter().zip(trees.iter().skip(1))
    {
        let times = ratio(larger.plans, smaller.plans);
        let sizes = format!("{} and {} plans", larger.plans, smaller.plans);
        if wish.wants("P10") {
            println!(
                "{}",
                Row {
                    id: "P10",
                    what: format!("its growth: {sizes}"),
                    ours: format!("{peak_of_larger:.1} MiB"),
                    theirs: format!("{peak_of_smaller:.1} MiB"),
                    ratio: peak_of_larger / peak_of_smaller,
                    goal: times,
                }
            );
        }
        if wish.wants("P11") {
            println!("{}", cost_per_plan(smaller, larger, &wish));
        }
    }
    // Last, since they make repositories around the trees.
    histories(&model, &trees, &wish);
}

/// What reads or makes history, over each tree.
fn histories(model: &Model, trees: &[(Workspace, f64)], wish: &Wish) {
    if ["P5", "P6", "P7", "P8"].iter().any(|id| wish.wants(id)) {
        for (tree, _) in trees {
            eprintln!("a history of {} commits ...", wish.commits);
            let repository = Repository::around(tree, wish.commits);
            if wish.wants("P5") {
                println!("{}", repository.last_activities(wish));
            }
            if wish.wants("P6") {
                println!("{}", repository.after_one_more(wish));
            }
            if wish.wants("P7") {
                println!("{}", repository.at_a_revision(wish));
            }
            if wish.wants("P8") {
                println!("{}", repository.one_record(model, wish));
            }
        }
    }
    if ["P12", "P13", "P14", "P15", "P16"]
        .iter()
        .any(|id| wish.wants(id))
    {
        for (tree, _) in trees {
            cohort::Cohort::of(tree, wish.commits).rows(wish);
        }
    }
}

// What is measured.

fn start_up(wish: &Wish) -> Row {
    let (ours, theirs) = in_turn(
        wish.runs * 10,
        |_| timed(Command::new(REDESIGN).arg("--version")),
        |_| timed(rg(Path::new(".")).arg("--version")),
    );
    Row::of_times("P1", "`--version` / `rg --version`", ours, theirs, 2.0)
}

fn status_of_all(tree: &Workspace, wish: &Wish) -> Row {
    let (ours, theirs) = in_turn(
        wish.runs,
        |_| timed(redesign(&tree.root).arg("status")),
        |_| timed(rg(&tree.root).args(["-c", "^status:", "."])),
    );
    let what = format!("`status`, {} plans / `rg -c '^status:'`", tree.plans);
    Row::of_times("P2", what, ours, theirs, 0.6)
}

fn one_plan(command: &str, tree: &Workspace, only: &Workspace, wish: &Wish) -> Row {
    let of_it = |root: &Path| timed(redesign(root).args([command, &tree.last]));
    let (ours, theirs) = in_turn(wish.runs * 5, |_| of_it(&tree.root), |_| of_it(&only.root));
    let what = format!("`{command} PLAN` among {} plans / alone", tree.plans);
    Row::of_times("P4", what, ours, theirs, 1.5)
}

/// `new` where the toolkit's copy is there already, against a copy of what it makes. Both flush each file.
fn scaffolding(folder: &Path, model: &Model, tree: &Workspace, wish: &Wish) -> Row {
    let copies = folder.join("copies");
    fs::create_dir(&copies).unwrap();
    let plan = |run: usize| format!("new-{run}");
    let (ours, theirs) = in_turn(
        wish.runs * 3,
        |run| timed(redesign(&tree.root).args(["new", &plan(run), "--no-commit"])),
        |run| {
            timed(
                Command::new("sh")
                    .args([
                        "-c",
                        "cp -r \"$0\" \"$1\" && cd \"$1\" && shift && exec sync \"$@\"",
                    ])
                    .arg(folder.join(Model::FOLDER))
                    .arg(copies.join(plan(run)))
                    .args(model.scaffold.iter().map(|(name, _)| name)),
            )
        },
    );
    // Removed only now: a deletion has to be written too, and the next flush would pay for it.
    fs::remove_dir_all(&copies).unwrap();
    for run in 0..=wish.runs * 3 {
        fs::remove_dir_all(tree.root.join("plans").join(plan(run))).unwrap();
    }
    let what = format!(
        "`new` beside {} plans / `cp -r` and `sync` of each file",
        tree.plans
    );
    Row::of_times("P9", what, ours, theirs, 1.5)
}

fn cost_per_plan(smaller: &Workspace, larger: &Workspace, wish: &Wish) -> Row {
    let status = |tree: &Workspace| timed(redesign(&tree.root).arg("status"));
    let (ours, theirs) = in_turn(wish.runs, |_| status(larger), |_| status(smaller));
    let per_plan =
        |time: Duration, tree: &Workspace| milliseconds(time) * 1e3 / ratio(tree.plans, 1);
    let (ours, theirs) = (per_plan(ours, larger), per_plan(theirs, smaller));
    Row {
        id: "P11",
        what: format!(
            "`status` per plan: of {} / of {}",
            larger.plans, smaller.plans
        ),
        ours: format!("{ours:.1} us"),
        theirs: format!("{theirs:.1} us"),
        ratio: ours / theirs,
        // Linear, and a tenth for noise.
        goal: 1.1,
    }
}

// How it is measured.

/// Medians of two works run A B A B. The number handed to each is that of the run; the first run warms up.
fn in_turn(
    runs: usize,
    ours: impl Fn(usize) -> Duration,
    theirs: impl Fn(usize) -> Duration,
) -> (Duration, Duration) {
    let mut times = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    ours(0);
    theirs(0);
    for run in 1..=runs {
        times.0.push(ours(run));
        times.1.push(theirs(run));
    }
    (median(times.0), median(times.1))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let upper = times.len() / 2;
    let lower = times.len().saturating_sub(1) / 2;
    (*times.get(lower).unwrap() + *times.get(upper).unwrap()) / 2
}

/// Wall time from start to exit.
fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = silent(command).status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{command:?} failed");
    time
}

/// Most memory that a command ever holds, in MiB, as Linux counts it; not a number where there is no /proc.
fn peak_memory(command: &mut Command) -> f64 {
    let mut child = silent(command).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = f64::NAN;
    // The mark only ever rises, so its last reading is the peak but for what came in the last moment.
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kib) = mark.and_then(|mark| mark.split_whitespace().next()) {
            peak = kib.parse::<f64>().unwrap() / 1024.0;
        }
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

fn silent(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

fn redesign(root: &Path) -> Command {
    let mut command = Command::new(REDESIGN);
    command.current_dir(root);
    command
}

/// Without the settings of whoever runs the benchmark.
fn rg(root: &Path) -> Command {
    let mut command = Command::new("rg");
    command.arg("--no-config").current_dir(root);
    command
}

/// What a program prints; it must not fail.
fn output_of(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// First line of a program's `--version`; nothing where it isn't installed.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().next().map(str::to_owned)
}

fn surroundings() -> String {
    let mut said: Vec<String> = [REDESIGN, "rg", "git"]
        .into_iter()
        .filter_map(version)
        .collect();
    let cores = thread::available_parallelism().unwrap();
    said.push(format!("{cores} cores"));
    said.join(", ")
}

// The table.

const HEADER: &str = "\
| id | what | ours (ms) | theirs (ms) | ratio | goal | met |
| --- | --- | ---: | ---: | ---: | ---: | --- |";

struct Row {
    id: &'static str,
    what: String,
    ours: String,
    theirs: String,
    ratio: f64,
    goal: f64,
}

impl Row {
    fn of_times(
        id: &'static str,
        what: impl Into<String>,
        ours: Duration,
        theirs: Duration,
        goal: f64,
    ) -> Self {
        let (ours, theirs) = (milliseconds(ours), milliseconds(theirs));
        Self {
            id,
            what: what.into(),
            ours: format!("{ours:.1}"),
            theirs: format!("{theirs:.1}"),
            ratio: ours / theirs,
            goal,
        }
    }

    /// Held against 64 MiB, whatever the number of plans.
    fn of_memory(tree: &Workspace, peak: f64) -> Self {
        Self {
            id: "P10",
            what: format!("peak memory of `status`, {} plans / 64 MiB", tree.plans),
            ours: format!("{peak:.1} MiB"),
            theirs: "64.0 MiB".to_owned(),
            ratio: peak / 64.0,
            goal: 1.0,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            what,
            ours,
            theirs,
            ratio,
            goal,
        } = self;
        let met = if ratio <= goal { "yes" } else { "no" };
        write!(
            formatter,
            "| {id} | {what} | {ours} | {theirs} | {ratio:.2} | <= {goal:.1} | {met} |"
        )
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Of two counts.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of plans are far below 2^52"
)]
fn ratio(one: usize, other: usize) -> f64 {
    one as f64 / other as f64
}

// What was asked for.

struct Wish {
    plans: Vec<usize>,
    only: Vec<String>,
    runs: usize,
    /// Commits of the histories for P5 to P8 and P12.
    commits: usize,
}

impl Wish {
    /// Nothing where nothing is to be measured: `cargo test --benches` runs a benchmark without cargo's `--bench`.
    fn of_arguments(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut wish = Self {
            plans: vec![1000, 10_000],
            only: Vec::new(),
            runs: 10,
            commits: 10_000,
        };
        let (mut is_bench, mut is_test) = (false, false);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value behind the last flag");
            match argument.as_str() {
                "--bench" => is_bench = true,
                "--test" => is_test = true,
                "--plans" => wish.plans = value().split(',').map(number).collect(),
                "--only" => wish.only = value().split(',').map(str::to_owned).collect(),
                "--runs" => wish.runs = number(&value()),
                "--commits" => wish.commits = number(&value()),
                other => eprintln!("ignored: {other}"),
            }
        }
        (is_bench && !is_test).then_some(wish)
    }

    fn wants(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one.eq_ignore_ascii_case(id))
    }
}

fn number(words: &str) -> usize {
    let number = words.trim().parse().expect("a number");
    assert!(number > 0, "a number above 0");
    number
}

// The reference tree.

/// What the binary itself makes, as the pattern for every plan.
struct Model {
    /// An empty workspace with the toolkit's copy.
    workspace: PathBuf,
    /// Files of a new plan: name inside the plan, and bytes.
    scaffold: Vec<(String, Vec<u8>)>,
    /// Activities as `toolkit show` gives them.
    activities: Vec<Value>,
}

impl Model {
    /// Where the scaffolded plan is, below the benchmark's folder.
    const FOLDER: &str = "scaffold";

    fn make(folder: &Path) -> Self {
        let workspace = folder.join("model");
        fs::create_dir(&workspace).unwrap();
        output_of(redesign(&workspace).args(["init", "--no-git", "--no-commit"]));
        output_of(redesign(&workspace).args(["new", "p0", "--no-commit"]));
        let toolkit = output_of(redesign(&workspace).args(["toolkit", "show", "--format", "json"]));
        let toolkit: Value = serde_json::from_str(&toolkit).unwrap();
        let activities = list(toolkit.pointer("/data/activities")).to_vec();
        let plan = folder.join(Self::FOLDER);
        fs::rename(workspace.join("plans/p0"), &plan).unwrap();
        let names = files_below(&plan);
        let scaffold = names.into_iter().map(|name| {
            let bytes = fs::read(plan.join(&name)).unwrap();
            (name, bytes)
        });
        Self {
            workspace,
            scaffold: scaffold.collect(),
            activities,
        }
    }

    /// Whether a file of the scaffold stays as it is: the plan's own, and the pages of the repeatable activities.
    fn is_page(name: &str) -> bool {
        name == "plan.toml" || name.ends_with("README.md")
    }

    /// The records of one plan: of each single activity one, then of repeatable ones until there are enough.
    fn records(&self, seed: u64) -> Vec<(String, String)> {
        let mut words = Words { state: seed };
        let (repeatable, single): (Vec<&Value>, Vec<&Value>) = self
            .activities
            .iter()
            .partition(|activity| !field(activity, "repeat").is_null());
        let records = single.into_iter().chain(repeatable).take(RECORDS);
        let records: Vec<_> = records
            .map(|activity| (self.place(activity), record(activity, &mut words)))
            .collect();
        assert_eq!(records.len(), RECORDS, "the toolkit has too few activities");
        records
    }

    /// File of an activity's record inside a plan, wherever the scaffold has the activity.
    fn place(&self, activity: &Value) -> String {
        let id = text(activity, "id");
        let (name, page) = (format!("{id}.md"), format!("{id}/README.md"));
        let is_it = |file: &str, name: &str| file == name || file.ends_with(&format!("/{name}"));
        let files = || self.scaffold.iter().map(|(file, _)| file);
        if let Some(file) = files().find(|file| is_it(file, &name)) {
            return file.clone();
        }
        let page = files()
            .find(|file| is_it(file, &page))
            .expect("an activity's place");
        page.replace("README.md", "first.md")
    }
}

/// A workspace of many plans in groups, in no git repository.
struct Workspace {
    root: PathBuf,
    plans: usize,
    /// Id of its last plan.
    last: String,
}

impl Workspace {
    fn build(folder: &Path, model: &Model, plans: Range<usize>) -> Self {
        let root = folder.join(format!("plans-{}-{}", plans.start, plans.end));
        for file in files_below(&model.workspace) {
            write(
                &root.join(&file),
                &fs::read(model.workspace.join(&file)).unwrap(),
            );
        }
        for plan in plans.clone() {
            let folder = root.join(format!("plans/g{:03}/p{plan:05}", plan / GROUP));
            for (name, bytes) in model
                .scaffold
                .iter()
                .filter(|(name, _)| Model::is_page(name))
            {
                write(&folder.join(name), bytes);
            }
            for (name, text) in model.records(plan as u64) {
                write(&folder.join(name), text.as_bytes());
            }
        }
        Self {
            root,
            plans: plans.len(),
            last: format!("p{:05}", plans.end - 1),
        }
    }

    /// A tree in which the answers don't count would be quicker to read than a real one.
    fn verify(&self) {
        let status = output_of(redesign(&self.root).args(["status", "--format", "json"]));
        let status: Value = serde_json::from_str(&status).unwrap();
        let commit = status.pointer("/source/commit");
        assert_eq!(commit, Some(&Value::Null), "TMPDIR is in a git repository");
        let findings = list(status.get("diagnostics"));
        assert!(
            findings.is_empty(),
            "the tree has problems: {:?}",
            findings.first()
        );
        let plans = list(status.pointer("/data/plans"));
        assert_eq!(plans.len(), self.plans, "not all plans are seen");
        let filled = plans
            .iter()
            .all(|plan| field(plan, "percent").as_u64() > Some(0));
        assert!(filled, "a plan's answers are not counted");
    }
}

/// A record of 0.5 to 2 KB in which about half of the outputs are filled.
fn record(activity: &Value, words: &mut Words) -> String {
    let size = 600 + words.below(1200);
    let mut text = format!(
        "---\nstatus: done\ntags: x\nowner: team-{}\n---\n# {}\n",
        words.below(10),
        text(activity, "title")
    );
    let outputs = list(activity.get("outputs"));
    // The frame of a section takes about a hundred bytes; what is left is for the words of the filled ones.
    let filled = outputs.len().div_ceil(2);
    let each = size.saturating_sub(text.len() + outputs.len() * 100) / filled.max(1);
    let first = words.below(2);
    for (position, output) in outputs.iter().enumerate() {
        let (title, id) = (self::text(output, "title"), self::text(output, "id"));
        let need = if field(output, "required") == true {
            "Required"
        } else {
            "Optional"
        };
        text.push_str(&format!(
            "\n## {title}\n\n<!-- output: {id}. {need}. Write below this line. -->\n"
        ));
        if position % 2 == first
            && let Some(answer) = answer(output, each, words)
        {
            text.push_str(&format!("\n{answer}\n"));
        }
    }
    while text.len() < 512 {
        text.push_str(&words.sentence());
        text.push('\n');
    }
    text
}

/// Words that fit an output; nothing for the kinds which want more than words.
fn answer(output: &Value, length: usize, words: &mut Words) -> Option<String> {
    let start = match text(output, "kind") {
        "choice" => return Some(text(list(output.get("options")).first()?, "id").to_owned()),
        "text" if field(output, "pattern").is_null() => "",
        "list" => "- ",
        _ => return None,
    };
    let mut lines = format!("{start}{}", words.sentence());
    while lines.len() < length {
        lines.push_str(&format!("\n{start}{}", words.sentence()));
    }
    Some(lines)
}

/// Seeded words: splitmix64, <https://prng.di.unimi.it/splitmix64.c>.
struct Words {
    state: u64,
}

impl Words {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..6 + self.below(8)).map(|_| self.word()).collect();
        format!("{}.", words.join(" "))
    }

    fn word(&mut self) -> String {
        let letters = 2 + self.below(8);
        (0..letters)
            .map(|_| char::from(b'a' + (self.next() % 26) as u8))
            .collect()
    }
}

// Files and JSON.

/// Names of the files below a folder, relative to it, sorted.
fn files_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let inner = files_below(&entry.path());
            names.extend(inner.into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).expect("a field")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    field(value, name).as_str().expect("a text")
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).expect("a list")
}
