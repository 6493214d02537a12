//! What is known of the plan, activity or record to which a link leads.

use super::stamp::Stamp;
use super::{Link, Plan, Record, State, TeamName, There, refused};
use crate::toolkit::{ActivityAt, Audience, PerActivity};

impl TeamName {
    pub fn of(plan: &Plan) -> Self {
        Self {
            id: plan.id.to_string(),
            title: plan.meta.title.clone(),
            organisation: plan.meta.organisation.clone(),
        }
    }
}

impl There {
    /// What is known of a plan as a whole.
    pub fn plan(plan: &Plan) -> Self {
        Self {
            plan: plan.id.to_string(),
            activity: None,
            record: None,
            path: plan.path.clone(),
            title: plan.name().to_owned(),
            state: None,
            stamp: None,
            withdrawn: None,
            version: None,
            team: (plan.toolkit.audience == Audience::Team).then(|| TeamName::of(plan)),
        }
    }

    /// What is known of an activity, or of one of its records, where all of it can be read.
    pub fn activity(
        plan: &Plan,
        at: ActivityAt,
        gathered: &Gathered<'_>,
        only: Option<&Record>,
    ) -> Result<Self, String> {
        let known = plan.toolkit.activity(at);
        let records = match &only {
            Some(only) => std::slice::from_ref(only),
            None => gathered.records.as_slice(),
        };
        let left_out = gathered.reason(only);
        let (mut stamps, mut begun, mut whole) = (Some(Vec::new()), 0u32, 0u32);
        let (mut refusal, mut refusals) = (None, 0u32);
        for record in records {
            let content = record
                .content
                .as_ref()
                .map_err(|finding| finding.message.clone())?;
            if content.answered.is_empty() || (only.is_none() && content.skipped.is_some()) {
                continue;
            }
            begun += 1;
            let no = refused(known, content);
            refusals += u32::from(no.is_some());
            refusal = refusal.or(no);
            whole += u32::from(content.is_complete(known));
            match (content.is_whole(), &mut stamps) {
                (true, Some(all)) => all.push(content.essence(known)),
                _ => stamps = None,
            }
        }
        let least = if only.is_some() {
            1
        } else {
            known.repeat.unwrap_or(1)
        };
        let state = match (&left_out, begun) {
            (Some(_), _) => State::Skipped,
            (None, 0) => State::Todo,
            _ if whole == begun && whole >= least => State::Done,
            _ => State::Doing,
        };
        let withdrawn = match left_out {
            Some(reason) => Some(format!("is left out: {reason}")),
            None if begun == 0 => Some("has no answer".to_owned()),
            // Of several records, those of the others are still there.
            None if refusals == begun => refusal,
            None => None,
        };
        let record = only.filter(|_| known.repeat.is_some());
        let title = record
            .and_then(Record::heading)
            .unwrap_or_else(|| known.title.clone());
        Ok(Self {
            activity: Some(known.id.to_string()),
            record: record.map(|record| record.stem().to_owned()),
            path: only.map_or_else(|| plan.place_of(at), |record| record.path.clone()),
            title,
            state: Some(state),
            stamp: stamps.map(Stamp::of),
            withdrawn,
            ..Self::plan(plan)
        })
    }
}

/// The records of one activity, gathered once for all links to it.
#[derive(Debug, Default)]
pub struct Gathered<'a> {
    /// In the order of their files, without pages.
    records: Vec<&'a Record>,
    /// Those that can say that the whole activity is left out: pages, and of an activity done once its record.
    speaking: Vec<&'a Record>,
}

impl<'a> Gathered<'a> {
    pub fn all(plan: &'a Plan) -> PerActivity<Self> {
        let mut all = plan.toolkit.per_activity(|_| Self::default());
        for record in &plan.records {
            let known = plan.toolkit.activity(record.activity);
            let own = all.at_mut(record.activity);
            if !record.is_page {
                own.records.push(record);
            }
            if record.is_page || known.repeat.is_none() {
                own.speaking.push(record);
            }
        }
        all
    }

    /// Why the activity, or one of its records, is left out: what the first file says that says it.
    fn reason(&self, only: Option<&Record>) -> Option<String> {
        let all = self.speaking.iter().copied().chain(only);
        let reasons = all.filter_map(|record| Some((&record.path, record.skipped()?)));
        reasons.min().map(|(_, reason)| reason.to_owned())
    }
}

impl Plan {
    /// The links in one record. They stand in the order of records, so that nobody has to look at all of them.
    pub fn links_in<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a Link> + use<'a> {
        let first = self.links.partition_point(|link| link.path.as_str() < path);
        let own = self.links.get(first..).unwrap_or_default();
        let count = own.partition_point(|link| link.path == path);
        own.iter().take(count)
    }
}
