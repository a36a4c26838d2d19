//! What a clerk makes of all that is not the name: dates, places, keys and telephones.

use super::clerk::Clerk;
use super::home::{Home, municipality_drawn, state_of};
use super::names::{plain, titled};
use super::person::Person;
use super::record::Record;
use super::spelling::slip;
use crate::day::Day;

impl Clerk {
    pub(super) fn write_details(&mut self, person: &Person, copy: u8, record: &mut Record) {
        self.write_birth(person.born, record);
        record.sex = self.sex(person.is_woman);
        record.birth_state = self.origin(person);
        record.curp = self.curp(person);
        let (mut home, moved) = person.home(copy);
        if moved {
            self.errors.push("moved");
        }
        if self.errs("phone_changed", if copy == 0 { 0.0 } else { 0.15 }) {
            home.phone = Home::within(home.municipality, &mut self.rng).phone;
        }
        self.write_home(&home, record);
    }

    fn write_birth(&mut self, born: Day, record: &mut Record) {
        if self.errs("birth_missing", 0.04) {
            record.birth_date = self.unknown();
            record.birth_year = record.birth_date.clone();
            return;
        }
        let (year, month, day) = self.birth(born.date());
        record.birth_year = format!("{year:04}");
        record.birth_date = if self.errs("year_only", 0.02) {
            record.birth_year.clone()
        } else if self.happens(0.04) {
            format!("{day:02}/{month:02}/{year:04}")
        } else {
            format!("{year:04}-{month:02}-{day:02}")
        };
    }

    /// The date as the clerk understood it.
    fn birth(&mut self, (year, month, day): (i32, i32, i32)) -> (i32, i32, i32) {
        if self.errs("first_of_january", 0.02) {
            return (year, 1, 1);
        }
        if day <= 12 && day != month && self.errs("day_month_swapped", 0.05) {
            return (year, day, month);
        }
        if !self.errs("digit_off", 0.035) {
            return (year, month, day);
        }
        let step = if self.rng.bool() { 1 } else { -1 };
        match self.rng.u8(..6) {
            0 => (year + step, month, day),
            1 => (year + 10 * step, month, day),
            2 => (year, (month + step + 11) % 12 + 1, day.min(28)),
            3 => (year, month, (day + 10 * step + 27) % 28 + 1),
            4 => (year, month, day.min(27) + i32::from(day < 28)),
            _ => (year, month, (day - 1).max(1)),
        }
    }

    fn sex(&mut self, is_woman: bool) -> String {
        if self.errs("sex_missing", 0.025) {
            return self.unknown();
        }
        let is_woman = is_woman != self.errs("sex_wrong", 0.006);
        if is_woman { "MUJER" } else { "HOMBRE" }.to_owned()
    }

    fn origin(&mut self, person: &Person) -> String {
        if self.errs("origin_missing", 0.06) {
            return self.unknown();
        }
        if self.errs("origin_wrong", 0.012) {
            return plain(
                &state_of(municipality_drawn(&mut self.rng).state).name.to_uppercase(),
                true,
            );
        }
        let aliases = person.origin_aliases;
        if !aliases.is_empty() && self.happens(0.1) {
            return aliases[self.rng.usize(..aliases.len())].to_owned();
        }
        self.place(person.origin)
    }

    /// A place in the style of a clerk.
    fn place(&mut self, name: &str) -> String {
        match self.rng.u8(..100) {
            0..70 => plain(&name.to_uppercase(), true),
            70..80 => name.to_uppercase(),
            80..95 => name.to_owned(),
            _ => plain(&name.to_uppercase(), false).to_lowercase(),
        }
    }

    fn curp(&mut self, person: &Person) -> String {
        let Some(mut curp) = person.curp.clone().filter(|_| self.rng.u8(..100) < 45) else {
            return if self.happens(0.1) {
                self.unknown()
            } else {
                String::new()
            };
        };
        if self.errs("curp_typing", 0.02) {
            slip(&mut curp, &mut self.rng);
        }
        if self.errs("curp_cut", 0.02) {
            curp.truncate(
                curp.char_indices()
                    .nth(if self.rng.bool() { 10 } else { 16 })
                    .map_or(curp.len(), |at| at.0),
            );
        }
        curp
    }

    fn write_home(&mut self, home: &Home, record: &mut Record) {
        record.municipality = if self.errs("municipality_missing", 0.06) {
            self.unknown()
        } else {
            let mut name = home.municipality.name.to_uppercase();
            self.misspell(&mut name, 0.01);
            self.place(&titled(&name))
        };
        if self.errs("address_missing", 0.2) {
            (record.address, record.street_number) = (self.unknown(), String::new());
        } else {
            record.address = self.street(&home.street);
            record.street_number = if self.happens(0.06) {
                "S/N".to_owned()
            } else {
                self.number(&home.number.to_string())
            };
        }
        record.postcode = if self.errs("postcode_missing", 0.2) {
            String::new()
        } else {
            self.number(&home.postcode)
        };
        record.phone = if self.errs("phone_missing", 0.4) {
            self.unknown()
        } else {
            self.phone(&home.phone)
        };
    }

    fn street(&mut self, street: &str) -> String {
        let mut street = plain(&street.to_uppercase(), true);
        if self.happens(0.35) {
            street = street
                .replace("CALLE ", "C. ")
                .replace("AVENIDA ", "AV. ")
                .replace("PRIVADA ", "PRIV. ");
        }
        if self.happens(0.3) {
            street = street.replace(", ", ", COL. ");
        } else if self.happens(0.15) {
            street.truncate(street.find(',').unwrap_or(street.len()));
        }
        self.misspell(&mut street, 0.04);
        street
    }

    fn number(&mut self, digits: &str) -> String {
        let mut number = digits.to_owned();
        if self.errs("number_typing", 0.02) {
            slip(&mut number, &mut self.rng);
        }
        number
    }

    fn phone(&mut self, phone: &str) -> String {
        let phone = self.number(phone);
        if phone.len() == 10 && self.happens(0.2) {
            return format!("{} {} {}", &phone[..3], &phone[3..6], &phone[6..]);
        }
        phone
    }
}
