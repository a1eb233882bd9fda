//! From a piece of HTML to its text, paragraph by paragraph.
//!
//! In: HTML, of the main text of a page or of a feed's item. Out: text with an empty line between blocks and a line end for
//! `<br>`, without markup, scripts and styles. Works on the stream of tokens, so that no nesting costs anything.
//!
//! Worked example: `<p>Oslo &amp; <b>Bergen</b></p><p>Two<br>lines` is "Oslo & Bergen\n\nTwo\nlines".

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::{Cell, RefCell};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements whose content is no text for readers.
const HIDDEN: &[&str] =
    &["script", "style", "template", "iframe", "noembed", "noframes", "svg", "object", "select", "button"];

/// The text of a piece of HTML.
pub(crate) fn prose(html: &str) -> String {
    let sink = Sink::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let out = tokenizer.sink.out.into_inner();
    out.text.trim().to_string()
}

#[derive(Default)]
struct Sink {
    out: RefCell<Out>,
    /// How many hidden elements are open.
    hidden: Cell<u32>,
}

#[derive(Default)]
struct Out {
    text: String,
    gap: Gap,
}

/// What belongs between the text so far and the next word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    Line,
    Paragraph,
}

impl Out {
    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn push(&mut self, text: &str) {
        for (at, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            if at > 0 {
                self.widen(Gap::Blank);
            }
            if word.is_empty() {
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(match self.gap {
                    Gap::Nothing => "",
                    Gap::Blank => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            self.gap = Gap::Nothing;
            self.text.push_str(word);
        }
    }
}

impl Sink {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        let is_start = tag.kind == TagKind::StartTag;
        if self.hidden.get() > 0 && !HIDDEN.contains(&name) {
            return TokenSinkResult::Continue;
        }
        if HIDDEN.contains(&name) {
            let open = self.hidden.get();
            if is_start && !tag.self_closing {
                self.hidden.set(open.saturating_add(1));
            } else if !is_start {
                self.hidden.set(open.saturating_sub(1));
            }
            return match (is_start, name) {
                (true, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
                (true, "style" | "iframe" | "noembed" | "noframes") => {
                    TokenSinkResult::RawData(RawKind::Rawtext)
                }
                _ => TokenSinkResult::Continue,
            };
        }
        if name == "br" {
            self.out.borrow_mut().widen(Gap::Line);
        } else if BLOCKS.contains(&name) {
            self.out.borrow_mut().widen(Gap::Paragraph);
        }
        TokenSinkResult::Continue
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if self.hidden.get() == 0 => self.out.borrow_mut().push(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[track_caller]
    fn check(html: &str, text: &str) {
        assert_eq!(prose(html), text, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_the_rest_runs_on() {
        check("<p>Oslo &amp; <b>Bergen</b></p><p>Two<br>lines", "Oslo & Bergen\n\nTwo\nlines");
        check("  plain\n text ", "plain text");
        check("<ul><li>One<li>Two</ul>after", "One\n\nTwo\n\nafter");
        check("re<i>cal</i>led ; a &lt;b&gt; sign&nbsp;here", "recalled ; a <b> sign\u{a0}here");
    }

    #[test]
    fn what_is_not_for_readers_is_left_out() {
        check("a<script>if (1<2) { '<p>' }</script>b<style>p{}</style><svg><title>x</title></svg>c", "abc");
        check("a<select><option>1</select> b<!-- c --><button>Share</button>", "a b");
    }
}
