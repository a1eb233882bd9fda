//! Options of the commands that serve a ledger.

use clap::Args;
use clap::builder::FalseyValueParser;
use detente_ledger::store::Address;
use detente_serve::{Log, Scope};
use std::net::SocketAddr;
use std::path::PathBuf;

const SERVE_HELP: &str = "\
Pages are for a browser at the address that is printed; the API is under /v1, described by /v1/openapi.json. Reading on this
machine needs no token. Sending articles needs one (`detente token`), and so does everything where --listen can be reached
from other machines. Pages follow the ledger while `detente ingest` fills it.

Settings: what is said by an option counts; else what the environment says; else the file of settings; else the default.
  option        environment               file (TOML)                    default
  --config      DETENTE_SERVE_CONFIG                                     serve.toml in detente's folder of settings, if it is there
  --ledger      DETENTE_LEDGER            ledger = \"/srv/ledger.db\"      ledger.db in the data folder of this user
  --listen      DETENTE_SERVE_LISTEN      listen = \"127.0.0.1:4600\"      127.0.0.1:4600
  --host        DETENTE_SERVE_HOST        hosts = [\"news.example\"]       none besides localhost
  --read-only   DETENTE_SERVE_READ_ONLY   read-only = true               false
  --rules       DETENTE_SERVE_RULES       rules = \"/etc/rules.toml\"     disputes, relations, tension, outbreaks, broken promises
  --log         DETENTE_SERVE_LOG         log = \"json\"                  none

Examples:
  detente serve --demo                       a ledger made of the project's own articles
  detente serve --ledger border.db
  detente serve --listen 0.0.0.0:4600 --host news.example
  detente serve --config /etc/detente/serve.toml --check";

/// Options of `detente serve`.
#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(crate) struct ServeArgs {
    /// A file of settings [default: serve.toml in the folder of settings of this user, if it is there]
    #[arg(long, value_name = "FILE", env = "DETENTE_SERVE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// The ledger: a file, or postgres://USER@HOST/DATABASE [default: ledger.db in the data folder of this user]
    #[arg(
        long,
        value_name = "LEDGER",
        env = "DETENTE_LEDGER",
        hide_env_values = true,
        conflicts_with = "demo"
    )]
    pub(crate) ledger: Option<Address>,
    /// Address and port to listen on [default: 127.0.0.1:4600]
    #[arg(long, value_name = "ADDRESS", env = "DETENTE_SERVE_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// A name besides localhost that the server answers to; may be given several times, or with commas
    #[arg(long, value_name = "NAME", env = "DETENTE_SERVE_HOST", value_delimiter = ',')]
    pub(crate) host: Vec<String>,
    /// A built-in ledger, read anew at every start
    #[arg(long)]
    pub(crate) demo: bool,
    /// Take no articles in, and read the ledger also where its folder may not be written
    #[arg(long, env = "DETENTE_SERVE_READ_ONLY", value_name = "true|false", num_args = 0..=1, require_equals = true,
        default_missing_value = "true", value_parser = FalseyValueParser::new())]
    pub(crate) read_only: Option<bool>,
    /// What the page of alerts looks for, as `detente alerts` reads it [default: rules of every kind]
    #[arg(long, value_name = "FILE", env = "DETENTE_SERVE_RULES")]
    pub(crate) rules: Option<PathBuf>,
    /// One line on standard error for each answer: none, text, or json [default: none]
    #[arg(long, value_name = "FORM", env = "DETENTE_SERVE_LOG")]
    pub(crate) log: Option<Log>,
    /// Print the settings that would be used, say what is wrong with them, and end
    #[arg(long)]
    pub(crate) check: bool,
}

/// Options of `detente token`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  detente token --scope write --name newsroom
  curl -H \"Authorization: Bearer $TOKEN\" --data @story.json http://127.0.0.1:4600/v1/articles

The token is shown once; its hash is kept beside the ledger, in FILE.tokens (of a ledger on a
server in the data folder of this user). To end a token, remove its line there and
start the server again.")]
pub(crate) struct TokenArgs {
    /// The ledger: a file, or postgres://USER@HOST/DATABASE [default: ledger.db in the data folder of this user]
    #[arg(long, value_name = "LEDGER", env = "DETENTE_LEDGER", hide_env_values = true)]
    pub(crate) ledger: Option<Address>,
    /// read, or write, which reads too
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Scope,
    /// For whom it is
    #[arg(long, value_name = "NAME", default_value = "unnamed")]
    pub(crate) name: String,
}
