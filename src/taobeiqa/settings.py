"""Settings: environment variables, each with a default. The command line's options carry the same names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the corpus and the index are, and which encoder reads them."""

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    model: str = "bundled"
    """`bundled`, a Sentence Transformers name, or a folder."""

    @staticmethod
    def from_environment() -> Settings:
        """`TAOBEIQA_CORPUS`, `TAOBEIQA_INDEX` and `TAOBEIQA_MODEL`, or the defaults."""
        return Settings(
            corpus=Path(os.environ.get("TAOBEIQA_CORPUS") or "corpus"),
            index=Path(os.environ.get("TAOBEIQA_INDEX") or "index"),
            model=os.environ.get("TAOBEIQA_MODEL") or "bundled",
        )
