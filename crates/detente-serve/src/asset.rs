//! The style sheet, the script and the icon: compiled in, each under a name that changes with its content, so that
//! browsers may keep it for ever.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A file served to browsers.
pub(crate) struct Asset {
    /// Its name without the hash.
    name: &'static str,
    /// Its type.
    pub(crate) kind: &'static str,
    /// Its content.
    pub(crate) content: &'static str,
    hash: LazyLock<String>,
}

/// The style sheet.
pub(crate) static STYLE: Asset = Asset {
    name: "style.css",
    kind: "text/css; charset=utf-8",
    content: include_str!("../assets/style.css"),
    hash: LazyLock::new(|| hash(include_str!("../assets/style.css"))),
};

/// The script.
pub(crate) static SCRIPT: Asset = Asset {
    name: "detente.js",
    kind: "text/javascript; charset=utf-8",
    content: include_str!("../assets/detente.js"),
    hash: LazyLock::new(|| hash(include_str!("../assets/detente.js"))),
};

/// The icon.
pub(crate) static ICON: Asset = Asset {
    name: "icon.svg",
    kind: "image/svg+xml",
    content: include_str!("../assets/icon.svg"),
    hash: LazyLock::new(|| hash(include_str!("../assets/icon.svg"))),
};

impl Asset {
    /// Its address.
    pub(crate) fn href(&self) -> String {
        format!("/assets/{}/{}", *self.hash, self.name)
    }

    /// The asset with that hash and name.
    pub(crate) fn find(hash: &str, name: &str) -> Option<&'static Asset> {
        [&STYLE, &SCRIPT, &ICON].into_iter().find(|a| *a.hash == hash && a.name == name)
    }
}

fn hash(content: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(content)[..9])
}
