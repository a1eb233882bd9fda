//! The pages: what the ledger holds as HTML made by the server, escaped by the templates.

pub(crate) mod actor;
pub(crate) mod alerts;
pub(crate) mod article;
pub(crate) mod compare;
pub(crate) mod crises;
pub(crate) mod crisis;
pub(crate) mod dyad;
pub(crate) mod figure_file;
mod highlight;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod layout;
mod outlook;
pub(crate) mod overview;
pub(crate) mod rows;
pub(crate) mod sources;
pub(crate) mod status;
pub(crate) mod tension;
