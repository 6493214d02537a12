//! The binary: run, print the error, exit.

use std::process::ExitCode;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(redesign::run(&redesign::context::Context::of_process()).code())
}
