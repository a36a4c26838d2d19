//! A file between its upload and its receipt: it lies sealed, the account that began it looks at it, and it becomes a
//! return, is cancelled, or goes after three days.

use std::{fs::File, io::Read, path::Path};

use catalogue::{Act, Language};
use intake::{
    Annotator, Asked, Check, Mended, MendedCell, Mends, Nowhere, Outcome, Preview, Previewer, Rows, Taker, Words,
    decode,
};
use jiff::SignedDuration;
use register::{Actor, Findings};
use seal::Secret;
use store::{KeptMend, NewUnderWay, UnderWay, UnderWayAnnex, Writing};

use crate::{
    Ask, Caller, Door, OperationError, Reader, asked_of,
    checking::{checked, file_name, read_whole},
    door::On,
    receiving::{FILE_MAX_BYTES, missing, sealing},
};

/// How long a file may be under way.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(72);
/// Longest name of a file, in characters.
const NAME_CHARS: usize = 160;

/// The secret that opens what an institution that seals has under way: only the session of the upload holds it.
#[derive(Clone, Debug)]
pub struct UploadKey(Secret);

impl UploadKey {
    /// The key of a session, from a secret that nothing but the session holds.
    #[must_use]
    pub fn of(session: &Secret) -> UploadKey {
        UploadKey(session.derive("under way"))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

/// What files under way are read with.
#[derive(Clone, Copy, Debug)]
pub struct With<'a> {
    /// The process that reads them.
    pub reader: &'a Reader,
    /// What opens them.
    pub key: &'a UploadKey,
}

/// What came of the beginning of an upload.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The number by which the file is under way; none when it was refused and nothing of it was kept.
    pub number: Option<i64>,
    /// What was found.
    pub outcome: Outcome,
}

/// A file under way, as its account sees it.
#[derive(Clone, Debug)]
pub struct InHand {
    /// What is known of it.
    pub file: UnderWay,
    /// The documents handed in with it.
    pub annexes: Vec<UnderWayAnnex>,
    /// What was mended in it.
    pub mends: Vec<KeptMend>,
    /// When it goes by itself, RFC 3339 in UTC.
    pub ends_at: String,
    /// The return by which this very file was received before.
    pub already: Option<i64>,
}

impl Door {
    /// Takes in a file for a return to be; the same file again goes on where it was. What identifies persons lies under
    /// the key of the session alone where the institution seals, and refuses the file where it does not.
    ///
    /// # Errors
    /// When the authority or period is missing, the caller may not hand in for it, or it cannot be kept. A file that is
    /// refused is no error: it comes back without a number, and nothing of it is kept.
    pub fn begin(
        &self,
        caller: &Caller,
        ask: Ask<'_>,
        (name, source): (&str, &mut impl Read),
        with: With<'_>,
    ) -> Result<Begun, OperationError> {
        let asked = sealing(self, caller, asked_of(self.catalogue(), ask)?)?;
        let new = NewUnderWay {
            authority: asked.authority.ok_or_else(|| missing("an authority"))?.to_owned(),
            period: asked.period.ok_or_else(|| missing("a period"))?,
            register: asked.register.unwrap_or_default().to_owned(),
            crosswalk: asked.crosswalk.map_or("", |crosswalk| &crosswalk.id).to_owned(),
            file_name: plain_name(name),
            purpose: if caller.has_purpose() {
                caller.actor().purpose.clone()
            } else {
                String::new()
            },
            reference: caller.actor().reference.clone(),
        };
        let staged = self.store.stage_original(source, FILE_MAX_BYTES)?;
        let words = Words::of(self.catalogue());
        let check = Check::new(self.catalogue(), &words, asked, Nowhere);
        let (outcome, _) = read_whole(check, with.reader, staged.opened()?, &new.file_name)?;
        if outcome.refused {
            self.look(caller, "a file that was refused")?;
            return Ok(Begun { number: None, outcome });
        }
        let own = self.bound_to(&new.authority, with.key)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let number = writing.begin_under_way(&new, &staged, own)?;
        writing.count_under_way(number, outcome.rows)?;
        writing.finish("begin_hand_in", &object(number), &[])?;
        self.store.tidy_under_way()?;
        let number = Some(number);
        Ok(Begun { number, outcome })
    }

