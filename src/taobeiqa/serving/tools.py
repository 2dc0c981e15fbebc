"""The tools that a language model is given: what each takes and gives, and its result as text. The text carries every
quotation as the article has it, with its offsets; a model that is shown nothing else can still cite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from taobeiqa.answering.query import MAX_QUESTION_CHARS
from taobeiqa.records import Answer, Article, Citation, Hit, hit_to_json
from taobeiqa.serving.asking import Asked, Searched, in_conversation
from taobeiqa.serving.problems import RequestError
from taobeiqa.serving.schema import (
    MAX_HISTORY,
    AnswerBody,
    ListedArticle,
    Offset,
    SearchBody,
    TopK,
    listed,
    whole,
)

MAX_READ = 20_000
_READ = 8_000

Result = tuple[str, dict[str, Any]]
"""As text, and as data."""

# Without the pattern of the other interfaces: JavaScript reads \p otherwise, and would refuse every Chinese question.
Question = Annotated[
    str,
    Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="In Chinese or English. Ask one thing at a time."),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AskArguments(_Strict):
    """What `ask` takes."""

    question: Question
    history: Annotated[
        list[Question],
        Field(
            max_length=MAX_HISTORY,
            description="The questions before it, oldest first, where it goes on from them: “And last year?”.",
        ),
    ] = []
    top_k: TopK = 5


class SearchArguments(_Strict):
    """What `search` takes."""

    question: Question
    top_k: TopK = 5


class ReadArguments(_Strict):
    """What `read_article` takes."""

    article_id: Annotated[str, Field(min_length=1, max_length=500, description="As ask and search name it.")]
    start: Annotated[
        int,
        Field(ge=0, le=1_000_000_000, description="Where to begin, in Unicode code points."),
        BeforeValidator(whole),
    ] = 0
    length: Annotated[
        int, Field(ge=1, le=MAX_READ, description="How many Unicode code points to read."), BeforeValidator(whole)
    ] = _READ


class ReadBody(ListedArticle):
    """A piece of an article: its text from `start` to `end`."""

    start: Offset
    end: Offset
    length: Annotated[int, Field(ge=0, description="Of the whole article, in Unicode code points.")]
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: how it is described, what it takes and gives, and what it does."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Any], Result]
    """Of arguments as `takes` has them. Raises QuestionError or RequestError for what cannot be answered."""


def tools(desk: Asked, pipeline: Searched) -> tuple[Tool, ...]:
    """The tools over a pipeline; questions are asked at its desk."""

    def ask(asked: AskArguments) -> Result:
        answer = in_conversation(desk, asked.question, asked.top_k, asked.history)
        return answer_told(answer), answer.to_json()

    def find(asked: SearchArguments) -> Result:
        hits = pipeline.search(asked.question, asked.top_k)
        data = {"question": asked.question, "passages": [hit_to_json(hit) for hit in hits]}
        return hits_told(hits, pipeline.index.articles), data

    def read(asked: ReadArguments) -> Result:
        article = pipeline.index.articles.get(asked.article_id)
        if article is None:
            raise RequestError(404, "There is no article of that id: ask and search name those that there are.")
        return piece_read(article, asked.start, asked.length)

    return (
        Tool(
            "ask",
            "Ask the articles",
            "Answer a question from the newspaper articles, in the question's language, with the sentences that prove "
            "it quoted word for word and their offsets into the article. When the articles do not say, it says so: "
            "tell that, and do not answer from elsewhere.",
            AskArguments,
            AnswerBody,
            ask,
        ),
        Tool(
            "search",
            "Search the articles",
            "Find the passages of the newspaper articles that are nearest to a question, best first, whether or not "
            "they answer it. For an answer with its proof use ask.",
            SearchArguments,
            SearchBody,
            find,
        ),
        Tool(
            "read_article",
            "Read an article",
            f"Read a newspaper article by its id, or a piece of it: {_READ:,} characters from the beginning unless "
            f"told otherwise, {MAX_READ:,} at most.",
            ReadArguments,
            ReadBody,
            read,
        ),
    )


def answer_told(answer: Answer) -> str:
    """An answer as text: when it abstains, that alone."""
    numbers = "".join(f" [{citation.number}]" for citation in answer.citations)
    return "\n\n".join([answer.text + numbers, *map(_cited, answer.citations)])


def _cited(citation: Citation) -> str:
    dated = f", {citation.published}" if citation.published else ""
    place = f"article_id {citation.article_id}, characters {citation.start} to {citation.end}"
    lines = [f"[{citation.number}] {citation.title}{dated} ({place}):", citation.quote]
    if citation.translation:
        kind = "Translation" if citation.translation_reviewed else "Machine translation, not reviewed"
        lines.append(f"{kind}: {citation.translation}")
    return "\n".join(lines)


def hits_told(hits: Sequence[Hit], articles: Mapping[str, Article]) -> str:
    """Passages as text, each as the article has it."""
    if not hits:
        return "There is no passage."
    return "\n\n".join(
        f"{hit.rank}. {articles[hit.passage.article_id].title} (article_id {hit.passage.article_id}, "
        f"characters {hit.passage.start} to {hit.passage.end}):\n{hit.passage.text}"
        for hit in hits
    )


def piece_read(article: Article, start: int, length: int) -> Result:
    """An article's text from an offset on, so many code points of it at most."""
    start = min(start, len(article.text))
    end = min(start + length, len(article.text))
    text = article.text[start:end]
    head = f"{article.title} (article_id {article.id}, characters {start} to {end} of {len(article.text)}):"
    known = {**listed(article), "start": start, "end": end, "length": len(article.text), "text": text}
    return f"{head}\n{text}", known
