"""Ask every question of a set and judge what comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from taobeiqa.answering.query import ask_query
from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.errors import QuestionError, SetError
from taobeiqa.evaluation.judge import RUN_DEPTH, Attempt, Judged, attempted, compared, judge
from taobeiqa.evaluation.questions import Question, QuestionSet
from taobeiqa.evaluation.resume import Unfinished
from taobeiqa.evaluation.set_files import Faults, shown
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Answer, Passage
from taobeiqa.retrieval.index import Index

_PASSAGES_AN_ARTICLE = 3
"""How many passages are ranked for each article of a ranking of articles."""

Progress = Callable[[int, int], None]


def check_set(questions: QuestionSet, path: Path, index: Index | None, drafts: bool = False) -> None:
    """See that a set can be evaluated.

    Raises:
        SetError: a question that cannot be asked, evidence that stands in no article, or a draft (unless `drafts`);
            names all of them with their lines.
    """
    faults = Faults(path)
    texts = [text for _, text in _compared_articles(index).values()] if index else []
    for question in questions.questions:
        for what in _unfit(question, texts if index else None, drafts):
            faults.add(question.line, what if question.line else f"question {shown(question.id)}: {what}")
    faults.raise_any()


def _unfit(question: Question, texts: Sequence[str] | None, drafts: bool) -> Iterator[str]:
    """Why a question cannot be evaluated over articles, `texts` as evidence is compared; None: it brings its own."""
    try:
        ask_query(question.text)
    except QuestionError as error:
        yield str(error).rstrip(".")
    for piece in question.evidence if texts is not None else ():
        if not any(compared(piece) in text for text in texts or ()):
            yield f"the evidence {shown(piece)} stands in no article; quote it word for word"
    if question.draft and not drafts:
        yield "is a draft; review it and take draft away, or evaluate drafts too with --drafts"


def in_an_article(piece: str, index: Index) -> bool:
    """Whether a piece of evidence stands in an article of the index."""
    return any(compared(piece) in text for _, text in _compared_articles(index).values())


def check_distinct(sets: Sequence[QuestionSet]) -> None:
    """See that no id stands in two sets that are evaluated together.

    Raises:
        SetError: one does.
    """
    seen: dict[str, str] = {}
    for one in sets:
        for question in one.questions:
            if question.id in seen:
                raise SetError(
                    f"The id {question.id!r} stands in {seen[question.id]} and in {one.name}; "
                    "rename one, or evaluate the sets one by one."
                )
        seen.update({question.id: one.name for question in one.questions})


def ask_all(
    questions: QuestionSet, pipeline: Pipeline, kept: Unfinished, progress: Progress = lambda done, total: None
) -> dict[str, Attempt]:
    """The attempt at each question by its id, a follow-up after the question that it follows. What `kept` holds from an
    interrupted run is not asked again.
    """
    by_article = questions.articles is not None
    depth = RUN_DEPTH * (_PASSAGES_AN_ARTICLE if by_article else 1)
    found = kept.attempts()
    by_id = {question.id: question for question in questions.questions}

    def answer(question: Question) -> Answer:
        """The attempt at a question after the attempts at those that it follows."""
        before = answer(by_id[question.follows]) if question.follows is not None else None
        return pipeline.attempt(question.text, depth, before)

    for done, question in enumerate(questions.questions):
        progress(done, len(questions.questions))
        if question.id not in found:
            found[question.id] = attempted(pipeline.worded(answer(question)), by_article)
            kept.add(question.id, found[question.id])
    progress(len(questions.questions), len(questions.questions))
    return found


def judge_all(questions: QuestionSet, index: Index, attempts: Mapping[str, Attempt], threshold: float) -> list[Judged]:
    """Each question of a set, judged. An attempt less sure than `threshold` counts as an abstention."""
    by_article: dict[str, list[Passage]] = defaultdict(list)
    for passage in index.passages:
        by_article[passage.article_id].append(passage)
    texts = {passage.id: compared(passage.text) for passage in index.passages} if questions.articles is None else {}
    joined = _compared_articles(index) if questions.articles is None else {}
    judged = []
    for question in questions.questions:
        if questions.articles is not None:
            relevant = dict(question.relevant)
            passages: dict[str, list[Passage]] = {article: by_article[article] for article in relevant}
        else:
            found = relevant_passages(question.evidence, index.passages, texts, joined)
            relevant = dict.fromkeys((passage.id for passage in found), 1)
            passages = defaultdict(list)
            for passage in found:
                passages[passage.article_id].append(passage)
        attempt = attempts[question.id]
        refusal = attempt.refusal or NOT_SAID[question.language]
        judged.append(judge(question, questions.name, attempt, threshold, refusal, relevant, passages, index.articles))
    return judged


def relevant_passages(
    evidence: Sequence[str],
    passages: Iterable[Passage],
    texts: Mapping[str, str],
    joined: Mapping[str, tuple[list[Passage], str]],
) -> list[Passage]:
    """The passages that contain a piece of evidence. One that runs from a passage into the next counts for the one that
    has most of it.
    """
    wanted = [compared(piece) for piece in evidence]
    found = {p.id: p for p in passages if any(piece in texts[p.id] for piece in wanted)}
    for piece in wanted:
        if not any(piece in texts[identity] for identity in found):
            for members, text in joined.values():
                if (at := text.find(piece)) >= 0:
                    most = _holding_most(members, texts, at, at + len(piece))
                    found[most.id] = most
    return list(found.values())


def _holding_most(members: Sequence[Passage], texts: Mapping[str, str], start: int, end: int) -> Passage:
    ends = list(accumulate(len(texts[passage.id]) for passage in members))
    shares = [min(end, stop) - max(start, stop - len(texts[p.id])) for p, stop in zip(members, ends, strict=True)]
    return members[shares.index(max(shares))]


def _compared_articles(index: Index) -> dict[str, tuple[list[Passage], str]]:
    """The passages of each article, and their text as evidence is compared, one after another."""
    members: dict[str, list[Passage]] = defaultdict(list)
    for passage in index.passages:
        members[passage.article_id].append(passage)
    return {article: (found, "".join(compared(p.text) for p in found)) for article, found in members.items()}
