"""What holds of all questions drafted by rule: laws over the bundled corpus and over any text."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.corpus.articles import Corpus, aligned_sentences, paragraphs
from taobeiqa.corpus.passages import passages
from taobeiqa.evaluation.drafting.by_rule import draft
from taobeiqa.evaluation.judge import compared, gives
from taobeiqa.evaluation.questions import Question, question_to_json, read_questions
from taobeiqa.records import Article, Language
from taobeiqa.text.segment import sentences


def bundled(corpus: Corpus) -> list[tuple[Article, list[Question]]]:
    return [(one, draft(one, corpus.translations.get((one.id, "en")))) for one in corpus.articles]


def test_evidence_is_verbatim_in_one_place_inside_one_sentence_of_running_text(corpus: Corpus) -> None:
    for one, found in bundled(corpus):
        told = [one.text[p.start : p.end] for p in paragraphs(one.text)]
        pieces = [text[slice(*span)] for text in told for span in sentences(text)]
        running = [passage.text for passage in passages(one) if passage.kind == "paragraph"]
        for question in found:
            (evidence,) = question.evidence
            assert compared(one.text).count(compared(evidence)) == 1
            assert [evidence in piece for piece in pieces].count(True) == 1
            assert [evidence in text for text in running].count(True) == 1


def test_no_question_holds_its_answer_and_the_evidence_does(corpus: Corpus) -> None:
    for one, found in bundled(corpus):
        translation = corpus.translations[one.id, "en"]
        pairs = aligned_sentences(one, translation)
        for question in found:
            assert question.answers
            assert question.draft
            assert not any(gives(question.text, answer) for answer in question.answers)
            start = one.text.find(question.evidence[0])
            theirs = next(span for (low, high), span in pairs.items() if low <= start < high)
            proof = question.evidence[0] if question.language == "zh" else translation.text[slice(*theirs)]
            assert gives(proof, question.answers[0])
            if question.language == "zh":
                assert all(gives(proof, answer) for answer in question.answers)


def test_ids_are_unique_and_pairs_share_all_but_their_end(corpus: Corpus) -> None:
    everything = [question for _, found in bundled(corpus) for question in found]
    assert len({question.id for question in everything}) == len(everything) > 100
    assert len({question.text for question in everything}) == len(everything)
    for before, question in zip([None, *everything], everything, strict=False):
        stem, _, end = question.id.rpartition("-")
        assert end == question.language
        if end == "en":
            assert before is not None
            assert (before.id, before.evidence, before.type) == (f"{stem}-zh", question.evidence, question.type)


def test_drafts_are_the_same_twice_and_read_back_as_a_set(corpus: Corpus, tmp_path: Path) -> None:
    everything = [question for _, found in bundled(corpus) for question in found]
    assert everything == [question for _, found in bundled(corpus) for question in found]
    path = tmp_path / "drafts.jsonl"
    lines = [json.dumps(question_to_json(question), ensure_ascii=False) for question in everything]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_questions(path).questions
    assert [question_to_json(question) for question in read] == [question_to_json(question) for question in everything]


CHINESE = [
    *"，。；：（）“”《》、的了和其中据他",
    "53个",
    "村",
    "6%",
    "3.2亿元",
    "5月8日",
    "年底",
    "清河县",
    "村民",
    "陈玉兰",
]
ENGLISH = [
    "the ",
    "The ",
    "With ",
    "which ",
    "built ",
    "12 ",
    "$3 ",
    "May 3",
    "Northfield Company",
    ", ",
    ". ",
    "(",
    ")",
]
ODD = [
    "\n\n",
    "# ",
    "\n<!-- gap -->\n",
    "\n□ 记者 ",
    " ",
    "\0",
    "１２",
    "①",
    "Ⅻ",
    "…",
    "9" * 40,
    "两个半",
    "24小时",
    "'s ",
]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(CHINESE + ENGLISH + ODD), max_size=40).map("".join))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, language=st.sampled_from(["zh", "en"]))
def test_any_text_is_drafted_without_an_error(text: str, language: Language) -> None:
    for question in draft(Article(id="any", title="title", authors=(), language=language, text=text)):
        assert question.evidence[0] in text
        assert question.text.endswith("？" if language == "zh" else "?")
        json.dumps(question_to_json(question)).encode()
