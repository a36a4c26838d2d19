//! The page of the policy, as people read it.

use catalogue::Language;

use super::catalogue;

#[test]
fn the_policy_reads_as_a_page() {
    let catalogue = catalogue();
    for language in Language::ALL {
        insta::assert_snapshot!(format!("policy_{}", language.code()), catalogue.rights().page(language));
    }
}
