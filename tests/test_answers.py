"""Answers over an invented newspaper: what holds for any article, not only for the bundled ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taobeiqa.answering.proof import unproven_figures
from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.errors import QuestionError, StoredIndexError
from taobeiqa.pipeline import Pipeline, build_index, current_pipeline, open_pipeline
from taobeiqa.retrieval.index import FILE
from taobeiqa.settings import Settings

BRIDGE = """---
title: 柳河大桥建成通车
authors: [赵明]
language: zh
---
# 柳河大桥建成通车

9月3日，柳河大桥在青山县正式通车。大桥全长1280米，总投资4.6亿元，由华北路桥有限公司承建。

施工期间，共有{workers}名工人参加建设，加固水库77座，新栽树木3万株。

沿线安置搬迁群众215户，其中老人402人。

/记者 赵明 报道
"""
LIBRARY = """---
title: New Library Opens in Greenfield
authors: [Anna Lee]
language: en
---
# New Library Opens in Greenfield

The city library of Greenfield opened on May 12. It holds 48,000 books and cost 9.5 million dollars.

More than 300 volunteers helped to move the books. The reading room has 120 seats for pupils.

By Anna Lee, staff reporter
"""


def make(folder: Path, workers: int = 350, *, workers_paragraph: bool = True) -> Pipeline:
    articles = folder / "corpus" / "articles"
    articles.mkdir(parents=True)
    bridge = BRIDGE.format(workers=workers)
    if not workers_paragraph:
        bridge = "\n\n".join(part for part in bridge.split("\n\n") if "工人" not in part)
    (articles / "bridge.md").write_text(bridge, encoding="utf-8")
    (articles / "library.md").write_text(LIBRARY, encoding="utf-8")
    chosen = Settings(corpus=folder / "corpus", index=folder / "index")
    build_index(chosen)
    return open_pipeline(chosen)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return make(tmp_path_factory.mktemp("invented"))


@pytest.mark.parametrize(
    ("question", "said", "quoted"),
    [
        ("柳河大桥全长多少米？", "1280米", "1280米"),
        ("大桥总投资多少？", "4.6亿元", "4.6亿元"),
        ("加固了多少座水库？", "77座", "水库77座"),
        ("柳河大桥哪天通车？", "9月3日", "9月3日"),
        ("大桥由哪家公司承建？", "华北路桥有限公司", "华北路桥有限公司"),
        ("How many workers took part in building the bridge?", "350", "350名工人"),
        ("How many reservoirs were reinforced?", "77", "水库77座"),
        ("How much was invested in the bridge?", "460 million yuan", "4.6亿元"),
        ("图书馆有多少册书？", "48,000", "48,000 books"),
        ("How many seats does the reading room have?", "120 seats", "120 seats"),
        ("When did the library open?", "May 12", "May 12"),
        ("Who wrote the article about the library?", "Anna Lee", "Anna Lee"),
    ],
)
def test_the_asked_for_figure_or_name_in_any_direction(
    invented: Pipeline, question: str, said: str, quoted: str
) -> None:
    answer = invented.ask(question)
    assert not answer.abstained
    assert said in answer.text.replace("4.8万", "48,000")
    assert quoted in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "上海有多少名工人？",
        "2005年柳河大桥投资多少？",
        "How many workers are there in Shanghai?",
        "Who won the World Cup in 1998?",
        "What is the temperature of the river?",
        "大桥的设计师多大岁数？",
        "东岭公司投资了多少钱？",
        "新民镇安置了多少户？",
        "去年总投资多少？",
        "How many workers took part last year?",
    ],
)
def test_what_the_articles_do_not_say_is_not_answered(invented: Pipeline, question: str) -> None:
    answer = invented.ask(question)
    assert answer.abstained
    assert answer.text.startswith(NOT_SAID[answer.language])
    assert answer.citations == ()
    assert answer.hits


def test_the_answer_follows_the_article_when_its_figure_changes(tmp_path: Path) -> None:
    answer = make(tmp_path, workers=981).ask("有多少名工人参加建设？")
    assert "981名" in answer.text
    assert "350" not in answer.text


def test_without_the_paragraph_that_answers_the_old_figure_is_gone(tmp_path: Path) -> None:
    answer = make(tmp_path, workers_paragraph=False).ask("有多少名工人参加建设？")
    assert "350" not in answer.to_json().__repr__()


def test_opening_brings_the_index_up_to_date_and_leaves_a_current_one_alone(tmp_path: Path) -> None:
    make(tmp_path)
    chosen = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    before = (chosen.index / FILE).stat()
    current_pipeline(chosen)
    assert (chosen.index / FILE).stat().st_ino == before.st_ino
    article = chosen.corpus / "articles" / "bridge.md"
    article.write_text(BRIDGE.format(workers=981), encoding="utf-8")
    assert "981名" in current_pipeline(chosen).ask("有多少名工人参加建设？").text
    with pytest.raises(StoredIndexError, match="--model"):
        current_pipeline(replace(chosen, model="some/other-model"))


def test_a_highlight_is_the_figure_itself_and_not_one_that_resembles_it(invented: Pipeline) -> None:
    citation = invented.ask("加固了多少座水库？").citations[0]
    article = invented.index.articles[citation.article_id]
    assert [article.text[start:end] for start, end in citation.highlights] == ["77座"]


def test_traditional_and_full_width_questions_get_the_same_passages(invented: Pipeline) -> None:
    plain = invented.ask("柳河大桥全长1280米吗？总投资多少？")
    other = invented.ask("柳河大橋全長１２８０米嗎？總投資多少？")
    assert [hit.passage.id for hit in plain.hits] == [hit.passage.id for hit in other.hits]
    assert other.text == plain.text


@pytest.mark.parametrize("question", ["", "   \n", "\x00\x07\x1b", "？！…", "😀🎉", "长" * 10_000])
def test_a_question_that_is_none_is_refused_in_one_line(invented: Pipeline, question: str) -> None:
    with pytest.raises(QuestionError) as refused:
        invented.ask(question)
    assert "\n" not in str(refused.value)


def test_emoji_and_control_characters_beside_words_do_no_harm(invented: Pipeline) -> None:
    assert "77座" in invented.ask("😀 加固了\x00多少座\u200b水库？🎉").text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.text(
        st.sampled_from(" 多少几谁哪桥村水库工人howmanyWh0123456789,.，。？?%“”()[]{}<>\\\n\t鷄😀é万亿"), max_size=60
    )
)
def test_any_question_keeps_the_laws(invented: Pipeline, question: str) -> None:
    try:
        answer = invented.ask(question)
    except QuestionError:
        return
    assert len(answer.text) <= 200
    for citation in answer.citations:
        text = invented.index.articles[citation.article_id].text
        assert text[citation.start : citation.end] == citation.quote
    assert answer.abstained or unproven_figures(answer.text, [one.quote for one in answer.citations]) == []
