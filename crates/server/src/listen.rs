//! Listening: connections with their limits, TLS where it is asked for, an end that lets what was begun finish.

use std::{
    io::{self, BufReader},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::{router, site::Site};

/// Connections at once; the next wait in the system's queue.
const CONNECTIONS_MAX: usize = 16_384;
/// How long a connection may take to say what it wants, and stay silent between two requests.
const SILENCE_MAX: Duration = Duration::from_secs(20);
/// How long what was begun may take to end when the site is stopped.
const FAREWELL: Duration = Duration::from_secs(20);
/// Threads that wait for the disk: more only wait for each other.
const WAITING_THREADS: usize = 64;

/// The files of a TLS certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The chain, PEM.
    pub chain: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// Why the site cannot be served.
#[derive(Debug)]
pub enum ServeError {
    /// The address is taken, or may not be used.
    Address(io::Error),
    /// The certificate or its key cannot be read or do not belong together.
    Certificate(String),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServeError::Address(error) => write!(f, "cannot listen there: {error}; give another address with --listen"),
            ServeError::Certificate(says) => write!(f, "the certificate cannot be used: {says}"),
        }
    }
}

impl std::error::Error for ServeError {}

/// Serves until the process is told to end; says through `ready` where it listens.
///
/// # Errors
/// When the address or the certificate cannot be used.
pub fn serve(
    site: Site,
    address: SocketAddr,
    certificate: Option<&Certificate>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let tls = certificate.map(acceptor).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(WAITING_THREADS)
        .build()
        .map_err(ServeError::Address)?;
    site.begin_working();
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(ServeError::Address)?;
        ready(listener.local_addr().map_err(ServeError::Address)?);
        accept(listener, router(site), tls).await;
        Ok(())
    })
}

fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor, ServeError> {
    let says = |error: &dyn std::fmt::Display| ServeError::Certificate(error.to_string());
    let file = std::fs::File::open(&certificate.chain).map_err(|error| says(&error))?;
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_reader_iter(BufReader::new(file)).collect();
    let key = PrivateKeyDer::from_pem_file(&certificate.key).map_err(|error| says(&error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| says(&error))?
        .with_no_client_auth()
        .with_single_cert(chain.map_err(|error| says(&error))?, key)
        .map_err(|error| says(&error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn accept(listener: TcpListener, router: Router, tls: Option<TlsAcceptor>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let farewell = GracefulShutdown::new();
    let mut told = std::pin::pin!(told_to_end());
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            break;
        };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let watcher = farewell.watcher();
                    tokio::spawn(connection(stream, peer, router.clone(), tls.clone(), watcher, place));
                }
                // Out of files for now: others end meanwhile.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            () = &mut told => break,
        }
    }
    drop(listener);
    timeout(FAREWELL, farewell.shutdown()).await.ok();
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    tls: Option<TlsAcceptor>,
    watcher: hyper_util::server::graceful::Watcher,
    _place: OwnedSemaphorePermit,
) {
    stream.set_nodelay(true).ok();
    let service = router.map_request(move |mut request: axum::http::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let service = TowerToHyperService::new(service);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(SILENCE_MAX)
        .max_buf_size(64 << 10);
    match tls {
        None => drop(
            watcher
                .watch(http.serve_connection(TokioIo::new(stream), service))
                .await,
        ),
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(SILENCE_MAX, tls.accept(stream)).await {
                drop(
                    watcher
                        .watch(http.serve_connection(TokioIo::new(stream), service))
                        .await,
                );
            }
        }
    }
}

async fn told_to_end() {
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { () = interrupted => (), _ = terminated.recv() => () }
            return;
        }
    }
    interrupted.await;
}
