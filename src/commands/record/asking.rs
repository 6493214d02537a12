//! Asks for each output on a terminal.

use super::grown::grown;
use super::refusal;
use crate::app::App;
use crate::app::record_file::RecordFile;
use crate::error::CommandError;
use crate::kinds::{Misfit, Sort};
use crate::model::{Content, Filling, accept, days_of_answer};
use crate::prompt::{Given, Manner, Now, Prompter, Question, readable, rows_of};
use crate::store::write_draft;
use crate::toolkit::{Activity, Output, OutputAt};
use jiff::civil::Date;

/// Letters of an answer that nobody types twice.
const LONG: usize = 80;

/// Questions, and the answers so far.
struct Asking<'a> {
    prompter: Prompter<'a>,
    activity: &'a Activity,
    content: Content,
    today: Date,
    fillings: Vec<Filling>,
    adds: Vec<OutputAt>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    /// Nothing more is to be asked.
    Stop,
}

/// Asks for each output. An empty line keeps what is there; a single `.` or Ctrl-D stops and keeps what was given. Gives
/// the answers, and the outputs to only add to.
pub(super) fn asked(
    app: &App<'_>,
    file: &RecordFile<'_>,
) -> Result<(Vec<Filling>, Vec<OutputAt>), CommandError> {
    let mut asking = Asking {
        prompter: Prompter::new(app.context, !app.global.dry_run),
        activity: file.activity,
        content: file.content()?,
        today: file.workspace.now().day,
        fillings: Vec::new(),
        adds: Vec::new(),
    };
    asking.begin(file);
    let outputs = &file.activity.outputs;
    for (at, output) in outputs.iter().enumerate() {
        let mut ended = asking.ask(output, (at + 1, outputs.len()))?;
        // What waits now was meant for this question, and never answers another one.
        if asking.take_waiting(output)? == Ended::Stop {
            ended = Ended::Stop;
        }
        if ended == Ended::Stop {
            asking.stopped(outputs.len() - at);
            break;
        }
    }
    asking.ask_about_few(file.plan.min_n)?;
    Ok((asking.fillings, asking.adds))
}

impl<'a> Asking<'a> {
    fn begin(&self, file: &RecordFile<'_>) {
        let (plan, title) = (&file.plan.id, &file.activity.title);
        if self.prompter.is_plain() {
            self.prompter.say(&format!(
                "{title}, of the plan {plan}. There are {} questions.\nAn empty line keeps the current answer.\nA single dot in place of an answer, or Ctrl-D, stops and keeps your answers.\nCtrl-C discards them.\nCtrl-O opens the answer in your editor.",
                file.activity.outputs.len()
            ));
        } else {
            self.prompter.say(&format!("{plan} \u{b7} {title}\nan empty line keeps the current answer; a single . or Ctrl-D stops and keeps your answers; Ctrl-C discards them; Ctrl-O opens your editor"));
        }
    }

    /// Only all answers together tell whom numbers are about: what was typed here and decided it is asked for again.
    fn ask_about_few(&mut self, min_n: u32) -> Result<(), CommandError> {
        let (activity, count) = (self.activity, self.activity.outputs.len());
        while let Some((numbers, misfit)) = self.few_people(&self.fillings, min_n) {
            let Some(again) = self.deciding(numbers, min_n) else {
                break;
            };
            self.unfit(numbers, &misfit);
            self.fillings.retain(|one| one.output != again);
            self.adds.retain(|one| *one != again);
            let place = (again.index() + 1, count);
            if self.ask(activity.output(again), place)? == Ended::Stop {
                break;
            }
        }
        if self.few_people(&self.fillings, min_n).is_some() {
            self.keep_all()?;
        }
        Ok(())
    }

    /// The typed answer by which numbers came to be about few: the numbers, or else the last without which they aren't.
    fn deciding(&self, numbers: &Output, min_n: u32) -> Option<OutputAt> {
        let typed = || self.fillings.iter().map(|one| one.output);
        let without = |at: OutputAt| {
            let others = self.fillings.iter().filter(|one| one.output != at);
            others.cloned().collect::<Vec<_>>()
        };
        let decides = |at: &OutputAt| self.few_people(&without(*at), min_n).is_none();
        let is_number = |at: &OutputAt| *at == numbers.at;
        typed()
            .find(is_number)
            .or_else(|| typed().filter(decides).last())
    }

    fn few_people(&self, given: &[Filling], min_n: u32) -> Option<(&'a Output, Misfit)> {
        let grown = grown(self.activity, &self.content, given, &self.adds);
        let given = grown.map_or_else(|_| given.to_vec(), |(grown, _)| grown);
        refusal::few_people(self.activity, &self.content, &given, min_n)
    }

