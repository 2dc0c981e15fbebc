"""What goes in and out of the REST interface: for its documentation, and to check what comes in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from taobeiqa.answering.query import MAX_QUESTION_CHARS
from taobeiqa.records import Answer, Article
from taobeiqa.serving.tokens import FEWEST_SECONDS, MOST_SECONDS, SECONDS

MAX_HISTORY = 10
MAX_LISTED = 100

Offset = Annotated[int, Field(ge=0, description="In Unicode code points into the article's text.")]
QuestionText = Annotated[
    str,
    Field(
        max_length=MAX_QUESTION_CHARS,
        pattern=r"\p{L}|\p{N}",
        description="In Chinese or English, with at least one letter or figure.",
        examples=["How many libraries does the city have?", "市里有多少座图书馆？"],
    ),
]


def whole(value: object) -> object:
    """JSON has one kind of number: 5.0 is as whole as 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


TopK = Annotated[int, Field(ge=1, le=100, description="How many passages to list."), BeforeValidator(whole)]
Spoken = Literal["zh", "en"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SearchRequest(_Strict):
    """A question to find passages for."""

    question: QuestionText
    top_k: TopK = 5


class AskRequest(SearchRequest):
    """A question to answer."""

    history: Annotated[
        list[QuestionText],
        Field(
            max_length=MAX_HISTORY,
            description="The questions of the conversation, oldest first, so that “And last year?” is understood. "
            "They are asked again; nothing is kept on the server.",
        ),
    ] = []


class TokenRequest(_Strict):
    """What a token is to be good for."""

    origin: Annotated[
        str,
        Field(max_length=255, description="Of the pages that will send it.", examples=["https://portal.example"]),
    ]
    seconds: Annotated[
        int, Field(ge=FEWEST_SECONDS, le=MOST_SECONDS, description="How long."), BeforeValidator(whole)
    ] = SECONDS


class TokenBody(_Strict):
    """A token for pages of one origin."""

    token: str
    expires: Annotated[str, Field(description="An ISO date and time, in UTC.")]


class FoundPassage(_Strict):
    """A passage of an article: `text` is the article's text from `start` to `end`."""

    rank: Annotated[int, Field(ge=1)]
    passage_id: str
    article_id: str
    start: Offset
    end: Offset
    text: str
    score: Annotated[float, Field(description="Higher is better; it compares passages of one question only.")]


class CitationBody(_Strict):
    """A verbatim quotation: `quote` is the article's text from `start` to `end`."""

    number: Annotated[int, Field(ge=1)]
    article_id: str
    passage_id: str
    title: str
    authors: list[str]
    published: Annotated[str | None, Field(description="An ISO date.")]
    start: Offset
    end: Offset
    quote: str
    highlights: Annotated[
        list[Annotated[list[Offset], Field(min_length=2, max_length=2)]],
        Field(description="Start and end, as offsets into the article's text, of what answers the question."),
    ]
    translation: Annotated[str | None, Field(description="Of the quotation, into the language of the question.")]
    translation_reviewed: Annotated[bool, Field(description="False while no person has gone through it.")] = True


class AnswerText(_Strict):
    """The answer in the language of the question."""

    text: Annotated[str, Field(description="When it abstains, that the articles do not say.")]
    confidence: Annotated[float, Field(ge=0, le=1)]


class AnswerBody(_Strict):
    """An answer, as `taobeiqa ask --json` prints it."""

    question: str
    asked: Annotated[str | None, Field(description="The question as it was understood after those before it.")] = None
    language: Spoken
    abstained: Annotated[bool, Field(description="Whether the articles do not say; then nothing is cited.")]
    aside: Annotated[bool, Field(description="Whether it replies to a greeting or tells of the program.")] = False
    written_by: Annotated[str | None, Field(description="The language model that worded the text.")] = None
    answer: AnswerText
    citations: list[CitationBody]
    passages: list[FoundPassage]
    timings_ms: dict[str, float]


class SearchBody(_Strict):
    """The passages for a question, best first."""

    question: str
    passages: list[FoundPassage]


class ListedArticle(_Strict):
    """An article without its text."""

    id: str
    title: str
    authors: list[str]
    language: Spoken
    published: Annotated[str | None, Field(description="An ISO date.")]
    newspaper: str | None
    page: str | None
    url: str | None
    tags: list[str]


class Translation(_Strict):
    """A translation of an article."""

    title: str
    text: str


class ArticleBody(ListedArticle):
    """An article. Offsets of citations and passages count the code points of `text`."""

    text: str
    translations: Annotated[dict[Spoken, Translation], Field(description="By language.")]


class ArticlesBody(_Strict):
    """Articles by id, some of them."""

    total: Annotated[int, Field(ge=0, description="How many there are in all.")]
    articles: list[ListedArticle]


class Paging(BaseModel):
    """Which articles to list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MAX_LISTED, description="How many to list.")] = MAX_LISTED
    offset: Annotated[int, Field(ge=0, le=1_000_000_000, description="How many to leave out first.")] = 0


class Alive(_Strict):
    """That the server runs."""

    status: Literal["ok"]


class Ready(_Strict):
    """That the index is loaded."""

    status: Literal["ready"]
    articles: Annotated[int, Field(ge=1)]


class Refusal(_Strict):
    """What was wrong with a request, in one line."""

    error: str
    request_id: Annotated[str, Field(description="By which the operator finds the request in the logs.")]


def listed(article: Article) -> dict[str, Any]:
    """An article as it is listed."""
    return {
        "id": article.id,
        "title": article.title,
        "authors": list(article.authors),
        "language": article.language,
        "published": article.published,
        "newspaper": article.newspaper,
        "page": article.page,
        "url": article.url,
        "tags": list(article.tags),
    }


def events(answer: Answer) -> list[tuple[str, dict[str, Any]]]:
    """An answer as it is streamed: pieces of its text, then all of it."""
    return [("text", {"text": answer.text}), ("answer", answer.to_json())]
