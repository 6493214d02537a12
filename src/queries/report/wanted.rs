//! What of the data a template uses: the rest is left empty, since it takes time.

use crate::template::ReportTemplate;
use crate::toolkit::{ROLES, Role};

#[derive(Debug, Clone, Copy, Default)]
pub struct ReportUses {
    /// The roles whose answers are asked for, by their places in the list of roles.
    roles: u32,
    /// Whether these answers are asked for in whole, not only their beginnings.
    pub(super) role_texts: bool,
    /// The same of what teams need.
    pub(super) need_texts: bool,
    pub(super) sections: bool,
    pub(super) left_out: bool,
    pub(super) moved: bool,
    pub(super) tasks: bool,
    /// All open tasks of the teams, not only those that are overdue.
    pub(super) open_tasks: bool,
    pub(super) next: bool,
    pub(super) calendar: bool,
    pub(super) measures: bool,
    pub(super) voices: bool,
}

/// The fields of an answer that are told of the whole of it.
const WHOLE: [&str; 3] = [".text", ".is_line", ".appendix"];

impl ReportUses {
    pub const ALL: Self = Self {
        roles: u32::MAX,
        role_texts: true,
        need_texts: true,
        sections: true,
        left_out: true,
        moved: true,
        tasks: true,
        open_tasks: true,
        next: true,
        calendar: true,
        measures: true,
        voices: true,
    };

    /// What a template uses.
    pub fn of(template: &ReportTemplate) -> Self {
        let uses = |fields: &[&str]| fields.iter().any(|field| template.uses(field));
        let mut wanted = Self {
            sections: uses(&["teams.sections", "teams.long_answers"]),
            left_out: uses(&["teams.left_out", "left_out"]),
            moved: uses(&["teams.moved"]),
            tasks: uses(&[
                "teams.tasks",
                "teams.overdue",
                "programme.tasks",
                "is_anything_due",
            ]),
            open_tasks: uses(&["teams.tasks"]),
            next: uses(&["teams.next"]),
            calendar: uses(&["calendar"]),
            measures: uses(&["teams.measures", "is_anything_measured"]),
            voices: uses(&["teams.voices"]),
            need_texts: WHOLE
                .iter()
                .any(|end| template.uses(&format!("teams.needs{end}"))),
            ..Self::default()
        };
        for name in template.used() {
            let (above, role) = match name.split_once("by_role") {
                Some((above, below)) => (above, below.trim_start_matches('.')),
                None if name.starts_with("decisions") => ("decisions", Role::Decision.word()),
                None => continue,
            };
            if !["teams.", "programme.", "decisions"].contains(&above) {
                continue;
            }
            wanted.roles |= places(role.split('.').next().unwrap_or_default());
            wanted.role_texts |= WHOLE.iter().any(|end| name.ends_with(end));
        }
        wanted
    }

    /// What is wanted of either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            roles: self.roles | other.roles,
            role_texts: self.role_texts || other.role_texts,
            need_texts: self.need_texts || other.need_texts,
            sections: self.sections || other.sections,
            left_out: self.left_out || other.left_out,
            moved: self.moved || other.moved,
            tasks: self.tasks || other.tasks,
            open_tasks: self.open_tasks || other.open_tasks,
            next: self.next || other.next,
            calendar: self.calendar || other.calendar,
            measures: self.measures || other.measures,
            voices: self.voices || other.voices,
        }
    }

    /// Whether answers of a role are asked for.
    pub(super) fn wants(self, role: Option<Role>) -> bool {
        role.is_some_and(|role| self.roles & places(role.word()) != 0)
    }

    pub(super) const fn wants_roles(self) -> bool {
        self.roles != 0
    }
}

/// The place of a role; of no role in particular, all of them.
fn places(word: &str) -> u32 {
    let at = ROLES.iter().position(|(_, one)| *one == word);
    at.map_or(u32::MAX, |at| 1 << at)
}
