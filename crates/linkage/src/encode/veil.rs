//! What makes a filter unreadable: its bits change places, and a pad is laid over them. Both come out of the values of a
//! blocking key, so that only records that agree on it have the same; what two such filters then show is in how many bits
//! they differ, and one by itself shows nothing.
//!
//! Places change by a butterfly of random switches (seven stages for 128 bits; Beneš 1965), pads are as in a stream
//! cipher. Switches and pads are drawn by AES from a code of the values: CBC-MAC over a number of blocks that the key
//! fixes (Bellare, Kilian and Rogaway 2000), then counters (NIST SP 800-108).

use super::{
    atoms::Known,
    filter::{FILTER_WORDS, Filter},
    key::LinkageKey,
    scheme::{ANCHORS, SCHEME_VERSION, SECTIONS},
};
use aes::{
    Aes128, Block,
    cipher::{BlockCipherEncrypt, KeyInit},
};

/// The stages of the butterfly.
const STAGES: usize = 7;
/// Words of the pad: the three names share two, for a name in another's place must be seen.
const PADS: usize = FILTER_WORDS - 4;
/// Blocks that a code is drawn out to: the key that all see, switches and pad.
const BLOCKS: usize = (1 + STAGES + PADS) / 2;

/// The most values that a blocking key is made of.
const LONGEST: usize = 3;

/// A code of the values of one blocking key.
pub(crate) type Code = u128;

/// What makes codes, and what draws them out.
pub(crate) struct Drawing {
    codes: Aes128,
    spread: Aes128,
    /// By blocking key, what its codes begin with.
    starts: Vec<Code>,
}

impl Drawing {
    pub(crate) fn new(key: &LinkageKey) -> Self {
        let cipher = |purpose: &str| Aes128::new((&*key.sixteen(&format!("v{SCHEME_VERSION} {purpose}"))).into());
        let codes = cipher("codes");
        let starts = ANCHORS.iter().zip(1u128..).map(|(anchor, number)| {
            let mut start = [block(number << 64 | anchor.atoms.len() as u128)];
            codes.encrypt_blocks(&mut start);
            code(&start[0])
        });
        Self {
            starts: starts.collect(),
            spread: cipher("spread"),
            codes,
        }
    }

    /// The code of each blocking key that is `wanted`, one bit each, and of which all values are known: its number and the
    /// code. The codes of a record are made side by side, block by block.
    pub(crate) fn codes(&self, wanted: u32, known: &Known, codes: &mut Vec<(u8, Code)>) {
        codes.clear();
        for (number, anchor) in ANCHORS.iter().enumerate() {
            if wanted >> number & 1 == 1 && anchor.atoms.iter().all(|atom| known[*atom as usize] != 0) {
                codes.push((number as u8, self.starts[number]));
            }
        }
        let mut blocks = [Block::default(); ANCHORS.len()];
        for round in 0..LONGEST {
            let value = |number: u8| {
                ANCHORS[usize::from(number)]
                    .atoms
                    .get(round)
                    .map(|atom| known[*atom as usize])
            };
            let mut open = 0;
            for (number, code) in codes.iter() {
                if let Some(value) = value(*number) {
                    blocks[open] = block(code ^ value);
                    open += 1;
                }
            }
            self.codes.encrypt_blocks(&mut blocks[..open]);
            let open = codes.iter_mut().filter(|(number, _)| value(*number).is_some());
            open.zip(&blocks)
                .for_each(|((_, code), block)| *code = self::code(block));
        }
    }

    /// The key of a code that all see; never 0.
    pub(crate) fn key(&self, code: Code) -> u64 {
        let mut first = [block(code)];
        self.spread.encrypt_blocks(&mut first);
        (self::code(&first[0]) as u64).max(1)
    }

    /// The key of a code that all see, and the veil that nobody sees.
    pub(crate) fn veil(&self, code: Code) -> (u64, Veil) {
        let mut blocks: [Block; BLOCKS] = std::array::from_fn(|at| block(code ^ at as u128));
        self.spread.encrypt_blocks(&mut blocks);
        let mut words = [0; 2 * BLOCKS];
        for (pair, block) in words.chunks_exact_mut(2).zip(&blocks) {
            let code = self::code(block);
            (pair[0], pair[1]) = (code as u64, (code >> 64) as u64);
        }
        let veil = Veil {
            switches: std::array::from_fn(|at| words[1 + at]),
            pad: std::array::from_fn(|at| words[1 + STAGES + at]),
        };
        (words[0].max(1), veil)
    }
}

fn block(code: Code) -> Block {
    code.to_le_bytes().into()
}

fn code(block: &Block) -> Code {
    Code::from_le_bytes((*block).into())
}

/// Switches and pad.
pub(crate) struct Veil {
    switches: [u64; STAGES],
    pad: [u64; PADS],
}

/// In each stage within a word, the lower places of the pairs that a switch may exchange.
const LOWER: [u64; 6] = [
    0x5555_5555_5555_5555,
    0x3333_3333_3333_3333,
    0x0F0F_0F0F_0F0F_0F0F,
    0x00FF_00FF_00FF_00FF,
    0x0000_FFFF_0000_FFFF,
    0x0000_0000_FFFF_FFFF,
];
/// Words before those that hold no field of 128 bits, and no field of 64.
const OF_128: usize = 12;
const OF_64: usize = 14;

impl Veil {
    /// A filter under the veil; `known` are the bits of the fields that are known, others stay empty.
    pub(crate) fn over(&self, filter: &Filter, known: &Filter) -> Filter {
        let mut words = filter.0;
        for (stage, lower) in LOWER.iter().enumerate() {
            let (shift, switches) = (1 << stage, self.switches[stage]);
            let masks = [switches & lower, switches >> shift & lower];
            let within = if stage == 5 { OF_64 } else { FILTER_WORDS };
            for pair in words[..within].chunks_exact_mut(2) {
                for (word, mask) in pair.iter_mut().zip(masks) {
                    let unlike = (*word >> shift ^ *word) & mask;
                    *word ^= unlike ^ unlike << shift;
                }
            }
        }
        for pair in words[..OF_128].chunks_exact_mut(2) {
            let unlike = (pair[0] ^ pair[1]) & self.switches[6];
            pair.iter_mut().for_each(|word| *word ^= unlike);
        }
        Filter(std::array::from_fn(|at| words[at] ^ self.pad[pad_of(at)] & known.0[at]))
    }
}

/// Which word of the pad lies over a word of the filter.
const fn pad_of(word: usize) -> usize {
    if word < 6 { word % 2 } else { word - 4 }
}

/// The bits of the fields of which `known` has one bit each.
pub(crate) fn bits_of(known: u16) -> Filter {
    let mut bits = Filter::EMPTY;
    for section in SECTIONS
        .iter()
        .enumerate()
        .filter(|(at, _)| known >> at & 1 == 1)
        .map(|(_, section)| section)
    {
        let (first, own) = (section.from / 64, &mut bits.0);
        match section.bits {
            128 => own[first..first + 2].fill(u64::MAX),
            64 => own[first] = u64::MAX,
            _ => own[first] |= 0xFFFF_FFFF << (section.from % 64),
        }
    }
    bits
}
