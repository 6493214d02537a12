//! Cohorts that tests begin with: teams' plans and the directory of their programme, made by the program itself.

use super::sandbox::Sandbox;
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};

/// A cohort to be made. It is of the built-in toolkits and begins on the sandbox's day, unless it is said otherwise.
pub struct Cohort<'a> {
    plans: &'a [&'a str],
    team: &'a str,
    programme: &'a str,
    begun: Date,
}

impl<'a> Cohort<'a> {
    pub fn of(plans: &'a [&'a str]) -> Self {
        Self {
            plans,
            team: "real-time-redesign",
            programme: "strategy-lab",
            begun: date(2026, 11, 23),
        }
    }

    /// With plans of this toolkit.
    pub fn team(self, team: &'a str) -> Self {
        Self { team, ..self }
    }

    /// With a programme of this toolkit.
    pub fn programme(self, programme: &'a str) -> Self {
        Self { programme, ..self }
    }

    /// Made at noon of this day.
    pub fn begun(self, begun: Date) -> Self {
        Self { begun, ..self }
    }

    #[track_caller]
    pub fn made(self) -> Sandbox {
        let sandbox = Sandbox::new();
        let run = |arguments: &[&str]| sandbox.run_on(self.begun, arguments).ends_with(0);
        run(&["init", "--title", "Test cohort"]);
        for toolkit in [self.team, self.programme] {
            if case(toolkit).is_dir() {
                sandbox.copy(&case(toolkit), &format!("toolkits/{toolkit}"));
                sandbox.commit_on(self.begun, "our toolkit");
            }
        }
        run(&[&["new"], self.plans, &["--toolkit", self.team]].concat());
        run(&["new", "cohort", "--toolkit", self.programme])
            .says("cohort/ (")
            .says("next: redesign next cohort");
        sandbox
    }
}

/// Where the toolkits of other fields are, which tests bring.
pub fn case(toolkit: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/toolkits")
        .join(toolkit)
}
