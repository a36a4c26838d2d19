//! A person's turn at the door: the session opened, the act done, the page made, on a thread that may wait.

use axum::{
    http::{
        StatusCode,
        header::{LOCATION, SET_COOKIE},
    },
    response::{Html, IntoResponse, Response},
};
use catalogue::{Act, Catalogue};
use operations::{Caller, Credentials, Door};

use seal::Secret;
use sha2::{Digest, Sha256};

use crate::{
    cookies,
    forms::Fields,
    frame::Frame,
    problem::{Problem, Wrong},
    visit::Visit,
    words::Words,
};

/// Whoever signed in, at the door.
pub(crate) struct Turn<'d> {
    pub(crate) door: &'d Door,
    pub(crate) caller: Caller,
    pub(crate) visit: &'d Visit,
}

/// What a page comes to.
pub(crate) type Answered = Result<Response, Problem>;

impl Turn<'_> {
    /// The messages in the language of the visit.
    pub(crate) fn t(&self) -> Words {
        self.visit.words()
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.door.catalogue()
    }

    /// Whether a role of whoever signed in has anything to do with an act; what exactly, the door decides.
    pub(crate) fn may(&self, act: Act) -> bool {
        let mut lines = self.catalogue().rights().lines_of(act).iter();
        lines.any(|line| self.caller.roles().contains(&line.role))
    }

    /// The frame of a page with a title.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        Frame::of(self.visit, Some(&self.caller), self.catalogue(), title.into())
    }

    /// Signs in again with the `password` and `code` of a form, for what asks for it; with the form's `purpose` and
    /// `office_number`.
    pub(crate) fn again(&self, fields: &Fields) -> Result<Caller, Problem> {
        let caller = self.door.sign_in(Credentials {
            account: self.caller.account(),
            password: fields.get("password"),
            code: fields.get("code"),
            session: self.visit.token.as_deref(),
            from: &self.visit.from,
        })?;
        Ok(dressed(caller, fields))
    }

    /// 32 bytes that only the browser's session holds: the store knows another hash of its token.
    pub(crate) fn session_secret(&self, label: &[u8]) -> Option<Secret> {
        let token = self.visit.token.as_ref()?;
        let hash = Sha256::new()
            .chain_update(label)
            .chain_update([0])
            .chain_update(token.as_bytes());
        Some(Secret::from_bytes(hash.finalize().into()))
    }

    /// The caller of the session, with the form's `purpose` and `office_number`.
    pub(crate) fn stating(&self, fields: &Fields) -> Caller {
        dressed(self.caller.clone(), fields)
    }
}

fn dressed(caller: Caller, fields: &Fields) -> Caller {
    caller
        .for_purpose(fields.get("purpose"))
        .by_office(fields.get("office_number"))
}

/// A page from its template.
pub(crate) fn page(template: &impl askama::Template) -> Answered {
    let text = template
        .render()
        .map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
    Ok(Html(text).into_response())
}

/// On to another page, after something was done.
pub(crate) fn go(address: &str) -> Answered {
    Ok((StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response())
}

impl Visit {
    /// Runs a turn of whoever signed in; without a session, the page to sign in.
    pub(crate) async fn turn(self, act: impl FnOnce(&Turn<'_>) -> Answered + Send + 'static) -> Response {
        let Some(token) = self.token.clone() else {
            return self.to_sign_in(false);
        };
        self.at_the_door(move |door, visit| {
            let caller = door
                .caller_of(&token, &visit.from)
                .map_err(|_| Problem::from(Wrong::Ended))?;
            act(&Turn { door, caller, visit })
        })
        .await
    }

    /// Runs an act at a free door on a thread that may wait.
    pub(crate) async fn at_the_door(self, act: impl FnOnce(&Door, &Visit) -> Answered + Send + 'static) -> Response {
        let visit = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let (doors, language) = (&self.site.doors, self.language);
            match self.queue {
                Some(queue) => doors.in_queue(queue, language, |door| act(door, &self)),
                None => doors.with(language, |door| act(door, &self)),
            }
        });
        let answered = done
            .await
            .unwrap_or_else(|_| Err(Wrong::Broken("a turn stopped".to_owned()).into()));
        match answered {
            Ok(response) => response,
            Err(problem) => problem.answered(&visit),
        }
    }

    /// The page to sign in, which leads back here.
    pub(crate) fn to_sign_in(&self, is_ended: bool) -> Response {
        let next = crate::forms::encoded(&self.address);
        let ended = if is_ended { "&ended" } else { "" };
        let address = format!("/sign-in?next={next}{ended}");
        let mut response = (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response();
        if let Some(cookie) = cookies::session(&self.site.settings, "").filter(|_| is_ended) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}
