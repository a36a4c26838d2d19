//! The tree of which only the edge is kept is the tree of RFC 6962.

use ledger::{Hash, Tree, leaf, root_of};
use proptest::prelude::*;

/// Leaves that all differ.
pub(crate) fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf(&number.to_be_bytes())).collect()
}

pub(crate) fn tree_of(leaves: &[Hash]) -> Tree {
    let mut tree = Tree::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree
}

#[test]
fn the_edge_gives_the_root_of_the_whole_at_every_size() {
    let leaves = leaves(300);
    let mut tree = Tree::new();
    for size in 0..=leaves.len() {
        assert_eq!(tree.size(), size as u64);
        assert_eq!(tree.root(), root_of(&leaves[..size]), "at {size}");
        leaves.get(size).into_iter().for_each(|leaf| tree.push(*leaf));
    }
}

#[test]
fn a_tree_goes_on_where_its_bytes_stopped() {
    let leaves = leaves(70);
    for stopped in 0..=leaves.len() {
        let mut tree = Tree::from_bytes(&tree_of(&leaves[..stopped]).to_bytes()).unwrap();
        leaves[stopped..].iter().for_each(|leaf| tree.push(*leaf));
        assert_eq!(tree, tree_of(&leaves), "from {stopped}");
    }
}

#[test]
fn bytes_that_are_too_few_or_too_many_are_no_tree() {
    for size in [0, 1, 7, 8, 100] {
        let bytes = tree_of(&leaves(size)).to_bytes();
        for cut in 0..bytes.len() {
            assert_eq!(Tree::from_bytes(&bytes[..cut]), None, "{size} cut at {cut}");
        }
        assert_eq!(Tree::from_bytes(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(Tree::from_bytes(&[&bytes[..], &[0; 32]].concat()), None);
    }
}

#[test]
fn a_log_grows_by_the_same_steps_however_long_it_is() {
    let bytes = tree_of(&leaves(1000)).to_bytes();
    assert_eq!(bytes.len(), 8 + 32 * 1000_u64.count_ones() as usize);
}

proptest! {
    #[test]
    fn any_leaves_in_any_order_have_the_root_of_the_whole(leaves in prop::collection::vec(any::<Hash>(), 0..600)) {
        let tree = tree_of(&leaves);
        prop_assert_eq!(tree.root(), root_of(&leaves));
        prop_assert_eq!(Tree::from_bytes(&tree.to_bytes()), Some(tree));
    }

    #[test]
    fn another_entry_another_place_another_root(
        mut leaves in prop::collection::vec(any::<Hash>(), 2..80),
        at: prop::sample::Index,
        other: prop::sample::Index,
    ) {
        let root = root_of(&leaves);
        let (at, other) = (at.index(leaves.len()), other.index(leaves.len()));
        prop_assume!(leaves[at] != leaves[other]);
        leaves.swap(at, other);
        prop_assert_ne!(root_of(&leaves), root);
        leaves.swap(at, other);
        leaves.remove(at);
        prop_assert_ne!(root_of(&leaves), root);
    }
}
