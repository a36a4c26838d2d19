//! Files of investigation as stored records give them: folios, days, offences and places, which are no identity and need
//! no encoding. Folios that name each other link for certain and say why; what is only alike waits for a person.

use std::{collections::BTreeMap, ops::ControlFlow};

use catalogue::{Catalogue, Date, List, Precision};
use linkage::{
    Records, ScoredPair, Seen, Settings,
    investigation::{
        AlikeFiles, FileLink, Folio, Investigation, discount_chance, link_alike, link_by_folio, read_folio,
    },
};
use register::Broken;
use serde_json::Value as Json;
use store::{Link, LinkRun, Store, StoreError};

use super::{FLOOR, Linking, model_told, pattern};
use crate::OperationError;

/// What files are linked as.
pub(crate) const FILE: &str = "file";
/// The register of files of investigation.
pub(crate) const FILES: &str = "investigations";
/// The log₂ of the odds of a link by folio. What is only alike never weighs as much.
pub(super) const CERTAIN: f64 = 30.0;
/// The version of what a run over files looks at.
const VERSION: u16 = 1;

/// Reads files out of records.
pub(super) struct FileReader<'c> {
    /// The fields by their roles: id, and list of codes.
    fields: BTreeMap<&'c str, (&'c str, Option<&'c List>)>,
    /// For each authority, itself and its units.
    offices: BTreeMap<&'c str, Vec<u16>>,
}

/// The files of a run, in the order of their records.
#[derive(Default)]
pub(super) struct TakenFiles {
    records: Vec<i64>,
    files: Vec<Investigation>,
}

impl<'c> FileReader<'c> {
    pub(super) fn of(catalogue: &'c Catalogue) -> FileReader<'c> {
        let fields = catalogue.register(FILES).map(catalogue::Register::fields);
        let field = |field: &'c catalogue::Field| {
            let list = field.list.as_deref().and_then(|list| catalogue.list(list));
            Some((field.role.as_deref()?, (field.id.as_str(), list)))
        };
        FileReader {
            fields: fields.unwrap_or_default().iter().filter_map(field).collect(),
            offices: offices(catalogue),
        }
    }

    /// The file of a record, whosever it is.
    pub(super) fn read(&self, authority: &str, payload: &str) -> Result<Investigation, Broken> {
        let answers: Json = serde_json::from_str(payload).map_err(|error| Broken(error.to_string()))?;
        let answer = |role: &str| self.fields.get(role).map_or(&Json::Null, |(field, _)| &answers[*field]);
        let text = |role: &str| answer(role).as_str();
        let folio = |role: &str| text(role).and_then(read_folio);
        let number = |office: &str| self.offices.get(office).and_then(|own| own.first()).copied();
        let sent_to = text("sent_to").and_then(|office| self.offices.get(office));
        Ok(Investigation {
            source: number(authority).unwrap_or(u16::MAX),
            own: folio("file_number").map(|own| own.of_office(authority)),
            // A folio of origin without an office can be anybody's.
            came_from: folio("origin_file")
                .filter(|one| !one.office.is_empty())
                .into_iter()
                .collect(),
            passed_to: folio("accumulated_into")
                .map(|one| one.of_office(authority))
                .into_iter()
                .collect(),
            opened: text("opened_on").and_then(day),
            facts: text("facts_on").and_then(day),
            offences: self.offences(answer("offences")),
            place: place(text("facts_municipality"), text("facts_state")),
            victims: answer("victims_number")
                .as_u64()
                .and_then(|count| u32::try_from(count).ok()),
            sent_to: sent_to.cloned().unwrap_or_default(),
        })
    }

    fn offences(&self, answer: &Json) -> Vec<u16> {
        let list = self.fields.get("offences").and_then(|(_, list)| *list);
        let ids = answer.as_array().into_iter().flatten().filter_map(Json::as_str);
        let mut codes: Vec<u16> = ids.filter_map(|id| list?.position(id)).collect();
        codes.sort_unstable();
        codes
    }
}

/// The folio that a record of a register gives, with the office of whoever reports it where it names none.
pub(super) fn folio_of(text: &str, authority: &str) -> Option<Folio> {
    read_folio(text).map(|folio| folio.of_office(authority))
}

/// Each authority with its own number first, then those of its units, and of theirs.
fn offices(catalogue: &Catalogue) -> BTreeMap<&str, Vec<u16>> {
    let list = catalogue.list("authority");
    let codes = list.map(List::codes).unwrap_or_default();
    let parent = |id: &str| {
        let code = list.and_then(|list| list.code(list.position(id)?));
        code.and_then(|code| code.attributes.get("parent"))
            .filter(|parent| !parent.is_empty())
    };
    let mut offices: BTreeMap<&str, Vec<u16>> = (0..)
        .zip(codes)
        .map(|(at, code)| (code.id.as_str(), vec![at]))
        .collect();
    for (at, code) in (0..).zip(codes) {
        let mut above = parent(&code.id);
        // The list is short of cycles by its check; the bound holds without it.
        for _ in 0..8 {
            let Some(id) = above else { break };
            if let Some(own) = offices.get_mut(id.as_str()) {
                own.push(at);
            }
            above = parent(id);
        }
    }
    offices
}

/// A day as a number, when it is known to the day.
fn day(text: &str) -> Option<i32> {
    let date = Date::parse(text).filter(|date| date.precision() == Precision::Day)?;
    let narrow = |part: i32| i8::try_from(part).ok();
    let year = i16::try_from(date.year()).ok()?;
    let civil = jiff::civil::Date::new(year, narrow(date.month())?, narrow(date.day())?).ok()?;
    Some(jiff::civil::date(1970, 1, 1).until(civil).ok()?.get_days())
}