    /// Keeps all answers in a file, which `record --from` takes.
    fn keep_all(&self) -> Result<(), CommandError> {
        let sections = self.fillings.iter().map(|one| {
            let title = &self.activity.output(one.output).title;
            format!("## {title}\n\n{}\n", one.text)
        });
        let sections: Vec<String> = sections.collect();
        if sections.is_empty() {
            return Ok(());
        }
        self.keep_elsewhere(sections.join("\n").trim_end())
    }

    fn stopped(&self, left: usize) {
        let answers = match self.fillings.len() {
            0 => "no answer was given".to_owned(),
            1 => "your answer is kept".to_owned(),
            several => format!("your {several} answers are kept"),
        };
        let left = match left {
            1 => "1 question wasn't answered".to_owned(),
            several => format!("{several} questions weren't answered"),
        };
        self.prompter.say(&format!("\nstopped: {answers}; {left}"));
    }

    fn ask(
        &mut self,
        output: &Output,
        (number, of): (usize, usize),
    ) -> Result<Ended, CommandError> {
        if self.content.is_undecided(output.at) {
            self.prompter.say(&format!(
                "\n{number}/{of} {}: a merge left two versions of it, which `redesign resolve` shows; it isn't asked for here",
                output.title
            ));
            return Ok(Ended::Done);
        }
        let answer = self.content.answer(output.at);
        let now = answer.map(|answer| Now {
            lines: readable(output, &answer),
            text: answer.text.trim_end().to_owned(),
        });
        let question = Question {
            output,
            number,
            of,
            now,
        };
        self.prompter.show(&question);
        let there = question.now.as_ref().map(|now| now.text.as_str());
        let (mut words, is_added) = match self.prompter.manner(&question)? {
            Manner::Keep(unused) => {
                unused.map_or(Ok(()), |words| self.keep_elsewhere(&words))?;
                if self.may_stay(output) {
                    return Ok(Ended::Done);
                }
                (None, false)
            }
            Manner::Stop => return Ok(Ended::Stop),
            Manner::Add(words) => (words, true),
            Manner::Replace(words) => (words, false),
            Manner::Editor => match self.prompter.by_editor(there.unwrap_or_default(), "")? {
                Given::Words(words) if Some(words.as_str()) != there => (Some(words), false),
                _ => return Ok(Ended::Done),
            },
        };
        let mut refused = String::new();
        loop {
            let given = match words.take() {
                Some(words) => Given::Words(pasted(output, &words)),
                None => self.prompter.answer(output, &refused)?,
            };
            let words = match given {
                Given::Words(words) => words,
                Given::Nothing if self.may_stay(output) => return Ok(Ended::Done),
                Given::Nothing => continue,
                Given::Stop => return Ok(Ended::Stop),
            };
            match self.fitting(output, words)? {
                Ok(text) => {
                    self.take(output, there.filter(|_| is_added), text);
                    return Ok(Ended::Done);
                }
                Err(words) => refused = words,
            }
        }
    }

    /// The words as they will be in the record, or as they were given if they don't fit. A day that can't be is asked
    /// about.
    fn fitting(
        &self,
        output: &Output,
        mut words: String,
    ) -> Result<Result<String, String>, CommandError> {
        let written = |words: &str| {
            let text = output.kind.write_words(&output.shape, words)?;
            self.accepted(output, &text).map(|()| text)
        };
        let mut text = written(&words);
        if text.is_err() && output.kind.sort() == Sort::Text {
            // The first line of a paste may not fit where all of it does.
            let more = self.prompter.waiting()?;
            if !more.trim().is_empty() {
                words = format!("{words}\n{}", more.trim_end());
                text = written(&words);
            }
        }
        match text {
            Ok(text) => {
                let odd = odd_day(self.activity, (output, &text), self.today);
                let is_kept = match &odd {
                    Some(odd) => self.prompter.yes(&format!("  {odd}; keep it?"))?,
                    None => true,
                };
                Ok(if is_kept { Ok(text) } else { Err(words) })
            }
            Err(misfit) => {
                self.unfit(output, &misfit);
                if words.len() > LONG || words.contains('\n') {
                    self.keep_elsewhere(&words)?;
                    self.prompter.say("  Ctrl-O opens them in your editor");
                }
                Ok(Err(words))
            }
        }
    }

    /// Whether a text can be the answer, beside the others.
    fn accepted(&self, output: &Output, text: &str) -> Result<(), Misfit> {
        accept(output, text)?;
        let answers = (&self.content, self.fillings.as_slice());
        refusal::asked(self.activity, output, text, answers).map_or(Ok(()), Err)
    }

    /// Whether what is there may stay beside the other answers; if not, that is said.
    fn may_stay(&self, output: &Output) -> bool {
        let answers = (&self.content, self.fillings.as_slice());
        let misfit = refusal::kept(self.activity, output, answers);
        if let Some(misfit) = &misfit {
            self.unfit(output, misfit);
        }
        misfit.is_none()
    }

