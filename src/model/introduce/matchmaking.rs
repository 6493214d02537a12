//! Finds those who should meet.

use super::likeness::{Background, Corpus, Likeness, WHOLE};
use super::party::{Course, Expert, FromProgramme, Party, Statement};
use super::proposal::{Introductions, Met, Partner, Proposal, Reason};
use crate::model::State;
use crate::toolkit::{ActivityAt, Role, Toolkit};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Least likeness of texts that share one distinctive word, which may be chance.
const LEAST_BY_ONE: u32 = 330;
/// Least weight of that word: nearly as rare as a word shared by two can be.
const RARE: u32 = 750;
/// Least likeness of texts that share several distinctive words.
const LEAST_BY_SEVERAL: u32 = 180;
/// Least likeness that must remain after age is taken into account.
const LEAST: u32 = 120;
/// Strength, out of [`WHOLE`], if a team says it is stuck where another got past.
const STUCK: u32 = 300;
/// Most teams to which the same helper is proposed without any words in common.
const MOST_ASKED: usize = 3;
/// Strength if it has only started what another has done.
const BEGUN: u32 = 100;

pub fn introduce(parties: Vec<Party>, around: &FromProgramme) -> Introductions {
    Matchmaking::of(parties, around).introductions()
}

/// Two indices, smaller first.
type Pair = (usize, usize);

fn pair(one: usize, other: usize) -> Pair {
    (one.min(other), one.max(other))
}

struct Matchmaking<'a> {
    parties: Vec<Party>,
    around: &'a FromProgramme,
    /// For each party its family's number: plans that continue each other are one team.
    family: Vec<usize>,
    /// Statements with the index of their speaker, in order; experts come after the parties.
    said: Vec<(usize, Statement)>,
    met: BTreeMap<Pair, String>,
}

impl<'a> Matchmaking<'a> {
    fn of(mut parties: Vec<Party>, around: &'a FromProgramme) -> Self {
        parties.sort_by(|one, other| (&one.id, &one.path).cmp(&(&other.id, &other.path)));
        // Paused plans count here too: two that continue the same plan are one team.
        let mut family = families(&parties);
        let here = |party: &Party| matches!(party.course, Course::On | Course::Through);
        let mut kept = parties.iter().map(here);
        family.retain(|_| kept.next().unwrap_or(false));
        parties.retain(here);
        let mut said = Vec::new();
        for (at, party) in parties.iter().enumerate() {
            let kept = around.kept.get(&party.id).into_iter().flatten();
            let all = party.statements.iter().chain(kept);
            said.extend(all.map(|one| (at, one.clone())));
        }
        for (at, expert) in around.experts.iter().enumerate() {
            let all = expert.statements.iter();
            said.extend(all.map(|one| (parties.len() + at, one.clone())));
        }
        let mut look = Self {
            family,
            parties,
            around,
            said,
            met: BTreeMap::new(),
        };
        look.met = look.who_met();
        look
    }

    fn introductions(&self) -> Introductions {
        let texts: Vec<(usize, &str)> = self
            .said
            .iter()
            .map(|(owner, one)| (self.owner(*owner), one.words.as_str()))
            .collect();
        let corpus = Corpus::of(&texts, &self.background());
        let like = self.like(&corpus);
        let mut best: BTreeMap<Pair, Proposal> = BTreeMap::new();
        let by_words = like.values().filter_map(|found| self.by_words(found));
        for (pair, proposal) in by_words.chain(self.ahead(&like)) {
            let known = best.get(&pair).map_or(0, |known| known.strength);
            if proposal.strength > known && !self.met.contains_key(&pair) {
                best.insert(pair, proposal);
            }
        }
        let mut proposals: Vec<Proposal> = best.into_values().collect();
        proposals.sort_by(|one, other| order(one).cmp(&order(other)));
        let name = |at: &usize| self.name(*at);
        let mut met: Vec<Met> = self
            .met
            .iter()
            .map(|((one, other), record)| Met {
                who: [name(one), name(other)],
                record: record.clone(),
            })
            .collect();
        met.sort();
        let has_said = |at: usize| {
            let mut all = self.said_by(at);
            all.any(|one| one.role != Role::Offer)
        };
        let on = || {
            let all = self.parties.iter().enumerate();
            all.filter(|(_, party)| party.course == Course::On)
        };
        Introductions {
            proposals,
            met,
            teams: on().count(),
            silent: on()
                .filter(|(at, _)| !has_said(*at))
                .map(|(_, party)| party.id.clone())
                .collect(),
        }
    }

