//! What those who run a cohort ask, against `status` or `board` of the same tree: P12 to P16.

use super::history::Repository;
use super::{Row, Wish, Workspace, in_turn, output_of, redesign, timed, write};
use std::fs;
use std::time::Duration;

/// Meetings with each team.
const MEETINGS: usize = 4;

/// A tree with a programme that keeps records with each plan, in a repository.
pub struct Cohort<'a> {
    tree: &'a Workspace,
}

impl<'a> Cohort<'a> {
    /// Adds the programme, its meetings and first days to a tree, and makes the repository around it.
    pub fn of(tree: &'a Workspace, commits: usize) -> Self {
        let root = &tree.root;
        let _other = fs::remove_dir_all(root.join(".git"));
        let new = ["new", "cohort", "--toolkit", "strategy-lab", "--no-commit"];
        output_of(redesign(root).args(new));
        let plans = super::files_below(&root.join("plans"));
        let plans = plans.iter().filter(|name| name.ends_with("/plan.toml"));
        let mut settings: Vec<String> = plans.map(|name| format!("plans/{name}")).collect();
        for (at, file) in settings.iter().enumerate() {
            let plan = file.rsplit('/').nth(1).expect("a plan's folder");
            for meeting in 0..MEETINGS {
                let day = format!("2026-{:02}-{:02}", 9 + meeting % 3, 1 + at % 28);
                let text = format!(
                    "---\nplan: {plan}\n---\n\n# Planning Meeting\n\n## Date\n\n{day}\n\n## Who was there\n\n| Role | Stakeholder group |\n| --- | --- |\n| Coach | staff |\n\n## Where the team stands\n\nWe went through the weeks.\n\n## What is stuck\n\n- Nobody has the time\n\n## Actions\n\n- [ ] Send the notes round @facilitator due {day}\n"
                );
                let name = format!("cohort/2-learn-together/meeting/{plan}-{meeting}.md");
                write(&root.join(name), text.as_bytes());
            }
        }
        settings.push("cohort/plan.toml".to_owned());
        for file in settings {
            let path = root.join(file);
            let text = fs::read_to_string(&path).unwrap();
            let start = "\nstart = 2026-09-07\n";
            fs::write(&path, format!("{text}{start}")).unwrap();
        }
        let _repository = Repository::around(tree, commits);
        Self { tree }
    }

    /// Measures of each plan, and weeks with numbers in each of them.
    const MEASURES: usize = 3;
    const WEEKS: usize = 30;

    /// The work of a goal against that of another one, both with the last activities at hand.
    fn row(&self, id: &'static str, wish: &Wish, (ours, theirs): (&str, &str), goal: f64) -> Row {
        let words = |line: &str| timed(redesign(&self.tree.root).args(line.split(' ')));
        let times = in_turn(wish.runs, |_| words(ours), |_| words(theirs));
        let what = format!("`{ours}`, {} plans / `{theirs}`", self.tree.plans);
        Row::of_times(id, what, times.0, times.1, goal)
    }

    pub fn rows(&self, wish: &Wish) {
        if wish.wants("P12") {
            println!("{}", self.board(wish));
        }
        if wish.wants("P13") {
            println!("{}", self.sheet(wish));
        }
        if wish.wants("P14") {
            for row in self.site(wish) {
                println!("{row}");
            }
        }
        if wish.wants("P15") {
            println!("{}", self.report(wish));
        }
        if wish.wants("P16") {
            println!("{}", self.measures(wish));
        }
    }

    /// `board`, with some meetings with each team.
    fn board(&self, wish: &Wish) -> Row {
        self.row("P12", wish, ("board", "status"), 1.5)
    }

    fn sheet(&self, wish: &Wish) -> Row {
        self.row("P13", wish, ("sheet cohort/session", "board"), 1.4)
    }

    /// Pages that are written, and pages that are there already.
    fn site(&self, wish: &Wish) -> [Row; 2] {
        let pages = self.tree.root.with_extension("pages");
        let site = || {
            let mut command = redesign(&self.tree.root);
            timed(command.arg("site").arg("--out").arg(&pages))
        };
        let status = |_| timed(redesign(&self.tree.root).arg("status"));
        let of = |what: &str, times: (Duration, Duration), goal| {
            let what = format!("`site`, {what}, {} plans / `status`", self.tree.plans);
            Row::of_times("P14", what, times.0, times.1, goal)
        };
        let new = |_| {
            let _none = fs::remove_dir_all(&pages);
            site()
        };
        let written = in_turn(wish.runs, new, status);
        let unchanged = in_turn(wish.runs, |_| site(), status);
        let _none = fs::remove_dir_all(&pages);
        [of("new", written, 3.0), of("unchanged", unchanged, 2.0)]
    }

    fn report(&self, wish: &Wish) -> Row {
        self.row("P15", wish, ("report cohort", "status"), 1.5)
    }

    /// `measure` over some measures of each plan; last, since it adds them to the tree.
    fn measures(&self, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let settings = super::files_below(&root.join("plans"));
        let settings = settings.iter().filter(|name| name.ends_with("/plan.toml"));
        for (at, file) in settings.enumerate() {
            let folder = file.trim_end_matches("plan.toml");
            for measure in 0..Self::MEASURES {
                let weeks = (0..Self::WEEKS).map(|week| {
                    let number = 40 + (week * 7 + at * 3 + measure) % 31;
                    format!(
                        "2026-{:02}-{:02},{number},\n",
                        1 + week / 4,
                        1 + week % 4 * 7
                    )
                });
                let weeks: String = weeks.collect();
                let text = format!(
                    "# Measure {measure}\n\n## What we count, and the numbers\n\nHomework handed in, percent.\n\n```csv\ndate,value,note\n{weeks}```\n"
                );
                let name = format!("plans/{folder}3-start-small/measures/m{measure}.md");
                write(&root.join(name), text.as_bytes());
            }
        }
        let count = Self::MEASURES * self.tree.plans;
        let listed = output_of(redesign(root).args(["measure", "--format", "csv"]));
        assert!(listed.lines().count() > count, "not all measures are read");
        self.row("P16", wish, ("measure", "status"), 1.5)
    }
}
