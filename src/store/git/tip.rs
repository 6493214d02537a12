//! The branch that a commit is made on, and its way from one commit to the next. libgit2 would do it under a lock that
//! nobody could tell from git's after a kill.

use super::locks::{GitLock, place_of};
use super::work_tree::Git;
use crate::store::{StoreError, files};
use git2::{ErrorCode, Oid, Signature};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// In git's directory: the reference's next file.
pub(super) const HALF: &str = "redesign.ref";

/// More symbolic references than any repository has in a row.
const MOST_STEPS: usize = 5;

/// The reference that HEAD leads to, or HEAD itself where it is detached.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tip {
    name: String,
    /// `None` before its first commit.
    pub at: Option<Oid>,
}

/// Locked, so that nobody moves it meanwhile.
pub(super) struct LockedTip<'a> {
    git: &'a Git,
    pub tip: Tip,
    _lock: GitLock,
}

impl Git {
    pub(super) fn tip(&self) -> Result<Tip, git2::Error> {
        let mut name = "HEAD".to_owned();
        for _ in 0..MOST_STEPS {
            let found = match self.repository.find_reference(&name) {
                Ok(found) => found,
                Err(error) if error.code() == ErrorCode::NotFound => {
                    return Ok(Tip { name, at: None });
                }
                Err(error) => return Err(error),
            };
            match found.symbolic_target()? {
                Some(next) => next.clone_into(&mut name),
                None => {
                    return Ok(Tip {
                        name,
                        at: found.target(),
                    });
                }
            }
        }
        Err(git2::Error::from_str("HEAD leads in a circle"))
    }

    pub(super) fn locked_tip(&self) -> Result<LockedTip<'_>, StoreError> {
        let failed = StoreError::git("commit");
        loop {
            let before = self.tip().map_err(failed)?;
            let place = self.place_of_tip(&before);
            if let Some(folder) = place.parent() {
                files::make_folder(folder)?;
            }
            let lock = GitLock::of(&place, self.own_directory())?;
            let tip = self.tip().map_err(failed)?;
            if tip.name == before.name {
                return Ok(LockedTip {
                    git: self,
                    tip,
                    _lock: lock,
                });
            }
        }
    }

    /// Whether the file of HEAD or its branch is a link, as very old versions of git made them.
    pub(super) fn has_linked_tip(&self) -> bool {
        let is_link = |path: &Path| path.is_symlink();
        is_link(&self.own_directory().join("HEAD"))
            || self
                .tip()
                .is_ok_and(|tip| is_link(&self.place_of_tip(&tip)))
    }

    /// The file of a reference that isn't packed. Each work tree has a HEAD of its own.
    fn place_of_tip(&self, tip: &Tip) -> PathBuf {
        self.kept_in(&tip.name).join(&tip.name)
    }

    fn kept_in(&self, name: &str) -> &Path {
        if name == "HEAD" {
            self.own_directory()
        } else {
            self.repository.commondir()
        }
    }

    /// The locks that a commit needs, the index's first.
    pub(super) fn lock_places(&self) -> Vec<PathBuf> {
        let tip = self.tip().ok();
        let tip = tip.map(|tip| place_of(&self.place_of_tip(&tip)));
        std::iter::once(place_of(&self.index_file()))
            .chain(tip)
            .collect()
    }

    /// Whether a log is kept of a reference that has none yet.
    fn starts_logs(&self) -> bool {
        let config = self.repository.config().ok();
        let said = config.and_then(|config| config.get_string("core.logallrefupdates").ok());
        said.is_none_or(|said| !["false", "no", "off", "0"].contains(&said.as_str()))
    }
}

impl LockedTip<'_> {
    /// Moves it to a new commit and notes that in git's logs.
    pub fn move_to(&self, id: Oid, who: &Signature<'_>, subject: &str) -> Result<(), StoreError> {
        let place = self.git.place_of_tip(&self.tip);
        let failed = |error| StoreError::io("write", &place)(error);
        let made = self.git.own_directory().join(HALF);
        let _left_by_a_kill = std::fs::remove_file(&made);
        let mut file = File::create_new(&made).map_err(failed)?;
        file.write_all(format!("{id}\n").as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        if place.is_dir() {
            files::remove_empty_folders(&place);
        }
        let first = if self.tip.at.is_none() {
            " (initial)"
        } else {
            ""
        };
        let line = self.log_line(id, who, &format!("commit{first}: {subject}"));
        for name in ["HEAD", &self.tip.name] {
            let log = self.git.kept_in(name).join("logs").join(name);
            self.log(&log, &line)
                .map_err(StoreError::io("write", &log))?;
            if self.tip.name == "HEAD" {
                break;
            }
        }
        std::fs::rename(&made, &place).map_err(failed)
    }

    fn log_line(&self, id: Oid, who: &Signature<'_>, words: &str) -> String {
        let plain = |bytes: &[u8]| {
            let words = String::from_utf8_lossy(bytes).into_owned();
            words.replace(['\n', '<', '>'], "")
        };
        let before = self.tip.at.unwrap_or(Oid::ZERO_SHA1);
        let (name, email) = (plain(who.name_bytes()), plain(who.email_bytes()));
        let minutes = who.when().offset_minutes();
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!(
            "{before} {id} {name} <{email}> {} {sign}{hours:02}{minutes:02}\t{}\n",
            who.when().seconds(),
            words.replace('\n', " ")
        )
    }

    fn log(&self, place: &Path, line: &str) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.append(true);
        if self.git.starts_logs() {
            std::fs::create_dir_all(place.parent().unwrap_or(place))?;
            options.create(true);
        }
        match options.open(place) {
            Ok(mut log) => log.write_all(line.as_bytes()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}
