//! The one door as people pass it: by whom, with whom, for how long, and what the log says of it.
//!
//! The process that reads an upload is this very program, so that the tests stand under a harness that lets it be so.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod accounts;
mod asking;
mod backups;
mod board;
mod board_told;
mod cells;
mod ceremony;
mod country;
mod doors;
mod drafting;
mod encoding;
mod erasure;
mod files;
mod flags;
mod linking;
mod looking;
mod office;
mod opening;
mod policy;
mod raw;
mod read_once;
mod two_persons;
mod under_way;
mod unlogged;
mod witness;

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
    let all = all().into_iter().chain(under_way());
    libtest_mimic::run(&Arguments::from_args(), all.collect()).exit_code()
}

#[expect(clippy::too_many_lines, reason = "a list, a line a test")]
fn all() -> Vec<Trial> {
    tests! {
        accounts:
            a_store_is_founded_by_two_persons_and_once,
            an_invitation_serves_once_and_only_for_its_account,
            a_password_is_long_and_not_among_the_first_that_are_tried,
            failures_delay_their_source_ever_longer_and_no_other,
            guesses_made_at_once_are_delayed_as_if_made_one_by_one,
            who_exists_is_not_told_by_time_nor_words_nor_the_database,
            a_code_and_a_recovery_code_serve_once,
            two_who_sign_in_at_once_cannot_use_one_code,
            an_account_closed_while_somebody_signs_in_stays_closed,
            who_signed_in_is_out_once_the_account_is_closed_reset_or_changed,
            a_session_ends_by_itself_from_elsewhere_and_with_its_account,
            what_needs_the_password_needs_it_within_fifteen_minutes,
            a_session_cannot_prolong_itself,
            one_person_never_holds_roles_that_must_be_apart,
            two_administrators_at_once_cannot_give_one_person_roles_that_must_be_apart,
            nobody_manages_their_own_account,
            a_reset_or_closed_custodian_holds_no_key_and_a_new_one_is_given_by_a_custodian,
            a_closed_account_stays_in_the_log_and_its_name_is_never_given_again,
            a_new_password_opens_what_the_old_one_opened;
        asking:
            a_question_is_answered_and_its_figures_are_traced,
            an_institution_is_answered_about_itself_and_no_other,
            what_does_not_fit_is_said_and_nothing_is_computed,
            many_readers_of_a_shelf_each_leave_their_entry,
            boundaries_are_kept_beside_the_store_and_drawn;
        backups:
            what_comes_back_verifies_and_opens_the_same_identity,
            a_backup_is_for_somebody_and_replaces_no_file,
            cut_flipped_or_for_another_it_is_refused_and_leaves_nothing,
            a_hostile_archive_writes_nothing;
        board:
            it_tells_in_time_late_extended_zero_sent_back_by_letter_and_never,
            a_correction_after_the_last_day_is_in_time_and_its_content_counts,
            a_longer_return_answers_and_pieces_answer_together,
            two_calls_that_overlap_are_answered_by_one_return,
            a_closed_call_stays_as_it_stood,
            a_call_is_of_those_whom_the_caller_may_call_and_is_never_changed,
            a_state_sees_its_own_authorities_and_a_registrar_what_is_asked_of_them,
            the_minimum_is_counted_as_the_rows_come_in,
            two_sources_of_one_state_that_contradict_each_other_are_told;
        board_told:
            it_equals_a_naive_computation,
            it_is_asked_again_only_when_something_came,
            ten_years_of_monthly_returns_are_told_without_a_record;
        ceremony:
            what_was_sealed_is_what_two_persons_open,
            identity_comes_in_only_from_who_may_hold_it,
            any_three_shares_bring_a_key_back_and_no_two,
            a_foreign_share_is_refused,
            an_institution_has_one_key;
        doors:
            what_many_threads_read_is_in_one_log_that_holds,
            a_door_whose_user_panicked_serves_again,
            who_comes_when_all_doors_are_taken_waits_and_is_served,
            each_is_refused_in_their_own_language,
            one_file_handed_in_by_many_at_once_is_received_once_and_receipted_to_all,
            a_reading_that_the_scribe_cannot_write_down_is_not_answered,
            doors_open_only_with_the_key_of_the_store;
        encoding:
            encodings_of_the_key_in_force_are_kept_and_no_others,
            who_sends_no_identity_sends_no_encoding,
            an_identity_is_encoded_as_it_is_sealed_only_with_a_key,
            whoever_sends_many_files_to_be_linked_is_stopped_and_seen;
        erasure:
            erasing_leaves_a_proof_in_the_log_and_nothing_that_opens,
            the_record_of_accesses_is_complete_and_in_order;
        linking:
            who_is_in_two_returns_is_counted_once,
            a_confirmed_pair_across_institutions_takes_two_and_undone_it_is_as_before,
            a_rejected_pair_stays_apart_whatever_a_run_says,
            a_pair_is_shown_by_its_agreement_and_never_by_a_name,
            an_origin_answers_about_its_own_record_alone,
            erasing_takes_the_encodings_with_it,
            a_run_after_another_compares_what_is_new_and_keeps_the_rest,
            nobody_is_twice_in_one_return_unless_somebody_says_so,
            a_vintage_counts_persons_by_the_decisions_of_its_instant,
            what_came_without_identity_is_erased_all_the_same;
        files:
            folios_that_name_each_other_link_for_certain_and_say_why,
            a_link_by_folio_can_be_rejected_and_the_rejection_undone,
            files_that_are_only_alike_wait_for_two_persons,
            what_comes_later_is_linked_with_what_is_there_and_nothing_else_is_said_anew,
            a_vintage_counts_files_once_beside_persons;
        flags:
            a_victim_who_is_accused_elsewhere_is_flagged_for_non_punishment_and_not_linked;
        looking:
            one_answer_for_a_record_of_others_and_for_none,
            a_record_says_what_this_person_may_ask,
            what_waits_is_told_to_those_who_can_end_it,
            the_log_is_searched_from_its_end_and_gone_on_with;
        opening:
            a_grant_lasts_five_minutes_exactly,
            it_opens_once_for_the_account_that_asked_and_one_compartment,
            who_comes_with_a_session_alone_opens_nothing,
            the_twentieth_of_a_day_opens_and_the_next_waits_whatever_the_account,
            many_doors_at_once_open_no_more_than_twenty,
            many_doors_at_once_use_a_grant_once,
            an_emergency_raises_an_alert_and_only_another_person_reviews_it,
            what_is_blocked_or_erased_is_opened_no_more,
            every_touch_of_a_decoy_is_an_alert_and_no_later_vintage_holds_it,
            nobody_reaches_another_institution;
        two_persons:
            one_person_never_grants_what_they_asked,
            one_person_never_erases_alone,
            one_person_never_recovers_alone_nor_gives_a_key_to_themselves,
            an_institution_is_enrolled_by_two_for_two,
            the_log_names_both_persons;
        unlogged:
            without_an_entry_nothing_is_answered_and_nothing_done;
        witness:
            a_bundle_is_read_back_and_tells_nobody_what_was_done,
            a_witness_signs_what_continues_and_its_note_verifies,
            a_log_that_was_cut_or_rewritten_is_refused,
            another_log_is_another_and_each_has_its_own_memory,
            a_memory_that_was_tampered_with_is_not_believed,
            a_hostile_bundle_or_seed_never_panics;
        policy:
            every_act_is_decided_as_the_policy_says,
            lists_show_what_may_be_seen_and_no_more;
    }
}

