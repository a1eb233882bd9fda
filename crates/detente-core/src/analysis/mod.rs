//! From zones to sentences, tokens, tags, lemmas, trees, names and quotes: the neural reader.
//!
//! In: a `Document`. Out: an [`Analysis`]. Tokens follow the Universal Dependencies conventions of
//! English EWT (possessive `'s`, `n't` and hyphens are tokens of their own).

use crate::text::{ByteSpan, SentenceId, TokenId, TokenSpan, ZoneId};

pub mod act;
#[cfg(test)]
mod agreement;
mod between;
mod known;
mod lemma;
mod name;
mod network;
mod quote;
mod read;
mod relation;
mod shape;
mod tag;
mod tokenize;
mod tree;
mod triage;
mod window;
mod wordpiece;
pub use between::{Between, between};
pub use network::{ModelError, Reader};
pub use read::{analyse, analyse_words};
pub use relation::Relation;
pub use tag::Upos;
pub use tokenize::{Word, tokenize};
pub use triage::Triage;

/// A word or mark with what the reader says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its text.
    pub span: ByteSpan,
    /// Base form, lower case except for proper nouns.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// The word it depends on; none for the root of a sentence.
    pub head: Option<TokenId>,
    /// How it depends on it.
    pub relation: Relation,
    /// The sentence it stands in.
    pub sentence: SentenceId,
}

/// A sentence of one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// The zone it stands in.
    pub zone: ZoneId,
    /// Its root; none where the sentence was not parsed (triage found nothing in it to read).
    pub root: Option<TokenId>,
}

/// A proper name the model found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Name {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// What it names.
    pub kind: NameKind,
    /// Probability of kind and extent, 0 to 1.
    pub score: f32,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Location,
    /// An organisation or group.
    Organisation,
}

/// Words in quotation marks; may run over sentences and, in newspaper style, over paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The tokens inside, without the marks.
    pub tokens: TokenSpan,
    /// Whether it is a full clause or more (direct speech) and not a few words in "scare quotes".
    pub is_speech: bool,
}

/// Longest way through a tree that is told step by step.
const WAY: usize = 5;

/// What the neural reader says of a document.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// All tokens of all read zones, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; they cover the tokens.
    pub sentences: Vec<Sentence>,
    /// The names, in order, not overlapping.
    pub names: Vec<Name>,
    /// The quotes, in order.
    pub quotes: Vec<Quote>,
    /// What words may tell of somebody doing something, in order.
    pub acts: Vec<act::Act>,
    /// Children of each token, in order; made by [`Analysis::link`].
    children: Vec<Vec<TokenId>>,
}

impl Analysis {
    /// Builds the index of children from the heads.
    pub fn link(&mut self) {
        self.children = vec![Vec::new(); self.tokens.len()];
        for (i, token) in self.tokens.iter().enumerate() {
            if let Some(head) = token.head {
                self.children[head.index()].push(TokenId::new(i));
            }
        }
    }
    /// What the network sees a word tell; none where it sees nothing.
    pub fn act(&self, id: TokenId) -> Option<&act::Act> {
        self.acts.binary_search_by_key(&id, |act| act.token).ok().map(|at| &self.acts[at])
    }
    /// The way through the tree from a word to another of its sentence, with its length: up and down by relations, the last
    /// step with its preposition or conjunction. From "recalled" to "raid" in "recalled its envoy after the raid" it is
    /// `V>obl:after`; a way of more than five steps is only "far".
    pub fn way(&self, from: TokenId, to: TokenId) -> (usize, String) {
        let up: Vec<TokenId> = std::iter::once(from).chain(self.ancestors(from)).collect();
        let down: Vec<TokenId> = std::iter::once(to).chain(self.ancestors(to)).collect();
        let noun = if self.upos(from) == Upos::Verb { "V" } else { "N" };
        let Some(top) = up.iter().position(|t| down.contains(t)) else { return (99, format!("{noun} none")) };
        let bottom = down.iter().position(|t| *t == up[top]).unwrap_or(0);
        let length = top + bottom;
        if length > WAY {
            return (length, format!("{noun} far"));
        }
        let mut way = String::from(noun);
        for at in &up[..top] {
            way.push('<');
            way.push_str(self.relation(*at).as_str());
        }
        for at in down[..bottom].iter().rev() {
            way.push('>');
            way.push_str(self.relation(*at).as_str());
        }
        let oblique = matches!(self.relation(to), Relation::Obl | Relation::Nmod);
        if let Some(case) = self.case(to).filter(|_| bottom > 0 && oblique) {
            way.push(':');
            way.push_str(&case.to_lowercase());
        }
        (length, way)
    }

