//! A cohort's year, made by a script with a fixed clock and real commits: seven teams, their meetings, the sessions and
//! what came of them. Once as it should go, and once with ten faults planted, which `board` and `check` have to name.

use super::sandbox::{Sandbox, bytes_below};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const START: Date = date(2026, 9, 7);
const TEAMS: [&str; 7] = [
    "ashford",
    "birchwood",
    "cedarton",
    "dunmore",
    "elmhurst",
    "fernley",
    "glenrock",
];

/// What a team does in which week, counted from 1: the activity, its answers, and whether it adds a record.
const WORK: &[(u32, &str, bool)] = &[
    (1, "team", false),
    (2, "identity", false),
    (3, "commitment", false),
    (6, "self-assessment", false),
    (8, "interviews", true),
    (8, "interviews", true),
    (9, "interviews", true),
    (9, "interviews", true),
    (10, "interviews", true),
    (11, "inspiration", false),
    (12, "equity-1", false),
    (14, "sensemaking", false),
    (16, "problem", false),
    (18, "brainstorm", false),
    (20, "match", false),
    (21, "equity-2", false),
    (24, "prototype", false),
    (27, "pilot", true),
    (30, "pilot-reflection", true),
    (31, "next-steps", true),
    (32, "equity-3", true),
    (35, "pilot", true),
    (38, "pilot-reflection", true),
    (41, "next-steps", true),
    (42, "equity-3", true),
    (45, "celebrate", false),
    (49, "commemorate", false),
];

/// The day on which the year is looked at: in its last week, twelve days after the last meeting but one.
const LAST_WEEK: u32 = 48;

fn day(week: u32) -> Date {
    START + ((week - 1) * 7).weeks_days()
}

trait Days {
    fn weeks_days(self) -> jiff::Span;
}

impl Days for u32 {
    fn weeks_days(self) -> jiff::Span {
        i64::from(self).days()
    }
}

/// What goes wrong.
#[derive(Clone, Copy, PartialEq)]
pub enum Year {
    Clean,
    Faulty,
}

pub struct Cohort {
    pub sandbox: Sandbox,
    year: Year,
}

impl Cohort {
    pub fn run(&self, day: Date, arguments: &[&str]) -> super::sandbox::Run {
        self.sandbox.run_on(day, arguments)
    }

    fn commit(&self, day: Date, why: &str) {
        self.sandbox.commit_on(day, why);
    }

    fn is_faulty(&self) -> bool {
        self.year == Year::Faulty
    }

    /// A workspace with the programme and seven plans, all with a first day, a coach and weeks for a year.
    fn begin(year: Year) -> Self {
        let cohort = Self {
            sandbox: Sandbox::new(),
            year,
        };
        let sandbox = &cohort.sandbox;
        cohort
            .run(START, &["init", "--title", "Seven towns"])
            .ends_with(0);
        cohort
            .run(START, &["new", "cohort", "--toolkit", "strategy-lab"])
            .ends_with(0);
        let new: Vec<&str> = ["new"].into_iter().chain(TEAMS).collect();
        cohort.run(START, &new).ends_with(0);
        let mut weeks = String::from("\n[pacing]\n");
        let mut seen: Vec<&str> = Vec::new();
        for (week, activity, _) in WORK {
            if !seen.contains(activity) {
                seen.push(activity);
                let last = WORK
                    .iter()
                    .rfind(|(_, other, _)| other == activity)
                    .unwrap()
                    .0;
                weeks.push_str(&format!("{activity} = [{week}, {last}]\n"));
            }
        }
        for (at, team) in TEAMS.iter().enumerate() {
            let file = format!("plans/{team}/plan.toml");
            let text = sandbox.read(&file);
            let coach = 1 + at % 2;
            let lines: Vec<&str> = text
                .lines()
                .filter(|line| !line.starts_with("coach"))
                .collect();
            sandbox.write(
                &file,
                format!(
                    "{}\nstart = {START}\ncoach = \"coach {coach}\"\n{weeks}",
                    lines.join("\n")
                ),
            );
        }
        let file = "cohort/plan.toml";
        sandbox.write(file, format!("{}\nstart = {START}\n", sandbox.read(file)));
        cohort.commit(START, "the year begins");
        cohort
    }