    /// Where an institution seals, its files under way are of a session alone.
    fn bound_to<'k>(&self, authority: &str, key: &'k UploadKey) -> Result<Option<&'k Secret>, OperationError> {
        let seals = self.store.institution_key(authority)?.is_some();
        Ok(seals.then_some(&key.0))
    }

    /// The files that the caller has under way.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn in_hand(&self, caller: &Caller) -> Result<Vec<InHand>, OperationError> {
        self.admit(caller, Act::Receive, On::of(caller.institution()))?;
        self.look(caller, "hand-ins")?;
        let all = self.store.under_way_of(caller.account())?;
        let living = all.into_iter().filter(|one| !self.is_over(one));
        living.map(|one| self.described(one)).collect()
    }

    /// A file under way.
    ///
    /// # Errors
    /// When there is none of this number, or somebody else began it.
    pub fn hand_in_of(&self, caller: &Caller, number: i64) -> Result<InHand, OperationError> {
        let (one, _, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.look(caller, &object(number))?;
        self.described(one)
    }

    fn described(&self, file: UnderWay) -> Result<InHand, OperationError> {
        let asked = &file.asked;
        let same = self
            .store
            .already_received(&asked.authority, asked.period, &file.sha256, &asked.crosswalk)?;
        let begun: jiff::Timestamp = file.begun_at.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Ok(InHand {
            annexes: self.store.under_way_annexes(file.number)?,
            mends: self.store.mends(file.number)?,
            ends_at: format!("{:.0}", begun + KEPT),
            already: same.map(|one| one.number),
            file,
        })
    }

    /// The return that a file became when it was handed in by the caller, or `None`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn became(&self, caller: &Caller, number: i64) -> Result<Option<i64>, OperationError> {
        let became = self.store.handed_in(number)?;
        Ok(became
            .filter(|(account, _)| account == caller.account())
            .map(|(_, returned)| returned))
    }

    /// How a file will be read: its format, its sheets, its headings and its first rows.
    ///
    /// # Errors
    /// When it is not the caller's, or only another session opens it.
    pub fn preview(&self, caller: &Caller, number: i64, with: With<'_>) -> Result<Preview, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.look(caller, &object(number))?;
        let words = Words::of(self.catalogue());
        let mut previewer = Previewer::new(self.catalogue(), &words, asked, &one.asked.file_name);
        self.read_mended(&one, with, &mut previewer)?;
        Ok(previewer.finish())
    }

    /// The file as a workbook with its findings in it, as they are after what was mended.
    ///
    /// # Errors
    /// As [`Door::preview`], or when it cannot be made.
    pub fn marked(
        &self,
        caller: &Caller,
        number: i64,
        (with, language): (With<'_>, Language),
    ) -> Result<Vec<u8>, OperationError> {
        let (one, asked, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.look(caller, &format!("{}, marked", object(number)))?;
        let words = Words::of(self.catalogue());
        let check = Check::new(self.catalogue(), &words, asked, Nowhere);
        let (outcome, _) = self.check_mended(&one, with, (check, &mut |_| ()))?;
        let mut annotator = Annotator::new(self.catalogue(), asked, &outcome.findings, language);
        self.read_mended(&one, with, &mut annotator)?;
        annotator
            .finish()
            .map_err(|error| OperationError::Broken(error.to_string()))
    }

    /// Adds a document that the file's cells name.
    ///
    /// # Errors
    /// When the file is not the caller's, or the document cannot be kept.
    pub fn add_annex(
        &self,
        caller: &Caller,
        number: i64,
        (name, source): (&str, &mut impl Read),
        key: &UploadKey,
    ) -> Result<(), OperationError> {
        let (one, _, caller) = self.own(caller, number)?;
        let caller = &caller;
        self.is_free(number)?;
        self.admit(caller, Act::Attach, On::of(&one.asked.authority))?;
        let staged = self.store.stage_original(source, FILE_MAX_BYTES)?;
        let own = self.bound_to(&one.asked.authority, key)?;
        let name = plain_name(name);
        self.writing(caller, ("mend_hand_in", number), |writing| {
            writing.keep_annex(number, &name, (&staged, own))
        })?;
        Ok(self.store.tidy_under_way()?)
    }

    /// Takes a document away again.
    ///
    /// # Errors
    /// When the file is not the caller's.
    pub fn remove_annex(&self, caller: &Caller, number: i64, name: &str) -> Result<(), OperationError> {
        let (_, _, caller) = &self.own(caller, number)?;
        self.is_free(number)?;
        self.writing(caller, ("mend_hand_in", number), |writing| {
            writing.drop_annex(number, name).map(drop)
        })?;
        Ok(self.store.tidy_under_way()?)
    }

    /// Ends a file under way without a return: nothing of it stays.
    ///
    /// # Errors
    /// When it is not the caller's.
    pub fn cancel_hand_in(&self, caller: &Caller, number: i64) -> Result<(), OperationError> {
        let (_, _, caller) = &self.own(caller, number)?;
        self.is_free(number)?;
        self.writing(caller, ("drop_hand_in", number), |writing| {
            writing.drop_under_way(number).map(drop)
        })?;
        self.read_once.forget(number);
        Ok(self.store.tidy_under_way()?)
    }

    /// Ends what has been under way for three days. It is done whenever a store is opened, and may be done at any time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sweep_hand_ins(&self) -> Result<usize, OperationError> {
        let actor = Actor::new("sintra", "", "three days are over");
        let before = format!("{:.3}", self.clock() - KEPT);
        Ok(self.store.sweep_under_way(&actor, &self.now(), &before)?)
    }

    /// A file under way of the caller's, who may still hand in for its authority, what its check is asked, and the caller
    /// with the purpose that was said when it began.
    ///
    /// # Errors
    /// When there is none of this number, somebody else began it, or the caller may hand in no more.
    pub(crate) fn own(&self, caller: &Caller, number: i64) -> Result<(UnderWay, Asked<'_>, Caller), OperationError> {
        let none = || OperationError::Unknown(store::StoreError::NoUnderWay(number).to_string());
        let one = self.store.under_way(number)?.filter(|one| !self.is_over(one));
        let one = one.ok_or_else(none)?;
        self.noted(caller, Act::Receive, &object(number), || {
            match one.account == caller.account() {
                true => Ok(()),
                false => Err(OperationError::Refused(
                    store::StoreError::NoUnderWay(number).to_string(),
                )),
            }
        })?;
        let known = |text: &str| !text.is_empty();
        let period = one.asked.period.to_string();
        let ask = Ask {
            authority: Some(&one.asked.authority),
            period: Some(&period),
            register: Some(one.asked.register.as_str()).filter(|id| known(id)),
            crosswalk: Some(one.asked.crosswalk.as_str()).filter(|id| known(id)),
        };
        let caller = as_begun(caller, &one);
        let asked = sealing(self, &caller, asked_of(self.catalogue(), ask)?)?;
        Ok((one, asked, caller))
    }

    fn is_over(&self, one: &UnderWay) -> bool {
        let begun: jiff::Timestamp = one.begun_at.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.clock().duration_since(begun) >= KEPT
    }

    /// The entry of a look at one's own file; it comes before the answer.
    pub(crate) fn look(&self, caller: &Caller, object: &str) -> Result<(), OperationError> {
        Ok(self.store.note(caller.actor(), &self.now(), "check", object, &[])?)
    }

    /// One writing, with its entry.
    pub(crate) fn writing<V>(
        &self,
        caller: &Caller,
        (act, number): (&str, i64),
        acts: impl FnOnce(&Writing<'_>) -> Result<V, store::StoreError>,
    ) -> Result<V, OperationError> {
        let writing = self.store.write(caller.actor(), &self.now())?;
        let done = acts(&writing)?;
        writing.finish(act, &object(number), &[])?;
        Ok(done)
    }

    /// The mends of a file, ready to be read with it.
    pub(crate) fn mends_of(&self, number: i64) -> Result<Mends, OperationError> {
        let mut mends = Mends::default();
        for mend in self.store.mends(number)? {
            let cell = MendedCell::typed(&mend.value, self.kind_of(&mend.field));
            mends.put((&mend.sheet, mend.row, mend.column), cell);
        }
        Ok(mends)
    }

    /// Reads a file with its mends; `false` when the reading process died.
    pub(crate) fn read_mended(
        &self,
        one: &UnderWay,
        with: With<'_>,
        rows: &mut impl Rows,
    ) -> Result<bool, OperationError> {
        let mends = self.mends_of(one.number)?;
        self.read_raw(one, with, &mut Mended::new(&mends, rows))
    }

    /// Reads a file as it was uploaded: anew, or what was read of it before.
    pub(crate) fn read_raw(
        &self,
        one: &UnderWay,
        with: With<'_>,
        rows: &mut impl Rows,
    ) -> Result<bool, OperationError> {
        if let Some(read) = self.read_once.of(one, with.key) {
            return Ok(decode(&mut read.as_slice(), rows).is_ok());
        }
        let file = self.opened(one, with.key)?;
        let (whole, copy) = with.reader.read_copied(file, &one.asked.file_name, rows)?;
        if let Some(copy) = copy {
            self.read_once.keep(one, with.key, &copy)?;
        }
        Ok(whole)
    }

    fn opened(&self, one: &UnderWay, key: &UploadKey) -> Result<File, OperationError> {
        Ok(self.store.staged_under_way(one, &key.0)?.opened()?)
    }

    /// Checks a file with its mends, telling how many rows were read so far.
    pub(crate) fn check_mended<'c, T: Taker<'c>>(
        &self,
        one: &UnderWay,
        with: With<'_>,
        (check, progress): (Check<'c, T>, &mut dyn FnMut(u64)),
    ) -> Result<(Outcome, T), OperationError> {
        checked(check, progress, |rows| self.read_mended(one, with, rows))
    }

    /// A file written anew with its mends in it: what is handed in.
    ///
    /// # Errors
    /// When it is too large to be written.
    pub(crate) fn written_anew(
        &self,
        one: &UnderWay,
        asked: Asked<'_>,
        with: With<'_>,
    ) -> Result<Vec<u8>, OperationError> {
        let none = Findings::default();
        let mut annotator = Annotator::plain(self.catalogue(), asked, &none);
        let whole = self.read_mended(one, with, &mut annotator)?;
        if !whole || !annotator.is_whole() {
            let says = "the file is too large to be written anew with these corrections; correct it in your own \
                        spreadsheet and upload it again";
            return Err(OperationError::refused(says));
        }
        annotator
            .finish()
            .map_err(|error| OperationError::Broken(error.to_string()))
    }
}

/// Whoever began a file goes on with it for what they said it is, unless they say something else now.
fn as_begun(caller: &Caller, one: &UnderWay) -> Caller {
    let mut caller = caller.clone();
    if !caller.has_purpose() {
        caller = caller.for_purpose(&one.asked.purpose);
    }
    if caller.actor().reference.is_empty() {
        caller = caller.by_office(&one.asked.reference);
    }
    caller
}

/// How the log names a file under way.
pub(crate) fn object(number: i64) -> String {
    format!("hand-in {number}")
}

/// A name that came with an upload, without folders and characters that nobody sees.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let seen = file_name(Path::new(seen.trim()));
    if seen.is_empty() { "archivo".to_owned() } else { seen }
}
