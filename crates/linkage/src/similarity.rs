//! How alike two short texts are: Jaro–Winkler for names, edit distance for numbers.

/// The longest text that is compared letter by letter; what is longer is compared up to here.
const LONGEST: usize = 64;

/// Jaro–Winkler similarity of two texts of plain capitals, 0 to 1 (Winkler 1990: prefix of at most four, scale 0.1).
#[must_use]
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f32 {
    let (a, b) = (clipped(a), clipped(b));
    let jaro = jaro(a, b);
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f32 * (1.0 - jaro)
}

fn clipped(text: &[u8]) -> &[u8] {
    &text[..text.len().min(LONGEST)]
}

/// Jaro similarity: the letters that both have within half the longer length of each other, less the transposed ones.
fn jaro(a: &[u8], b: &[u8]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (of_a, of_b) = matched(a, b, window);
    let common = of_a.count_ones();
    if common == 0 {
        return 0.0;
    }
    let m = common as f32;
    let half = transposed(a, of_a, b, of_b) / 2;
    (m / a.len() as f32 + m / b.len() as f32 + (m - half as f32) / m) / 3.0
}

/// The places of `a` and of `b` whose letters are matched, as bits: each letter of `a` takes the first free one of `b`
/// within the window.
///
/// Letters are told apart by six bits, which part plain capitals, digits, blank and the signs of an electronic address.
fn matched(a: &[u8], b: &[u8], window: usize) -> (u64, u64) {
    let mut places = [0u64; 64];
    for (j, letter) in b.iter().enumerate() {
        places[usize::from(letter & 63)] |= 1 << j;
    }
    let (mut of_a, mut of_b) = (0u64, 0u64);
    let width = 2 * window + 1;
    let mask = if width >= 64 { u64::MAX } else { (1 << width) - 1 };
    for (i, letter) in a.iter().enumerate() {
        let near = if i >= window {
            mask << (i - window)
        } else {
            mask >> (window - i)
        };
        let free = places[usize::from(letter & 63)] & near & !of_b;
        of_b |= free & free.wrapping_neg();
        of_a |= u64::from(free != 0) << i;
    }
    (of_a, of_b)
}

/// How many matched letters stand in another order.
fn transposed(a: &[u8], mut of_a: u64, b: &[u8], mut of_b: u64) -> u32 {
    let mut count = 0;
    while of_a != 0 {
        count += u32::from(a[of_a.trailing_zeros() as usize] != b[of_b.trailing_zeros() as usize]);
        of_a &= of_a - 1;
        of_b &= of_b - 1;
    }
    count
}

/// Whether one text becomes the other by at most one letter added, left out or changed, or two neighbours swapped.
#[must_use]
pub fn within_one_edit(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    match unlike(a, b) {
        ([x, y], [z, w]) => x == w && y == z,
        (a, b) => a.len() <= 1 && b.len() <= 1,
    }
}

/// Edit distance with swapped neighbours (optimal string alignment), at most `limit + 1`; all cells of a row of its table
/// at a time, as bits (Hyyrö 2003).
#[must_use]
pub fn edit_distance(a: &[u8], b: &[u8], limit: usize) -> usize {
    let (a, b) = unlike(clipped(a), clipped(b));
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let distance = if a.is_empty() { b.len() } else { table_end(a, b) };
    distance.min(limit + 1)
}

/// Two texts without the beginning and the end that they share.
fn unlike<'t>(a: &'t [u8], b: &'t [u8]) -> (&'t [u8], &'t [u8]) {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - suffix], &b[..b.len() - suffix])
}

/// The last cell of the table of edit distances. Its columns are kept as where they rise and where they fall.
fn table_end(a: &[u8], b: &[u8]) -> usize {
    let mut places = [0u64; 256];
    for (at, letter) in a.iter().enumerate() {
        places[usize::from(*letter)] |= 1 << at;
    }
    let (mut rises, mut falls, mut level, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
    let mut distance = a.len();
    for letter in b {
        let equal = places[usize::from(*letter)];
        let swapped = ((!level & equal) << 1) & before;
        level = ((equal & rises).wrapping_add(rises) ^ rises) | equal | falls | swapped;
        let (across_up, across_down) = (falls | !(level | rises), level & rises);
        distance += (across_up >> (a.len() - 1) & 1) as usize;
        distance -= (across_down >> (a.len() - 1) & 1) as usize;
        let (across_up, across_down) = (across_up << 1 | 1, across_down << 1);
        rises = across_down | !(level | across_up);
        falls = across_up & level;
        before = equal;
    }
    distance
}
