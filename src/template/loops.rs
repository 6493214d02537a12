//! Loops: of long lists, written by all threads, since Handlebars looks up each word of each turn anew from the top, which
//! adds up where a report goes through a thousand teams; and those that end after a few entries, `limit=3`.

use super::limits::{self, Budget, LIMIT, Rendered};
use crate::system::each;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, PathAndJson, RenderContext, RenderError,
    RenderErrorReason, Renderable, Template, TemplateError, WriteOutput,
};
use serde_json::Value;

/// Names of the helpers; no template can write them.
pub(super) const WIDE: &str = "#wide";
pub(super) const LIMITED: &str = "#limited";

/// Entries of a list that one thread takes at once.
const AT_ONCE: usize = 64;

/// A template that keeps to its limits, under a name.
pub(super) fn ready(name: &str, template: Template) -> Result<Template, TemplateError> {
    let mut template = limits::counted(name, template)?;
    prepare(&mut template, true);
    Ok(template)
}

/// Adds the helpers of loops to an engine.
pub(super) fn register(engine: &mut Handlebars<'_>, budget: &Budget) {
    engine.register_helper(WIDE, Box::new(Wide(budget.clone())));
    engine.register_helper(LIMITED, Box::new(Limited));
}

/// Gives loops their helpers. Outermost ones with long lists are written by all threads; the usual loop stays inside, for
/// short lists.
fn prepare(template: &mut Template, is_outermost: bool) {
    for element in &mut template.elements {
        let TemplateElement::HelperBlock(block) = element else {
            continue;
        };
        let name = block.name.as_name().unwrap_or_default();
        let (is_loop, is_scope) = (name == "each", matches!(name, "each" | "with"));
        let HelperTemplate {
            template, inverse, ..
        } = block.as_mut();
        for inside in template.iter_mut().chain(inverse) {
            prepare(inside, is_outermost && !is_scope);
        }
        if !is_loop {
            continue;
        }
        if block.hash.contains_key(LIMIT) {
            // The usual loop reports a missing list, and writes the `else` of an empty one. It gets no copy of the body:
            // loops in one another would double with each level.
            let body = block.template.take();
            let mut usual = block.clone();
            usual.template = Some(Template::default());
            block.template = body;
            block.name = Parameter::Name(LIMITED.to_owned());
            block.inverse = Some(alone(usual));
        } else if is_outermost && block.block_param.is_none() {
            let usual = block.clone();
            block.name = Parameter::Name(WIDE.to_owned());
            block.inverse = Some(alone(usual));
        }
    }
}

/// A block as a template of its own.
fn alone(block: Box<HelperTemplate>) -> Template {
    let mut template = Template::default();
    template.elements.push(TemplateElement::HelperBlock(block));
    template
}

/// The helper of a loop that ends early.
struct Limited;

impl HelperDef for Limited {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        data: &'rc Context,
        around: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn handlebars::Output,
    ) -> Result<(), RenderError> {
        let refused = |why: &str| Err(RenderErrorReason::Other(why.to_owned()).into());
        let most = helper
            .hash_get(LIMIT)
            .and_then(|most| limit_of(most.value()));
        let Some(most) = most else {
            return refused(NO_LIMIT);
        };
        if helper.has_block_param() {
            return refused(NO_NAMES);
        }
        let list = helper.param(0);
        let entries = match list.map(PathAndJson::value) {
            Some(Value::Object(_)) => return refused(NO_LIST),
            Some(Value::Array(all)) => all.get(..most).unwrap_or(all),
            _ => &[],
        };
        let (Some(template), [_, ..]) = (helper.template(), entries) else {
            let usual = helper.inverse();
            return usual.map_or(Ok(()), |usual| usual.render(engine, data, around, out));
        };
        let path = list.and_then(PathAndJson::context_path);
        for (at, entry) in entries.iter().enumerate() {
            let mut block = turn(path.map_or(&[], Vec::as_slice), at, entries.len());
            if path.is_none() {
                block.set_base_value(entry.clone());
            }
            around.push_block(block);
            template.render(engine, data, around, out)?;
            around.pop_block();
        }
        Ok(())
    }
}

/// The number of a limit.
pub(super) fn limit_of(value: &Value) -> Option<usize> {
    let number = usize::try_from(value.as_u64()?).ok()?;
    (number > 0).then_some(number)
}

/// What is said of a loop that can't have its limit.
pub(super) const NO_LIMIT: &str =
    "the limit of {{#each}} is a whole number from 1, as in {{#each late limit=3}}";
pub(super) const NO_NAMES: &str =
    "a loop with a limit names nothing with \"as\": `this` is its entry";
pub(super) const NO_LIST: &str = "only a list has a limit, and this is a group of fields";

/// The helper of a long loop.
struct Wide(Budget);

impl HelperDef for Wide {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        data: &'rc Context,
        around: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn handlebars::Output,
    ) -> Result<(), RenderError> {
        let list = helper.param(0).and_then(|list| {
            let length = list.value().as_array()?.len();
            (length >= 2 * AT_ONCE).then_some((list.context_path()?, length))
        });
        let (Some((path, length)), Some(template)) = (list, helper.template()) else {
            let usual = helper.inverse();
            return usual.map_or(Ok(()), |usual| usual.render(engine, data, around, out));
        };
        let starts: Vec<usize> = (0..length).step_by(AT_ONCE).collect();
        let write = |start: &usize| {
            let turns = *start..length.min(start + AT_ONCE);
            let mut part = Rendered::part(&self.0);
            let mut out = WriteOutput::new(&mut part);
            let mut inside = RenderContext::new(None);
            for at in turns {
                inside.push_block(turn(path, at, length));
                template.render(engine, data, &mut inside, &mut out)?;
                inside.pop_block();
            }
            Ok::<_, RenderError>(part)
        };
        for part in each(&starts, 1, write) {
            out.write(&part?.text())?;
        }
        Ok(())
    }
}

/// What a turn knows of its list.
fn turn<'a>(path: &[String], at: usize, length: usize) -> BlockContext<'a> {
    let mut block = BlockContext::new();
    *block.base_path_mut() = [path, &[at.to_string()]].concat();
    block.set_local_var("index", Value::from(at));
    block.set_local_var("first", Value::from(at == 0));
    block.set_local_var("last", Value::from(at + 1 == length));
    block
}
