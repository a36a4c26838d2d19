//! Sources held against each other: rows, or figures, of two tables that cannot both be right (¶74, ¶92, ¶222).

use catalogue::{Catalogue, Contradiction, ContradictionKind, Label};

use crate::{Address, Computed};

/// A contradiction looked for, with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradicted {
    /// The contradiction's id.
    pub id: String,
    /// Whether both tables were there to compare.
    pub compared: bool,
    /// What clashes, in the order of the first table's rows.
    pub clashes: Vec<Clash>,
}

/// Two figures that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The row's words; none when two single figures are compared.
    pub row: Option<Label>,
    /// The first figure.
    pub left: (Address, u64),
    /// The second figure.
    pub right: (Address, u64),
}

/// Looks for every contradiction of the catalogue in tables already computed.
#[must_use]
pub fn contradictions(catalogue: &Catalogue, computed: &[Computed]) -> Vec<Contradicted> {
    catalogue
        .contradictions()
        .iter()
        .map(|one| contradicted(one, computed))
        .collect()
}

fn contradicted(contradiction: &Contradiction, computed: &[Computed]) -> Contradicted {
    let [left, right] = contradiction.tables();
    let table = |id: &str| computed.iter().find(|table| table.id == id);
    let pairs = table(left).zip(table(right)).map(|(left, right)| {
        if contradiction.left.ends_with(']') {
            figures(contradiction, left, right)
        } else {
            rows(left, right)
        }
    });
    Contradicted {
        id: contradiction.id.clone(),
        compared: pairs.is_some(),
        clashes: pairs
            .into_iter()
            .flatten()
            .filter(|clash| is_clash(contradiction.kind, clash.left.1, clash.right.1))
            .collect(),
    }
}

/// Whether two figures contradict each other in this way.
#[must_use]
pub fn is_clash(kind: ContradictionKind, left: u64, right: u64) -> bool {
    match kind {
        ContradictionKind::Without => left > 0 && right == 0,
        ContradictionKind::Exceeds => left > right,
        ContradictionKind::Differs => left != right,
    }
}

/// The known rows of the first table, each with the same row of the second; a row that the second lacks is zero.
fn rows(left: &Computed, right: &Computed) -> Vec<Clash> {
    let known = |(at, _): &(usize, &crate::Category)| left.rows[*at].is_answer();
    let pair = |(at, category): (usize, &crate::Category)| {
        let other = right.rows.iter().position(|row| row.id == category.id);
        let address = |table: &Computed| Address {
            table: table.id.clone(),
            row: Some(category.id.clone()),
            column: None,
        };
        Clash {
            row: Some(category.label.clone()),
            left: (address(left), left.row_totals[at]),
            right: (address(right), other.map_or(0, |row| right.row_totals[row])),
        }
    };
    left.rows.iter().enumerate().filter(known).map(pair).collect()
}

/// Two single figures; nothing when an address names none.
fn figures(contradiction: &Contradiction, left: &Computed, right: &Computed) -> Vec<Clash> {
    let figure = |table: &Computed, address: &str| {
        let address = Address::parse(address)?;
        let value = table.figure(&address)?.value;
        Some((address, value))
    };
    let pair = figure(left, &contradiction.left).zip(figure(right, &contradiction.right));
    pair.map(|(left, right)| Clash { row: None, left, right })
        .into_iter()
        .collect()
}
