//! The web: pages and interface over `operations`.