    /// Records an activity of the first team by the real command, so that its stamps are real ones.
    fn record(&self, toolkit: &Value, week: u32, activity: &str, adds: bool, count: usize) {
        let known = toolkit["data"]["activities"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == activity)
            .unwrap();
        let answers: serde_json::Map<String, Value> = known["outputs"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|output| output["required"] == true || output["role"] == "result")
            .map(|output| {
                let id = output["id"].as_str().unwrap().to_owned();
                let value = answer(output, activity, count);
                (id, value)
            })
            .collect();
        let target = format!("{}/{activity}", TEAMS[0]);
        let mut arguments = vec!["record", &target, "--from", "-", "--no-commit"];
        let title = format!("{activity} {count}");
        if adds {
            arguments.extend(["--add", "--title", &title]);
        }
        let mut command = self.sandbox.redesign();
        super::sandbox::on(day(week), command.args(&arguments))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(
            &mut child.stdin.take().unwrap(),
            Value::Object(answers).to_string().as_bytes(),
        )
        .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{activity}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        if adds {
            self.name_for_good(
                &format!("plans/{}", TEAMS[0]),
                activity,
                &format!("{activity}-{count}"),
                count,
            );
        }
    }

    /// Takes what is random from the name of the record that was just added, so that each run makes the same bytes.
    /// Gives both names.
    fn name_for_good(&self, plan: &str, activity: &str, slug: &str, count: usize) -> [String; 2] {
        const RANDOM: usize = "k3f9qd.md".len();
        let named = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut added = bytes_below(&self.sandbox.path(plan));
        added.retain(|(path, _)| {
            let name = named(path);
            let rest = name.get("2026-11-23".len()..).unwrap_or_default();
            let random = rest.strip_prefix(&format!("-{slug}-"));
            path.parent().unwrap().ends_with(activity)
                && random.is_some_and(|end| end.len() == RANDOM)
        });
        let [(path, _)] = &added[..] else {
            panic!("{activity}/{slug}: {added:?}");
        };
        let before = named(path);
        let now = format!("{}y3ar{count:02}.md", &before[..before.len() - RANDOM]);
        std::fs::rename(path, path.with_file_name(&now)).unwrap();
        [before, now].map(|name| name.trim_end_matches(".md").to_owned())
    }

    /// The other teams do what the first one did, but for what goes wrong with them.
    fn follow(&self, week: u32) {
        let first = self.sandbox.path(&format!("plans/{}", TEAMS[0]));
        let files = bytes_below(&first);
        for team in TEAMS.iter().skip(1) {
            for (path, bytes) in &files {
                let name = path.strip_prefix(&first).unwrap().to_string_lossy();
                if name == "plan.toml" || name == "README.md" {
                    continue;
                }
                if let Some(bytes) = self.told_by(team, &name, bytes, week) {
                    self.sandbox.write(&format!("plans/{team}/{name}"), bytes);
                }
            }
        }
    }

