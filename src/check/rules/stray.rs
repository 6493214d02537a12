use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

pub const RULE: Rule = Rule {
    code: "W0204",
    about: "a file doesn't belong to any activity, so it isn't read",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let toolkit = &subject.plan.toolkit;
    for path in &subject.plan.strays {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let help = match toolkit.named(stem) {
            Some(activity) => format!(
                "move it into the folder {}, beside its README",
                toolkit.place(activity)
            ),
            None => "rename it after an activity, or move it out of the plan".to_owned(),
        };
        found.push(
            RULE.finding(format!(
                "{} has no activity \"{stem}\", so this file isn't read",
                toolkit.title
            ))
            .with_place(Place::file(path.as_str()))
            .with_help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(strays: &[&str]) -> Vec<String> {
        let scene = Scene::team(&["why: worry text"], &[("why", "## worry\n\nA weir\n")]);
        let strays = strays.iter().map(|path| (*path).to_owned()).collect();
        scene.altered(|plan| plan.strays = strays).said(&RULE)
    }

    #[test]
    fn speaks_of_a_file_of_no_activity() {
        assert_eq!(
            said(&["plans/north/1-s/notes.md"]),
            ["1-s/notes.md: T has no activity \"notes\", so this file isn't read"]
        );
    }

    #[test]
    fn is_silent_about_records() {
        assert_eq!(said(&[]), [""; 0]);
    }
}
