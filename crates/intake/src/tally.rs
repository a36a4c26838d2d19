//! Keeps a notice that happens a million times from being told a million times.

use std::collections::BTreeMap;

use crate::read::Rows;
use crate::{Notice, NoticeKind};

/// Counts each kind of notice within a sheet and lets the first ones through.
pub(crate) struct Tally {
    each_max: u32,
    sheet: Option<String>,
    counts: BTreeMap<NoticeKind, u64>,
}

impl Tally {
    pub(crate) fn new(each_max: u32) -> Self {
        Tally {
            each_max,
            sheet: None,
            counts: BTreeMap::new(),
        }
    }

    /// Begins a sheet; a text file has no name.
    pub(crate) fn begin(&mut self, sheet: &str) {
        self.sheet = (!sheet.is_empty()).then(|| sheet.to_owned());
        self.counts.clear();
    }

    pub(crate) fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    pub(crate) fn tell(
        &mut self,
        rows: &mut impl Rows,
        kind: NoticeKind,
        place: (Option<u32>, Option<u16>),
        value: impl FnOnce() -> String,
    ) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= u64::from(self.each_max) {
            rows.notice(Notice::new(kind, value()).on(self.sheet()).at(place.0, place.1));
        }
    }

    /// Counts what was seen elsewhere and is not told place by place.
    pub(crate) fn count(&mut self, kind: NoticeKind, more: u64) {
        *self.counts.entry(kind).or_default() += more;
    }

    /// Ends a sheet: kinds that were cut off get their total.
    pub(crate) fn end(&mut self, rows: &mut impl Rows) {
        for (kind, count) in std::mem::take(&mut self.counts) {
            if count > u64::from(self.each_max) {
                rows.notice(Notice::new(kind, count.to_string()).on(self.sheet()));
            }
        }
    }
}