    /// What a team writes into a file; nothing where it leaves it as it is.
    fn told_by(&self, team: &str, name: &str, bytes: &[u8], week: u32) -> Option<Vec<u8>> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        if !self.is_faulty() {
            return Some(text.into_bytes());
        }
        match team {
            // What the finding rests on is taken back.
            "glenrock" if name.ends_with("inspiration.md") && week >= 44 => {
                Some(format!("---\nskipped: the school asked us to\n---\n\n{text}").into_bytes())
            }
            // The last six weeks and more.
            "birchwood" if week > LAST_WEEK - 7 => None,
            // The second pilot is decided on without having been thought about.
            "cedarton" if name.contains("pilot-reflection") && week >= 38 => None,
            "dunmore" if name.ends_with("equity-2.md") => Some(
                "---\nskipped: no time before the pilot\n---\n\n# Reflect on Equity\n"
                    .as_bytes()
                    .to_vec(),
            ),
            "elmhurst" if name.ends_with("problem.md") && week >= 30 => {
                Some(text.replace("learn at home", "like school").into_bytes())
            }
            "fernley" if name.contains("interviews/2") => Some(
                ["Family", "Teacher", "family", "teacher"]
                    .iter()
                    .fold(text, |text, group| {
                        text.replace(&format!("\n{group}\n"), "\nstudent\n")
                    })
                    .into_bytes(),
            ),
            _ => Some(text.into_bytes()),
        }
    }

    /// One team's meeting, written by hand.
    fn meet(&self, week: u32, team: &str) {
        let held = day(week);
        let rating = match (team, self.year) {
            ("glenrock", Year::Faulty) if week >= 40 => "5.0",
            _ if week < 12 => "1.0",
            _ if week < 34 => "1.5",
            _ => "2.0",
        };
        // A task of the meeting in week 43 stays open, although it was due a week later.
        let is_forgotten = team == "ashford" && self.is_faulty() && week == 43;
        let mark = if is_forgotten { " " } else { "x" };
        let due = held + 7.days();
        self.sandbox.write(
            &format!("cohort/2-learn-together/meeting/{held}-{team}.md"),
            format!(
                "---\nplan: {team}\n---\n\n# Planning Meeting\n\n## Date\n\n{held}\n\n## Who was there\n\n| Role | Stakeholder group |\n| --- | --- |\n| Coach | staff |\n| Core team | teachers |\n\n## Where the team stands\n\nWe went through the last two weeks.\n\n## Actions\n\n- [{mark}] Send the notes of {held} round @facilitator due {due}\n\n## The team's rating\n\n{rating}\n\n## The coach's rating\n\n{rating}\n"
            ),
        );
    }

    /// What comes of it all: a finding, and later a case study.
    fn share(&self, week: u32) {
        let yes = |team: &str| {
            format!(
                "consent={team} | yes | this text | core team | {}",
                day(week)
            )
        };
        let (activity, mut answers) = match week {
            34 => (
                "finding",
                vec![
                    "claim=Practices of others help where they were seen together".to_owned(),
                    "scope=Teams that went to look".to_owned(),
                    "supported=glenrock/inspiration | What they saw | told".to_owned(),
                    yes("glenrock"),
                ],
            ),
            46 => (
                "case-study",
                vec![
                    "about=fernley".to_owned(),
                    "context=A small town".to_owned(),
                    "problem=Learning at home".to_owned(),
                    "tried=Two small pilots".to_owned(),
                    "happened=It was told that both helped".to_owned(),
                    "learned=Begin small".to_owned(),
                    yes("fernley"),
                    "approval=released".to_owned(),
                ],
            ),
            _ => return,
        };
        if activity == "case-study" && self.is_faulty() {
            answers.retain(|answer| !answer.starts_with("consent="));
        }
        let target = format!("cohort/{activity}");
        let mut arguments = vec!["record", &target, "--add", "--title", "shared"];
        for answer in &answers {
            arguments.extend(["--set", answer]);
        }
        self.run(day(week), &arguments).ends_with(0);
        let [before, now] = self.name_for_good("cohort", activity, "shared", 1);
        let message = self.sandbox.git(&["log", "-1", "--format=%B"]);
        let message = message.replace(&before, &now);
        self.sandbox.git(&["add", "-A"]);
        let mut git = self.sandbox.command("git");
        git.args(["commit", "-q", "--amend", "-m", &message]);
        super::sandbox::finished(super::sandbox::on(day(week), &mut git)).ends_with(0);
    }

    fn session(&self, held: Date) {
        self.sandbox.write(
            &format!("cohort/2-learn-together/session/{held}-session.md"),
            format!(
                "# Session\n\n## Date\n\n{held}\n\n{}",
                answers_of(&self.sandbox, "session")
            ),
        );
    }
}

/// Required answers of an activity of the programme, as sections; without dates.
fn answers_of(sandbox: &Sandbox, activity: &str) -> String {
    let toolkit = sandbox
        .run(["toolkit", "show", "strategy-lab", "--format", "json"])
        .json();
    let activities = toolkit["data"]["activities"].as_array().unwrap();
    let known = activities.iter().find(|one| one["id"] == activity).unwrap();
    let outputs = known["outputs"].as_array().unwrap();
    let required = outputs
        .iter()
        .filter(|output| output["required"] == true && output["kind"] != "date");
    let sections: Vec<String> = required
        .map(|output| {
            let title = output["title"].as_str().unwrap();
            let words = match output["kind"].as_str().unwrap() {
                "list" if output["items"] == "link" => "- ashford: what they saw".to_owned(),
                "list" => "- what we saw\n- what we asked".to_owned(),
                "table" => {
                    let columns = output["columns"].as_array().unwrap();
                    let titles: Vec<&str> = columns
                        .iter()
                        .map(|column| column["title"].as_str().unwrap())
                        .collect();
                    format!(
                        "| {} |\n|{}\n|{}",
                        titles.join(" | "),
                        " --- |".repeat(titles.len()),
                        " some |".repeat(titles.len())
                    )
                }
                "choice" => output["options"][0]["id"].as_str().unwrap().to_owned(),
                "number" => "12".to_owned(),
                _ => "Words of the cohort.".to_owned(),
            };
            format!("## {title}\n\n{words}\n\n")
        })
        .collect();
    sections.concat()
}

