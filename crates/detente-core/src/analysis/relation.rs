//! The dependency relations of Universal Dependencies that English uses.

macro_rules! relations {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// How a word depends on its head (Universal Dependencies v2, with the English subtypes).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // the names are the standard's own
        pub enum Relation { $($name),* }

        impl Relation {
            /// From the standard's name ("nsubj:pass"); an unknown subtype falls back to its relation,
            /// an unknown relation to `dep`.
            pub fn parse(name: &str) -> Self {
                match name {
                    $($text => Relation::$name,)*
                    _ => match name.split_once(':') {
                        Some((base, _)) => Relation::parse(base),
                        None => Relation::Dep,
                    },
                }
            }
            /// The standard's name.
            pub fn as_str(self) -> &'static str {
                match self { $(Relation::$name => $text),* }
            }
        }
    };
}

relations! {
    Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod",
    Amod = "amod", Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
    CcPreconj = "cc:preconj", Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt",
    Conj = "conj", Cop = "cop", Csubj = "csubj", CsubjPass = "csubj:pass", CsubjOuter = "csubj:outer",
    Dep = "dep", Det = "det", DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated",
    Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list",
    Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc", NmodPoss = "nmod:poss", NmodUnmarked = "nmod:unmarked",
    Nsubj = "nsubj", NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj",
    Obl = "obl", OblAgent = "obl:agent", OblUnmarked = "obl:unmarked", Orphan = "orphan",
    Parataxis = "parataxis", Punct = "punct", Reparandum = "reparandum", Root = "root", Vocative = "vocative",
    Xcomp = "xcomp",
}

impl Relation {
    /// The relation without its subtype ("nsubj:pass" → "nsubj").
    pub fn universal(self) -> &'static str {
        let name = self.as_str();
        name.split_once(':').map_or(name, |(base, _)| base)
    }
    /// Whether it is a subject of any kind, active.
    pub fn is_subject(self) -> bool {
        matches!(self, Relation::Nsubj | Relation::NsubjOuter)
    }
}

#[cfg(test)]
mod tests {
    use super::Relation;

    #[test]
    fn names_round_trip_and_unknown_subtypes_fall_back() {
        assert_eq!(Relation::parse("nsubj:pass").as_str(), "nsubj:pass");
        assert_eq!(Relation::parse("obl:tmod"), Relation::Obl);
        assert_eq!(Relation::parse("strange"), Relation::Dep);
        assert_eq!(Relation::AclRelcl.universal(), "acl");
    }
}
