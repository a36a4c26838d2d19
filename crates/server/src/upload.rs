//! A file on its way in: it is read while it arrives, and lies nowhere before it is sealed.

use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Request, multipart::Field},
    response::Response,
};

use http_body::Frame;
use http_body_util::BodyExt;
use operations::Queue;

use crate::{
    forms::{self, Fields, TOKEN},
    problem::{Problem, Wrong},
    site::Site,
    turn::{Answered, Turn},
    visit::Visit,
};

/// The largest text of a form that brings a file.
const TEXT_MAX_BYTES: usize = 16 << 10;
/// Chunks that wait to be read: a slow disk slows the sender.
const AHEAD: usize = 8;
/// Of a file, what is in memory before a door is asked for.
const AHEAD_BYTES: usize = 4 << 20;

/// A form with a file, up to where the file begins: its fields stand before the file.
#[derive(Debug)]
pub(crate) struct Upload {
    visit: Visit,
    fields: Fields,
    form: Multipart,
}

/// The file as it arrives.
#[derive(Debug)]
pub(crate) struct Arriving {
    /// The name the sender's machine gives it.
    pub(crate) name: String,
    from: Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.from.recv() {
                Ok(chunk) => self.rest = chunk?,
                Err(_) => return Ok(0),
            }
        }
        let read = self.rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&self.rest.split_to(read));
        Ok(read)
    }
}

impl FromRequest<Site> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Upload, Response> {
        let (parts, body) = request.into_parts();
        let visit = Visit {
            queue: Some(Queue::Uploads),
            ..Visit::of(&parts, site)
        };
        let refused = |wrong: Wrong| Problem::from(wrong).answered(&visit);
        if !forms::is_same_origin(&parts.headers, &visit.host) {
            return Err(refused(Wrong::Form));
        }
        let form = Multipart::from_request(Request::from_parts(parts, body), site).await;
        let form = form.map_err(|_| refused(Wrong::Unreadable))?;
        let fields = Fields::default();
        Ok(Upload { visit, fields, form })
    }
}

impl Upload {
    /// Runs a turn with the form's fields and the first file in it, while it still arrives. A form without a file
    /// comes with an empty one.
    pub(crate) async fn turn(
        mut self,
        act: impl FnOnce(&Turn<'_>, &Fields, Arriving) -> Answered + Send + 'static,
    ) -> Response {
        let visit = self.visit.clone();
        let refused = |wrong: Wrong| Problem::from(wrong).answered(&visit);
        let (to, from) = sync_channel(AHEAD);
        loop {
            let Ok(field) = self.form.next_field().await else {
                return refused(Wrong::Unreadable);
            };
            match field {
                Some(field) if field.file_name().is_none() => {
                    let name = field.name().unwrap_or_default().to_owned();
                    match text(field).await {
                        Ok(value) => self.fields.0.push((name, value)),
                        Err(wrong) => return refused(wrong),
                    }
                }
                field => {
                    let session = self.visit.token.as_deref().unwrap_or_default();
                    if !forms::is_token(&self.visit.site.forms, session, self.fields.get(TOKEN)) {
                        return refused(Wrong::Form);
                    }
                    let name = field.as_ref().and_then(Field::file_name).unwrap_or_default().to_owned();
                    let (rest, field) = match ahead(field).await {
                        Ok(ahead) => ahead,
                        Err(wrong) => return refused(wrong),
                    };
                    let arriving = Arriving { name, from, rest };
                    let fields = self.fields;
                    let turn = self.visit.turn(move |turn| act(turn, &fields, arriving));
                    let (response, ()) = tokio::join!(turn, handed_over(field, to));
                    return response;
                }
            }
        }
    }
}

/// The beginning of a file, whole when it is small: a slow sender keeps no door waiting.
async fn ahead(field: Option<Field<'_>>) -> Result<(Bytes, Option<Field<'_>>), Wrong> {
    let mut head = Vec::new();
    let Some(mut field) = field else {
        return Ok((Bytes::new(), None));
    };
    while head.len() < AHEAD_BYTES {
        match field.chunk().await.map_err(|_| Wrong::Unreadable)? {
            Some(chunk) => head.extend_from_slice(&chunk),
            None => return Ok((Bytes::from(head), None)),
        }
    }
    Ok((Bytes::from(head), Some(field)))
}

/// Hands the body of a request to whoever reads it, while it arrives.
pub(crate) async fn read_while_arriving<F: Future<Output = Response>>(
    body: Body,
    act: impl FnOnce(Arriving) -> F,
) -> Response {
    let (to, from) = sync_channel(AHEAD);
    let arriving = Arriving {
        name: String::new(),
        from,
        rest: Bytes::new(),
    };
    let (response, ()) = tokio::join!(act(arriving), body_over(body, to));
    response
}

async fn body_over(mut body: Body, to: SyncSender<io::Result<Bytes>>) {
    while let Some(frame) = body.frame().await {
        let chunk = match frame.map(Frame::into_data) {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(_)) => continue,
            Err(error) => Err(io::Error::other(error.to_string())),
        };
        if !sent(&to, chunk).await {
            return;
        }
    }
}

/// Whether somebody still reads. Their thread may be waiting for a door, so that sending may wait too.
async fn sent(to: &SyncSender<io::Result<Bytes>>, chunk: io::Result<Bytes>) -> bool {
    let (to, is_last) = (to.clone(), chunk.is_err());
    let sent = tokio::task::spawn_blocking(move || to.send(chunk)).await;
    !is_last && matches!(sent, Ok(Ok(())))
}

async fn text(mut field: Field<'_>) -> Result<String, Wrong> {
    let mut whole = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Wrong::Unreadable)? {
        whole.extend_from_slice(&chunk);
        if whole.len() > TEXT_MAX_BYTES {
            return Err(Wrong::TooLarge);
        }
    }
    String::from_utf8(whole).map_err(|_| Wrong::Unreadable)
}

/// Hands over what arrives to whoever reads it; when nobody does any more, the rest is left unread.
async fn handed_over(field: Option<Field<'_>>, to: SyncSender<io::Result<Bytes>>) {
    let Some(mut field) = field else {
        return;
    };
    loop {
        let chunk = match field.chunk().await {
            Ok(Some(chunk)) => Ok(chunk),
            Ok(None) => return,
            Err(error) => Err(io::Error::other(error.to_string())),
        };
        if !sent(&to, chunk).await {
            return;
        }
    }
}
