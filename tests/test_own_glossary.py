"""A corpus's own glossary: read with the corpus, kept in the index, used for questions, refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from taobeiqa.corpus.articles import read_corpus
from taobeiqa.corpus.glossary import GlossaryEntry
from taobeiqa.errors import CorpusError
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Query
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import build, load, save
from taobeiqa.retrieval.lexical import query_concepts
from taobeiqa.retrieval.lexicon import Lexicon

ARTICLE = "---\ntitle: 乡里的事\nlanguage: zh\n---\n今年办了三场大篷车。\n\n今年修了三条大路。\n"
GLOSSARY = "# ours\n\n大篷車\tmobile law clinic; travelling lawyers\n"


def write_corpus(folder: Path, glossary: str | None) -> Path:
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    (folder / "articles" / "town.md").write_text(ARTICLE, encoding="utf-8")
    if glossary is not None:
        (folder / "glossary.tsv").write_text(glossary, encoding="utf-8")
    return folder


def test_a_term_of_the_corpus_is_found_in_english_also_after_a_reload(tmp_path: Path, lexicon: Lexicon) -> None:
    corpus = read_corpus(write_corpus(tmp_path / "corpus", GLOSSARY))
    assert corpus.glossary == (GlossaryEntry("大篷车", ("mobile law clinic", "travelling lawyers")),)
    encoder = HashingEncoder()
    built = build(corpus, encoder, lexicon)
    save(built, tmp_path / "index")
    for index in (built, load(tmp_path / "index", encoder)):
        assert index.glossary == corpus.glossary
        asked = query_concepts(Query("How many travelling law clinics?", "en"), lexicon)
        scores = dict(zip((passage.text for passage in index.passages), index.lexical.scores(asked), strict=True))
        assert scores["今年办了三场大篷车。"] > scores["今年修了三条大路。"]
    plain = build(read_corpus(write_corpus(tmp_path / "plain", None)), encoder, lexicon)
    assert "≈clinic" not in plain.lexical.vocabulary
    assert "≈clinic" in built.lexical.vocabulary


def test_a_pipeline_reads_with_the_glossary_of_its_index(tmp_path: Path, lexicon: Lexicon) -> None:
    encoder = HashingEncoder()
    found = Pipeline(build(read_corpus(write_corpus(tmp_path, GLOSSARY)), encoder, lexicon), encoder, lexicon)
    answer = found.attempt("How many travelling lawyers?")
    assert answer.citations[0].quote == "今年办了三场大篷车。"


def test_a_term_in_both_is_translated_as_the_corpus_says(lexicon: Lexicon) -> None:
    extended = lexicon.with_glossary([GlossaryEntry("扶贫", ("uplift",))])
    assert [entry.renderings for _, _, entry in extended.glossary_terms("扶贫")] == [("uplift",)]
    assert [entry.renderings[0] for _, _, entry in lexicon.glossary_terms("扶贫")] == ["poverty alleviation"]
    assert lexicon.with_glossary([]) is lexicon


def test_a_changed_glossary_is_a_changed_corpus(tmp_path: Path) -> None:
    before = read_corpus(write_corpus(tmp_path, GLOSSARY)).digest
    assert read_corpus(write_corpus(tmp_path, GLOSSARY.replace("mobile", "rolling"))).digest != before


@pytest.mark.parametrize(
    "line", ["大篷车 mobile clinic", "大篷车\t", "大篷车\t ; ", "clinic\tmobile clinic", "\tclinic"]
)
def test_a_line_that_is_no_entry_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(CorpusError, match=r"glossary\.tsv: line 4 is not a Chinese term, a TAB") as caught:
        read_corpus(write_corpus(tmp_path, f"{GLOSSARY}{line}\n"))
    assert "\n" not in str(caught.value)
