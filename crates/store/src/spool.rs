//! Where the rows of a return wait while its file is read: in memory, and beyond a size in a file that is sealed under a
//! key that stands nowhere. So nobody waits to write while a file is read and checked.

use std::{
    collections::VecDeque,
    fmt,
    fs::{self, File},
    io::{self, BufReader, Read, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use catalogue::Compartment;
use seal::{Opener, Sealer, Secret, Zeroize, Zeroizing};

use crate::{StoreError, chance, desk::Desk};

/// Bytes that wait in memory: a return of some thousand rows.
const MEMORY_MAX: usize = 4 << 20;
/// Bytes of a block of it. A block never grows, so that no copy of what is in it stays behind.
const BLOCK: usize = 64 << 10;
/// Numbers before the texts of a row: four of its own, the lengths of its text and its encoding, and one of each compartment.
const OWN: usize = 6;
const NUMBERS: usize = OWN + Compartment::ALL.len();

/// A row that was checked, and waits to be stored.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Which part of the return it is of.
    pub(crate) part: u32,
    /// Its number in the spreadsheet.
    pub(crate) row: u32,
    /// What it stands for.
    pub(crate) count: u32,
    /// Whether it waits for its correction.
    pub(crate) is_waiting: bool,
    /// Its answers, or its cells when it waits for its correction, as JSON.
    pub(crate) text: String,
    /// What it is linked by, packed, or nothing.
    pub(crate) encoding: Vec<u8>,
    /// Its identity in the clear, one compartment after the other.
    pub(crate) words: Zeroizing<String>,
    /// Where in the words each of its compartments stands.
    pub(crate) compartments: Vec<(Compartment, Range<usize>)>,
}

/// Takes rows; they are gone when it is dropped.
pub(crate) struct Spool {
    memory: Blocks,
    file: Option<(Sealer<File>, Away, Secret)>,
    desk: Arc<Desk>,
    rows: u64,
}

/// Gives the rows back in the order in which they came.
pub(crate) struct Rows {
    from: Box<dyn Read>,
    left: u64,
    _away: Option<Away>,
}

/// A file that goes when it is no longer wanted.
#[derive(Debug)]
struct Away(PathBuf);

impl Spool {
    pub(crate) fn new(desk: Arc<Desk>) -> Spool {
        Spool {
            memory: Blocks::default(),
            file: None,
            desk,
            rows: 0,
        }
    }

    /// Takes a row.
    pub(crate) fn push(&mut self, row: &Row) -> Result<(), StoreError> {
        let head = row.head();
        let parts = [
            head.as_slice(),
            row.text.as_bytes(),
            &row.encoding,
            row.words.as_bytes(),
        ];
        if self.memory.long > MEMORY_MAX {
            self.pour()?;
        }
        self.rows += 1;
        parts.iter().for_each(|part| self.memory.push(part));
        Ok(())
    }

    /// Puts what waits in memory into the file.
    fn pour(&mut self) -> Result<(), StoreError> {
        let memory = std::mem::take(&mut self.memory);
        let (file, _, _) = self.file()?;
        let mut blocks = memory.blocks.iter();
        blocks.try_for_each(|block| file.write_all(block)).map_err(failed())
    }

    fn file(&mut self) -> Result<&mut (Sealer<File>, Away, Secret), StoreError> {
        if self.file.is_none() {
            let mut generator = chance::generator()?;
            let (key, path) = (Secret::draw(&mut generator), self.desk.place());
            let file = File::create_new(&path).map_err(failed())?;
            let away = Away(path);
            let sealer = Sealer::new(file, &key, &mut generator).map_err(failed())?;
            self.file = Some((sealer, away, key));
        }
        self.file.as_mut().ok_or(StoreError::Abandoned)
    }

    /// Ends taking, and gives the rows back.
    pub(crate) fn end(&mut self) -> Result<Rows, StoreError> {
        let left = std::mem::take(&mut self.rows);
        if self.file.is_none() {
            return Ok(Rows {
                from: Box::new(std::mem::take(&mut self.memory)),
                left,
                _away: None,
            });
        }
        self.pour()?;
        let (sealer, away, key) = self.file.take().ok_or(StoreError::Abandoned)?;
        sealer.finish().map_err(failed())?;
        let file = File::open(away.path()).map_err(failed())?;
        let from = Opener::new(BufReader::with_capacity(1 << 16, file), &key).map_err(failed())?;
        Ok(Rows {
            from: Box::new(BufReader::with_capacity(1 << 16, from)),
            left,
            _away: Some(away),
        })
    }
}

impl Rows {
    /// Reads the next row over another; `false` after the last one.
    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, StoreError> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let mut head = [0; 4 * NUMBERS];
        self.from.read_exact(&mut head).map_err(failed())?;
        let (long, encoding) = row.take_head(&head);
        let text = std::mem::take(&mut row.text).into_bytes();
        row.text = self.text(text, long)?;
        row.encoding.clear();
        row.encoding.resize(encoding, 0);
        self.from.read_exact(&mut row.encoding).map_err(failed())?;
        let long = row.compartments.last().map_or(0, |(_, range)| range.end);
        let mut words = std::mem::take(&mut *row.words);
        words.zeroize();
        *row.words = self.text(words.into_bytes(), long)?;
        Ok(true)
    }

    fn text(&mut self, mut bytes: Vec<u8>, long: usize) -> Result<String, StoreError> {
        bytes.clear();
        bytes.resize(long, 0);
        self.from.read_exact(&mut bytes).map_err(failed())?;
        String::from_utf8(bytes).map_err(|_| StoreError::Abandoned)
    }
}

