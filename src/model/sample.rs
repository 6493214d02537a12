//! Plans for unit tests, made from words.

use super::{Plan, PlanMeta, Record};
use crate::toolkit::{PlanId, Toolkit, parse};
use std::sync::Arc;

/// A toolkit for the tests: `head` says what comes before its activities, each of which is written as
/// `id [repeat] [per] [carry] [needs=id] [step=later]: output kind [role] [on=activity/output], ...`. Of the kinds,
/// `groups` is a table of groups and how many people they are, `evidence` a table of links and how each came about, `links` a list of links.
pub fn toolkit(id: &str, audience: &str, activities: &[&str]) -> Arc<Toolkit> {
    let mut text = format!(
        "id = \"{id}\"\nversion = \"1.0.0\"\ntitle = \"T\"\nfor = \"{audience}\"\n[[step]]\nid = \"s\"\ntitle = \"S\"\n"
    );
    if activities.iter().any(|one| one.contains(" step=later")) {
        text.push_str("[[step]]\nid = \"later\"\ntitle = \"Later\"\n");
    }
    for activity in activities {
        let (head, outputs) = activity.split_once(": ").unwrap();
        let mut words = head.split(' ');
        let name = words.next().unwrap();
        let step = if head.contains(" step=later") {
            "later"
        } else {
            "s"
        };
        text.push_str(&format!(
            "[[activity]]\nid = \"{name}\"\nstep = \"{step}\"\ntitle = \"The {name}\"\n"
        ));
        for word in words {
            match (word, word.strip_prefix("needs=")) {
                ("repeat", _) => text.push_str("repeat = true\n"),
                ("per", _) => text.push_str("per = \"plan\"\n"),
                ("carry", _) => text.push_str("carry = true\n"),
                ("step=later", _) => {}
                (_, Some(need)) => text.push_str(&format!("needs = [\"{need}\"]\n")),
                (other, None) => panic!("{other}"),
            }
        }
        for (at, output) in outputs.split(", ").enumerate() {
            let mut words = output.split(' ');
            let (id, kind) = (words.next().unwrap(), words.next().unwrap());
            let (known, form) = match kind {
                "table" => ("table", "columns = [\"a\", \"b\"]\n"),
                "choice" => ("choice", "options = [\"low\", \"high\"]\n"),
                "decision" => ("choice", "options = [\"iterate\", \"scale\"]\n"),
                "groups" => (
                    "table",
                    "columns = [\"group\", { id = \"people\", title = \"people\", kind = \"number\" }]\n",
                ),
                "links" => ("list", "items = \"link\"\n"),
                "evidence" => (
                    "table",
                    "columns = [{ id = \"what\", title = \"What\", kind = \"link\" }, { id = \"how\", title = \"How\", options = [\"measured\", \"told\"] }]\n",
                ),
                other => (other, ""),
            };
            text.push_str(&format!(
                "[[activity.output]]\nid = \"{id}\"\ntitle = \"Its {id}\"\nkind = \"{known}\"\n{form}"
            ));
            text.push_str(if at == 0 { "required = true\n" } else { "" });
            for word in words {
                text.push_str(&match word.strip_prefix("on=") {
                    Some(source) => format!("builds_on = [\"{source}\"]\n"),
                    None => format!("role = \"{word}\"\n"),
                });
            }
        }
    }
    let parsed = parse(&text);
    Arc::new(parsed.unwrap_or_else(|error| panic!("{error:?}\n{text}")))
}

/// A toolkit of two steps: a checkpoint and something else on the bank, and what comes after on the river.
pub fn bank_and_river() -> Arc<Toolkit> {
    const TEXT: &str = r#"
id = "t"
version = "1.0.0"
title = "T"
step = [{ id = "bank", title = "Bank" }, { id = "river", title = "River" }]

[[activity]]
id = "rapids"
step = "bank"
title = "Rapids"
output = [{ id = "calm", title = "Calm", kind = "text", required = true, role = "equity" }]

[[activity]]
id = "rope"
step = "bank"
title = "Rope"
output = [{ id = "knots", title = "Knots", kind = "text", required = true }]

[[activity]]
id = "boat"
step = "river"
title = "Boat"
output = [{ id = "floats", title = "Floats", kind = "text", required = true }]
"#;
    Arc::new(parse(TEXT).unwrap())
}

/// A plan with records, each as `ACTIVITY` or `ACTIVITY/RECORD` and its text; `ACTIVITY/README` is the page of a folder.
/// `meta` are lines of its `plan.toml`.
pub fn plan(id: &str, toolkit: &Arc<Toolkit>, meta: &str, records: &[(&str, &str)]) -> Plan {
    let folder = if id == "cohort" {
        id.to_owned()
    } else {
        format!("plans/{id}")
    };
    let read = |(name, text): &(&str, &str)| {
        let activity = name.split('/').next().unwrap();
        let known = toolkit.named(activity).unwrap();
        let bytes = Ok(text.as_bytes().to_vec());
        let is_page = name.ends_with("/README");
        let path = format!("{folder}/1-s/{name}.md");
        Record::read(path, known, is_page, bytes)
    };
    let mut records: Vec<Record> = records.iter().map(read).collect();
    records.sort_by(|one, other| one.path.cmp(&other.path));
    let meta = format!(
        "toolkit = {{ id = \"{}\", version = \"{}\" }}\n{meta}\n",
        toolkit.id, toolkit.version
    );
    Plan {
        id: PlanId::parse(id).unwrap(),
        path: folder,
        repository: None,
        student_id: None,
        min_n: 10,
        meta: PlanMeta::parse(&meta).unwrap(),
        toolkit: Arc::clone(toolkit),
        records,
        strays: Vec::new(),
        links: Vec::new(),
        pledges: Vec::new(),
        findings: Vec::new(),
    }
}
