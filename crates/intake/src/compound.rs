//! The container of old Excel files and of encrypted new ones (MS-CFB), as far
//! as needed to know which of the two it is.

use std::io::{Read, Seek, SeekFrom};

use crate::{Notice, NoticeKind};

/// Sectors of directory followed; a workbook with macros has a few.
const DIRECTORY_SECTORS_MAX: usize = 256;
/// Marks the end of a chain and everything that is no sector.
const SECTOR_MAX: u32 = 0xFFFF_FFFA;

struct Compound<'a, R> {
    upload: &'a mut R,
    sector_bytes: u64,
    size: u64,
    table_sectors: Vec<u32>,
}

/// Refuses encrypted files, macros, other documents and directories that loop.
pub(crate) fn check<R: Read + Seek>(upload: &mut R, size: u64) -> Result<(), Notice> {
    let names = directory_names(upload, size)?;
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(Notice::new(NoticeKind::Encrypted, "protected with a password"));
    }
    if has("_VBA_PROJECT_CUR") || has("_VBA_PROJECT") || has("VBA") {
        return Err(Notice::new(NoticeKind::Macros, "VBA project"));
    }
    if has("Workbook") || has("Book") {
        return Ok(());
    }
    let what = if has("WordDocument") {
        "Word document"
    } else {
        "Office document without a workbook"
    };
    Err(Notice::new(NoticeKind::UnknownType, what))
}

fn directory_names<R: Read + Seek>(upload: &mut R, size: u64) -> Result<Vec<String>, Notice> {
    let mut header = [0; 512];
    upload.rewind().map_err(damaged)?;
    upload.read_exact(&mut header).map_err(damaged)?;
    let shift = u16::from_le_bytes([header[30], header[31]]);
    if shift != 9 && shift != 12 {
        return Err(trick("sector size"));
    }
    let table_count = le_u32(&header, 44);
    let mut file = Compound {
        upload,
        sector_bytes: 1 << shift,
        size,
        table_sectors: Vec::new(),
    };
    if u64::from(table_count) * file.sector_bytes > size || u64::from(le_u32(&header, 72)) * file.sector_bytes > size {
        return Err(trick("allocation table larger than the file"));
    }
    file.table_sectors = (0..109)
        .map(|index| le_u32(&header, 76 + 4 * index))
        .take_while(|sector| *sector < SECTOR_MAX)
        .collect();
    file.follow_directory(le_u32(&header, 48))
}

impl<R: Read + Seek> Compound<'_, R> {
    fn follow_directory(&mut self, first: u32) -> Result<Vec<String>, Notice> {
        let (mut names, mut seen, mut sector) = (Vec::new(), Vec::new(), first);
        let mut bytes = vec![0; self.sector_bytes as usize];
        while sector < SECTOR_MAX {
            if seen.contains(&sector) || seen.len() >= DIRECTORY_SECTORS_MAX {
                return Err(trick("directory that loops"));
            }
            seen.push(sector);
            self.read_sector(sector, &mut bytes)?;
            names.extend(bytes.chunks_exact(128).filter_map(entry_name));
            sector = self.next_sector(sector)?;
        }
        Ok(names)
    }

    fn next_sector(&mut self, sector: u32) -> Result<u32, Notice> {
        let per_table = (self.sector_bytes / 4) as u32;
        let table = self.table_sectors.get((sector / per_table) as usize);
        let at = self.offset(*table.ok_or_else(|| trick("directory outside the allocation table"))?)?;
        let mut next = [0; 4];
        self.upload
            .seek(SeekFrom::Start(at + u64::from(sector % per_table) * 4))
            .and_then(|_| self.upload.read_exact(&mut next))
            .map_err(damaged)?;
        Ok(u32::from_le_bytes(next))
    }

    fn read_sector(&mut self, sector: u32, bytes: &mut [u8]) -> Result<(), Notice> {
        let at = self.offset(sector)?;
        self.upload.seek(SeekFrom::Start(at)).map_err(damaged)?;
        // The last sector may be cut short by careless writers.
        bytes.fill(0);
        let mut filled = 0;
        while filled < bytes.len() {
            match self.upload.read(&mut bytes[filled..]).map_err(damaged)? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(())
    }

    fn offset(&self, sector: u32) -> Result<u64, Notice> {
        let at = (u64::from(sector) + 1) * self.sector_bytes;
        if at < self.size {
            Ok(at)
        } else {
            Err(trick("sector outside the file"))
        }
    }
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?]));
    let units = entry.get(..length.checked_sub(2)?.min(62))?;
    let units = units.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or('\u{FFFD}'))
            .collect(),
    )
}

fn le_u32(bytes: &[u8; 512], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => u32::MAX,
    }
}

fn damaged(error: std::io::Error) -> Notice {
    Notice::new(NoticeKind::Damaged, error.to_string())
}

fn trick(what: &str) -> Notice {
    Notice::new(NoticeKind::LegacyTrick, what)
}
