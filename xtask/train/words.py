"""Words to model input: word shapes, splitting at punctuation, WordPiece.

The reader (Rust) mirrors this file exactly; the README beside the weights states the same rules in words.
"""

import unicodedata

PAD, UNK, CLS, SEP, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
SPECIAL = [PAD, UNK, CLS, SEP, MASK]

# Shape classes of a word. A piece's shape id is
#   0                        padding, [CLS], [SEP]
#   1 + 2*class              first piece of a word with white space (or the paragraph's start) before it
#   1 + 2*class + 1          first piece of a word glued to the word before it
#   1 + 2*len(SHAPES)+class  any later piece of the word
SHAPES = [
    "lower",  # letters, all lower case
    "title",  # first letter upper, the others lower (two or more letters)
    "title_first",  # the same, as the first word with letters of the window
    "upper",  # two or more letters, all upper
    "upper_one",  # exactly one letter, upper ("A", "J.")
    "mixed",  # any other word with letters and no digit (iPhone, McCain)
    "digits",  # digits, perhaps with punctuation, no letter
    "alnum",  # letters and digits
    "stop",  # no letter or digit; begins with . ! ? or the ellipsis
    "quote",  # no letter or digit; begins with a quotation mark
    "other",  # all else
]
SHAPE_IDS = 1 + 3 * len(SHAPES)
# Of the words of a marked pair, SHAPE_IDS is added to the source's shape ids and twice SHAPE_IDS to the target's.
MARKS = 3
STOPS = ".!?\u2026"
QUOTES = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb"


def shape_class(word, seen_letters):
    """The index into SHAPES of a word; seen_letters: an earlier word of the window had a letter."""
    upper = lower = digit = other = 0
    first_upper = None
    for c in word:
        if c.isalpha():
            up = c.isupper()
            if first_upper is None:
                first_upper = up
            upper += up
            lower += not up
        elif c.isnumeric():
            digit += 1
        else:
            other += 1
    if upper + lower == 0:
        if digit:
            return SHAPES.index("digits")
        if word[:1] in STOPS and word:
            return SHAPES.index("stop")
        if word[:1] in QUOTES and word:
            return SHAPES.index("quote")
        return SHAPES.index("other")
    if digit:
        return SHAPES.index("alnum")
    if upper == 0:
        return SHAPES.index("lower")
    if upper + lower == 1:
        return SHAPES.index("upper_one")
    if lower == 0:
        return SHAPES.index("upper")
    if upper == 1 and first_upper:
        return SHAPES.index("title" if seen_letters else "title_first")
    return SHAPES.index("mixed")


def has_letter(word):
    """Whether any character of the word is a letter."""
    return any(c.isalpha() for c in word)


def is_punct(c):
    """Punctuation for splitting a word: ASCII that is no letter or digit, and Unicode categories P* and S*."""
    if c < "\x80":
        return not c.isalnum()
    return unicodedata.category(c)[0] in "PS"


def parts(word):
    """Lower-cases, strips accents (NFD without Mn) and splits at every punctuation character."""
    text = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    out, run = [], ""
    for c in text:
        if is_punct(c):
            if run:
                out.append(run)
                run = ""
            out.append(c)
        else:
            run += c
    if run:
        out.append(run)
    return out


class WordPieces:
    """Greedy longest-match WordPiece over one word at a time."""

    def __init__(self, vocab):
        self.vocab = list(vocab)
        self.ids = {p: i for i, p in enumerate(self.vocab)}
        self.longest = max(len(p) for p in self.vocab)
        self.cache = {}
        self.unk = self.ids[UNK]

    @classmethod
    def load(cls, path):
        """Reads a vocabulary file, one piece a line."""
        with open(path, encoding="utf8") as f:
            return cls(f.read().split("\n")[:-1])

    def _match(self, part):
        out, at = [], 0
        while at < len(part):
            end = min(len(part), at + self.longest)
            while end > at:
                piece = ("##" if at else "") + part[at:end]
                if piece in self.ids:
                    break
                end -= 1
            if end == at:
                return [self.unk]
            out.append(self.ids[piece])
            at = end
        return out

    def word(self, word, limit=16):
        """Piece ids of a word, never empty; the first `limit` pieces only."""
        got = self.cache.get(word)
        if got is None:
            got = [i for part in parts(word) for i in self._match(part)][:limit] or [self.unk]
            self.cache[word] = got
        return got


def prune_vocab(pieces):
    """Indices to keep of BERT's vocabulary: special pieces first, then those of Latin text and common signs."""
    special = [pieces.index(s) for s in SPECIAL]

    def latin(piece):
        text = piece[2:] if piece.startswith("##") and len(piece) > 2 else piece
        for c in text:
            if c < "\u0180" or 0x2010 <= ord(c) <= 0x2044 or c in "\u20ac\u00a3\u2122\u2212\u2190\u2192\u2022\u20b9":
                continue
            return False
        return True

    return special + [i for i, p in enumerate(pieces) if not (p.startswith("[") and len(p) > 1) and latin(p)]
