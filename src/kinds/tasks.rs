//! `tasks`: check boxes with owner and due date.

use super::lines::{bullet, is_blank_answer, is_empty_item, is_json};
use super::task::{Task, tasks_of};
use super::{Ask, Facts, Kind, Misfit, Shape, Sort, before, without_bullet};
use serde_json::{Value, json};

/// Things to do. `- [ ] Print the cards @facilitator due 2026-12-01`
pub struct Tasks;

/// Between several owners of one task, in JSON.
const OWNERS: &str = ", ";

impl Kind for Tasks {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "tasks",
            about: "Check boxes, one task per line: `- [ ] what @owner due YYYY-MM-DD`; owner and date are optional.",
            json: "an array of objects with done, text, owner (several with a comma and a space between them) and due, and dropped if it was given up",
            sort: Sort::Tasks,
            ask: Ask::Lines,
            items: Some("task"),
            ..Facts::ONE_LINE
        }
    }

    fn blank(&self, _shape: &Shape) -> String {
        "- [ ]".to_owned()
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        if let Some(misfit) = no_task(text) {
            return Err(misfit);
        }
        let tasks = tasks_of(text).into_iter().map(|task| match task.misfit {
            Some(misfit) => Err(misfit),
            None => Ok(value_of(&task)),
        });
        tasks.collect::<Result<_, _>>().map(Value::Array)
    }

    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        let rows = match value {
            Value::Array(rows) => rows,
            Value::String(words) => return self.write_words(shape, words),
            _ => return Err(not_tasks(0)),
        };
        let mut lines = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let line = match row {
                Value::String(words) => format!("- [ ] {}", words.trim()),
                Value::Object(task) => {
                    let part = |key: &str| {
                        task.get(key)
                            .and_then(Value::as_str)
                            .map(str::trim)
                            .filter(|word| !word.is_empty())
                    };
                    let done = task.get("done").and_then(Value::as_bool).unwrap_or(false);
                    let text = part("text").ok_or_else(|| not_tasks(number))?;
                    let dropped = task.get("dropped").and_then(Value::as_bool);
                    let mark = match (done, dropped) {
                        (true, _) => 'x',
                        (false, Some(true)) => '-',
                        (false, _) => ' ',
                    };
                    let mut line = format!("- [{mark}] {text}");
                    if let Some(owner) = part("owner") {
                        for one in owner.split(OWNERS).filter(|one| !one.trim().is_empty()) {
                            let words: Vec<_> = one.split_whitespace().collect();
                            line.push_str(&format!(" @{}", words.join("-")));
                        }
                    }
                    if let Some(due) = part("due") {
                        line.push_str(&format!(" due {due}"));
                    }
                    line
                }
                _ => return Err(not_tasks(number)),
            };
            lines.push(line);
        }
        let text = lines.join("\n");
        self.fits(shape, &text)?;
        Ok(text)
    }

    fn write_words(&self, shape: &Shape, words: &str) -> Result<String, Misfit> {
        if words.trim_start().starts_with("[{") && is_json(words) {
            let value: Value = serde_json::from_str(words).map_err(|_| not_tasks(0))?;
            return self.write(shape, &value);
        }
        let text = words
            .trim()
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                if bullet(line.trim_start()).is_some() {
                    line.trim_end().to_owned()
                } else {
                    format!("- [ ] {}", line.trim())
                }
            })
            .collect::<Vec<_>>()
            .join("\n");
        self.fits(shape, &text)?;
        Ok(text)
    }

    /// By lines: what stands indented below a task says something too. That it is done changes nothing of what is to be done.
    fn essence(&self, _shape: &Shape, text: &str) -> String {
        let lines = text.lines().map(without_bullet);
        super::essence::of_lines(&lines.collect::<Vec<_>>().join("\n"))
    }

    fn essence_before(&self, _shape: &Shape, text: &str) -> String {
        before::of_lines(text)
    }

    fn joined(&self, earlier: &str, further: &str) -> Option<String> {
        Some(format!("{earlier}\n{further}"))
    }

    fn beside(&self, text: &str) -> Vec<usize> {
        let tasks: Vec<usize> = tasks_of(text).iter().map(|task| task.line).collect();
        let lines = text.lines().enumerate();
        let belongs = |number: usize, line: &str| {
            line.trim().is_empty()
                || tasks.contains(&number)
                || line.starts_with("  ") && tasks.first().is_some_and(|first| *first < number)
        };
        lines
            .filter(|(number, line)| !belongs(*number, line))
            .map(|(number, _)| number)
            .collect()
    }

    fn misfits(&self, _shape: &Shape, text: &str) -> Vec<Misfit> {
        let tasks = tasks_of(text).into_iter();
        let found = tasks.filter_map(|task| task.misfit);
        no_task(text).into_iter().chain(found).collect()
    }

    fn tasks(&self, text: &str) -> Vec<Task> {
        tasks_of(text)
    }
}

fn value_of(task: &Task) -> Value {
    let mut value = json!({
        "done": task.is_done,
        "text": task.text,
        "owner": (!task.owners.is_empty()).then(|| task.owners.join(OWNERS)),
        "due": task.due.map(|day| day.to_string()),
    });
    if let (Some(task), true) = (value.as_object_mut(), task.is_dropped) {
        task.insert("dropped".to_owned(), Value::Bool(true));
    }
    value
}

/// Words of which none is a task, such as a quotation alone.
fn no_task(text: &str) -> Option<Misfit> {
    let is_said = !is_blank_answer(text) && tasks_of(text).is_empty();
    let line = text.lines().position(|line| !is_empty_item(line));
    is_said.then(|| {
        Misfit::at(
            line.unwrap_or(0),
            "there is no task here",
            "write \"- [ ] \" before each task",
        )
    })
}

fn not_tasks(line: usize) -> Misfit {
    Misfit::at(
        line,
        "tasks are an array of objects with a text",
        "for example [{\"text\": \"Print the cards\", \"owner\": \"facilitator\", \"due\": \"2026-12-01\"}]",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_and_date_are_found() {
        let text = "- [ ] Print the cards @facilitator due 2026-12-01\n- [x] Book a room\n- [ ]";
        assert_eq!(
            Tasks.parse(&Shape::default(), text).unwrap(),
            json!([
                {"done": false, "text": "Print the cards", "owner": "facilitator", "due": "2026-12-01"},
                {"done": true, "text": "Book a room", "owner": null, "due": null},
            ])
        );
        assert_eq!(
            Tasks
                .parse(&Shape::default(), "- [ ] a\n- [ ] b due 2026-13-01")
                .unwrap_err()
                .line,
            1
        );
    }

    #[test]
    fn every_owner_is_kept() {
        let text = "- [ ] Print @coach, the cards @us and @Lee; due 2026-12-01";
        let value = Tasks.parse(&Shape::default(), text).unwrap();
        assert_eq!(value[0]["owner"], "coach, us, Lee");
        let text = Tasks.write(&Shape::default(), &value).unwrap();
        assert_eq!(
            text,
            "- [ ] Print the cards and @coach @us @Lee due 2026-12-01"
        );
    }

    #[test]
    fn what_is_written_reads_back() {
        for owner in ["coach", "coach, principal, Ms.-Lee", "a,b"] {
            let value =
                json!([{"done": true, "text": "Call", "owner": owner, "due": "2026-12-01"}]);
            let text = Tasks.write(&Shape::default(), &value).unwrap();
            assert_eq!(Tasks.parse(&Shape::default(), &text).unwrap(), value);
        }
    }
}
