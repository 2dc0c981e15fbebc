"""What is counted of answers, citations and refusals, in which questions and groups."""

from __future__ import annotations

import pytest

from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import ANSWERING, LOWER_IS_BETTER, METRICS, RANKING, summary, values
from taobeiqa.evaluation.results import results
from tests.judging import attempt, judged, question, quoted, ranked, unsaid

# confidence, answered from, answer, what stands first | answer, sentence, citation, refused
ANSWERS = [
    (0.9, "river#0", "53个", "river#0", (1, 1, 1, 0)),
    (0.9, "river#1", "3万亩", "river#0", (0, 0, 0, 0)),
    (0.9, "river#0", "很多", "river#1", (0, 1, 1, 0)),
    (0.9, "river#1", "53个", "river#1", (1, 0, 0, 0)),
    (0.2, "river#0", "53个", "river#0", (0, 0, 0, 1)),
]


def made() -> list[Judged]:
    """Five questions that are answered by river#0, two of evidence only, one of answers only, three that none says."""
    answerable = [
        judged(question(f"a{number}"), attempt(text, sure, [quoted(cited)], ranked(first)))
        for number, (sure, cited, text, first, _) in enumerate(ANSWERS)
    ]
    bare = [
        judged(question(f"e{number}", answers=()), attempt(confidence=sure)) for number, sure in enumerate((0.9, 0.1))
    ]
    unproved = [judged(question("n", evidence=(), language="en"), name="other")]
    others = [
        judged(unsaid(f"u{number}", "en"), attempt(confidence=sure)) for number, sure in enumerate((0.9, 0.1, 0.3))
    ]
    return [*answerable, *bare, *unproved, *others]


def test_answering_metrics_are_counted_where_they_apply() -> None:
    found = results(made(), {}).overall
    assert found.count == 11
    assert {name: found.means[name] for name in ANSWERING} == pytest.approx(
        {
            "answer_accuracy": 3 / 6,  # a0, a3 and n, of a0 to a4 and n
            "sentence_accuracy": 3 / 6,  # a0, a2 and n
            "citation_accuracy": 3 / 7,  # a0, a2 and e0, of a0 to a4, e0 and e1
            "false_answer_rate": 1 / 3,
            "wrong_refusal_rate": 2 / 8,  # a4 and e1, of all but u0 to u2
        }
    )
    assert found.means["recall@1"] == pytest.approx(5 / 7)
    assert {name: found.counts[name] for name in METRICS} == {
        **dict.fromkeys(RANKING, 7),
        "answer_accuracy": 6,
        "sentence_accuracy": 6,
        "citation_accuracy": 7,
        "false_answer_rate": 3,
        "wrong_refusal_rate": 8,
    }


@pytest.mark.parametrize(("number", "told"), list(enumerate(one[-1] for one in ANSWERS)))
def test_each_question_counts_as_it_was_judged(number: int, told: tuple[int, ...]) -> None:
    counted = values(made())[f"a{number}"]
    names = ("answer_accuracy", "sentence_accuracy", "citation_accuracy", "wrong_refusal_rate")
    assert tuple(counted[name] for name in names) == told
    assert "false_answer_rate" not in counted
    assert counted["recall@1"] == (ANSWERS[number][3] == "river#0")


def test_a_question_without_evidence_has_no_rank_and_an_unanswerable_one_only_its_refusal() -> None:
    counted = values(made())
    assert set(counted["n"]) == {"answer_accuracy", "sentence_accuracy", "wrong_refusal_rate"}
    assert set(counted["e0"]) == {*RANKING, "citation_accuracy", "wrong_refusal_rate"}
    assert counted["u0"] == {"false_answer_rate": 1}
    assert counted["u1"] == {"false_answer_rate": 0}


def test_groups_part_the_questions_and_have_the_metrics_of_their_own() -> None:
    found = results(made(), {})
    assert {kind: {name: one.count for name, one in members.items()} for kind, members in found.groups.items()} == {
        "by_language": {"en": 4, "zh": 7},
        "by_set": {"other": 1, "set": 10},
        "by_type": {"figure": 11},
        "by_direction": {"zh→zh": 7},
        "by_tag": {},
    }
    english = found.groups["by_language"]["en"]
    assert (english.means["answer_accuracy"], english.means["recall@1"]) == (1, None)
    assert english.means["false_answer_rate"] == pytest.approx(1 / 3)
    tagged = [judged(question("t", tags=["年份", "short"])), judged(question("s", tags=["short"]))]
    assert {name: one.count for name, one in results(tagged, {}).groups["by_tag"].items()} == {"short": 2, "年份": 1}


def test_the_metrics_are_those_of_the_contract() -> None:
    names = [
        *("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"),
        *("answer_accuracy", "sentence_accuracy", "citation_accuracy", "false_answer_rate", "wrong_refusal_rate"),
    ]
    assert list(METRICS) == names
    assert set(names[-2:]) == LOWER_IS_BETTER
    assert summary([]).to_json() == {"count": 0, **dict.fromkeys(names), "intervals": dict.fromkeys(names)}
