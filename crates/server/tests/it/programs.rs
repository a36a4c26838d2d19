//! Programs at the interface: tokens, scopes, pages of lists, marks, keys of requests, problems as JSON.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use serde_json::Value as Json;

use crate::house::{House, Page, Visitor};

const REGISTRAR: &str = "registro.pros-09-cmx";
const HAND_IN: &str = "/api/v1/returns?authority=pros-09-cmx&period=2017&file=victims.csv&register=victims";

/// One victim of a year, with the fewest answers that a row may have.
fn file(year: &str) -> Vec<u8> {
    let head = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,destination,\
                detected_on,offences,exploitation_form,recruitment_means,count";
    format!("{head}\nV-1,Mujer,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,{year}-05-01,art13,S.I.,S.I.,1\n").into_bytes()
}

fn token(visitor: &mut Visitor<'_>, acts: &[&str]) -> String {
    let mut fields = vec![("label", "nightly"), ("days", "30")];
    fields.extend(acts.iter().map(|act| ("acts", *act)));
    let page = visitor.post("/account/tokens", &fields);
    let (_, after) = page
        .text
        .split_once("<p class=\"hash\">")
        .unwrap_or_else(|| panic!("{}", page.text));
    after.split_once('<').unwrap().0.to_owned()
}

fn ask(house: &House, method: &Method, address: &str, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Page {
    let mut visitor = house.visitor();
    let mut request = visitor
        .request(method.as_str(), address)
        .header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    visitor.send(request.body(Body::from(body.to_vec())).unwrap())
}

fn json(page: &Page) -> Json {
    serde_json::from_slice(&page.bytes).unwrap_or_else(|_| panic!("{} {}", page.status, page.text))
}

pub(crate) fn a_program_hands_in_once_however_often_it_asks() {
    let house = House::new();
    let token = token(&mut house.signed_in(REGISTRAR), &["receive", "see_returns"]);
    let send = |key: &str, address: &str| {
        ask(
            &house,
            &Method::POST,
            address,
            &token,
            &[("idempotency-key", key)],
            &file("2017"),
        )
    };
    let first = send("key-00000001", HAND_IN);
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    assert_eq!(json(&first)["receipt"]["number"], 1);
    let again = send("key-00000001", HAND_IN);
    assert_eq!(
        (again.status, &json(&again)["receipt"]["sha256"]),
        (StatusCode::CREATED, &json(&first)["receipt"]["sha256"])
    );
    let other = send("key-00000001", &HAND_IN.replace("2017", "2018"));
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.text);
    assert_eq!(send("short", HAND_IN).status, StatusCode::BAD_REQUEST);
    let list = ask(&house, &Method::GET, "/api/v1/returns", &token, &[], b"");
    assert_eq!(json(&list)["items"].as_array().unwrap().len(), 1);
    let mark = list.headers["etag"].to_str().unwrap();
    let same = ask(
        &house,
        &Method::GET,
        "/api/v1/returns",
        &token,
        &[("if-none-match", mark)],
        b"",
    );
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
}

pub(crate) fn a_token_does_what_it_was_made_for_and_ends_when_it_is_removed() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let token = token(&mut visitor, &["see_returns"]);
    let refused = ask(
        &house,
        &Method::POST,
        HAND_IN,
        &token,
        &[("idempotency-key", "key-00000001")],
        &file("2017"),
    );
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    let allowed = || ask(&house, &Method::GET, "/api/v1/returns", &token, &[], b"").status;
    assert_eq!(allowed(), StatusCode::OK);
    let page = visitor.get("/account/tokens");
    let (_, after) = page.text.split_once("name=\"id\" value=\"").unwrap();
    let id = after.split_once('"').unwrap().0.to_owned();
    assert!(!page.text.contains(&token), "the token is shown once");
    visitor.post("/account/tokens/remove", &[("id", &id)]);
    assert_eq!(allowed(), StatusCode::UNAUTHORIZED);
    // A token opens no page, and a page's session is no token.
    let mut request = house
        .visitor()
        .request("GET", "/")
        .header("authorization", format!("Bearer {token}"));
    request = request.header("cookie", format!("sintra={token}"));
    assert_eq!(
        house.visitor().send(request.body(Body::empty()).unwrap()).status,
        StatusCode::SEE_OTHER
    );
}

pub(crate) fn lists_come_in_pages() {
    let house = House::new();
    let token = token(&mut house.signed_in(REGISTRAR), &["receive", "see_returns"]);
    for year in ["2015", "2016", "2017"] {
        let (address, key) = (HAND_IN.replace("2017", year), format!("key-0000{year}"));
        let page = ask(
            &house,
            &Method::POST,
            &address,
            &token,
            &[("idempotency-key", &key)],
            &file(year),
        );
        assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    }
    let page = |after: &str| {
        json(&ask(
            &house,
            &Method::GET,
            &format!("/api/v1/returns?limit=2{after}"),
            &token,
            &[],
            b"",
        ))
    };
    let first = page("");
    assert_eq!(
        (first["items"].as_array().unwrap().len(), &first["next"]),
        (2, &Json::from(2))
    );
    let last = page("&after=2");
    assert_eq!(
        (last["items"].as_array().unwrap().len(), last["next"].is_null()),
        (1, true)
    );
}

