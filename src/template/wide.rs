//! Long lists, written by all threads: Handlebars looks up each word of each turn anew from the top, which adds up where
//! a report goes through a thousand teams.

use super::limits::{self, Budget, Rendered};
use crate::system::each;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, Renderable,
    Template, TemplateError, WriteOutput,
};
use serde_json::Value;

/// Name of the helper; no template can write it.
pub(super) const WIDE: &str = "#wide";

/// Entries of a list that one thread takes at once.
const AT_ONCE: usize = 64;

/// A template that keeps to its limits, under a name.
pub(super) fn ready(name: &str, template: Template) -> Result<Template, TemplateError> {
    let mut template = limits::counted(name, template)?;
    widen(&mut template);
    Ok(template)
}

/// Lets all threads write outermost loops with long lists. The usual loop stays inside, for short lists.
fn widen(template: &mut Template) {
    for element in &mut template.elements {
        let TemplateElement::HelperBlock(block) = element else {
            continue;
        };
        match &block.name {
            Parameter::Name(name) if name == "each" && block.block_param.is_none() => {
                let mut usual = Template::default();
                usual
                    .elements
                    .push(TemplateElement::HelperBlock(block.clone()));
                block.name = Parameter::Name(WIDE.to_owned());
                block.inverse = Some(usual);
            }
            Parameter::Name(name) if name == "if" || name == "unless" => {
                let HelperTemplate {
                    template, inverse, ..
                } = block.as_mut();
                template.iter_mut().chain(inverse).for_each(widen);
            }
            _ => {}
        }
    }
}

/// The helper of such a loop.
pub(super) struct Wide(pub Budget);

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