    /// A speaker's number, the same for all plans of a team. Experts' numbers come after all plans.
    fn owner(&self, at: usize) -> usize {
        let beyond = at.saturating_add(usize::MAX / 2);
        self.family.get(at).copied().unwrap_or(beyond)
    }

    fn said_by(&self, at: usize) -> impl Iterator<Item = &Statement> {
        let from = self.said.partition_point(|(owner, _)| *owner < at);
        let rest = self.said.get(from..).unwrap_or(&[]).iter();
        rest.take_while(move |(owner, _)| *owner == at)
            .map(|(_, one)| one)
    }

    fn name(&self, at: usize) -> String {
        match (self.parties.get(at), self.expert(at)) {
            (Some(party), _) => party.id.clone(),
            (None, Some(expert)) => expert.record.clone(),
            (None, None) => String::new(),
        }
    }

    fn expert(&self, at: usize) -> Option<&Expert> {
        self.around.experts.get(at.checked_sub(self.parties.len())?)
    }

    fn goes_on(&self, at: usize) -> bool {
        self.parties
            .get(at)
            .is_some_and(|party| party.course == Course::On)
    }

    fn who_met(&self) -> BTreeMap<Pair, String> {
        let mut met = BTreeMap::new();
        for group in &self.around.groups {
            let parties = self.parties.iter().enumerate();
            let parties = parties.filter(|(_, party)| group.names(party));
            let experts = self.around.experts.iter().enumerate();
            let experts = experts.filter(|(_, expert)| group.names_expert(expert));
            let named: Vec<usize> = parties
                .map(|(at, _)| at)
                .chain(experts.map(|(at, _)| self.parties.len() + at))
                .collect();
            for (at, one) in named.iter().enumerate() {
                for other in named.iter().skip(at + 1) {
                    met.insert((*one, *other), group.record.clone());
                }
            }
        }
        met
    }

    /// Words of the toolkits' guidance, which say little.
    fn background(&self) -> Background {
        let own = self.parties.iter().map(|party| &party.toolkit);
        let all = own.chain(&self.around.toolkit);
        let toolkits: BTreeMap<(&str, String), &Toolkit> = all
            .map(|one| ((one.id.as_str(), one.version.to_string()), one.as_ref()))
            .collect();
        let mut background = Background::default();
        for activity in toolkits.values().flat_map(|one| &one.activities) {
            let mut text = vec![activity.title.as_str(), activity.purpose.as_str()];
            text.extend(activity.instructions.iter().map(String::as_str));
            text.extend(activity.questions.iter().map(String::as_str));
            for output in &activity.outputs {
                text.extend([output.title.as_str(), output.hint.as_str()]);
            }
            background.note(&text.join("\n"));
        }
        background
    }

