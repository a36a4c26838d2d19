//! What each register asks besides what its population says, so that a row is whole and breaks no rule.

use super::Writing;
use crate::{
    day::Day,
    files::{FEDERAL_STATES, office},
};

impl Writing<'_, '_> {
    pub(crate) fn of_register(&mut self) {
        let day = self.day();
        match self.records.population.register.as_str() {
            "victims" => self.victim(day),
            "indirect_victims" => self.indirect_victim(day),
            "shelter_stays" => self.stay(day),
            "investigations" => self.investigation(),
            "accused" => self.accused(day),
            "judgments" => self.judgment(day),
            "sentenced_persons" => self.sentenced_person(day),
            "judgment_victims" => self.judgment_victim(day),
            "training" => self.training(day),
            "reported_offences" => self.set("month", day.month()),
            _ => {}
        }
    }

    /// The authority's own state, or one of several for the federation.
    fn own_state(&mut self) -> String {
        match self.state {
            "00" => FEDERAL_STATES[self.rng.usize(..FEDERAL_STATES.len())].0.to_owned(),
            state => state.to_owned(),
        }
    }

    /// The investigation file that a record of an authority without investigations names: two or three share one.
    fn file_number(&self, day: Day) -> String {
        format!(
            "CI/{}/{:05}/{}",
            office(self.authority),
            1 + self.number * 3 / 7,
            day.year()
        )
    }

    /// Whether the person is known to be Mexican, and whether to be foreign.
    fn nationality(&self) -> (bool, bool) {
        match self.answer("nationality") {
            "MEX" => (true, false),
            "S.I." => (false, false),
            _ => (false, true),
        }
    }

    fn victim(&mut self, day: Day) {
        let (is_mexican, is_foreign) = self.nationality();
        self.set("detected_on", day.to_string());
        if self.value("file") == "shared" {
            self.set("file_number", "CI/16/00536/2014");
        } else {
            let facts = self.before(day, 60);
            let own = self.files.opened_from(self.authority, day).map(str::to_owned);
            let (file, facts) = (own.unwrap_or_else(|| self.file_number(day)), self.known(facts));
            self.set("file_number", file);
            self.set("facts_on", facts);
        }
        let recorded = self.after(day, 20);
        self.set("recorded_on", recorded.to_string());
        if self.answer("facts_country").is_empty() {
            let state = self.own_state();
            self.set("facts_state", state);
        }
        self.origin(is_mexican, is_foreign);
        self.exploitation();
        self.migration(is_mexican, is_foreign);
        let destination = match self.answer("facts_state") {
            "" => "N.A.".to_owned(),
            state => state.to_owned(),
        };
        let known = self.chance(30);
        self.set("destination", if known { destination } else { "S.I.".to_owned() });
        for field in [
            "marital_status",
            "vulnerability_groups",
            "recruitment_means",
            "offences",
        ] {
            self.set(field, "S.I.");
        }
    }

    /// The state of origin: as the relation to the state of the facts says, where there is one.
    fn origin(&mut self, is_mexican: bool, is_foreign: bool) {
        let state = self.answer("facts_state").to_owned();
        let own = self.person.map_or(9, |person| person.origin);
        let is_known = is_mexican && self.chance(40);
        let text = match self.value("origin_relation") {
            "SAME" => state,
            "OTHER" if format!("{own:02}") == state => format!("{:02}", own % 32 + 1),
            "OTHER" => format!("{own:02}"),
            "" if is_known => format!("{own:02}"),
            _ if is_foreign => "N.A.".to_owned(),
            _ => "S.I.".to_owned(),
        };
        self.set("origin_state", text);
    }

    fn migration(&mut self, is_mexican: bool, is_foreign: bool) {
        let in_transit = self.answer("vulnerability_groups").contains("TRANSIT");
        let status = match (is_mexican, is_foreign) {
            (true, _) => "N.A.",
            _ if in_transit => "TRANSIT",
            (_, true) => self.one_of(&["IRREGULAR", "IRREGULAR", "REGULAR", "S.I."]),
            _ => "S.I.",
        };
        self.set("migratory_status", status);
        let border = match (is_mexican, is_foreign) {
            (_, true) if in_transit || self.chance(60) => "YES",
            (true, _) if self.answer("facts_country").is_empty() && self.chance(50) => "NO",
            _ => "S.I.",
        };
        self.set("border_crossed", border);
        let visa = match (is_mexican, is_foreign) {
            (true, _) => "N.A.",
            (_, true) => self.one_of(&["HUM", "NONE", "S.I.", "S.I."]),
            _ => "S.I.",
        };
        self.set("visa", visa);
    }

