//! Who has had access to a record: a table for pages and for paper.

use askama::Template;
use catalogue::Act;
use operations::LogEntry;

use crate::{instants, turn::Turn, words::Words};

/// The accesses to one record.
#[derive(Debug, Template)]
#[template(path = "accesses.html")]
pub(crate) struct Accesses {
    t: Words,
    lines: Vec<Access>,
}

#[derive(Debug)]
struct Access {
    at: String,
    what: String,
    account: String,
    institution: String,
    /// Purpose, office, second person: what there is of them.
    why: String,
    seq: i64,
}

impl Accesses {
    pub(crate) fn of(turn: &Turn<'_>, entries: Vec<LogEntry>) -> Accesses {
        let line = |entry: LogEntry| {
            let actor = entry.actor;
            let whys = [actor.purpose, actor.reference, actor.second];
            let whys: Vec<String> = whys.into_iter().filter(|why| !why.is_empty()).collect();
            Access {
                at: instants::plain(&entry.at),
                what: act_word(turn, &entry.act),
                account: actor.account,
                institution: actor.institution,
                why: whys.join(" · "),
                seq: entry.seq,
            }
        };
        Accesses {
            t: turn.t(),
            lines: entries.into_iter().map(line).collect(),
        }
    }
}

/// An entry of the log as a page shows it.
pub(crate) struct LogLine {
    pub(crate) entry: LogEntry,
    pub(crate) at: String,
    pub(crate) what: String,
}

impl LogLine {
    pub(crate) fn of(turn: &Turn<'_>, entry: LogEntry) -> LogLine {
        LogLine {
            at: instants::plain(&entry.at),
            what: act_word(turn, &entry.act),
            entry,
        }
    }
}

/// An act of the log in words; its id where there are none.
pub(crate) fn act_word(turn: &Turn<'_>, id: &str) -> String {
    let known = Act::of(id).and_then(|act| turn.catalogue().rights().act(act));
    let known = known.map(|act| act.label.get(turn.t().0));
    known.or_else(|| lesser(turn.t(), id)).unwrap_or(id).to_owned()
}

/// What the log says of what is no act of the policy.
fn lesser(t: Words, id: &str) -> Option<&'static str> {
    Some(match id {
        "refused" => t.log_act_refused(),
        "see_openings" => t.log_act_see_openings(),
        "see_proposals" => t.log_act_see_proposals(),
        "refuse_opening" => t.log_act_refuse_opening(),
        "begin_session" => t.log_act_begin_session(),
        "sign_out" => t.log_act_sign_out(),
        "sign_in_failed" => t.log_act_sign_in_failed(),
        "activate" => t.log_act_activate(),
        "found" | "found_training" => t.log_act_found(),
        "quota" => t.log_act_quota(),
        "restore" | "erase_again" => t.log_act_restore(),
        _ => return own(t, id),
    })
}

/// The lesser acts of everybody's day: files, cases, jobs, keys.
fn own(t: Words, id: &str) -> Option<&'static str> {
    Some(match id {
        "read_own_log" => t.log_act_read_own_log(),
        "ask_job" => t.log_act_ask_job(),
        "job_done" => t.log_act_job_done(),
        "job_failed" => t.log_act_job_failed(),
        "take_job_file" => t.log_act_take_job_file(),
        "begin_hand_in" => t.log_act_begin_hand_in(),
        "drop_hand_in" => t.log_act_drop_hand_in(),
        "keep_answer" => t.log_act_keep_answer(),
        "save_draft" => t.log_act_save_draft(),
        "see_draft" => t.log_act_see_draft(),
        "delete_draft" => t.log_act_delete_draft(),
        "reopen_cases" => t.log_act_reopen_cases(),
        "add_passkey" => t.log_act_add_passkey(),
        "drop_passkey" => t.log_act_drop_passkey(),
        "sign_in_with_passkey" => t.log_act_sign_in_with_passkey(),
        "add_token" => t.log_act_add_token(),
        "drop_token" => t.log_act_drop_token(),
        _ => return None,
    })
}