fn answer(output: &Value, activity: &str, count: usize) -> Value {
    match output["kind"].as_str().unwrap() {
        "choice" if output["role"] == "voices" => {
            let groups = output["options"].as_array().unwrap();
            groups[count % 3]["id"].clone()
        }
        "choice" => output["options"][0]["id"].clone(),
        "list" => json!([format!("one of {activity} {count}"), "two"]),
        "table" => {
            let columns = output["columns"].as_array().unwrap();
            let row: serde_json::Map<_, _> = columns
                .iter()
                .map(|column| (column["id"].as_str().unwrap().to_owned(), json!("some")))
                .collect();
            json!([row])
        }
        _ if output["pattern"].is_string() => json!("How might we help everyone learn at home?"),
        _ => json!(format!("words of {activity} {count}")),
    }
}

/// The whole year, until the day on which it is looked at.
pub fn year(year: Year) -> Cohort {
    let cohort = Cohort::begin(year);
    let toolkit = cohort
        .run(
            START,
            &["toolkit", "show", "real-time-redesign", "--format", "json"],
        )
        .json();
    cohort.sandbox.write(
        "cohort/1-begin/charter.md",
        format!("# Charter\n\n{}", answers_of(&cohort.sandbox, "charter")),
    );
    for (week, activity) in [(5, "expert"), (10, "small-group")] {
        cohort.sandbox.write(
            &format!(
                "cohort/2-learn-together/{activity}/{}-{activity}.md",
                day(week)
            ),
            format!("# One\n\n{}", answers_of(&cohort.sandbox, activity)),
        );
    }
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for week in 1..=LAST_WEEK {
        let due = WORK.iter().filter(|(when, ..)| *when == week);
        for (_, activity, adds) in due {
            let count = counts.entry(activity).or_default();
            *count += 1;
            cohort.record(&toolkit, week, activity, *adds, *count);
        }
        cohort.follow(week);
        if week >= 3 && week % 2 == 1 {
            for team in TEAMS {
                let has_stopped = team == "elmhurst" && cohort.is_faulty() && week > 39;
                if !has_stopped {
                    cohort.meet(week, team);
                }
            }
        }
        let months = (0..12).map(|month| START + i64::from(month).months());
        for session in months.filter(|held| *held >= day(week) && *held < day(week) + 7.days()) {
            if week >= 3 {
                cohort.session(session);
            }
        }
        cohort.commit(day(week), &format!("week {week}"));
        cohort.share(week);
    }
    cohort
}

/// The day on which it is looked at: eight days after the last meeting, so that no call is cleared by it.
pub fn today() -> Date {
    day(47) + 8.days()
}

fn lines(board: &Value) -> Vec<(String, String, String)> {
    let rows = ["teams", "programmes"]
        .iter()
        .flat_map(|group| board["data"][group].as_array().unwrap().iter());
    rows.flat_map(|row| {
        let id = row["id"].as_str().unwrap().to_owned();
        row["lines"].as_array().unwrap().iter().map(move |line| {
            (
                id.clone(),
                line["code"].as_str().unwrap().to_owned(),
                line["reason"].as_str().unwrap().to_owned(),
            )
        })
    })
    .collect()
}

