//! Which records speak of the same person or the same file: encode, block, compare, weigh, cluster. What goes in as
//! names or encodings comes out as record numbers, weights and probabilities; this room keeps nothing, gives no name
//! back and merges no record.