/// State times 1 000 plus municipality.
fn place(municipality: Option<&str>, state: Option<&str>) -> Option<u32> {
    let whole = municipality
        .filter(|text| text.len() == 5)
        .and_then(|text| text.parse().ok());
    whole.or_else(|| Some(state?.parse::<u32>().ok()? * 1_000))
}

/// The files in force of which the folio can be read, in the order of their records.
pub(super) fn take_files(store: &Store, catalogue: &Catalogue) -> Result<TakenFiles, OperationError> {
    let reader = FileReader::of(catalogue);
    let mut taken = TakenFiles::default();
    let broken = store.singles(FILES, |one| match reader.read(one.authority, one.payload) {
        Ok(file) => {
            if file.own.is_some() {
                taken.records.push(one.record);
                taken.files.push(file);
            }
            ControlFlow::Continue(())
        }
        Err(broken) => ControlFlow::Break(StoreError::of_record(one.record, &broken)),
    })?;
    broken.map_or(Ok(taken), |error| Err(error.into()))
}

/// The same without reading more than the folio: record, register and authority.
pub(super) fn linkable_files(
    store: &Store,
    catalogue: &Catalogue,
) -> Result<Vec<(i64, String, String)>, OperationError> {
    let reader = FileReader::of(catalogue);
    let field = reader.fields.get("file_number").map_or("", |(field, _)| field);
    let mut all = Vec::new();
    store.singles(FILES, |one| {
        let text = register::text_of(one.payload, field);
        if text.is_some_and(|text| read_folio(&text).is_some()) {
            all.push((one.record, FILES.to_owned(), one.authority.to_owned()));
        }
        ControlFlow::<()>::Continue(())
    })?;
    Ok(all)
}

impl TakenFiles {
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Compares; keeps the pairs of which at least one record came after `since`.
    pub(super) fn link(&self, since: i64, how: Linking) -> (LinkRun, Vec<Link>) {
        let by_folio = link_by_folio(&self.files);
        let settings = Settings {
            across: true,
            // A file is passed on to one office at a time: candidates for the place share it.
            unique: Some(true),
            floor: FLOOR,
            ..Settings::default()
        };
        let mut alike = link_alike(&self.files, &settings);
        discount_chance(&mut alike.pairs, &by_folio.links, self.files.len());
        let compared = Compared {
            records: AlikeFiles::new(&self.files),
            model: &alike.model,
            seen: Seen::default(),
            of: &self.records,
        };
        let certain: BTreeMap<(u32, u32), &FileLink> =
            by_folio.links.iter().map(|link| ((link.a, link.b), link)).collect();
        let links = compared.links(&certain, &alike.pairs, (since, how));
        let count = |state: &str| links.iter().filter(|link| link.state == state).count() as u64;
        let run = LinkRun {
            version: VERSION,
            upto: self.records.last().copied().unwrap_or_default(),
            model: model_told(&AlikeFiles::new(&self.files), &alike.model),
            upper: how.upper,
            lower: how.lower,
            records: self.records.len() as u64,
            fresh: self.records.iter().filter(|record| **record > since).count() as u64,
            compared: alike.candidates,
            cut: by_folio.left_out as u64,
            automatic: count("automatic"),
            review: count("review"),
            ..LinkRun::default()
        };
        (run, links)
    }
}

/// What a run makes links of.
struct Compared<'f> {
    records: AlikeFiles<'f>,
    model: &'f linkage::Model,
    seen: Seen,
    of: &'f [i64],
}

impl Compared<'_> {
    /// The links by folio, then those of the others that are alike, of pairs with a record that is new.
    fn links(
        mut self,
        certain: &BTreeMap<(u32, u32), &FileLink>,
        alike: &[ScoredPair],
        (since, how): (i64, Linking),
    ) -> Vec<Link> {
        let is_new = |a: u32, b: u32| self.of[a as usize] > since || self.of[b as usize] > since;
        let by_folio = certain
            .values()
            .filter(|link| is_new(link.a, link.b))
            .map(|link| **link);
        let others = alike
            .iter()
            .filter(|pair| is_new(pair.a, pair.b) && !certain.contains_key(&(pair.a, pair.b)));
        let (by_folio, others): (Vec<FileLink>, Vec<ScoredPair>) = (by_folio.collect(), others.copied().collect());
        let mut links = Vec::new();
        for link in by_folio {
            let told = self.told((link.a, link.b));
            let pattern = format!("{}:1/2:{CERTAIN:.2} {told}", link.reason.id());
            links.push(self.link((link.a, link.b), CERTAIN, pattern, "automatic"));
        }
        for pair in others {
            let state = if pair.probability() < how.lower {
                "none"
            } else {
                "review"
            };
            let told = self.told((pair.a, pair.b));
            links.push(self.link((pair.a, pair.b), f64::from(pair.weight).min(CERTAIN - 1.0), told, state));
        }
        links
    }

    /// How a pair agrees.
    fn told(&mut self, (a, b): (u32, u32)) -> String {
        let pattern_of = self.records.pattern(a, b, &mut self.seen);
        pattern(&self.records, self.model, pattern_of)
    }

    fn link(&self, (a, b): (u32, u32), weight: f64, pattern: String, state: &str) -> Link {
        Link {
            number: 0,
            run: 0,
            a: self.of[a as usize],
            b: self.of[b as usize],
            weight,
            pattern,
            state: state.to_owned(),
        }
    }
}
