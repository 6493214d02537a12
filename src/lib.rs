//! `redesign` keeps a team's redesign plan as plain files in git.
//!
//! The library exists so that everything can be tested without a process; only the command line is a promised
//! interface. Imports point one way: `main -> lib -> commands -> app -> queries -> rooms` (`tests/architecture.rs`).

pub mod app;
pub mod check;
pub mod cli;
pub mod commands;
pub mod context;
pub mod document;
pub mod error;
pub mod evidence;
pub mod exit;
pub mod kinds;
pub mod merge;
pub mod model;
mod prompt;
pub mod queries;
pub mod render;
pub mod report;
pub mod store;
pub mod system;
pub mod template;
pub mod toolkit;

use context::Context;
use exit::Exit;
use std::sync::OnceLock;

/// Parses the arguments, runs the command, prints its result or error.
pub fn run(context: &Context) -> Exit {
    // A panic is our bug: say so and how to report it, without a trace.
    let shared = context.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or(String::new(), |place| {
            format!(" ({}:{})", place.file(), place.line())
        });
        shared.say(
            &format!(
                "error: this is a bug in redesign {}{place}: {}\nhint: please report it with the command you typed; no half-written files are left behind\n",
                env!("CARGO_PKG_VERSION"),
                panic.payload_as_str().unwrap_or("no message"),
            ),
            false,
        );
    }));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run_command(context)))
        .unwrap_or(Exit::Bug)
}

fn run_command(context: &Context) -> Exit {
    if let Some(exit) = commands::complete(context, cli::tree) {
        return exit;
    }
    match cli::parse(&context.arguments) {
        Ok(cli) => {
            let app = app::App {
                context,
                global: cli.global,
                tree: cli::tree,
                warning: OnceLock::new(),
                past: OnceLock::new(),
            };
            commands::run(&app, cli.command)
        }
        Err(error) => app::usage_error(context, error),
    }
}