    fn indirect_victim(&mut self, day: Day) {
        self.set("attended_on", day.to_string());
        let (file, direct) = (self.file_number(day), format!("V-{:05}", 1 + self.number / 2));
        self.set("file_number", file);
        self.set("direct_victim", direct);
        let state = self.own_state();
        self.set("attended_state", state);
    }

    fn stay(&mut self, day: Day) {
        let (file, left) = (self.file_number(day), self.after(day, 90));
        self.set("admitted_on", day.to_string());
        self.set("left_on", left.to_string());
        self.set("file_number", file);
    }

    /// A file of its own; the older ones by the older procedure.
    fn investigation(&mut self) {
        let Some(file) = self.files.get(&self.records.population.id, self.record) else {
            return;
        };
        self.set("inquiry_type", file.inquiry.as_str());
        self.set("file_number", file.folio.as_str());
        self.set("opened_on", file.opened.to_string());
        let facts = self.known(file.facts);
        self.set("facts_on", facts);
        self.set("facts_state", file.state.as_str());
        let given = [
            ("origin_file", file.origin.as_deref()),
            ("sent_to", file.sent_to),
            ("accumulated_into", file.joined_to.as_deref()),
        ];
        for (field, text) in given {
            if let Some(text) = text {
                self.set(field, text);
            }
        }
        if ["CA", "NO_CA"].contains(&self.answer("procedural_status")) {
            let decided = self.after(file.opened, 55);
            self.set("status_on", decided.to_string());
        }
        let victims = 1 + file.number % 4 + u32::from(self.chance(10));
        self.set("victims_number", victims.to_string());
    }

    fn accused(&mut self, day: Day) {
        let own = self.files.opened_until(self.authority, day).map(str::to_owned);
        let (file, facts) = (own.unwrap_or_else(|| self.file_number(day)), self.before(day, 60));
        self.set("file_number", file);
        self.set("accused_on", day.to_string());
        self.set("facts_on", facts.to_string());
        let state = self.own_state();
        self.set("facts_state", state);
        let (is_mexican, is_foreign) = self.nationality();
        self.origin(is_mexican, is_foreign);
    }

    fn case_number(&mut self, day: Day) {
        let (number, state) = (
            format!("CP/{}/{:05}/{}", self.state, self.number, day.year()),
            self.own_state(),
        );
        self.set("case_number", number);
        self.set("judgment_state", state);
        let facts = self.before(day, 60);
        self.set("facts_on", facts.to_string());
        self.set("judgment_finality", "FINAL");
    }

    fn judgment(&mut self, day: Day) {
        self.case_number(day);
        self.set("issued_on", day.to_string());
        let last = self.after(day, 55);
        self.set("final_on", last.to_string());
        if self.answer("judgment_outcome") == "CONVICTION" {
            let redress = self.one_of(&["ORDERED", "ILLIQUID", "NONE", "PAID", "S.I.", "S.I."]);
            self.set("redress", redress);
            self.set("persons_sentenced", "1");
            let victims = 1 + self.rng.u8(..3).min(self.rng.u8(..3));
            self.set("victims_number", victims.to_string());
        }
    }

    fn sentenced_person(&mut self, day: Day) {
        self.case_number(day);
        self.set("sentenced_on", day.to_string());
        if self.value("majority") != "A00_17" {
            let (years, fine) = (self.rng.u8(5..35), 500 * self.rng.u32(1..40));
            self.set("prison_years", years.to_string());
            self.set("fine_days", fine.to_string());
        }
        self.set("origin_state", "S.I.");
    }

    fn judgment_victim(&mut self, day: Day) {
        self.case_number(day);
        self.set("judged_on", day.to_string());
        let redress = self.one_of(&["ORDERED", "ILLIQUID", "NONE", "S.I.", "S.I."]);
        self.set("redress", redress);
        self.set("origin_state", "S.I.");
    }

    fn training(&mut self, day: Day) {
        let title = self.one_of(&["Curso", "Taller", "Seminario", "Diplomado", "Conferencia"]);
        self.set("title", format!("{title} {}", self.number));
        self.set("starts_on", day.to_string());
        let hours = 2 + 2 * self.rng.u8(..20);
        self.set("hours", hours.to_string());
        self.set("persons_total", "20");
        let total: u64 = self.answer("persons_total").parse().unwrap_or_default();
        let women = total * u64::from(self.rng.u8(40..70)) / 100;
        self.set("persons_women", women.to_string());
        self.set("persons_men", (total - women).to_string());
        self.set("persons_unspecified", "0");
    }
}
