//! The data of a report's template as its schema tells it: one of everything, and what each field is.

use super::data::CohortTold;
use crate::toolkit::ROLES;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The data with one of everything, for templates to be checked against.
pub fn sample() -> &'static Value {
    static SAMPLE: LazyLock<Value> = LazyLock::new(|| {
        let schema = schema();
        example(&schema, &schema)
    });
    &SAMPLE
}

/// Every field with what it is: `teams[].name`, and its description.
pub fn fields() -> Vec<(String, String)> {
    let schema = schema();
    let mut found = Vec::new();
    list(&schema, &schema, "", &mut found);
    found
}

fn schema() -> Value {
    schemars::schema_for!(CohortTold).to_value()
}

/// What a part of the schema stands for: a reference's target, and of something that may be null what it is otherwise.
fn meant<'a>(schema: &'a Value, part: &'a Value) -> &'a Value {
    if let Some(name) = part.get("$ref").and_then(Value::as_str) {
        let target = schema.pointer(name.trim_start_matches('#'));
        return target.map_or(part, |target| meant(schema, target));
    }
    let some = part.get("anyOf").and_then(Value::as_array);
    let mut some = some.into_iter().flatten();
    let some = some.find(|one| one.get("type").and_then(Value::as_str) != Some("null"));
    some.map_or(part, |one| meant(schema, one))
}

fn is_of(part: &Value, kind: &str) -> bool {
    match part.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(all)) => all.iter().any(|one| one == kind),
        _ => false,
    }
}

fn properties(part: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let all = part.get("properties").and_then(Value::as_object);
    all.into_iter().flatten()
}

fn example(schema: &Value, part: &Value) -> Value {
    let part = meant(schema, part);
    if let Some(each) = part
        .get("additionalProperties")
        .filter(|one| one.is_object())
    {
        // The only maps are by role.
        let roles = ROLES.iter();
        let all: Map<String, Value> = roles
            .map(|(_, word)| ((*word).to_owned(), example(schema, each)))
            .collect();
        return Value::Object(all);
    }
    if is_of(part, "array") {
        let items = part.get("items");
        let entry = items.map_or(Value::Null, |items| example(schema, items));
        return Value::Array(vec![entry]);
    }
    if is_of(part, "object") {
        let fields = properties(part).map(|(name, one)| (name.clone(), example(schema, one)));
        return Value::Object(fields.collect());
    }
    if is_of(part, "integer") {
        json!(1)
    } else if is_of(part, "boolean") {
        json!(true)
    } else {
        json!("x")
    }
}

fn list(schema: &Value, part: &Value, above: &str, found: &mut Vec<(String, String)>) {
    for (name, field) in properties(meant(schema, part)) {
        let said = field.get("description").and_then(Value::as_str);
        let mut name = format!("{above}{name}");
        let mut inner = meant(schema, field);
        if let Some(each) = inner
            .get("additionalProperties")
            .filter(|one| one.is_object())
        {
            name.push_str(".ROLE");
            inner = meant(schema, each);
        }
        if let Some(items) = inner.get("items").filter(|_| is_of(inner, "array")) {
            name.push_str("[]");
            inner = meant(schema, items);
        }
        let said = said.unwrap_or_default().replace('\n', " ");
        found.push((name.clone(), said));
        // Answers are the same everywhere: told once.
        let is_known = |found: &[(String, String)]| {
            found
                .iter()
                .any(|(one, _)| one.ends_with("answers[].output"))
        };
        let is_answer = inner
            .get("properties")
            .is_some_and(|all| all.get("is_line").is_some());
        if !is_answer || (name.ends_with("answers[]") && !is_known(found)) {
            list(schema, inner, &format!("{name}."), found);
        }
    }
}
