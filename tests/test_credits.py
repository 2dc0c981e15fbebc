"""Who wrote, who photographed, which newspaper: what bylines and datelines answer, over an invented newspaper."""

from pathlib import Path

import pytest

from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.settings import Settings

FERRY = """---
title: 白沙渡口的轮渡换成了电动船
authors: [吕安, 贺兰]
language: zh
---
# 白沙渡口的轮渡换成了电动船

湖州日报白沙讯 5月2日起，白沙渡口的柴油轮渡全部换成电动船，噪音小了一半。

/记者 吕安 报道 贺兰 摄
"""
DAM = """---
title: 河口的堤坝加高了
authors: [尹川, 施月]
language: zh
---
# 河口的堤坝加高了

今年春天，河口的堤坝加高了一米，可以防住五十年一遇的洪水。

尹川 施月 报道
"""
ORCHARD = """---
title: Frost Spares the Orchards of Millbrook
authors: [Anna Lee]
language: en
---
# Frost Spares the Orchards of Millbrook

Apple growers in Millbrook lost only a few trees to the April frost, thanks to smoke pots lit at night.

By Anna Lee, staff reporter
"""


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder: Path = tmp_path_factory.mktemp("credits")
    articles = folder / "corpus" / "articles"
    articles.mkdir(parents=True)
    (articles / "ferry.md").write_text(FERRY, encoding="utf-8")
    (articles / "dam.md").write_text(DAM, encoding="utf-8")
    (articles / "orchard.md").write_text(ORCHARD, encoding="utf-8")
    chosen = Settings(corpus=folder / "corpus", index=folder / "index")
    build_index(chosen)
    return open_pipeline(chosen)


@pytest.mark.parametrize(
    ("question", "highlighted"),
    [
        ("白沙渡口电动船的报道是谁写的？", "吕安"),
        ("白沙渡口电动船那篇报道，照片是谁拍的？", "贺兰"),
        ("白沙渡口换电动船的消息登在哪家报纸上？", "湖州日报"),
        ("Who photographed the electric ferry at Baisha?", "贺兰"),
        ("Which newspaper ran the story on the electric ferries of Baisha?", "湖州日报"),
        ("Who wrote the article about the orchards of Millbrook?", "Anna Lee, staff reporter"),
        ("谁和尹川一起写了堤坝的报道？", "尹川 施月"),
        ("Who shared a byline with Yin Chuan?", "尹川 施月"),
    ],
)
def test_who_is_credited_is_cited_from_the_article(pipeline: Pipeline, question: str, highlighted: str) -> None:
    answer = pipeline.ask(question)
    assert not answer.abstained
    citation = answer.citations[0]
    low, high = citation.highlights[0]
    assert pipeline.index.articles[citation.article_id].text[low:high] == highlighted


@pytest.mark.parametrize(
    "question",
    [
        "Who took the pictures for the article about the orchards of Millbrook?",
        "Millbrook果园那篇报道的照片是谁拍的？",
        "Which newspaper ran the article about the orchards of Millbrook?",
        "谁和吕安一起写了白沙渡口电动船的报道？",
    ],
)
def test_what_an_article_credits_nobody_with_is_not_said(pipeline: Pipeline, question: str) -> None:
    assert pipeline.ask(question).abstained
