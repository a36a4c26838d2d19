//! What linkage and encodings are asked by.

use std::path::PathBuf;

use clap::Args;

use super::About;

/// What a return is encoded by.
#[derive(Args, Debug)]
pub(crate) struct EncodeFile {
    /// The institution's own file, with the columns of identity
    #[arg(required_unless_present = "new_key")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) about: About,
    /// Where to write the return; what random pairs look like goes beside it, with the ending .chances
    #[arg(long, value_name = "FILE.xlsx", required_unless_present = "new_key")]
    pub(crate) out: Option<PathBuf>,
    /// Draw the key of a period and write it here; it goes to each institution by hand, and never to the national node
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub(crate) new_key: Option<PathBuf>,
}

/// What files are linked by.
#[derive(Args, Debug)]
pub(crate) struct LinkFiles {
    /// One file, whose rows may be of the same person, or two files
    #[arg(required = true, num_args = 1..=2)]
    pub(crate) files: Vec<PathBuf>,
    /// Which columns say what of a person: id, and [roles] given_name, first_surname, second_surname, full_name, sex,
    /// birth_date, birth_year, national_id, place, region, postcode, address, street_number, phone
    #[arg(long, value_name = "MAP.toml")]
    pub(crate) map: PathBuf,
    /// Link by keyed encodings alone, as institutions do that give no names to each other
    #[arg(long)]
    pub(crate) encoded: bool,
    /// Where to write record_id, cluster_id and probability
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) out: PathBuf,
    /// Where to write the pairs with their weights
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) pairs: Option<PathBuf>,
    /// Where to write what the linkage is worth: m and u, weights, expected precision and recall, missed matches, the
    /// number of persons by threshold
    #[arg(long, value_name = "FILE.md")]
    pub(crate) report: Option<PathBuf>,
    /// Where to write pairs to be reviewed by a person, drawn at random from each band of probability; write 1 or 0 in
    /// their column «same»
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) sample: Option<PathBuf>,
    /// The sample with its answers: the report says the precision and the recall that it proves
    #[arg(long, value_name = "FILE.csv", requires = "report")]
    pub(crate) reviewed: Option<PathBuf>,
    /// The pair whose weights the report takes apart: two record numbers
    #[arg(long, value_name = "A,B", value_delimiter = ',', num_args = 2, requires = "report")]
    pub(crate) pair: Vec<String>,
}