fn under_way() -> Vec<Trial> {
    tests! {
        drafting:
            every_saving_is_a_revision_and_a_stale_one_is_refused_with_both,
            identity_is_never_kept_in_a_draft,
            a_draft_is_of_its_institution,
            a_case_is_checked_as_a_row_of_a_file_is,
            what_does_not_apply_is_known_from_the_rules,
            cases_without_errors_become_one_return_and_the_others_stay,
            what_is_in_force_comes_back_as_cases_before_it_is_replaced,
            the_same_cases_can_be_in_force_again,
            what_holds_sealed_identities_is_not_reopened,
            what_identifies_is_sealed_at_the_last_step_as_that_of_a_file_is,
            shelters_and_whoever_has_no_key_hand_in_no_identity_of_a_case;
        read_once:
            what_was_read_says_after_every_correction_what_the_file_says,
            a_file_is_not_read_again_and_only_its_session_opens_what_was_read;
        under_way:
            names_are_nowhere_in_clear_from_upload_to_receipt,
            it_is_of_the_account_and_where_the_institution_seals_of_the_session,
            a_killed_process_loses_no_mend_and_a_receipt_is_given_once,
            two_doors_that_hand_in_at_once_get_one_receipt,
            without_mends_the_file_itself_is_handed_in,
            what_cannot_be_mended_is_said_and_what_is_typed_is_only_text,
            two_tabs_do_not_overwrite_each_other_and_a_mend_is_taken_back,
            all_cells_alike_are_mended_at_once,
            a_file_that_is_refused_never_gets_past_the_beginning,
            after_three_days_or_when_cancelled_nothing_of_it_is_left,
            what_the_store_does_not_take_stays_under_way,
            the_rows_that_wait_go_out_and_come_back_mended,
            a_file_without_findings_is_handed_in_as_it_is;
    }
}
