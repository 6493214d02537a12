//! What those who run a cohort ask, against `status` of the same tree: P12.

use super::history::Repository;
use super::{Row, Wish, Workspace, in_turn, output_of, redesign, timed, write};
use std::fs;

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

    /// `board` against `status`, both with the last activities at hand.
    pub fn board(&self, wish: &Wish) -> Row {
        let root = &self.tree.root;
        let (ours, theirs) = in_turn(
            wish.runs,
            |_| timed(redesign(root).arg("board")),
            |_| timed(redesign(root).arg("status")),
        );
        let what = format!(
            "`board`, {} plans, {MEETINGS} meetings with each / `status`",
            self.tree.plans
        );
        Row::of_times("P12", what, ours, theirs, 1.5)
    }
}
