"""Which passages a piece of evidence makes relevant, and what is said of one that stands in no article."""

from __future__ import annotations

from pathlib import Path

import pytest

from taobeiqa.corpus.articles import Corpus
from taobeiqa.errors import SetError
from taobeiqa.evaluation.evaluate import check_distinct, check_set, in_an_article, judge_all
from taobeiqa.evaluation.judge import Attempt, compared
from taobeiqa.evaluation.questions import Question, QuestionSet
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexicon import Lexicon

TOWN = """# 小镇新闻

全镇５３个
贫困村出列。

人均收入\u3000增长 10％。<!-- note -->

第三段。

<!-- gap -->

共两句。"""
CITY = "# City\n\nThe fund ﬁnished in May.\n\n人均收入增长10%，全镇53个贫困村出列。\n\n第三段。"


@pytest.fixture(scope="module")
def index(lexicon: Lexicon) -> Index:
    town = Article("town", "小镇新闻", (), "zh", TOWN)
    city = Article("city", "City", (), "en", CITY)
    return build(Corpus((town, city), {}, ""), HashingEncoder(), lexicon)


def relevant(index: Index, *evidence: str) -> list[str]:
    """The article and the first characters of each passage that counts."""
    question = Question("q", "问？", "zh", evidence=evidence)
    nothing = {"q": Attempt("", 0.0, (), (), 0.0)}
    (judged,) = judge_all(QuestionSet("set", "", (question,)), index, nothing, 0.5)
    assert set(judged.relevant.values()) <= {1}
    by_id = {passage.id: passage for passage in index.passages}
    return [f"{by_id[name].article_id} {by_id[name].text[:3]}" for name in judged.relevant]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("５３ 个\n贫困村\u3000出列", "53个贫困村出列"),
        ("\t 10％ \u00a0", "10%"),
        ("ﬁnished①", "finished1"),
        ("Café\u2028é", "Caféé"),
        (" \n\u3000", ""),
        ("Case Stays", "CaseStays"),
    ],
)
def test_texts_are_compared_after_nfkc_and_without_white_space(text: str, expected: str) -> None:
    assert compared(text) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (["53个贫困村出列。"], ["town 全镇５", "city 人均收"]),
        (["５３个 贫困村\n出列。"], ["town 全镇５", "city 人均收"]),
        (["全镇53个贫困村出列。人均收入"], ["town 全镇５"]),
        (["出列。人均收入增长10%。第"], ["town 人均收"]),
        (["小镇新闻全镇"], ["town 小镇新"]),
        (["新闻全镇53"], ["town 全镇５"]),
        (["The fund finished"], ["city The"]),
        (["thefundfinished"], []),
        (["第三段。"], ["town 第三段", "city 第三段"]),
        (["共两句。", "The fund", "共两句"], ["town 共两句", "city The"]),
        (["note"], []),
        (["九百个贫困村"], []),
        ([], []),
    ],
)
def test_a_passage_is_relevant_when_it_has_a_piece_or_most_of_it(
    index: Index, evidence: list[str], expected: list[str]
) -> None:
    assert relevant(index, *evidence) == expected
    assert all(in_an_article(piece, index) for piece in evidence) == (bool(expected) or not evidence)


def test_a_piece_that_runs_on_in_two_articles_counts_in_both(lexicon: Lexicon) -> None:
    made = [Article(name, "t", (), "zh", "第一段在此。\n\n第二段。") for name in ("a", "b")]
    both = build(Corpus(tuple(made), {}, ""), HashingEncoder(), lexicon)
    assert relevant(both, "段在此。第二") == ["a 第一段", "b 第一段"]
    assert relevant(both, "在此。第二段") == ["a 第一段", "b 第一段"], "of equal shares the first"
    assert relevant(both, "此。第二段") == ["a 第二段", "b 第二段"]


def test_evidence_that_stands_nowhere_is_named_with_all_else_that_is_wrong(index: Index) -> None:
    asked = (
        Question("a", "有多少？", "zh", ("53",), ("５３个贫困村", "九百个\n村", "thefund"), line=2),
        Question("b", "？？", "zh", line=5),
        Question("c", "有多少？", "zh", draft=True, line=7),
    )
    one, path = QuestionSet("set", "", asked), Path("set.jsonl")
    with pytest.raises(SetError) as caught:
        check_set(one, path, index)
    assert str(caught.value) == (
        r"set.jsonl: 4 faults: line 2: the evidence '九百个\n村' stands in no article; quote it word for word; "
        "line 2: the evidence 'thefund' stands in no article; quote it word for word; "
        "line 5: The question has no word in it: type a question in Chinese or English; "
        "line 7: is a draft; review it and take draft away, or evaluate drafts too with --drafts."
    )
    check_set(QuestionSet("set", "", (Question("c", "有多少？", "zh", draft=True),)), path, index, drafts=True)
    check_set(QuestionSet("set", "", (Question("a", "有多少？", "zh", evidence=("无",)),)), path, None)


def test_an_id_stands_in_one_set_only() -> None:
    sets = [QuestionSet(name, "", (Question(identity, "?", "en"),)) for name, identity in (("x", "a"), ("y", "b"))]
    check_distinct(sets)
    with pytest.raises(SetError, match="The id 'a' stands in x and in z; rename one"):
        check_distinct([*sets, QuestionSet("z", "", sets[0].questions)])
