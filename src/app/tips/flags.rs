//! Flags that other tools have.

use super::{UsageTip, tip};

/// A flag in several rows gets several tips.
pub const FLAGS: &[UsageTip] = &[
    tip(
        &["--json", "-j", "--raw"],
        "redesign status --format json",
        "prints JSON, as other commands do",
    ),
    tip(
        &["--csv", "--excel"],
        "redesign status --format csv",
        "prints CSV",
    ),
    tip(
        &["--tsv", "--tabs"],
        "redesign status --format tsv",
        "prints TSV",
    ),
    tip(
        &["--html", "--web"],
        "redesign status --format html",
        "prints a page",
    ),
    tip(
        &["--markdown", "--md"],
        "redesign status --format markdown",
        "prints Markdown",
    ),
    tip(
        &["--table", "--text", "--pretty"],
        "redesign status --format table",
        "prints a table, as it does anyway",
    ),
    tip(
        &["--ics", "--ical"],
        "redesign calendar --format ics",
        "prints a calendar for other programs",
    ),
    tip(
        &["--svg"],
        "redesign timeline --format svg",
        "prints a drawing",
    ),
    tip(
        &["--patch", "-p"],
        "redesign diff PLAN --format patch",
        "prints a patch",
    ),
    tip(
        &[
            "-o",
            "--output",
            "--out",
            "--file",
            "--output-file",
            "--save",
        ],
        "redesign status --format csv > FILE",
        "writes a file: results go to standard output",
    ),
    tip(
        &["--output", "-o", "--type", "--fmt", "-f"],
        "redesign status --format json",
        "chooses a format",
    ),
    tip(
        &[
            "--force",
            "-f",
            "-y",
            "--assume-yes",
            "--confirm",
            "--no-prompt",
        ],
        "redesign check --fix --yes",
        "answers yes to every question; --no-input never asks",
    ),
    tip(
        &[
            "-n",
            "--dry",
            "--dryrun",
            "--preview",
            "--simulate",
            "--what-if",
            "--noop",
        ],
        "redesign check --fix --dry-run",
        "shows what would be written",
    ),
    tip(
        &["--nocommit", "--no-git"],
        "redesign check --fix --no-commit",
        "writes without a commit",
    ),
    tip(
        &["-i", "--interactive", "--ask"],
        "redesign record PLAN/ACTIVITY",
        "asks for each output on a terminal",
    ),
    tip(
        &["-e", "--editor"],
        "redesign record PLAN/ACTIVITY --edit",
        "opens a record in your editor",
    ),
    tip(
        &["--message", "--msg", "--reason", "--why", "--comment"],
        "redesign record PLAN/ACTIVITY -m WHY",
        "gives the reason",
    ),
    tip(
        &[
            "--no-color",
            "--no-colour",
            "--nocolor",
            "--colour",
            "--monochrome",
        ],
        "redesign status --color never",
        "prints no colours",
    ),
    tip(
        &["--plain", "--no-unicode", "--no-emoji"],
        "redesign status --ascii",
        "uses ASCII marks only",
    ),
    tip(
        &["--silent", "-s", "--no-output"],
        "redesign check --quiet",
        "prints less",
    ),
    tip(
        &["--debug", "--trace", "-d", "--log-level"],
        "redesign status -v",
        "prints more",
    ),
    tip(
        &[
            "--dir",
            "--directory",
            "--cwd",
            "--path",
            "--root",
            "--workspace",
            "-c",
            "-w",
        ],
        "redesign -C DIR status",
        "runs in another directory",
    ),
    tip(
        &[
            "--team",
            "--plan",
            "--plans",
            "--project",
            "-t",
            "--id",
            "--name",
        ],
        "redesign status PLAN",
        "names a plan, without a flag",
    ),
    tip(
        &["--since", "--after", "--changed"],
        "redesign status --since 2026-11-01",
        "shows what changed since a day",
    ),
    tip(
        &["--date", "--on", "--as-of", "--when", "--before", "--at"],
        "redesign status --at 2026-11-01",
        "shows plans as they were at the end of a day",
    ),
    tip(
        &[
            "--limit",
            "--head",
            "--tail",
            "--sort",
            "--sort-by",
            "--order",
            "--filter",
            "--fields",
            "--columns",
        ],
        "redesign status --format csv",
        "prints a table that other programs can sort and cut",
    ),
    tip(
        &["--version"],
        "redesign --version",
        "says which redesign this is",
    ),
    tip(
        &["-?", "--usage", "--man", "--examples"],
        "redesign help",
        "lists commands and topics",
    ),
];
