"""Chooses the pairs that the encoder is trained on and stores the teacher's vector of the English side of each.

    python training/targets.py --data DATA --work WORK

Writes `pairs.tsv` (Chinese, English) and `targets.npy` (float16 unit rows, one a pair) to WORK. The teacher stays as it
is throughout the training: read once, its vectors serve every step, and those of other pairs as wrong answers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from distill import Encoder
from examples import pairs
from parallel import teacher_folder

BATCH = 256


def vectors(texts: list[str]) -> np.ndarray:
    """The teacher's vectors: float16 unit rows, `(len(texts), dimension)`."""
    teacher = Encoder(teacher_folder()).requires_grad_(False)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found: np.ndarray | None = None
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        rows = teacher([texts[place] for place in places]).numpy().astype(np.float16)
        if found is None:
            found = np.zeros((len(texts), rows.shape[1]), np.float16)
        found[places] = rows
        if start % (100 * BATCH) == 0:
            print(f"{start} of {len(texts)}", flush=True)
    if found is None:
        raise SystemExit("no pairs")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pairs and vectors")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chosen = pairs(options.data, options.seed)
    lines = ("\t".join(" ".join(text.split()) for text in pair) for pair in chosen)
    (options.work / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with torch.inference_mode():
        np.save(options.work / "targets.npy", vectors([english for _, english in chosen]))


if __name__ == "__main__":
    main()
