//! An encrypted way to a server, where its address asks for one: `sslmode=require`.
//!
//! The server must prove who it is, by a certificate of Mozilla's root programme or of the authority whose certificate
//! `PGSSLROOTCERT` names. A way that anybody could have put himself into would be no better than an open one.

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Makes it; or says what is wrong with the certificate.
pub(super) fn connector() -> Result<MakeRustlsConnect, String> {
    let roots = match std::env::var_os("PGSSLROOTCERT").filter(|name| !name.is_empty()) {
        Some(name) => roots_of(Path::new(&name))?,
        None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn roots_of(path: &Path) -> Result<RootCertStore, String> {
    let told = |error: &dyn std::fmt::Display| format!("{} (PGSSLROOTCERT): {error}", path.display());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| told(&error))? {
        roots.add(certificate.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
    }
    if roots.is_empty() {
        return Err(told(&"no certificate in it"));
    }
    Ok(roots)
}
