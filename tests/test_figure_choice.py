"""Which figure of a sentence a question asks for, and which part of a date. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest

from taobeiqa.answering.extractor import Located
from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import understand
from taobeiqa.answering.reader import read
from taobeiqa.answering.spans import AnswerSpan, answer_spans
from taobeiqa.corpus.articles import Corpus
from taobeiqa.corpus.passages import passages
from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.records import Article, Language, Passage, Span
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.index import build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import encode_query, search

WATER: tuple[Language, str] = ("zh", "全镇120个自然村300处水井完成维修，其中，山区水井80处。")
PUPILS: tuple[Language, str] = ("zh", "12名校长、45名教师、600名学生参加了植树，栽下杨树2000棵。")
RATE: tuple[Language, str] = ("zh", "入学率由原来的70%提高到98%。")
ROADS: tuple[Language, str] = (
    "en",
    "The town repaired 14 bridges and 9 schools, and 230 families moved into new flats.",
)
ORDERS: tuple[Language, str] = (
    "en",
    "Looms stand in 410 yards. More than 80% of these yards weave to order, for 26 dealers in town. Of the looms that "
    "were bought last year, 35 were paid for by the county, 12 of them in the spring.",
)


@pytest.fixture(scope="module")
def pipelines(lexicon: Lexicon) -> Callable[[tuple[Language, str]], Pipeline]:
    """The pipeline over one article."""
    encoder = BundledEncoder()
    return cache(lambda article: pipeline_over((Article("a", "新闻", (), *article),), encoder, lexicon))


@pytest.mark.parametrize(
    ("question", "article", "figure"),
    [
        ("多少个自然村的水井修好了？", WATER, "120个"),
        ("维修了多少处水井？", WATER, "300处"),
        ("其中山区的水井有多少处？", WATER, "80处"),
        ("In how many villages were wells repaired?", WATER, "120个"),
        ("有多少名教师参加了植树？", PUPILS, "45名"),
        ("参加植树的校长有几名？", PUPILS, "12名"),
        ("How many students took part in planting trees?", PUPILS, "600名"),
        ("How many teachers took part in planting trees?", PUPILS, "45名"),
        ("栽了多少棵杨树？", PUPILS, "2000棵"),
        ("现在的入学率是多少？", RATE, "98%"),
        ("原来的入学率是多少？", RATE, "70%"),
        ("没开始的时候入学率有多高？", RATE, "70%"),
        ("按订单织布的院子占多大比例？", ORDERS, "More than 80%"),
        ("有多少名经销商订货？", ORDERS, "26"),
        ("How many schools were repaired?", ROADS, "9"),
        ("有多少户家庭搬进了新房？", ROADS, "230 families"),
    ],
)
def test_the_figure_of_what_was_counted(question, article, figure, pipelines) -> None:
    (citation,) = pipelines(article).attempt(question).citations
    assert [article[1][start:end] for start, end in citation.highlights] == [figure]


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("公园是哪一年开放的？", "公园7月18日开放。", []),
        ("公园是哪一年开放的？", "公园2016年开放。", ["2016年"]),
        ("公园是什么时候开放的？", "公园7月18日开放。", ["7月18日"]),
        ("公园是哪个月开放的？", "公园2016年开放。", []),
        ("公园是哪个月开放的？", "公园7月18日开放。", ["7月18日"]),
        ("公园是哪天开放的？", "公园2016年7月开放。", []),
        ("In what year did the park open?", "The park opened on July 18.", []),
        ("In what year did the park open?", "The park opened in 2016.", ["2016"]),
        ("On which day did the park open?", "The park opened on July 18.", ["July 18"]),
    ],
)
def test_the_part_of_a_date_that_was_asked_for(question: str, text: str, told: list[str], lexicon: Lexicon) -> None:
    query = ask_query(question)
    (passage,) = passages(Article("a", "-", (), query.language, text))
    spans = answer_spans(understand(query), query, passage, lexicon)
    assert [text[span.start : span.end] for span in spans] == told


@pytest.mark.parametrize(
    ("question", "text", "counted"),
    [
        ("新建了多少家合作社？", "签了合同93份，新建12个合作社，3间厂房。", ["12个", "3间"]),
        ("养了多少头牛？", "建了42个牛棚。", []),
        ("添了多少册图书？", "162个图书室添了书。", []),
        ("医院有多少张病床？", "为142名病人服务。", []),
        ("改造了多少间危房？", "改造危房9291户。", ["9291户"]),
        ("多少支队伍参加？", "17个队伍参加。", ["17个"]),
        ("每年增加多少集体收入？", "12个电站每年收入3万元。", ["3万元"]),
    ],
)
def test_a_figure_counts_what_the_measure_word_of_the_question_counts(question, text, counted, lexicon) -> None:
    query = ask_query(question)
    (passage,) = passages(Article("a", "-", (), "zh", text))
    spans = answer_spans(understand(query), query, passage, lexicon)
    assert [text[span.start : span.end] for span in spans] == counted


@pytest.mark.parametrize(
    ("question", "text", "best"),
    [
        ("施工队来自哪个市？", "苏州的施工队住进了青石村。", ["苏州"]),
        ("What city does the crew come from?", "苏州的施工队住进了青石村。", ["苏州"]),
        ("施工队住在哪个村？", "苏州的施工队住进了青石村。", ["青石村"]),
    ],
)
def test_a_city_need_not_call_itself_one_but_a_village_does(question, text, best, lexicon) -> None:
    query = ask_query(question)
    (passage,) = passages(Article("a", "-", (), "zh", text))
    spans = answer_spans(understand(query), query, passage, lexicon)
    assert [text[span.start : span.end] for span in spans if span.prior == 1] == best


class Pointing:
    """An extractor that points at the same words of every passage, and is as sure of them as it is told."""

    def __init__(self, words: str, odds: float) -> None:
        self.words, self.odds = words, odds

    def locate_all(
        self, question: str, places: Sequence[tuple[Sequence[AnswerSpan], Passage]]
    ) -> list[Mapping[Span, Located]]:
        found: list[Mapping[Span, Located]] = []
        for _, passage in places:
            start = passage.start + passage.text.index(self.words)
            located = Located((start, start + len(self.words)), self.odds)
            found.append({sentence: located for sentence in passage.sentences if sentence[0] <= start < sentence[1]})
        return found


@pytest.mark.parametrize(
    ("question", "pointed", "odds", "figure"),
    [
        ("惠溪镇改造了几座桥？", "8座", 3.0, "8座"),
        ("惠溪镇改造了几座桥？", "12座", 3.0, "12座"),
        ("惠溪镇改造了几座桥？", "12座", -1.0, "8座"),
        ("惠溪镇改造了几座石桥？", "12座", 3.0, "8座"),
        ("惠溪镇改造了几座木桥？", "8座", 3.0, "12座"),
        ("惠溪镇改造了几座桥？", "40名", 3.0, "8座"),
        ("惠溪镇修了几条路？", "4条", 3.0, "9条"),
        ("惠溪镇修了几条水泥路？", "4条", 3.0, "4条"),
    ],
)
def test_of_figures_that_fit_alike_the_one_that_the_extractor_is_sure_of(
    question, pointed, odds, figure, lexicon
) -> None:
    text = "惠溪镇改造石桥8座，木桥12座，修路9条，其中水泥路4条，有40名工人参加。"
    encoder = BundledEncoder()
    index = build(Corpus((Article("a", "新闻", (), "zh", text),), {}, ""), encoder, lexicon)
    query = ask_query(question)
    vector = encode_query(query, encoder)
    hits = search(query, vector, index, lexicon, 4)
    scores = {hit.passage.id: index.vectors.sentence_scores(vector, [place])[place] for place, hit in enumerate(hits)}
    best = read(query, hits, scores, index, lexicon, Pointing(pointed, odds)).candidates[0]
    assert text[slice(*best.span)] == figure
