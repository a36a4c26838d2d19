//! `sintra import`: receives a file as an authority's return.

use std::path::{Path, PathBuf};

use operations::{HandedIn, Reader, asked_of, receive_with};
use serde_json::json;

use crate::{
    command::{ask_of, caller, catalogue_of, check, door_or_new},
    line::{About, Given},
    outcome::{Ended, Failure},
    say::say,
    words::{finding_json, receipt_json, receipt_words},
};

pub(crate) fn file(
    given: &Given,
    path: &Path,
    about: &About,
    annexes: &[PathBuf],
    json: bool,
) -> Result<Ended, Failure> {
    let (catalogue, crosswalk) = catalogue_of(given, Some(about))?;
    let asked = asked_of(&catalogue, ask_of(about, crosswalk.as_deref()))?;
    let (Some(authority), Some(_)) = (asked.authority.map(str::to_owned), asked.period) else {
        return Err(Failure::Usage(
            "say whose return it is and of which period: --authority ID --period 2017".to_owned(),
        ));
    };
    let door = door_or_new(given, catalogue)?;
    let catalogue = door.catalogue();
    let asked = asked_of(catalogue, ask_of(about, crosswalk.as_deref()))?;
    let caller = caller(given, &door, &authority, "hand in a return")?;
    let reader = Reader::this_program()?;
    let handed = HandedIn {
        path,
        annexes,
        received_at: &door.now(),
    };
    let received = receive_with(&door, &reader, &caller, asked, handed)?;
    if json {
        let findings = received.outcome.findings.kept().iter();
        let findings: Vec<_> = findings
            .map(|finding| finding_json(catalogue, finding, given.lang))
            .collect();
        say!(
            "{}",
            json!({ "receipt": received.receipt.as_ref().map(receipt_json), "refused": received.outcome.refused,
                               "counts": received.outcome.findings.counts(), "findings": findings })
        );
    } else {
        check::print_findings(catalogue, &received.outcome, given.lang);
        if let Some(receipt) = &received.receipt {
            say!("{}", receipt_words(receipt, given.lang).trim_end());
        }
    }
    Ok(check::ended_of(catalogue, &received.outcome))
}