pub(crate) fn the_document_names_every_address_that_is_served_and_no_other() {
    let house = House::new();
    let page = house.visitor().get("/api/v1/openapi.json");
    let document = json(&page);
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    let mut served = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let address = path
                .replace("{number}", "1")
                .replace("{vintage}", "latest")
                .replace("{table}", "x");
            let method: Method = method.to_uppercase().parse().unwrap();
            let address = format!("{address}?authority=a&period=2017&file=x.csv&figure=x");
            let answer = ask(&house, &method, &address, "none", &[], b"");
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{method} {path}: {}",
                answer.text
            );
            assert_eq!(json(&answer)["status"], 401);
            served += 1;
        }
    }
    assert!(served >= 11, "only {served} operations are in the document");
    let reference = house.visitor().get("/api");
    assert!(reference.text.contains("POST /api/v1/returns"), "{}", reference.text);
    let nothing = ask(&house, &Method::GET, "/api/v1/nothing", "none", &[], b"");
    assert_eq!(
        (nothing.status, json(&nothing)["status"].clone()),
        (StatusCode::NOT_FOUND, Json::from(404))
    );
}

pub(crate) fn a_correction_is_received_only_over_the_return_that_its_program_saw() {
    let house = House::new();
    let token = token(&mut house.signed_in(REGISTRAR), &["receive", "see_returns"]);
    let send = |key: &str, headers: &[(&str, &str)], rows: &str| {
        let mut all = vec![("idempotency-key", key)];
        all.extend(headers);
        let body = [file("2017"), rows.as_bytes().to_vec()].concat();
        ask(&house, &Method::POST, HAND_IN, &token, &all, &body)
    };
    let more = |id: &str| format!("{id},Mujer,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2017-05-01,art13,S.I.,S.I.,1\n");
    let none = send("key-00000000", &[("if-match", "\"nothing\"")], "");
    assert_eq!(none.status, StatusCode::PRECONDITION_FAILED, "there is none to correct");
    let first = send("key-00000001", &[("if-none-match", "*")], "");
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let mark = first.headers["etag"].to_str().unwrap().to_owned();
    let one = ask(&house, &Method::GET, "/api/v1/returns/1", &token, &[], b"");
    assert_eq!(one.headers["etag"].to_str().unwrap(), mark);
    let second = send("key-00000002", &[("if-none-match", "*")], &more("V-2"));
    assert_eq!(second.status, StatusCode::PRECONDITION_FAILED, "{}", second.text);
    assert_eq!(second.headers["content-type"], "application/problem+json");
    assert_eq!(json(&second)["status"], 412);
    let second = send("key-00000003", &[("if-match", &mark)], &more("V-2"));
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.text);
    let stale = send("key-00000004", &[("if-match", &mark)], &more("V-3"));
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.text);
    let list = "/api/v1/returns?authority=pros-09-cmx&period=2017";
    let list = json(&ask(&house, &Method::GET, list, &token, &[], b""));
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "the stale one left nothing");
}

pub(crate) fn a_case_is_changed_only_as_its_program_saw_it() {
    let house = House::new();
    let token = token(&mut house.signed_in(REGISTRAR), &["receive"]);
    let send = |method: &Method, address: &str, mark: &str, body: &str| {
        let headers = [("if-match", mark)];
        let headers = if mark.is_empty() { &[][..] } else { &headers[..] };
        ask(&house, method, address, &token, headers, body.as_bytes())
    };
    let new = r#"{"register": "victims", "period": "2026-09", "answers": {"local_id": "V-1", "age": "20"}}"#;
    let made = send(&Method::POST, "/api/v1/cases", "", new);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let (place, first) = ("/api/v1/cases/1", made.headers["etag"].to_str().unwrap().to_owned());
    assert_eq!(made.headers["location"], place);
    let to = |age: &str| format!(r#"{{"answers": {{"local_id": "V-1", "age": "{age}"}}}}"#);
    let unsaid = send(&Method::PUT, place, "", &to("21"));
    assert_eq!(unsaid.status, StatusCode::PRECONDITION_REQUIRED, "{}", unsaid.text);
    let changed = send(&Method::PUT, place, &first, &to("21"));
    assert_eq!(
        (changed.status, &json(&changed)["revision"]),
        (StatusCode::OK, &Json::from(2))
    );
    let second = changed.headers["etag"].to_str().unwrap().to_owned();
    assert_ne!(first, second);
    for stale in [
        send(&Method::PUT, place, &first, &to("99")),
        send(&Method::DELETE, place, &first, ""),
    ] {
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.text);
        assert_eq!(
            (stale.headers["content-type"].to_str().unwrap(), &json(&stale)["status"]),
            ("application/problem+json", &Json::from(412))
        );
    }
    assert_eq!(json(&send(&Method::GET, place, "", ""))["answers"]["age"], "21");
    let named = send(
        &Method::PUT,
        place,
        &second,
        r#"{"answers": {"given_name": "Zutanita"}}"#,
    );
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!named.text.contains("Zutanita"), "{}", named.text);
    assert_eq!(send(&Method::PUT, place, &second, "{").status, StatusCode::BAD_REQUEST);
    assert_eq!(send(&Method::DELETE, place, &second, "").status, StatusCode::NO_CONTENT);
    assert!(
        json(&send(&Method::GET, "/api/v1/cases", "", ""))["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let document = json(&house.visitor().get("/api/v1/openapi.json"));
    for (path, method) in [
        ("/api/v1/returns", "post"),
        ("/api/v1/cases/{number}", "put"),
        ("/api/v1/cases/{number}", "delete"),
    ] {
        let operation = &document["paths"][path][method];
        let says = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["name"] == "If-Match");
        assert!(
            says && operation["responses"]["412"].is_object(),
            "{method} {path} says so: {operation}"
        );
    }
}