    /// For each pair and reason, the most alike statements.
    fn like(&self, corpus: &Corpus) -> BTreeMap<(Pair, Reason), AlikePair<'_>> {
        let mut best: BTreeMap<(Pair, Reason), AlikePair<'_>> = BTreeMap::new();
        for (one, other) in corpus.pairs() {
            let (Some(ours), Some(theirs)) = (self.said.get(one), self.said.get(other)) else {
                continue;
            };
            let Some((reason, is_turned)) = self.reason(ours, theirs) else {
                continue;
            };
            let (one, other, ours, theirs) = if is_turned {
                (other, one, theirs, ours)
            } else {
                (one, other, ours, theirs)
            };
            let likeness = corpus.likeness(one, other);
            let is_enough = match likeness.words.len() {
                0 => false,
                1 => likeness.weight >= RARE && likeness.share >= LEAST_BY_ONE,
                _ => likeness.share >= LEAST_BY_SEVERAL,
            };
            let share = [likeness.weight, ours.1.freshness, theirs.1.freshness]
                .into_iter()
                .fold(likeness.share, |share, part| share * part / WHOLE);
            let pair = pair(ours.0, theirs.0);
            let known = best.get(&(pair, reason)).map_or(0, |known| known.share);
            if is_enough && share >= LEAST && share > known {
                let found = AlikePair {
                    reason,
                    share,
                    likeness,
                    sides: [ours, theirs],
                };
                best.insert((pair, reason), found);
            }
        }
        best
    }

    /// Why two with similar statements should meet, and whether the second is the one in need.
    fn reason(
        &self,
        one: &(usize, Statement),
        other: &(usize, Statement),
    ) -> Option<(Reason, bool)> {
        if self.owner(one.0) == self.owner(other.0) {
            return None;
        }
        match (one.1.role, other.1.role) {
            (Role::Offer, Role::Offer) => None,
            (Role::Offer, _) => Some((Reason::Offer, true)),
            (_, Role::Offer) => Some((Reason::Offer, false)),
            _ => Some((Reason::Alike, false)),
        }
    }

    fn by_words(&self, found: &AlikePair<'_>) -> Option<(Pair, Proposal)> {
        let [ours, theirs] = found.sides;
        let is_on = |at: usize| self.goes_on(at) || self.expert(at).is_some();
        if !self.goes_on(ours.0) || !is_on(theirs.0) {
            return None;
        }
        let proposal = Proposal {
            reason: found.reason,
            strength: found.share,
            sides: [ours, theirs].map(|(at, says)| self.side(*at, Some(says.clone()), None)),
            words: found.likeness.words.clone(),
        };
        Some((pair(ours.0, theirs.0), proposal))
    }

    fn side(
        &self,
        at: usize,
        says: Option<Statement>,
        stands: Option<(ActivityAt, State)>,
    ) -> Partner {
        let said = says.as_ref().map_or("", |says| says.path.as_str());
        let path = self
            .parties
            .get(at)
            .map_or(said, |party| party.path.as_str());
        Partner {
            who: self.name(at),
            is_plan: at < self.parties.len(),
            path: path.to_owned(),
            says,
            at: stands,
        }
    }

    /// For each team that is stuck, somebody who got past it: the one with the most similar problem, or else the
    /// furthest ahead.
    fn ahead(&self, like: &BTreeMap<(Pair, Reason), AlikePair<'_>>) -> Vec<(Pair, Proposal)> {
        let done = self.who_has_done();
        let settled: Vec<usize> = self.parties.iter().map(Party::settled).collect();
        let mut found = Vec::new();
        let mut asked_of: Vec<usize> = vec![0; self.parties.len()];
        for (at, party) in self.parties.iter().enumerate() {
            if party.course != Course::On {
                continue;
            }
            let need = self.current_need(at);
            let can_help = |activity: ActivityAt| {
                let known = party.toolkit.activity(activity);
                let all = done.get(&(party.toolkit.id.as_str(), known.id.as_str()));
                all.into_iter().flatten().filter(move |(other, _)| {
                    self.owner(*other) != self.owner(at)
                        && !self.met.contains_key(&pair(at, *other))
                })
            };
            let is_open = |activity: ActivityAt| can_help(activity).next().is_some();
            let Some(activity) = party.is_at(is_open) else {
                continue;
            };
            let alike = |other: usize| like.get(&(pair(at, other), Reason::Alike));
            // With nothing else to choose by, prefer those proposed least often.
            let asked = |other: usize| asked_of.get(other).copied().unwrap_or(0);
            let best = can_help(activity).max_by_key(|(other, _)| {
                let share = alike(*other).map_or(0, |found| found.share);
                (
                    share,
                    Reverse(asked(*other)),
                    settled.get(*other),
                    Reverse(*other),
                )
            });
            let Some((other, theirs)) = best.copied() else {
                continue;
            };
            if alike(other).is_none() && asked(other) >= MOST_ASKED {
                continue;
            }
            if let Some(count) = asked_of.get_mut(other) {
                *count += 1;
            }
            let stands = [
                (activity, State::Doing),
                (theirs, self.state(other, theirs)),
            ];
            let proposal = self.got_past([at, other], stands, need, alike(other));
            found.push((pair(at, other), proposal));
        }
        found
    }

    /// The second got past what the first is stuck on; `here` and `there` are their states.
    fn got_past(
        &self,
        [at, other]: [usize; 2],
        [here, there]: [(ActivityAt, State); 2],
        need: Option<&Statement>,
        alike: Option<&AlikePair<'_>>,
    ) -> Proposal {
        let (mut ours, mut theirs) = (need.cloned(), None);
        for (owner, says) in alike.iter().flat_map(|alike| alike.sides) {
            if *owner == other {
                theirs = Some(says.clone());
            } else if ours.is_none() {
                ours = Some(says.clone());
            }
        }
        let base = if need.is_some() { STUCK } else { BEGUN };
        let share = alike.map_or(0, |alike| alike.share);
        Proposal {
            reason: Reason::Ahead,
            strength: base + share * (WHOLE - STUCK) / WHOLE,
            sides: [
                self.side(at, ours, Some(here)),
                self.side(other, theirs, Some(there)),
            ],
            words: alike.map_or(Vec::new(), |alike| alike.likeness.words.clone()),
        }
    }

    /// By toolkit id and activity id: who has done it, and its place there.
    fn who_has_done(&self) -> BTreeMap<(&str, &str), Vec<(usize, ActivityAt)>> {
        let mut done: BTreeMap<(&str, &str), Vec<(usize, ActivityAt)>> = BTreeMap::new();
        for (at, party) in self.parties.iter().enumerate() {
            let activities = party.toolkit.activities.iter().zip(&party.states);
            for (known, state) in activities {
                if matches!(state, State::Done | State::Review) {
                    let key = (party.toolkit.id.as_str(), known.id.as_str());
                    done.entry(key).or_default().push((at, known.at));
                }
            }
        }
        done
    }

    fn state(&self, at: usize, activity: ActivityAt) -> State {
        let party = self.parties.get(at);
        party.map_or(State::Todo, |party| *party.states.at(activity))
    }

    /// What a team last said it needs, unless it has said something since.
    fn current_need(&self, at: usize) -> Option<&Statement> {
        let mut all = self.said_by(at);
        all.find(|one| one.role == Role::Need && one.freshness == WHOLE)
    }
}

