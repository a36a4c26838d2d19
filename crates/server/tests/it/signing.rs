//! Signing in and out, forms, and what every answer carries.

use axum::{body::Body, http::StatusCode};

use crate::house::House;

pub(crate) fn whoever_is_not_signed_in_is_led_to_sign_in_and_back() {
    let house = House::new();
    let mut visitor = house.visitor();
    let page = visitor.get("/?page=2");
    assert_eq!(page.address, "/sign-in?next=%2F%3Fpage%3D2");
    assert!(page.text.contains(r#"name="next" value="/?page=2""#), "{}", page.text);
    let elsewhere = visitor.get("/sign-in?next=//evil.example");
    assert!(
        elsewhere.text.contains(r#"name="next" value="/""#),
        "nobody is led out of the site"
    );
    let inside = house.signed_in("registro.pros-09-cmx").get("/");
    assert!(inside.text.contains("Mis pendientes"), "{}", inside.text);
}

pub(crate) fn one_answer_for_a_wrong_password_and_for_nobody() {
    let house = House::new();
    let answers = ["registro.pros-09-cmx", "nobody.at-all"].map(|account| {
        let page = house.visitor().sign_in(account, "not the password");
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        let (_, problem) = page.text.split_once("<div class=\"problem\"").unwrap();
        problem.split_once("</div>").unwrap().0.to_owned()
    });
    assert_eq!(answers[0], answers[1]);
}

pub(crate) fn signing_out_ends_the_session() {
    let house = House::new();
    let mut visitor = house.signed_in("registro.pros-09-cmx");
    let kept = visitor.request("GET", "/");
    let page = visitor.post("/sign-out", &[]);
    assert!(page.text.contains("Salió del sistema"), "{}", page.text);
    let page = visitor.send(kept.body(Body::empty()).unwrap());
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "the token that was copied opens nothing any more"
    );
}

pub(crate) fn a_form_of_somebody_else_is_refused() {
    let house = House::new();
    let mut visitor = house.signed_in("registro.pros-09-cmx");
    let token = visitor.token();
    let other = house.signed_in("registro.pros-15-mex").token();
    let cases = [
        (format!("form={token}"), "cross-site"),
        (format!("form={token}"), "same-site"),
        (format!("form={other}"), "same-origin"),
        ("form=".to_owned(), "same-origin"),
        (String::new(), "same-origin"),
    ];
    for (body, site) in cases {
        let mut request = visitor.request("POST", "/sign-out").body(Body::from(body)).unwrap();
        request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
        let page = visitor.send(request);
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{site}");
        assert!(page.text.contains("Ábralo otra vez"), "it says what to do");
    }
    assert!(visitor.get("/").text.contains("Mis pendientes"), "still signed in");
}

pub(crate) fn every_answer_carries_the_headers() {
    let house = House::new();
    let mut visitor = house.visitor();
    for address in ["/sign-in", "/", "/nothing", "/static/none.css"] {
        let request = visitor.request("GET", address).body(Body::empty()).unwrap();
        let page = visitor.send(request);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{address}: {policy}"
        );
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["cache-control"], "no-store", "{address}");
    }
}

pub(crate) fn what_is_not_there_says_so_in_the_language_of_the_visit() {
    let house = House::new();
    let mut visitor = house.visitor();
    let page = visitor.get("/nothing");
    assert_eq!(
        (page.status, page.text.contains("No existe esta página")),
        (StatusCode::NOT_FOUND, true)
    );
    visitor.language = "en";
    let page = visitor.get("/nothing");
    assert!(page.text.contains("This page does not exist"));
    let request = visitor.request("DELETE", "/sign-in").body(Body::empty()).unwrap();
    assert_eq!(visitor.send(request).status, StatusCode::METHOD_NOT_ALLOWED);
}
