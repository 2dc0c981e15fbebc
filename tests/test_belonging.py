"""What something is part of: told where a name has the whole before the part, over an invented newspaper."""

import pytest

from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon

ORCHID = """# 苏州市青溪区办起兰花节

日前，江苏省苏州市青溪区办起了第一届兰花节，吸引游客3200人。

江南农业大学园艺学院的学生为游客讲解兰花的种法。
"""
TEA = """# 青溪区的茶园

青溪区有茶园1200亩，茶农460户。
"""


@pytest.fixture(scope="module")
def pipeline(lexicon: Lexicon) -> Pipeline:
    articles = (
        Article("orchid", "苏州市青溪区办起兰花节", (), "zh", ORCHID),
        Article("tea", "青溪区的茶园", (), "zh", TEA),
    )
    return pipeline_over(articles, BundledEncoder(), lexicon)


@pytest.mark.parametrize(
    ("question", "highlighted"),
    [
        ("青溪区归哪个市管？", "苏州市"),
        ("Which city is Qingxi District part of?", "苏州市"),
        ("青溪区属于哪个省？", "江苏省"),
        ("给游客讲解的园艺学院属于哪所大学？", "江南农业大学"),
    ],
)
def test_what_something_is_part_of_is_cited(pipeline: Pipeline, question: str, highlighted: str) -> None:
    answer = pipeline.ask(question)
    assert not answer.abstained
    citation = answer.citations[0]
    low, high = citation.highlights[0]
    assert pipeline.index.articles[citation.article_id].text[low:high] == highlighted


@pytest.mark.parametrize(
    "question",
    ["青溪区属于哪个县？", "Which county is Qingxi District part of?", "青溪镇归哪个市管？", "他的属于哪个市？"],
)
def test_what_no_name_tells_is_not_said(pipeline: Pipeline, question: str) -> None:
    assert pipeline.ask(question).abstained
