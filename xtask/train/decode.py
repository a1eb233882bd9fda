"""From scores to trees, name spans and sentence ends; the reader (Rust) does the same."""

import numpy as np

from data import NAMES


def log_softmax(x):
    """Log-softmax over the last axis."""
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def _cycle(heads):
    n = len(heads)
    state = [0] * n
    for start in range(1, n):
        path, v = [], start
        while v > 0 and state[v] == 0:
            state[v] = 1
            path.append(v)
            v = heads[v]
        if v > 0 and state[v] == 1:
            return path[path.index(v):]
        for u in path:
            state[u] = 2
    return None


def _edmonds(s):
    """Maximum spanning arborescence from node 0; s[d, h] is the score of h heading d."""
    n = len(s)
    heads = s.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(n, bool)
    inside[cycle] = True
    rest = [v for v in range(n) if not inside[v]]
    k = len(rest)
    small = np.full((k + 1, k + 1), -np.inf)
    small[:k, :k] = s[np.ix_(rest, rest)]
    cyc = np.array(cycle)
    kept = s[cyc, heads[cyc]]
    enter = s[np.ix_(cyc, rest)] - kept[:, None]
    small[k, :k] = enter.max(0)
    entry = cyc[enter.argmax(0)]
    leave = s[np.ix_(rest, cyc)]
    small[:k, k] = leave.max(1)
    exit_from = cyc[leave.argmax(1)]
    small[0, k] = -np.inf
    got = _edmonds(small)
    out = heads.copy()
    for i, v in enumerate(rest):
        if v:
            out[v] = exit_from[i] if got[i] == k else rest[got[i]]
    out[entry[got[k]]] = rest[got[k]]
    return out


def tree(scores):
    """Heads (0 = root) of one sentence with exactly one root; scores [n, n+1] with the root in column 0."""
    n = len(scores)
    s = np.full((n + 1, n + 1), -np.inf)
    s[1:] = log_softmax(scores.astype(np.float64))
    s[np.arange(n + 1), np.arange(n + 1)] = -np.inf
    s[1:, 0] -= 1e4  # as few roots as can be: one
    s[0, 0] = 0
    return _edmonds(s)[1:]


_ALLOWED = np.zeros((7, 7))
for _a, _x in enumerate(NAMES):
    for _b, _y in enumerate(NAMES):
        if _y[0] == "I" and _x[2:] != _y[2:]:
            _ALLOWED[_a, _b] = -np.inf


def viterbi(logits):
    """The best tag sequence in which an I follows a B or I of its type."""
    e = log_softmax(logits.astype(np.float64))
    best = e[0] + _ALLOWED[0]
    back = []
    for row in e[1:]:
        total = best[:, None] + _ALLOWED
        back.append(total.argmax(0))
        best = total.max(0) + row
    tags = [int(best.argmax())]
    for b in reversed(back):
        tags.append(int(b[tags[-1]]))
    return tags[::-1]
