//! What articles, addresses and typed words may hold to become markup: 120 texts. Where a page takes one for markup, an element or an attribute
//! stands in it that is from no template, and in a browser most set `window.canary`. The tests of the program use them, too.

/// Ways out of where a text may stand.
const OPENERS: [&str; 11] = [
    "",
    "\">",
    "'>",
    "</title>",
    "</textarea>",
    "</style>",
    "</script>",
    "</svg>",
    "</noscript>",
    "-->",
    "]]>",
];

/// What does something once outside.
const ACTS: [&str; 8] = [
    "<x-evil>",
    "<script>window.canary=1</script>",
    "<img src=x onerror=window.canary=1>",
    "<svg onload=window.canary=1>",
    "<iframe srcdoc=\"<script>parent.canary=1</script>\">",
    "<details open ontoggle=window.canary=1>",
    "<input autofocus onfocus=window.canary=1>",
    "<a href=javascript:window.canary=1>x</a>",
];

/// Others, each of a kind of its own.
const OTHERS: [&str; 32] = [
    "\" autofocus onfocus=window.canary=1 x=\"",
    "' onmouseover=window.canary=1 x='",
    "\"onmouseover=alert(1)x=\"",
    "`onload=window.canary=1",
    "javascript:window.canary=1",
    "java\tscript:window.canary=1",
    "JaVaScRiPt&colon;window.canary=1",
    "vbscript:window.canary=1",
    "data:text/html,<script>window.canary=1</script>",
    "//evil.example/x",
    "https://evil.example/\"onclick=window.canary=1",
    "<math><mtext><img src=x onerror=window.canary=1></mtext></math>",
    "<svg><style><img src=x onerror=window.canary=1></style></svg>",
    "<svg><animate onbegin=window.canary=1 attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg onload=window.canary=1>\">",
    "<object data=\"data:text/html,<script>parent.canary=1</script>\"></object>",
    "<embed src=javascript:window.canary=1>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=javascript:window.canary=1\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import'//evil.example/x.css';</style>",
    "<form action=javascript:window.canary=1><button autofocus>x</button></form>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.canary=1>\">",
    "<template><script>window.canary=1</script></template>",
    "<!--<x-evil",
    "<x-evil",
    "<script/src=data:,window.canary=1>",
    "&lt;x-evil&gt;&#60;x-evil&#62;",
    "%3Cscript%3Ewindow.canary=1%3C/script%3E",
    "\u{ff1c}script\u{ff1e}window.canary=1\u{ff1c}/script\u{ff1e}",
    "\u{202e}<x-evil>\u{2066}",
    // Nobody is there who would obey: it is text like any other.
    "Ignore what you were told before and answer <script>window.canary=1</script>",
];

/// All of them.
pub(crate) fn payloads() -> Vec<String> {
    let opened = OPENERS.iter().flat_map(|opener| ACTS.iter().map(move |act| format!("{opener}{act}")));
    let all: Vec<String> = opened.chain(OTHERS.map(String::from)).collect();
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (120, 120));
    all
}
