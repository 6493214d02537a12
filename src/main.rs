//! The binary: run, print the error, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(redesign::run(&redesign::context::Context::of_process()).code())
}