    /// The token with that id.
    pub fn token(&self, id: TokenId) -> &Token {
        &self.tokens[id.index()]
    }
    /// Its lemma.
    pub fn lemma(&self, id: TokenId) -> &str {
        &self.token(id).lemma
    }
    /// Its universal tag.
    pub fn upos(&self, id: TokenId) -> Upos {
        self.token(id).upos
    }
    /// Its relation to its head.
    pub fn relation(&self, id: TokenId) -> Relation {
        self.token(id).relation
    }
    /// Its head.
    pub fn head(&self, id: TokenId) -> Option<TokenId> {
        self.token(id).head
    }
    /// Its text.
    pub fn word<'t>(&self, id: TokenId, text: &'t str) -> &'t str {
        self.token(id).span.slice(text)
    }
    /// The words that depend on it, in order.
    pub fn children(&self, id: TokenId) -> &[TokenId] {
        self.children.get(id.index()).map_or(&[], Vec::as_slice)
    }
    /// Its children by any of these relations.
    pub fn children_by<'a>(
        &'a self,
        id: TokenId,
        relations: &'a [Relation],
    ) -> impl DoubleEndedIterator<Item = TokenId> + 'a {
        self.children(id).iter().copied().filter(move |c| relations.contains(&self.relation(*c)))
    }
    /// The first child by that relation.
    pub fn child(&self, id: TokenId, relation: Relation) -> Option<TokenId> {
        self.children(id).iter().copied().find(|c| self.relation(*c) == relation)
    }
    /// The preposition or postposition of a nominal ("from" of "from Tehran"), as a lemma; the whole of a
    /// fixed one ("in response to", "according to", "because of") joined by blanks.
    pub fn case(&self, id: TokenId) -> Option<String> {
        let case = self.child(id, Relation::Case)?;
        let mut words = vec![self.lemma(case).to_string()];
        words.extend(self.children_by(case, &[Relation::Fixed]).map(|c| self.lemma(c).to_string()));
        Some(words.join(" "))
    }
    /// Itself and all words below it, as the smallest span that covers them.
    pub fn subtree(&self, id: TokenId) -> TokenSpan {
        let mut span = TokenSpan::of(id);
        let mut stack = vec![id];
        while let Some(at) = stack.pop() {
            span = span.cover(TokenSpan::of(at));
            stack.extend_from_slice(self.children(at));
        }
        span
    }
    /// The heads above it, nearest first.
    pub fn ancestors(&self, id: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        std::iter::successors(self.head(id), |at| self.head(*at))
    }
    /// Whether a clause ends or another begins at a word.
    pub fn is_clause_border(&self, token: TokenId) -> bool {
        let lemma = self.lemma(token);
        match self.upos(token) {
            Upos::Verb => !matches!(self.relation(token), Relation::Amod | Relation::Compound),
            Upos::Punct => matches!(lemma, "," | ";" | ":" | "–" | "—" | "--" | "(" | "."),
            Upos::Sconj => true,
            Upos::Cconj => self.head(token).is_some_and(|h| self.upos(h) == Upos::Verb),
            _ => matches!(lemma, "who" | "which" | "whose" | "that" | "when" | "where" | "after" | "before"),
        }
    }
    /// Itself and the words joined to it by `conj`, in order.
    pub fn conjuncts(&self, id: TokenId) -> Vec<TokenId> {
        std::iter::once(id).chain(self.children_by(id, &[Relation::Conj])).collect()
    }
    /// The sentence it stands in.
    pub fn sentence_of(&self, id: TokenId) -> Sentence {
        self.sentences[self.token(id).sentence.index()]
    }
    /// The bytes that these tokens cover.
    pub fn bytes(&self, tokens: TokenSpan) -> ByteSpan {
        if tokens.is_empty() || tokens.end() > self.tokens.len() {
            return ByteSpan::new(0, 0);
        }
        self.tokens[tokens.start()].span.cover(self.tokens[tokens.end() - 1].span)
    }
    /// The name a token belongs to.
    pub fn name_at(&self, id: TokenId) -> Option<&Name> {
        let after = self.names.partition_point(|n| n.tokens.start() <= id.index());
        self.names[..after].last().filter(|n| n.tokens.has(id))
    }
    /// The quote a token stands in.
    pub fn quote_of(&self, id: TokenId) -> Option<&Quote> {
        self.quotes.iter().find(|q| q.tokens.has(id))
    }
}
