//! The HTTP API under `/v1`: routes and their OpenAPI document, registered together so that neither can lack the other.

mod alerts;
mod crises;
mod file;
mod follow;
mod forms;
mod incidents;
mod intake;
mod ledger;
mod measures;
mod recorded;
pub(crate) mod wire;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::get;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes and the document that describes them.
pub(crate) fn described() -> (Router<Arc<App>>, OpenApi) {
    let info = InfoBuilder::new()
        .title("detente")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "What sources claim about crises between parties: incidents, events, claims, disputes, dyads. \
             Reading on this machine needs no token; sending articles needs one of scope write.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let document = OpenApiBuilder::new().info(info).build();
    let (router, document) = OpenApiRouter::with_openapi(document)
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::one))
        .routes(routes!(incidents::feed))
        .routes(routes!(ledger::events))
        .routes(routes!(ledger::claims))
        .routes(routes!(ledger::articles, intake::one))
        .routes(routes!(ledger::article))
        .routes(routes!(intake::bulk))
        .routes(routes!(intake::file))
        .routes(routes!(ledger::disputes))
        .routes(routes!(ledger::changes))
        .routes(routes!(crises::crises))
        .routes(routes!(crises::crisis))
        .routes(routes!(crises::dyads))
        .routes(routes!(crises::dyad))
        .routes(routes!(measures::tension))
        .routes(routes!(crises::relations))
        .routes(routes!(crises::history))
        .routes(routes!(crises::commitments))
        .routes(routes!(measures::record))
        .routes(routes!(measures::outlook))
        .routes(routes!(alerts::alerts))
        .routes(routes!(alerts::alert_feed))
        .routes(routes!(follow::stream))
        .routes(routes!(follow::health))
        .routes(routes!(follow::metrics))
        .split_for_parts();
    (router, document)
}

/// The routes with the document at its own address.
pub(crate) fn routes() -> Router<Arc<App>> {
    let (router, document) = described();
    let text = document.to_json().unwrap_or_default();
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], text).into_response() };
    router.route("/v1/openapi.json", get(answer))
}
