//! Borders made simpler so that what two regions share stays shared: rings are cut where three borders meet,
//! and each piece is simplified in the same direction whoever it belongs to.

use std::collections::HashMap;

/// A corner, as fine as corners are told apart.
pub(super) type Corner = (i32, i32);

/// Simplifies rings (closed, without the corner that repeats the first) by what a corner adds to a border: those
/// that stand off by less than `tolerance` units go.
pub(super) fn simplified(rings: &[Vec<Corner>], tolerance: f64) -> Vec<Vec<Corner>> {
    let meeting = Meeting::of(rings);
    let ring = |ring: &Vec<Corner>| {
        let mut whole: Vec<Corner> = Vec::new();
        for piece in meeting.pieces(ring) {
            let piece = same_way(&piece, tolerance);
            whole.extend(&piece[..piece.len() - 1]);
        }
        whole
    };
    rings.iter().map(ring).collect()
}

/// Where borders meet: corners with more than two neighbours.
struct Meeting {
    neighbours: HashMap<Corner, Neighbours>,
}

#[derive(Clone, Copy, Default)]
struct Neighbours {
    two: [Option<Corner>; 2],
    is_more: bool,
}

impl Meeting {
    fn of(rings: &[Vec<Corner>]) -> Meeting {
        let mut neighbours: HashMap<Corner, Neighbours> = HashMap::new();
        for ring in rings {
            for at in 0..ring.len() {
                let (before, after) = (ring[(at + ring.len() - 1) % ring.len()], ring[(at + 1) % ring.len()]);
                let own = neighbours.entry(ring[at]).or_default();
                own.meets(before);
                own.meets(after);
            }
        }
        Meeting { neighbours }
    }

    fn is_here(&self, corner: &Corner) -> bool {
        self.neighbours.get(corner).is_some_and(|own| own.is_more)
    }

    /// A ring as pieces between the corners where borders meet, each with both its ends. A ring where nothing meets
    /// begins at its least corner, so that another region with the same ring cuts it alike.
    fn pieces(&self, ring: &[Corner]) -> Vec<Vec<Corner>> {
        let least = || (0..ring.len()).min_by_key(|at| ring[*at]).unwrap_or_default();
        let start = ring
            .iter()
            .position(|corner| self.is_here(corner))
            .unwrap_or_else(least);
        let mut pieces = vec![vec![]];
        for step in 0..=ring.len() {
            let corner = ring[(start + step) % ring.len()];
            if let Some(piece) = pieces.last_mut() {
                piece.push(corner);
            }
            if step > 0 && step < ring.len() && self.is_here(&corner) {
                pieces.push(vec![corner]);
            }
        }
        pieces
    }
}

impl Neighbours {
    fn meets(&mut self, corner: Corner) {
        match self.two {
            [Some(one), _] if one == corner => {}
            [None, _] => self.two[0] = Some(corner),
            [_, Some(other)] if other == corner => {}
            [_, None] => self.two[1] = Some(corner),
            _ => self.is_more = true,
        }
    }
}

/// Simplifies a piece in one direction, whichever way it is walked.
fn same_way(piece: &[Corner], tolerance: f64) -> Vec<Corner> {
    let turned: Vec<Corner> = piece.iter().rev().copied().collect();
    if turned.as_slice() < piece {
        let mut kept = kept(&turned, tolerance);
        kept.reverse();
        return kept;
    }
    kept(piece, tolerance)
}

/// The corners of a piece that stay (Ramer, Douglas and Peucker): both ends, and whatever stands off by more than
/// the tolerance. A piece that closes keeps three corners besides.
fn kept(piece: &[Corner], tolerance: f64) -> Vec<Corner> {
    let mut stays = vec![false; piece.len()];
    let last = piece.len() - 1;
    (stays[0], stays[last]) = (true, true);
    let mut spans = vec![(0, last)];
    if piece[0] == piece[last] && piece.len() > 3 {
        let (third, two_thirds) = (last / 3, 2 * last / 3);
        (stays[third], stays[two_thirds]) = (true, true);
        spans = vec![(0, third), (third, two_thirds), (two_thirds, last)];
    }
    while let Some((from, to)) = spans.pop() {
        let far = (from + 1..to)
            .map(|at| (distance(piece[at], piece[from], piece[to]), at))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((_, at)) = far.filter(|(distance, _)| *distance > tolerance) {
            stays[at] = true;
            spans.extend([(from, at), (at, to)]);
        }
    }
    piece
        .iter()
        .zip(stays)
        .filter(|(_, stays)| *stays)
        .map(|(corner, _)| *corner)
        .collect()
}

/// How far a corner is from the straight line between two.
fn distance(corner: Corner, from: Corner, to: Corner) -> f64 {
    let at = |corner: Corner| (f64::from(corner.0), f64::from(corner.1));
    let ((x, y), (x0, y0), (x1, y1)) = (at(corner), at(from), at(to));
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return (x - x0).hypot(y - y0);
    }
    ((x - x0) * dy - (y - y0) * dx).abs() / length
}
