//! Everything that is served, for tests that go through all of it: the operations of the OpenAPI document and the pages, each with its parameters.

use super::Site;
use serde_json::Value;
use std::collections::BTreeSet;

/// What pages are asked and the API is not.
const OF_PAGES: [&str; 2] = ["compare", "source"];

/// A method and an address.
pub(super) struct Route {
    pub(super) method: String,
    /// With the names of its parts in brackets.
    pub(super) path: String,
    /// What it may be asked after the question mark.
    pub(super) parameters: Vec<String>,
}

impl Route {
    /// The names of the parts of its address.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }

    /// Its address, with something of that kind in each part.
    pub(super) fn filled(&self) -> String {
        self.filled_but("", "")
    }

    /// The same with one part that is given.
    pub(super) fn filled_but(&self, part: &str, value: &str) -> String {
        let mut filled = self.path.clone();
        for name in self.parts() {
            let usual = match name {
                "one" | "party" => "IRN",
                "other" => "PAK",
                "figure" => "timeline.svg",
                "hash" | "name" => "x",
                _ => "00",
            };
            filled = filled.replace(&format!("{{{name}}}"), if name == part { value } else { usual });
        }
        filled
    }
}

/// All of them. Pages have every parameter that an operation has, since they are asked in the same words.
pub(super) async fn all(site: &Site) -> Vec<Route> {
    let document = site.get("/v1/openapi.json").await.json();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.filter(|p| p["in"] == "query").map(name).collect();
            all.push(Route { method: method.to_uppercase(), path: path.clone(), parameters });
        }
    }
    let every: BTreeSet<String> = all.iter().flat_map(|route| route.parameters.clone()).collect();
    // It would show nothing if the document had lost them.
    assert!(all.len() >= 27 && every.len() >= 17, "{} {every:?}", all.len());
    let every: Vec<String> = every.into_iter().chain(OF_PAGES.map(String::from)).collect();
    all.extend(crate::site::ROUTES.iter().map(|path| Route {
        method: "GET".to_string(),
        path: (*path).to_string(),
        parameters: every.clone(),
    }));
    all
}

fn name(parameter: &Value) -> String {
    parameter["name"].as_str().expect("a name").to_string()
}
