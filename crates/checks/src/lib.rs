//! Tests of the whole house: its plan, its files, its findings, its documents. This room ships nothing, and
//! reads the other rooms as files without using them.
