//! The site as a browser without script meets it: every request goes through the whole service.
//!
//! The process that reads an upload is this very program, so that the tests stand under a harness that lets it be so.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod accounts;
mod audit;
mod calls;
mod capturing;
mod figures;
mod handed;
mod handing_in;
mod house;
mod identities;
mod jobs;
mod links;
mod programs;
mod said;
mod signing;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Every test by its module; one that is left out is dead code, which the compiler tells.
macro_rules! tests {
    ($($module:ident: $($test:ident),+;)+) => {
        vec![$($(Trial::test(concat!(stringify!($module), "::", stringify!($test)), || {
            $module::$test();
            Ok(())
        })),+),+]
    };
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [command, name] = words.as_slice()
        && command == "read-upload"
    {
        return operations::read_upload(name);
    }
    libtest_mimic::run(&Arguments::from_args(), all()).exit_code()
}

#[expect(clippy::too_many_lines, reason = "a list, a line a test")]
fn all() -> Vec<Trial> {
    tests! {
        links:
            a_pair_is_reviewed_by_what_agrees_and_decided_with_a_reason,
            an_institution_is_asked_about_its_own_record_and_told_nothing_else,
            a_pair_of_files_is_shown_by_its_agreement_and_no_folio,
            a_question_counts_each_person_once_with_its_interval_and_says_so_in_title_files_and_address;
        jobs:
            a_job_is_asked_for_done_and_its_files_are_taken_by_whoever_asked_alone,
            a_long_file_is_received_as_a_job_that_ends_with_its_receipt,
            what_only_its_session_opens_goes_on_when_that_session_looks_after_a_restart,
            a_small_file_is_received_at_once;
        programs:
            a_program_hands_in_once_however_often_it_asks,
            a_token_does_what_it_was_made_for_and_ends_when_it_is_removed,
            lists_come_in_pages,
            a_correction_is_received_only_over_the_return_that_its_program_saw,
            a_case_is_changed_only_as_its_program_saw_it,
            the_document_names_every_address_that_is_served_and_no_other;
        calls:
            a_coordinator_opens_a_call_and_sees_its_board_extends_and_closes_it,
            a_registrar_sees_what_is_asked_and_declares_zero,
            what_is_wrong_in_a_call_is_said_beside_its_field,
            hostile_words_are_shown_as_words;
        accounts:
            an_invitation_becomes_an_account_once,
            an_account_is_changed_reset_and_closed_with_the_password_alone,
            two_persons_make_the_key_of_an_institution_and_hand_it_on,
            one_changes_the_own_password_and_leaves_everywhere,
            whoever_administers_nothing_comes_to_no_account;
        audit:
            the_auditor_sees_who_looked_and_hands_it_over,
            an_alert_is_marked_as_seen_once_with_a_reason_and_never_by_who_caused_it,
            everybody_reads_what_the_log_has_of_them_and_of_nobody_else,
            the_log_is_filtered_and_read_page_by_page,
            the_auditor_verifies_and_takes_the_proof_away,
            whoever_has_nothing_to_do_with_it_reads_no_entry;
        identities:
            one_asks_another_grants_the_first_opens_and_the_auditor_sees_who_looked,
            a_grant_serves_once_whatever_the_number_of_tabs,
            a_wrong_password_or_an_empty_purpose_shows_the_form_again,
            another_institution_learns_nothing_not_even_whether_a_record_is_there,
            hostile_text_comes_back_as_text,
            an_emergency_opens_at_once_and_is_reviewed,
            two_persons_block_and_erase_an_identity;
        said: each_refusal_of_the_operations_has_its_spanish;
        capturing:
            a_case_is_captured_corrected_and_handed_in,
            what_is_not_kept_is_said_beside_the_field_with_what_was_typed,
            a_stale_case_shows_both_and_loses_nothing,
            identities_are_asked_for_at_the_last_step_sealed_and_kept_nowhere_before,
            whoever_seals_nothing_is_asked_for_no_identity,
            a_question_that_does_not_apply_is_not_asked;
        handing_in:
            a_registrar_goes_from_the_file_to_its_receipt,
            what_is_typed_wrong_is_said_beside_it_and_kept,
            workbooks_go_out_and_mended_rows_come_back,
            a_file_is_of_who_uploaded_it;
        figures:
            a_table_is_found_read_and_downloaded,
            a_question_is_built_without_script_and_keeps_its_address,
            a_question_that_does_not_fit_is_said_beside_its_field,
            places_are_drawn_per_inhabitant_with_the_source_of_both,
            an_institution_sees_its_own_figures_and_no_report,
            the_diagnosis_asks_its_purpose_and_every_figure_leads_behind_it,
            behind_a_figure_is_seen_only_for_a_purpose;
        signing:
            whoever_is_not_signed_in_is_led_to_sign_in_and_back,
            one_answer_for_a_wrong_password_and_for_nobody,
            signing_out_ends_the_session,
            a_form_of_somebody_else_is_refused,
            every_answer_carries_the_headers,
            what_is_not_there_says_so_in_the_language_of_the_visit;
    }
}
