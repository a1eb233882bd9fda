"""Batches without end, made in as many processes as one likes.

In: documents. Out: for each epoch every document cut anew into windows, some names swapped, in batches. Each process
cuts and shuffles its own share of the documents, so that the one that trains only receives tensors.
"""

import random

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import data
import pairs
import swap
import windows as W

SWAP = 0.25  # share of windows in which names are swapped
DROPPED = 0.06  # share of words that are masked


def guideline(window, rng):
    """The names layer that a window is asked by: its set's; any where nobody marked its names (for teachers to tell)."""
    if any(s.names for s in window.sents):
        return W.GROUPS[window.group]
    return rng.choices((0, 1, 2), (0.6, 0.2, 0.2))[0]


class Stream(IterableDataset):
    """Batches of `docs`; `told` are those of them that tell of acts and are seen `args.times` in an epoch."""

    def __init__(self, docs, told, wp, labels, share, pool, args):
        self.docs, self.told, self.wp, self.labels, self.share, self.args = docs, told, wp, labels, share, args
        self.pool = pool

    def _groups(self, docs, told, rng):
        """One epoch's windows, in batches."""
        wins = W.training_windows(data.sample(docs, rng, self.share), self.wp, rng)
        for _ in range(1, self.args.times):
            wins += W.training_windows(told, self.wp, rng)
        wins += pairs.marked_windows(told, self.wp, rng, self.args.nothing)
        for w in wins:
            if rng.random() < SWAP:
                w.sents = [swap.swapped(s, self.pool, rng) for s in w.sents]
            pairs.swap(w, self.pool, rng)
        return W.batches(wins, self.args.budget, rng)

    def length(self):
        """How many batches an epoch has, about."""
        return len(self._groups(self.docs, self.told, random.Random(self.args.seed)))

    def __iter__(self):
        info = get_worker_info()
        part, parts = (info.id, info.num_workers) if info else (0, 1)
        torch.set_num_threads(1) if info else None
        rng = random.Random(self.args.seed * 1000 + part)
        docs, told = self.docs[part::parts], self.told[part::parts]
        while True:
            for group in self._groups(docs, told, rng):
                batch = W.collate([W.encode(w, self.wp, self.labels, rng, DROPPED) for w in group])
                batch["group"] = torch.tensor([guideline(w, rng) for w in group])
                batch["marked"] = torch.tensor([w.marked is not None for w in group])
                batch["weight"] = torch.tensor([w.weight for w in group])
                yield batch

    def loader(self, workers):
        """An iterator over the batches, made by so many processes (0: by this one)."""
        return DataLoader(self, batch_size=None, num_workers=workers, prefetch_factor=8 if workers else None,
                          pin_memory=torch.cuda.is_available())