impl Party {
    fn settled(&self) -> usize {
        let states = self.states.iter();
        states.filter(|state| state.is_settled()).count()
    }

    /// The last activity a team has started and not settled, among those somebody could help with.
    fn is_at(&self, can_help: impl Fn(ActivityAt) -> bool) -> Option<ActivityAt> {
        let mut all = self.states.places().rev();
        all.find(|at| *self.states.at(*at) == State::Doing && can_help(*at))
    }
}

struct AlikePair<'a> {
    reason: Reason,
    /// Less if one of them is old.
    share: u32,
    likeness: Likeness,
    /// With the index of the speaker.
    sides: [&'a (usize, Statement); 2],
}

/// Strongest first, then by name.
fn order(one: &Proposal) -> (Reverse<u32>, Reason, &str, &str, &str) {
    let [first, second] = &one.sides;
    (
        Reverse(one.strength),
        one.reason,
        &first.who,
        &second.who,
        &first.path,
    )
}

/// For each party the index of the first of its family: plans that continue each other.
fn families(parties: &[Party]) -> Vec<usize> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, party) in parties.iter().enumerate() {
        known.entry(&party.id).or_insert(at);
    }
    let mut family: Vec<usize> = (0..parties.len()).collect();
    for (at, party) in parties.iter().enumerate() {
        let Some(before) = known.get(party.continues.as_str()) else {
            continue;
        };
        let (one, other) = (first(&family, at), first(&family, *before));
        if let Some(later) = family.get_mut(one.max(other)) {
            *later = one.min(other);
        }
    }
    (0..parties.len()).map(|at| first(&family, at)).collect()
}

/// The family's representative: each index leads to an earlier one, until one leads to itself.
fn first(family: &[usize], at: usize) -> usize {
    let mut here = at;
    while let Some(before) = family.get(here).filter(|before| **before < here) {
        here = *before;
    }
    here
}
