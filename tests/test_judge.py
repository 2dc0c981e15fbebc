"""What one answer is worth: is an accepted answer in it, is the right passage cited, and what went wrong if not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from taobeiqa.evaluation.evaluate import ask_all, judge_all
from taobeiqa.evaluation.judge import OUTCOMES, RUN_DEPTH, Attempt, Quoted, attempted, compared, judge
from taobeiqa.evaluation.questions import Question, QuestionSet
from taobeiqa.evaluation.resume import Unfinished
from taobeiqa.pipeline import pipeline_over
from taobeiqa.records import Answer, Citation, Hit, Passage
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.lexicon import Lexicon
from tests.judging import ARTICLES, PASSAGES, REFUSAL, RIVER, WIND, attempt, judged, question, quoted, ranked, unsaid


def test_evidence_is_compared_without_white_space_and_width() -> None:
    assert compared("５３个\u3000贫困村\n出列 ") == "53个贫困村出列"


def test_a_right_answer_with_its_place() -> None:
    one = judged(question())
    assert (one.abstained, one.rank, one.outcome, one.shown) == (False, 1, "right", "53个贫困村。")
    assert (one.answer_correct, one.sentence_correct, one.citation_correct, one.best_correct) == (True,) * 4
    assert one.direction == "zh→zh"


WRONG_PLACES = {
    "offset one later, the quotation as it was": replace(
        quoted("river#0"), start=1, end=len("河边有53个贫困村出列。") + 1
    ),
    "one later at the end of its passage, quoted as it stands there": quoted("river#0", 1, 1),
    "one earlier at the start of its passage, quoted as it stands there": quoted("river#1", -1, -1),
    "reaching from its passage into the next": quoted("river#0", 0, 3),
    "the right words at another place": replace(quoted("river#0"), start=14, end=26),
    "another passage": quoted("river#1"),
    "another article": quoted("wind#0"),
    "another article, at the offsets of the right passage": quoted("wind#0", 0, -16),
    "the right place named in another article": replace(quoted("river#0"), article_id="wind"),
    "an article that there is not": replace(quoted("river#0"), article_id="sea"),
    "one character cut off": replace(quoted("river#0"), quote="河边有53个贫困村出列"),
    "nothing": replace(quoted("river#0"), end=0, quote=""),
    "nothing, in the middle": Quoted("river", "河边", 4, 4, "", None),
    "an offset from the end": replace(quoted("river#0"), start=-len(RIVER.text), end=12 - len(RIVER.text)),
}


@pytest.mark.parametrize("quote", WRONG_PLACES.values(), ids=WRONG_PLACES)
def test_a_citation_of_a_wrong_place_is_wrong(quote: Quoted) -> None:
    one = judged(question(), attempt(quotes=(quote,)))
    assert (one.answer_correct, one.citation_correct, one.outcome) == (True, False, "wrong span")
    assert not one.best_correct


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 0), (0, -2), (3, -6)])
def test_a_quotation_anywhere_inside_a_relevant_passage_is_right(start: int, end: int) -> None:
    one = judged(question(), attempt(quotes=(quoted("river#0", start, end),)))
    assert (one.citation_correct, one.outcome) == (True, "right")


def test_words_that_stand_twice_count_where_they_were_quoted() -> None:
    asked = question(answers=["3万亩"], evidence=["后来又种了3万亩水稻"])
    first, second = quoted("river#1", 3, 0), quoted("river#2", 3, 0)
    assert first.quote == second.quote == "种了3万亩水稻。"
    told = [judged(asked, attempt("3万亩。", quotes=[one]), {"river#2": 1}).citation_correct for one in (first, second)]
    assert told == [False, True]


def test_one_right_citation_among_several_is_enough() -> None:
    one = judged(question(), attempt(quotes=(quoted("wind#0"), quoted("river#0"))))
    assert one.citation_correct
    assert one.sentence_correct


def test_the_sentence_may_be_right_where_the_answer_is_not_and_the_reverse() -> None:
    wrong_words = judged(question(), attempt("很多贫困村。"))
    assert (wrong_words.answer_correct, wrong_words.sentence_correct, wrong_words.citation_correct) == (
        False,
        True,
        True,
    )
    assert wrong_words.outcome == "wrong span"
    other_place = judged(question(), attempt(quotes=(quoted("river#1"),)))
    assert (other_place.answer_correct, other_place.sentence_correct) == (True, False)


@pytest.mark.parametrize(
    ("confidence", "abstained"), [(0.9, False), (0.5, False), (0.4999999, True), (0.0, True), (1.0, False)]
)
def test_below_the_threshold_it_abstains_and_at_it_it_answers(confidence: float, abstained: bool) -> None:
    one = judged(question(), attempt(confidence=confidence))
    assert one.abstained is abstained
    assert one.shown == (REFUSAL if abstained else "53个贫困村。")
    assert one.outcome == ("wrongly refused" if abstained else "right")
    right = (one.answer_correct, one.sentence_correct, one.citation_correct)
    assert right == ((False,) * 3 if abstained else (True,) * 3)
    assert one.best_correct
    assert one.rank == 1


def test_without_a_quotation_it_abstains_however_sure() -> None:
    one = judged(question(), attempt(quotes=(), confidence=1.0), threshold=0.0)
    assert (one.abstained, one.shown, one.best_correct, one.outcome) == (True, REFUSAL, False, "wrongly refused")


@pytest.mark.parametrize(("confidence", "outcome"), [(0.9, "wrongly answered"), (0.1, "right")])
def test_what_the_articles_do_not_say_is_to_be_refused(confidence: float, outcome: str) -> None:
    one = judged(unsaid("u"), attempt(confidence=confidence))
    assert one.outcome == outcome
    assert (one.answer_correct, one.sentence_correct, one.citation_correct, one.rank, one.direction) == (None,) * 5
    assert not one.best_correct


@pytest.mark.parametrize(
    ("confidence", "ranking", "rank", "outcome"),
    [
        (0.9, ranked("river#1", "wind#0"), None, "not retrieved"),
        (0.9, [], None, "not retrieved"),
        (0.1, ranked("river#1", "wind#0"), None, "not retrieved"),
        (0.9, ranked(*(f"other#{number}" for number in range(12)), "river#0"), 13, "not retrieved"),
        (0.9, ranked(*(f"other#{number}" for number in range(11)), "river#0"), 12, "wrong span"),
        (0.1, ranked(*(f"other#{number}" for number in range(11)), "river#0"), 12, "wrongly refused"),
        (0.9, ranked("wind#0", "river#0"), 2, "wrong span"),
    ],
)
def test_the_first_thing_that_went_wrong_is_named(
    confidence: float, ranking: list[tuple[str, float]], rank: int | None, outcome: str
) -> None:
    one = judged(question(), attempt("3万亩。", confidence, [quoted("river#1")], ranking))
    assert (one.rank, one.outcome) == (rank, outcome)


def test_the_rank_is_that_of_the_first_relevant_document() -> None:
    relevant = {"river#2": 1, "river#0": 3}
    one = judged(question(), attempt(ranking=ranked("wind#0", "river#1", "river#2", "river#0")), relevant)
    assert one.rank == 3


def test_a_set_with_evidence_only() -> None:
    asked = question(answers=())
    right, elsewhere = judged(asked), judged(asked, attempt(quotes=(quoted("river#1"),)))
    refused = judged(asked, attempt(confidence=0.2))
    assert [one.answer_correct for one in (right, elsewhere, refused)] == [None] * 3
    assert [one.sentence_correct for one in (right, elsewhere, refused)] == [None] * 3
    assert [one.citation_correct for one in (right, elsewhere, refused)] == [True, False, False]
    assert [one.outcome for one in (right, elsewhere, refused)] == ["right", "wrong span", "wrongly refused"]
    assert [one.best_correct for one in (right, elsewhere, refused)] == [True, False, True]


def test_a_set_with_answers_only() -> None:
    asked = question(evidence=())
    right, wrong = judged(asked, attempt(quotes=(quoted("wind#0"),))), judged(asked, attempt("12台。"))
    refused = judged(asked, attempt(confidence=0.2))
    assert [one.citation_correct for one in (right, wrong, refused)] == [None] * 3
    assert [one.rank for one in (right, wrong, refused)] == [None] * 3
    assert [one.answer_correct for one in (right, wrong, refused)] == [True, False, False]
    assert [one.outcome for one in (right, wrong, refused)] == ["right", "wrong span", "wrongly refused"]
    assert [one.best_correct for one in (right, wrong, refused)] == [True, False, True]


def test_any_accepted_answer_will_do() -> None:
    assert judged(question(answers=["五十四个", "53"])).answer_correct
    assert not judged(question(answers=["五十四个", "54"])).answer_correct


def test_the_direction_is_from_the_question_to_the_article() -> None:
    assert judged(question(language="en")).direction == "en→zh"
    about_wind = question(answers=["12"], evidence=["12 turbines"])
    assert judged(about_wind, attempt("12", quotes=[quoted("wind#0")]), {"wind#0": 1}).direction == "zh→en"


def test_where_articles_are_the_documents_a_quotation_from_anywhere_in_a_relevant_one_is_right() -> None:
    asked = Question("q", "水稻多少亩？", "zh", ("3万亩",), relevant=(("river", 2),))
    found = attempt("3万亩。", quotes=[quoted("river#2")], ranking=ranked("wind", "river"))
    passages = {"river": [passage for passage in PASSAGES.values() if passage.article_id == "river"]}
    one = judge(asked, "beir", found, 0.5, REFUSAL, dict(asked.relevant), passages, ARTICLES)
    assert (one.rank, one.citation_correct, one.outcome) == (2, True, "right")
    elsewhere = replace(found, quotes=(quoted("wind#0"),))
    assert judge(asked, "beir", elsewhere, 0.5, REFUSAL, {"river": 2}, passages, ARTICLES).citation_correct is False


def test_every_outcome_has_been_met() -> None:
    made = [
        judged(question()),
        judged(question(), attempt("x", ranking=())),
        judged(question(), attempt("x")),
        judged(question(), attempt(confidence=0.1)),
        judged(unsaid("u")),
    ]
    assert tuple(one.outcome for one in made) == OUTCOMES


def answer_of(hits: list[Hit], abstained: bool = False, confidence: float = 0.8) -> Answer:
    quote = quoted("river#0")
    place = (quote.start, quote.end, quote.quote)
    citation = Citation(1, "river", "river#0", "河边", (), None, *place, (), "In English.")
    cited = () if abstained else (citation,)
    return Answer("问", "zh", abstained, "53个。", confidence, cited, tuple(hits), {"total": 12.5, "retrieve": 3.0})


def hits_of(*passages: Passage) -> list[Hit]:
    return [Hit(rank, passage, 10.0 - rank) for rank, passage in enumerate(passages, start=1)]


def test_what_is_kept_of_an_answer() -> None:
    hits = hits_of(PASSAGES["river#1"], PASSAGES["wind#0"], PASSAGES["river#0"])
    found = attempted(answer_of(hits), by_article=False)
    assert found.ranking == (("river#1", 9.0), ("wind#0", 8.0), ("river#0", 7.0))
    assert found.quotes == (replace(quoted("river#0"), translation="In English."),)
    assert (found.text, found.confidence, found.milliseconds) == ("53个。", 0.8, 12.5)
    assert Attempt.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_an_article_ranks_as_its_best_passage() -> None:
    hits = hits_of(PASSAGES["river#1"], PASSAGES["wind#0"], PASSAGES["river#0"])
    assert attempted(answer_of(hits), by_article=True).ranking == (("river", 9.0), ("wind", 8.0))


def test_a_refusal_is_kept_with_how_sure_it_would_have_been() -> None:
    assert attempted(answer_of([], abstained=True, confidence=0.7), by_article=False).confidence == pytest.approx(0.3)


def test_a_ranking_is_cut_at_its_depth() -> None:
    many = [replace(PASSAGES["river#0"], id=f"p{number}") for number in range(RUN_DEPTH + 20)]
    found = attempted(answer_of(hits_of(*many)), by_article=False)
    assert [document for document, _ in found.ranking] == [f"p{number}" for number in range(RUN_DEPTH)]


def test_a_set_that_brings_its_articles_is_judged_by_article(tmp_path: Path) -> None:
    asked = (
        Question("r", "河边有多少个贫困村出列？", "zh", ("53",), relevant=(("river", 1),)),
        Question("w", "How many turbines has the plant?", "en", ("12",), relevant=(("wind", 1),)),
        Question("u", "Who painted the bridge?", "en"),
    )
    brought = QuestionSet("brought", "", asked, (RIVER, WIND))
    pipeline = pipeline_over((RIVER, WIND), HashingEncoder(), Lexicon())
    river, wind, nobody = judge_all(brought, pipeline.index, ask_all(brought, pipeline, Unfinished(tmp_path, "x")), 0.0)
    for one in (river, wind, nobody):
        assert {document for document, _ in one.attempt.ranking} <= {"river", "wind"}
    assert (river.relevant, river.rank, river.direction) == ({"river": 1}, 1, "zh→zh")
    assert (wind.relevant, wind.rank, wind.direction) == ({"wind": 1}, 1, "en→en")
    assert (river.citation_correct, wind.citation_correct) == (True, True)
    assert (nobody.relevant, nobody.rank, nobody.citation_correct) == ({}, None, None)
