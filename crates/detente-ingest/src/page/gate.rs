//! The gate before a page's tree: what would take time or memory out of proportion is refused by running through it once.
//!
//! In: the text of a page. Out: what its head says ([`Noted`]), or the limit that it breaks.
//!
//! Two costs of parsing HTML grow faster than the page: each attribute is compared with all before it in its element, and
//! the stack of open elements is walked for every tag (and unclosed `<font>`s are built anew in every paragraph). So the
//! page runs through the real tree builder a piece at a time, into a sink that keeps no more than parents and depths, and
//! is left at the piece that goes too far. How many attributes the open tag has cannot be asked; but while it goes on, the
//! sink hears nothing, and the words that go by in silence are at least as many. A page that passes can be parsed again
//! with its nodes kept.

use crate::fault::Problem;
use crate::limits::Limits;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// Bytes given to the tree builder between two looks at the limits.
const PIECE: usize = 2048;

/// Words of a piece that are no sign of a tag full of attributes.
const COMMON_WORDS: u64 = 400;

/// Comparisons of attributes with each other that a page may cost: some tenths of a second.
const COMPARISONS: u64 = 1_000_000_000;

/// Bytes of metadata that are noted of a page.
const NOTED_BYTES: usize = 4 * 1024 * 1024;

/// What the page says of itself apart from its text.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// `<html lang>`.
    pub(super) language: Option<String>,
    /// Names (or properties) in small letters, and contents, of `<meta>`, in order.
    pub(super) metas: Vec<(String, String)>,
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// `<base href>`.
    pub(super) base: Option<String>,
    /// The scripts of JSON-LD.
    pub(super) linked_data: Vec<String>,
    /// The first `<time datetime>`.
    pub(super) time: Option<String>,
}

/// Runs through a page.
pub(super) fn pass(html: &str, limits: &Limits) -> Result<Noted, Problem> {
    let sink = Depths::new(limits);
    let mut parser = parse_document(sink, options());
    let (mut rest, mut silent, mut cost) = (html, 0_u64, 0_u64);
    while !rest.is_empty() {
        let end = rest.floor_char_boundary(PIECE.min(rest.len()));
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from(piece));
        rest = after;
        let sink = &parser.tokenizer.sink.sink;
        silent = if sink.heard.take() { 0 } else { silent } + words(piece);
        if silent > COMMON_WORDS {
            cost = cost.saturating_add(silent.saturating_mul(silent));
        }
        if silent > limits.tag_words || cost > COMPARISONS {
            return Err(Problem::TooMany { what: "words in one tag or comment", limit: limits.tag_words });
        }
        match sink.broken.get() {
            None => {}
            Some(Broken::Depth) => return Err(Problem::TooDeep { limit: limits.html_depth }),
            Some(Broken::Elements) => {
                return Err(Problem::TooMany { what: "elements", limit: limits.html_elements });
            }
        }
    }
    Ok(parser.finish())
}

/// As the extractor parses: without scripts, `<noscript>` holds elements.
fn options() -> ParseOpts {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    options
}

/// Words of a piece of a tag: each may be an attribute.
fn words(piece: &str) -> u64 {
    let is_between = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'');
    piece.as_bytes().windows(2).filter(|pair| is_between(&pair[0]) && !is_between(&pair[1])).count() as u64
        + 1
}

#[derive(Debug, Clone, Copy)]
enum Broken {
    Depth,
    Elements,
}

/// A node, by the place in the list of them. The document is 0.
type Handle = u32;

struct Node {
    name: Option<QualName>,
    depth: u32,
    /// Which script's text goes to which place in `Noted::linked_data`.
    data: Option<usize>,
}

/// A sink that keeps depths and the head's data, and no tree.
struct Depths {
    nodes: RefCell<Vec<Node>>,
    noted: RefCell<Noted>,
    noted_bytes: Cell<usize>,
    broken: Cell<Option<Broken>>,
    /// Whether the tree builder called since it was last asked.
    heard: Cell<bool>,
    depth: u32,
    elements: usize,
}

impl Depths {
    fn new(limits: &Limits) -> Self {
        Depths {
            nodes: RefCell::new(vec![Node { name: None, depth: 0, data: None }]),
            noted: RefCell::default(),
            noted_bytes: Cell::new(0),
            broken: Cell::new(None),
            heard: Cell::new(false),
            depth: u32::try_from(limits.html_depth).unwrap_or(u32::MAX),
            elements: usize::try_from(limits.html_elements).unwrap_or(usize::MAX),
        }
    }