#[test]
fn the_clean_year_needs_no_call() {
    let cohort = year(Year::Clean);
    let board = cohort
        .run(today(), &["board", "--fail", "--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(lines(&board), []);
    let check = cohort
        .run(today(), &["check", "--format", "json"])
        .ends_with(0)
        .json();
    // These teams measure and predict nothing, and asked nobody afterwards; that is information.
    let codes = check["diagnostics"].as_array().unwrap().iter();
    let mut codes: Vec<&str> = codes.map(|one| one["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["I0362", "I0363", "I0366"]);
    // And so it was at every month's end.
    for month in 1..12 {
        let end = START + i64::from(month).months();
        let board = cohort
            .run(
                today(),
                &["board", "--at", &end.to_string(), "--format", "json"],
            )
            .ends_with(0)
            .json();
        assert_eq!(lines(&board), [], "at {end}");
    }
}

/// The plan on whose row it stands, the rule, and words of the reason.
const FAULTS: &[(&str, &str, &str)] = &[
    ("birchwood", "I0341", "nothing has changed for 50 days"),
    (
        "cedarton",
        "W0242",
        "next-steps has 2 decisions, but pilot-reflection has only 1",
    ),
    (
        "dunmore",
        "I0347",
        "equity-2 was skipped (\"no time before the pilot\")",
    ),
    (
        "ashford",
        "I0343",
        "overdue by 29 days: \"Send the notes of 2027-06-28 round\"",
    ),
    (
        "elmhurst",
        "W0243",
        "problem/statement changed after brainstorm",
    ),
    (
        "fernley",
        "I0348",
        "all 5 of interviews are from one group: \"student\"",
    ),
    (
        "elmhurst",
        "I0342",
        "Planning Meeting was missed 3 times: no record since 2027-05-31",
    ),
    (
        "glenrock",
        "I0349",
        "of 2027-07-26 is 5.0, but the records suggest 2.5",
    ),
    ("cohort", "W0212", "glenrock/inspiration"),
    ("cohort", "W0214", "fernley"),
];

#[test]
fn ten_planted_faults_are_named() {
    let cohort = year(Year::Faulty);
    let board = cohort
        .run(today(), &["board", "--format", "json"])
        .ends_with(0)
        .json();
    let check = cohort.run(today(), &["check", "--format", "json"]).json();
    let named = lines(&board);
    for (plan, code, words) in FAULTS {
        let of_it = |(id, rule, reason): &&(String, String, String)| {
            id == plan && rule == code && reason.contains(words)
        };
        assert!(
            named.iter().any(|line| of_it(&line)),
            "{plan}: {code} {words}: {named:#?}"
        );
        let diagnostics = check["diagnostics"].as_array().unwrap();
        let is_named = diagnostics
            .iter()
            .any(|one| one["code"] == *code && one["message"].as_str().unwrap().contains(words));
        assert!(is_named, "{code} {words}: {diagnostics:#?}");
    }
    // Only what was planted, and what follows from it: a team that fell silent is behind its weeks, too.
    let expected = FAULTS.len() + 1;
    assert_eq!(named.len(), expected, "{named:#?}");
    // Two reasons come before one, and of those with one where nothing has moved for longest.
    let teams = board["data"]["teams"].as_array().unwrap();
    let calls: Vec<&str> = teams
        .iter()
        .filter(|team| team["call"].is_u64())
        .map(|team| team["id"].as_str().unwrap())
        .collect();
    assert_eq!(calls.get(..2), Some(&["birchwood", "elmhurst"][..]));
}

/// The order wanted on four days of the faulty year, written down before the board was made to give it: who has to be
/// called, in order, and of each the first reason. What it follows: who has gone quiet or isn't met any more, then
/// decisions that are overdue, then tasks and weeks that are overdue, then method; in each who was met in the last week
/// comes last, then the longest first. One meeting puts a reason off for a week, the next one doesn't again.
const ORDER: &[(Date, &[(&str, &str)])] = &[
    // Fernley's interviews are from one group since the week before; it was met two days ago.
    (date(2026, 11, 18), &[]),
    // Dunmore passed its checkpoint by three weeks ago and was met since, Fernley's is old. Both changed on one day.
    (
        date(2027, 3, 7),
        &[("dunmore", "I0347"), ("fernley", "I0348")],
    ),
    // Elmhurst's meetings stopped. Birchwood fell silent on the day of the meeting, a day ago, which puts it off;
    // the other reasons are older than the meeting before.
    (
        date(2027, 7, 13),
        &[
            ("elmhurst", "I0342"),
            ("cedarton", "W0242"),
            ("dunmore", "I0347"),
            ("fernley", "I0348"),
            ("glenrock", "I0349"),
        ],
    ),
    // Birchwood is silent for longer than Elmhurst, Ashford's task is overdue.
    (
        date(2027, 8, 3),
        &[
            ("birchwood", "I0341"),
            ("elmhurst", "I0342"),
            ("ashford", "I0343"),
            ("cedarton", "W0242"),
            ("dunmore", "I0347"),
            ("fernley", "I0348"),
            ("glenrock", "I0349"),
        ],
    ),
];

#[test]
fn the_board_is_in_the_order_written_down_before() {
    let cohort = year(Year::Faulty);
    for (day, expected) in ORDER {
        let at = day.to_string();
        let board = cohort
            .run(*day, &["board", "--at", &at, "--format", "json"])
            .ends_with(0)
            .json();
        let teams = board["data"]["teams"].as_array().unwrap();
        let calls: Vec<(&str, &str)> = teams
            .iter()
            .filter(|team| team["call"].is_u64())
            .map(|team| {
                let first = &team["lines"][0]["code"];
                (team["id"].as_str().unwrap(), first.as_str().unwrap())
            })
            .collect();
        assert_eq!(calls, *expected, "on {day}");
    }
}

/// A plan's numbers, as one command tells them.
fn numbers(of: &Value) -> [u64; 4] {
    ["done", "review", "skipped", "total"].map(|name| of[name].as_u64().unwrap())
}

/// The rows of a CSV table, by the first value of a column.
fn csv_of(
    cohort: &Cohort,
    day: Date,
    command: &str,
) -> Vec<std::collections::BTreeMap<String, String>> {
    let run = cohort.run(day, &[command, "--format", "csv"]).ends_with(0);
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// `board`, `status`, `next`, `calendar`, `timeline` and `redesign` alone tell the same, as tables, JSON and CSV.
#[test]
fn every_command_tells_the_same_numbers_at_each_months_end() {
    let cohort = year(Year::Faulty);
    let last = cohort.sandbox.git(&["rev-parse", "HEAD"]);
    let mut seen = [0; 3];
    let ends = (1..12).map(|month| START + i64::from(month).months());
    for day in ends.chain([today()]) {
        let before = format!("--before={day}T23:59:59Z");
        let commit = cohort
            .sandbox
            .git(&["rev-list", "-1", &before, last.trim()]);
        cohort.sandbox.git(&["checkout", "-q", commit.trim()]);
        let json = |command: &str| {
            let mut arguments: Vec<&str> = command.split_whitespace().collect();
            arguments.extend(["--format", "json"]);
            cohort.run(day, &arguments).ends_with(0).json()["data"].clone()
        };
        let table = |command: &str| {
            let arguments: Vec<&str> = command.split_whitespace().collect();
            cohort.run(day, &arguments).ends_with(0).out
        };
        let plans = |data: &Value, list: &str| data[list].as_array().unwrap().clone();
        let (status, board) = (json("status"), json("board"));
        let (next, timeline) = (json("next"), json("timeline --all"));
        let calendar = plans(&json("calendar"), "entries");
        let here = json("");
        assert_eq!(here["plans"], 7, "{day}");
        assert_eq!(here["programme"], "cohort", "{day}");
        for (data, list) in [
            (&status, "plans"),
            (&board, "teams"),
            (&next, "plans"),
            (&timeline, "plans"),
        ] {
            assert_eq!(plans(data, list).len(), 7, "{day}: {list}");
        }
        let (status_table, board_table) = (table("status"), table("board"));
        assert!(
            status_table.contains(" 7 plans ") && board_table.contains(" 7 plans "),
            "{day}"
        );
        assert!(table("").contains("plans      7"), "{}", table(""));
        let (status_csv, board_csv) = (
            csv_of(&cohort, day, "status"),
            csv_of(&cohort, day, "board"),
        );
        for plan in plans(&status, "plans") {
            let id = plan["id"].as_str().unwrap();
            let about = format!("{id} on {day}");
            let row_of = |data: &Value, list: &str| {
                plans(data, list)
                    .into_iter()
                    .find(|one| one["id"] == id)
                    .unwrap()
            };
            let (called, asked, past) = (
                row_of(&board, "teams"),
                row_of(&next, "plans"),
                row_of(&timeline, "plans"),
            );
            let own @ [done, review, skipped, total] = numbers(&plan["activities"]);
            assert_eq!(numbers(&asked), own, "{about}");
            let each: Vec<&str> = past["activities"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["state"].as_str().unwrap())
                .collect();
            let count = |state: &str| each.iter().filter(|one| **one == state).count() as u64;
            assert_eq!(
                [
                    count("done"),
                    count("review"),
                    count("skipped"),
                    each.len() as u64
                ],
                own,
                "{about}"
            );
            let still_done = past["activities"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["done"].is_string())
                .count();
            assert_eq!(still_done as u64, done + review, "{about}");
            seen[0] += review;
            seen[1] += skipped;
            let beside = if review == 0 {
                String::new()
            } else {
                format!(", {review} to review")
            };
            let line = status_table
                .lines()
                .find(|line| line.starts_with(id))
                .unwrap();
            assert!(
                line.contains(&format!(" {done}/{}{beside}  ", total - skipped)),
                "{about}: {line}"
            );
            let title = table(&format!("next {id}"));
            let title = title.lines().next().unwrap();
            assert!(
                title.ends_with(&format!(" {done} of {} done{beside}", total - skipped)),
                "{about}: {title}"
            );
            for name in ["percent", "step", "last_activity"] {
                assert_eq!(plan[name], called[name], "{about}: {name}");
            }
            assert_eq!(plan["step"], asked["step"], "{about}");
            assert_eq!(plan["next"][0], called["activity"], "{about}");
            assert_eq!(plan["next"][0], asked["activities"][0]["id"], "{about}");
            let worked: Date = plan["last_activity"].as_str().unwrap()[..10]
                .parse()
                .unwrap();
            let days = worked.until(day).unwrap().get_days();
            assert_eq!(called["days"], days, "{about}");
            // Late is what the calendar says is late.
            let late = calendar
                .iter()
                .filter(|entry| entry["plan"] == id && entry["state"] == "late");
            let until = late
                .map(|entry| entry["to"].as_str().unwrap().parse::<Date>().unwrap())
                .min();
            let days_late = until.map_or(0, |until| until.until(day).unwrap().get_days());
            assert_eq!(called["pace"]["days_late"], days_late, "{about}");
            assert_eq!(called["pace"]["weeks_late"], days_late / 7, "{about}");
            seen[2] += u64::from(days_late > 0);
            for line in called["lines"].as_array().unwrap() {
                if line["code"] == "I0342" {
                    let missed = calendar
                        .iter()
                        .filter(|entry| entry["plan"] == id && entry["state"] == "missed")
                        .count();
                    let reason = line["reason"].as_str().unwrap();
                    assert!(
                        reason.contains(&format!("was missed {missed} times")),
                        "{about}: {reason}"
                    );
                }
            }
            let words = match (days_late, days_late / 7) {
                (0, _) => "on time".to_owned(),
                (days, 0) => format!("{days} d late"),
                (_, weeks) => format!("{weeks} wk late"),
            };
            let from = board_table
                .lines()
                .position(|line| line.split([' ', ',']).any(|word| word == id))
                .unwrap();
            let own_lines: Vec<&str> = board_table.lines().skip(from).take(6).collect();
            assert!(
                own_lines.iter().any(|line| line.contains(&words)),
                "{about}: {words} in {own_lines:#?}"
            );
            // And for other programs.
            let row = status_csv.iter().find(|row| row["plan"] == id).unwrap();
            for name in ["done", "review", "skipped", "total"] {
                assert_eq!(
                    row[name],
                    plan["activities"][name].to_string(),
                    "{about}: {name}"
                );
            }
            assert_eq!(row["percent"], plan["percent"].to_string(), "{about}");
            assert_eq!(
                json!(row["last_activity"]),
                plan["last_activity"],
                "{about}"
            );
            let row = board_csv.iter().find(|row| row["plan"] == id).unwrap();
            assert_eq!(row["days"], days.to_string(), "{about}");
            assert_eq!(row["weeks_late"], (days_late / 7).to_string(), "{about}");
            assert_eq!(row["days_late"], days_late.to_string(), "{about}");
            let call = called["call"]
                .as_u64()
                .map_or(String::new(), |call| call.to_string());
            assert_eq!(row["call"], call, "{about}");
        }
    }
    // The year has some of everything that is counted.
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}
