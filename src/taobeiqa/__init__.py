"""Ask Chinese newspaper articles questions in Chinese or English, and get answers with verbatim citations, offline.

>>> import taobeiqa
>>> qa = taobeiqa.open(corpus="corpus", index="index")
>>> qa.ask("How many villages exited poverty?").text
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taobeiqa.records import Answer, Article, Citation, Hit, Passage, Query

if TYPE_CHECKING:
    from pathlib import Path

    from taobeiqa.pipeline import Pipeline

__all__ = ["Answer", "Article", "Citation", "Hit", "Passage", "Query", "open"]


def open(corpus: str | Path = "corpus", index: str | Path = "index", model: str = "bundled") -> Pipeline:  # noqa: A001
    """A pipeline over a corpus folder; its index is built, or brought up to date, first.

    Raises:
        TaobeiqaError: the corpus, the index or the model cannot be used; the message says how to mend it.
    """
    # Imported here, so that `import taobeiqa` loads neither FAISS nor a model.
    from pathlib import Path

    from taobeiqa.pipeline import current_pipeline
    from taobeiqa.settings import Settings

    return current_pipeline(Settings(Path(corpus), Path(index), model))