    fn new_node(&self, name: Option<QualName>, data: Option<usize>) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { name, depth: 0, data });
        if nodes.len() > self.elements {
            self.broken.set(Some(Broken::Elements));
        }
        u32::try_from(nodes.len() - 1).unwrap_or(0)
    }

    /// A child's depth is known once it has a parent. Moving a node with children does not happen below the gate's depth
    /// by more than the depth itself, and so is not followed.
    fn place(&self, parent: Handle, child: &NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(parent) = nodes.get(parent as usize) else { return };
        match child {
            NodeOrText::AppendNode(child) => {
                let depth = parent.depth.saturating_add(1);
                if depth > self.depth {
                    self.broken.set(Some(Broken::Depth));
                }
                if let Some(child) = nodes.get_mut(*child as usize) {
                    child.depth = depth;
                }
            }
            NodeOrText::AppendText(text) => {
                let Some(at) = parent.data else { return };
                if self.afford(text.len())
                    && let Some(script) = self.noted.borrow_mut().linked_data.get_mut(at)
                {
                    script.push_str(text);
                }
            }
        }
    }

    fn afford(&self, bytes: usize) -> bool {
        let all = self.noted_bytes.get().saturating_add(bytes);
        self.noted_bytes.set(all);
        all <= NOTED_BYTES
    }

    /// Notes what the element says; the place of its text among the linked data, if that is to be kept.
    fn note(&self, name: &QualName, attrs: &[Attribute]) -> Option<usize> {
        let value = |wanted: &str| {
            let found = attrs.iter().find(|a| *a.name.local == *wanted).map(|a| a.value.to_string());
            found.filter(|value| self.afford(value.len()))
        };
        let mut noted = self.noted.borrow_mut();
        match name.local {
            local_name!("html") => noted.language = value("lang"),
            local_name!("base") if noted.base.is_none() => noted.base = value("href"),
            local_name!("time") if noted.time.is_none() => noted.time = value("datetime"),
            local_name!("link") if noted.canonical.is_none() => {
                let is_canonical = value("rel").is_some_and(|rel| {
                    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
                });
                noted.canonical = if is_canonical { value("href") } else { None };
            }
            local_name!("meta") => {
                let key = value("property").or_else(|| value("name")).or_else(|| value("itemprop"));
                if let (Some(key), Some(content)) = (key, value("content")) {
                    noted.metas.push((key.trim().to_ascii_lowercase(), content));
                }
            }
            local_name!("script") => {
                let is_data =
                    value("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"));
                if is_data {
                    noted.linked_data.push(String::new());
                    return Some(noted.linked_data.len() - 1);
                }
            }
            _ => {}
        }
        None
    }
}

/// An element's name, given out as a copy: the list may grow meanwhile.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &html5ever::Namespace {
        &self.0.ns
    }
    fn local_name(&self) -> &html5ever::LocalName {
        &self.0.local
    }
}

impl TreeSink for Depths {
    type Handle = Handle;
    type Output = Noted;
    type ElemName<'a> = Name;

    fn finish(self) -> Noted {
        self.noted.into_inner()
    }
    fn parse_error(&self, _: Cow<'static, str>) {}
    fn set_current_line(&self, _: u64) {
        self.heard.set(true);
    }
    fn get_document(&self) -> Handle {
        0
    }
    fn elem_name<'a>(&'a self, target: &'a Handle) -> Name {
        self.heard.set(true);
        let name = self.nodes.borrow().get(*target as usize).and_then(|node| node.name.clone());
        // Only elements are asked for their name.
        Name(name.unwrap_or_else(|| QualName::new(None, html5ever::ns!(html), local_name!("div"))))
    }
    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let data = self.note(&name, &attrs);
        self.new_node(Some(name), data)
    }
    fn create_comment(&self, _: StrTendril) -> Handle {
        self.new_node(None, None)
    }
    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.new_node(None, None)
    }
    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.place(*parent, &child);
    }
    fn append_based_on_parent_node(&self, element: &Handle, _: &Handle, child: NodeOrText<Handle>) {
        self.place(*element, &child);
    }
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn get_template_contents(&self, target: &Handle) -> Handle {
        *target
    }
    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x == y
    }
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        // One deeper than it is, which no page misses.
        self.place(*sibling, &child);
    }
    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let name = self.nodes.borrow().get(*target as usize).and_then(|node| node.name.clone());
        if let Some(name) = name {
            self.note(&name, &attrs);
        }
    }
    fn remove_from_parent(&self, _: &Handle) {}
    fn reparent_children(&self, _: &Handle, _: &Handle) {}
}
