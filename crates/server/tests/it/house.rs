//! A site over a small store for training, and people who visit it with a browser that has no script.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use catalogue::Catalogue;
use http_body_util::BodyExt;
use operations::{Door, Doors, KeyFile, Reader, TRAINING_PASSWORD, training_code};
use seal::Secret;
use server::{Settings, Site, router};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Institutions with accounts.
pub(crate) const INSTITUTIONS: [&str; 2] = ["pros-09-cmx", "pros-15-mex"];

/// The site.
pub(crate) struct House {
    pub(crate) folder: Arc<TempDir>,
    settings: Settings,
    pub(crate) runtime: Runtime,
    pub(crate) router: Router,
    pub(crate) site: Site,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    /// The address in the end, after what led on was followed.
    pub(crate) address: String,
}

/// Somebody with a browser.
pub(crate) struct Visitor<'h> {
    house: &'h House,
    cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

fn catalogue() -> Catalogue {
    operations::catalogue_from(None, None).unwrap().0
}

impl House {
    pub(crate) fn new() -> House {
        House::with(Settings {
            is_training: true,
            ..Settings::default()
        })
    }

    pub(crate) fn with(settings: Settings) -> House {
        let folder = tempfile::tempdir().unwrap();
        let (store, key) = (folder.path().join("store"), folder.path().join("store.key"));
        let key = KeyFile {
            path: &key,
            passphrase: "",
        };
        let door = Door::create(&store, key, catalogue()).unwrap();
        door.found_training(&INSTITUTIONS.map(str::to_owned), "test").unwrap();
        drop(door);
        House::at(Arc::new(folder), settings)
    }

    /// The same store served anew, as after the program ended.
    pub(crate) fn again(&self) -> House {
        House::at(Arc::clone(&self.folder), self.settings.clone())
    }

    fn at(folder: Arc<TempDir>, settings: Settings) -> House {
        let (store, key) = (folder.path().join("store"), folder.path().join("store.key"));
        let key = KeyFile {
            path: &key,
            passphrase: "",
        };
        let doors = Doors::open(&store, key, catalogue(), 2).unwrap();
        let site = Site::new(
            doors,
            Reader::this_program().unwrap(),
            settings.clone(),
            Secret::from_bytes([7; 32]),
        );
        House {
            settings,
            folder,
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap(),
            router: router(site.clone()),
            site,
        }
    }

    /// Somebody who has the same cookies in their browser.
    pub(crate) fn visitor_like(&self, other: &Visitor<'_>) -> Visitor<'_> {
        Visitor {
            house: self,
            cookies: other.cookies.clone(),
            language: other.language,
        }
    }

    pub(crate) fn visitor(&self) -> Visitor<'_> {
        Visitor {
            house: self,
            cookies: BTreeMap::new(),
            language: "es",
        }
    }

    /// A visitor who has signed in; once per account and house, since a code serves once.
    pub(crate) fn signed_in(&self, account: &str) -> Visitor<'_> {
        let mut visitor = self.visitor();
        let page = visitor.sign_in(account, TRAINING_PASSWORD);
        assert_eq!(page.status, StatusCode::OK, "{account} signs in: {}", page.text);
        assert!(!page.address.starts_with("/sign-in"), "{account} is inside");
        visitor
    }
}

impl Visitor<'_> {
    pub(crate) fn sign_in(&mut self, account: &str, password: &str) -> Page {
        self.get("/sign-in");
        let code = training_code();
        self.post(
            "/sign-in",
            &[("account", account), ("password", password), ("code", &code)],
        )
    }

    /// The same person in another window.
    pub(crate) fn copied(&self) -> Self {
        Visitor {
            house: self.house,
            cookies: self.cookies.clone(),
            language: self.language,
        }
    }

    /// Sends a request as it is; keeps the cookies.
    pub(crate) fn send(&mut self, request: Request<Body>) -> Page {
        let address = request.uri().to_string();
        let router = self.house.router.clone();
        let (parts, bytes) = self.house.runtime.block_on(async move {
            let response: Response<Body> = router.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        });
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Page {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            address,
        }
    }

    pub(crate) fn request(&self, method: &str, address: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(address)
            .header("host", "sintra.test")
            .header("accept-language", self.language)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookies.join("; "))
    }

    /// Opens a page and follows where it leads.
    pub(crate) fn get(&mut self, address: &str) -> Page {
        let request = self.request("GET", address).body(Body::empty()).unwrap();
        let page = self.send(request);
        self.followed(page)
    }

    /// Sends a form with a token of this site and follows where it leads.
    pub(crate) fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("form", &token).extend_pairs(fields);
        let request = self
            .request("POST", address)
            .header("content-type", "application/x-www-form-urlencoded");
        let page = self.send(request.body(Body::from(body.finish())).unwrap());
        self.followed(page)
    }

    /// Sends a form with a file.
    pub(crate) fn upload(&mut self, address: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Page {
        let token = self.token();
        let mut body = Vec::new();
        let text = |name: &str, value: &str| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
        };
        body.extend(text("form", &token));
        fields.iter().for_each(|(name, value)| body.extend(text(name, value)));
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = self
            .request("POST", address)
            .header("content-type", "multipart/form-data; boundary=edge");
        let page = self.send(request.body(Body::from(body)).unwrap());
        self.followed(page)
    }

    /// The token of a form, from a page that always has one when somebody is signed in, and from the page to sign in.
    pub(crate) fn token(&mut self) -> String {
        let request = self.request("GET", "/help").body(Body::empty()).unwrap();
        let mut page = self.send(request);
        if !page.text.contains("name=\"form\"") {
            let request = self.request("GET", "/sign-in").body(Body::empty()).unwrap();
            page = self.send(request);
        }
        let (_, after) = page.text.split_once("name=\"form\" value=\"").unwrap();
        after.split_once('"').unwrap().0.to_owned()
    }

    fn followed(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(to) = page
                .headers
                .get(header::LOCATION)
                .map(|to| to.to_str().unwrap().to_owned())
            else {
                break;
            };
            let request = self.request("GET", &to).body(Body::empty()).unwrap();
            page = self.send(request);
            page.address = to;
        }
        page
    }
}