    fn unfit(&self, output: &Output, misfit: &Misfit) {
        let help = misfit.help_or(&output.hint);
        self.prompter.say(&format!("  {}: {help}", misfit.message));
    }

    /// Keeps an answer, or adds it to what is there.
    fn take(&mut self, output: &Output, there: Option<&str>, text: String) {
        let mut text = text;
        if let Some(there) = there {
            if output.kind.facts().items.is_some() {
                self.adds.push(output.at);
            } else {
                text = format!("{there}\n\n{text}");
            }
        }
        self.fillings.push(Filling {
            output: output.at,
            text,
        });
    }

    /// Shows what was typed or pasted beyond the last answer, and adds it to that one if wanted.
    fn take_waiting(&mut self, output: &Output) -> Result<Ended, CommandError> {
        let mut waiting = self.prompter.waiting()?;
        match waiting.trim() {
            "" => return Ok(Ended::Done),
            "." => return Ok(Ended::Stop),
            _ => {}
        }
        let title = &output.title;
        let is_wanted = loop {
            self.prompter.say(&format!(
                "\nThese lines came after the answer to \"{title}\", before anything else was asked:\n"
            ));
            for line in waiting.trim_matches('\n').lines() {
                self.prompter.say(&format!("  | {line}"));
            }
            self.prompter.say(&format!(
                "\nAre they part of \"{title}\"? Enter says yes and adds them; n keeps them in a file instead."
            ));
            match self.prompter.line()? {
                Given::Nothing => break true,
                Given::Stop => break false,
                Given::Words(words) => match words.to_lowercase().as_str() {
                    "y" | "yes" => break true,
                    "n" | "no" => break false,
                    _ => {
                        let more = self.prompter.waiting()?;
                        waiting = format!("{}\n{words}\n{more}", waiting.trim_end_matches('\n'));
                    }
                },
            }
        };
        let waiting = waiting.trim_end();
        if !is_wanted || !self.grow(output, waiting) {
            self.keep_elsewhere(waiting)?;
        }
        Ok(Ended::Done)
    }

    /// Adds words to the last answer, whether it was given just now or is in the record; false if they don't fit.
    fn grow(&mut self, output: &Output, words: &str) -> bool {
        let is_text = output.kind.sort() == Sort::Text;
        let given = self.fillings.iter().position(|one| one.output == output.at);
        let there = self.content.answer(output.at);
        let there = there.map(|answer| answer.text.trim_end().to_owned());
        if is_text {
            let before = match given.and_then(|at| self.fillings.get(at)) {
                Some(given) => format!("{}\n", given.text),
                None => there.map_or(String::new(), |there| format!("{there}\n\n")),
            };
            let text = format!("{before}{words}").trim().to_owned();
            if !self.fits(output, &text) {
                return false;
            }
            match given.and_then(|at| self.fillings.get_mut(at)) {
                Some(given) => given.text = text,
                None => self.take(output, None, text),
            }
            return true;
        }
        let text = output
            .kind
            .write_words(&output.shape, &pasted(output, words));
        let Some(text) = text.ok().filter(|text| self.fits(output, text)) else {
            self.prompter.say("That doesn't fit into the answer.");
            return false;
        };
        let Some(given) = given.and_then(|at| self.fillings.get_mut(at)) else {
            let can_take = there.is_none() || output.kind.facts().items.is_some();
            if can_take {
                self.take(output, there.as_deref(), text);
            }
            return can_take;
        };
        let joined = output.kind.joined(&given.text, &text);
        if let Some(joined) = joined {
            given.text = joined;
            return true;
        }
        self.prompter
            .say(&format!("\"{}\" has one answer only.", output.title));
        false
    }

    fn fits(&self, output: &Output, text: &str) -> bool {
        let fits = self.accepted(output, text);
        if let Err(misfit) = &fits {
            self.unfit(output, misfit);
        }
        fits.is_ok()
    }

    /// Keeps words that nobody should have to type again.
    fn keep_elsewhere(&self, words: &str) -> Result<(), CommandError> {
        let draft = write_draft(&format!("-{}.md", self.activity.id), &format!("{words}\n"))?;
        self.prompter
            .say(&format!("  these words are kept in {}", draft.display()));
        Ok(())
    }
}

/// Words that came at once, as `--set` takes them.
fn pasted(output: &Output, words: &str) -> String {
    match output.kind.sort() {
        Sort::Table => rows_of(&output.shape, words).unwrap_or_else(|_| words.to_owned()),
        _ => words.to_owned(),
    }
}

/// The day in an answer that can't be, with the reason.
fn odd_day(activity: &Activity, (output, text): (&Output, &str), today: Date) -> Option<String> {
    days_of_answer(activity, output, text)
        .into_iter()
        .find_map(|(day, sense)| Some(format!("{day} {}", sense.why_not(day, today)?)))
}
