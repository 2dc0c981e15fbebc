"""A small world in which questions are judged: two articles, their passages, and attempts made by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from taobeiqa.evaluation.judge import Attempt, Judged, Quoted, judge
from taobeiqa.evaluation.questions import Question
from taobeiqa.records import Article, Language, Passage

RIVER = Article("river", "河边", (), "zh", "河边有53个贫困村出列。\n\n合作社种了3万亩水稻。\n\n后来又种了3万亩水稻。")
WIND = Article("wind", "Wind", (), "en", "The plant has 12 turbines.\n\nIt opened on July 18.")
ARTICLES = {article.id: article for article in (RIVER, WIND)}
REFUSAL = "文章里没有说到。"


def paragraphs_of(article: Article) -> list[Passage]:
    """Its paragraphs, named river#0, river#1 …"""
    found, start = [], 0
    for number, text in enumerate(article.text.split("\n\n")):
        end = start + len(text)
        found.append(
            Passage(
                f"{article.id}#{number}",
                article.id,
                start,
                end,
                text,
                "paragraph",
                article.language,
                "",
                ((start, end),),
            )
        )
        start = end + 2
    return found


PASSAGES = {passage.id: passage for article in ARTICLES.values() for passage in paragraphs_of(article)}


def quoted(passage: str, start: int = 0, end: int = 0) -> Quoted:
    """A passage quoted, `start` and `end` code points off its own, with the text that stands there."""
    found = PASSAGES[passage]
    article = ARTICLES[found.article_id]
    place = (found.start + start, found.end + end)
    return Quoted(article.id, article.title, *place, article.text[slice(*place)], None)


def attempt(
    text: str = "53个贫困村。",
    confidence: float = 0.9,
    quotes: Sequence[Quoted] = (quoted("river#0"),),
    ranking: Sequence[tuple[str, float]] = (("river#0", 3.0), ("river#1", 2.0), ("wind#0", 1.0)),
    milliseconds: float = 40.0,
) -> Attempt:
    return Attempt(text, confidence, tuple(quotes), tuple(ranking), milliseconds)


def ranked(*documents: str) -> list[tuple[str, float]]:
    """Documents with falling scores."""
    return [(document, float(len(documents) - place)) for place, document in enumerate(documents)]


def question(
    identity: str = "q",
    answers: Sequence[str] = ("53",),
    evidence: Sequence[str] = ("53个贫困村出列",),
    language: Language = "zh",
    text: str = "有多少个贫困村出列？",
    tags: Sequence[str] = (),
) -> Question:
    return Question(identity, text, language, tuple(answers), tuple(evidence), "figure", tuple(tags))


def unsaid(identity: str, language: Language = "zh") -> Question:
    """A question that the articles do not answer."""
    return question(identity, (), (), language)


def judged(
    asked: Question,
    found: Attempt | None = None,
    relevant: Mapping[str, int] | None = None,
    threshold: float = 0.5,
    name: str = "set",
) -> Judged:
    """Judged with the passages in `relevant`; river#0 where the question has evidence and nothing else is said."""
    if relevant is None:
        relevant = {"river#0": 1} if asked.evidence else {}
    passages = defaultdict(list)
    for document in relevant:
        if document in PASSAGES:
            passages[PASSAGES[document].article_id].append(PASSAGES[document])
    return judge(asked, name, found or attempt(), threshold, REFUSAL, relevant, passages, ARTICLES)