impl Row {
    fn head(&self) -> [u8; 4 * NUMBERS] {
        let mut numbers = [0u32; NUMBERS];
        let [text, encoding] =
            [self.text.len(), self.encoding.len()].map(|long| u32::try_from(long).unwrap_or(u32::MAX));
        let is_waiting = u32::from(self.is_waiting);
        numbers[..OWN].copy_from_slice(&[self.part, self.row, self.count, is_waiting, text, encoding]);
        for (compartment, range) in &self.compartments {
            let at = Compartment::ALL.iter().position(|one| one == compartment);
            numbers[OWN + at.unwrap_or_default()] = u32::try_from(range.len()).unwrap_or(u32::MAX);
        }
        let mut head = [0; 4 * NUMBERS];
        for (four, number) in head.chunks_exact_mut(4).zip(numbers) {
            four.copy_from_slice(&number.to_le_bytes());
        }
        head
    }

    /// Takes the numbers, and answers how long the text and the encoding are.
    fn take_head(&mut self, head: &[u8; 4 * NUMBERS]) -> (usize, usize) {
        let mut numbers = [0u32; NUMBERS];
        for (number, four) in numbers.iter_mut().zip(head.chunks_exact(4)) {
            *number = four.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        }
        [self.part, self.row, self.count] = [numbers[0], numbers[1], numbers[2]];
        self.is_waiting = numbers[3] != 0;
        self.compartments.clear();
        let mut from = 0;
        for (compartment, long) in Compartment::ALL.into_iter().zip(&numbers[OWN..]) {
            let until = from + *long as usize;
            if until > from {
                self.compartments.push((compartment, from..until));
            }
            from = until;
        }
        (numbers[4] as usize, numbers[5] as usize)
    }
}

/// Bytes in memory, overwritten when they were read or are no longer wanted.
#[derive(Default)]
struct Blocks {
    blocks: VecDeque<Zeroizing<Vec<u8>>>,
    /// How many bytes are in them.
    long: usize,
    /// How many of the first block were read.
    read: usize,
}

impl Blocks {
    fn push(&mut self, mut bytes: &[u8]) {
        self.long += bytes.len();
        while !bytes.is_empty() {
            let room = self.blocks.back().map_or(0, |last| BLOCK - last.len());
            if room == 0 {
                self.blocks.push_back(Zeroizing::new(Vec::with_capacity(BLOCK)));
                continue;
            }
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            if let Some(last) = self.blocks.back_mut() {
                last.extend_from_slice(now);
            }
            bytes = later;
        }
    }
}

impl Read for Blocks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(first) = self.blocks.front() else {
            return Ok(0);
        };
        let read = (&first[self.read..]).read(buffer)?;
        self.read += read;
        if self.read == first.len() {
            self.blocks.pop_front();
            self.read = 0;
        }
        Ok(read)
    }
}

impl Away {
    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

fn failed() -> impl FnOnce(io::Error) -> StoreError {
    StoreError::disk("keep what was checked until it is stored")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Compartment, Desk, MEMORY_MAX, Row, Spool};

    fn row(at: u32, long: usize) -> Row {
        let mut row = Row {
            part: at % 3,
            row: at,
            count: at + 7,
            is_waiting: at.is_multiple_of(2),
            encoding: vec![at as u8; long % 7],
            text: format!("{at} ñ").repeat(long),
            ..Row::default()
        };
        if !row.is_waiting {
            for compartment in [Compartment::ALL[1], Compartment::ALL[3]] {
                let from = row.words.len();
                row.words.push_str(&format!("Zutanita {at}"));
                row.compartments.push((compartment, from..row.words.len()));
            }
        }
        row
    }

    #[test]
    fn rows_come_back_as_they_went_in_from_memory_and_from_the_disk() {
        let store = tempfile::tempdir().unwrap();
        Desk::make_room(store.path()).unwrap();
        let desk = Arc::new(Desk::open(store.path()).unwrap());
        for longs in [&[1, 3, 0][..], &[1, 300_000, 5, MEMORY_MAX, 2, 400_000]] {
            let mut spool = Spool::new(Arc::clone(&desk));
            let rows = || longs.iter().enumerate().map(|(at, long)| row(at as u32, *long));
            rows().for_each(|row| spool.push(&row).unwrap());
            let (mut back, mut read) = (spool.end().unwrap(), Row::default());
            for row in rows() {
                assert!(back.next(&mut read).unwrap());
                assert_eq!(format!("{read:?}"), format!("{row:?}"));
            }
            assert!(!back.next(&mut read).unwrap());
            drop(back);
            assert_eq!(std::fs::read_dir(desk.place().parent().unwrap()).unwrap().count(), 0);
        }
    }
}
