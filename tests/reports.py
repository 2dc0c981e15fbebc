"""A small evaluation whose figures are worked by hand, hostile text, and a page taken apart, for the report's tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.evaluation.judge import Attempt, Judged, Quoted, judge
from taobeiqa.evaluation.questions import Question
from taobeiqa.evaluation.results import Results, results
from taobeiqa.records import Article, Passage

TEXT = "塔高53米。\n桥长120米。"
ARTICLE = Article("tower", "塔与桥", (), "zh", TEXT)
TOWER = Passage("tower:0-6", "tower", 0, 6, TEXT[:6], "paragraph", "zh", "", ((0, 6),))
BRIDGE = Passage("tower:7-14", "tower", 7, 14, TEXT[7:], "paragraph", "zh", "", ((7, 14),))
HOSTILE = (
    '<script>window.ran = 1</script></script><img src=x onerror="window.ran = 2"> \'a\' "b" & &lt; <!-- {{ 7 * 7 }} '
    "{% endif %} ${ran} $x^2$ \u202egnp.exe\u202c \u200b\u2066 ]]> \\u003c http://evil.example/x.png שלום"
)
BROKEN = "\ud83d"
"""Half of a character, which JSON can hold and UTF-8 cannot."""
SETTINGS: dict[str, object] = {
    "version": "0.1.0",
    "day": "2026-01-02",
    "encoder": "bundled",
    "encoder_digest": "0123456789abcdef",
    "threshold": 0.5,
    "threshold_from": "default",
    "sets": [{"name": "east", "digest": "aaaa", "questions": 5}, {"name": "west", "digest": "bbbb", "questions": 4}],
    "articles": 1,
    "passages": 2,
}


def judged(name: str, sure: float, text: str = "53米。", **known: object) -> Judged:
    """A question, judged. `known`: `asked`, `passage` (None: the articles do not answer), `quoted`, `rank`, `type`,
    `tags`, `milliseconds`.
    """
    language = "en" if name.endswith("en") else "zh"
    passage = known.get("passage", TOWER)
    answers = ("53",) if passage else ()
    evidence = (passage.text,) if passage else ()
    asked = known.get("asked", f"问题{name}" if language == "zh" else f"Question {name}")
    kind, tags = known.get("type", "figure"), known.get("tags", ())
    question = Question(name, asked, language, answers, evidence, kind, tags)
    cited = known.get("quoted", TOWER)
    translation = "The tower is 53 m high."
    quotes = (Quoted("tower", ARTICLE.title, cited.start, cited.end, cited.text, translation),) if cited else ()
    before = [(f"elsewhere:{place}", 50.0 - place) for place in range(known.get("rank", 1) - 1)]
    ranking = (*before, (passage.id if passage else TOWER.id, 1.0))
    attempt = Attempt(text, sure, quotes, ranking, known.get("milliseconds", 20.0))
    relevant = {passage.id: 1} if passage else {}
    passages = {"tower": [passage]} if passage else {}
    where = "east" if language == "zh" else "west"
    return judge(question, where, attempt, 0.5, NOT_SAID[language], relevant, passages, {"tower": ARTICLE})


def nine() -> list[Judged]:
    """Four right, two wrongly refused, one of each other failure; six of them are answered by the article."""
    return [
        judged("right-zh", 0.9, tags=("height",)),
        judged("right-en", 0.8),
        judged("refused-zh", 0.3, asked="塔有多高？"),
        judged("refused-2-zh", 0.4, "120米。", quoted=BRIDGE),
        judged("span-en", 0.7, "120米。", quoted=BRIDGE, rank=2),
        judged("far-en", 0.55, "120米。", quoted=BRIDGE, rank=30, milliseconds=900.0),
        judged("unsaid-zh", 0.2, passage=None, type="name"),
        judged("invented-en", 0.6, passage=None),
        judged("nothing-zh", 0.0, passage=None, quoted=None, type=None),
    ]


def evaluation(**settings: object) -> Results:
    """The nine, over all settings that an evaluation tells."""
    return results(nine(), {**SETTINGS, **settings})


def hostile() -> Results:
    """Every text of it that others write is hostile, and says what it is. Only an id cannot be broken: ids are keys of
    the library that ranks.
    """
    plain = judged("right-zh", 0.9)
    written = {name: f"{name} {HOSTILE}{BROKEN}" for name in ("question", "answer", "set", "tag", "title", "quote")}
    question = replace(
        plain.question,
        id=f"id {HOSTILE}",
        text=written["question"],
        tags=(written["tag"],),
        answers=(f"accepted {HOSTILE}",),
        evidence=(f"evidence {HOSTILE}",),
        follows=f"earlier {HOSTILE}",
    )
    quote = replace(
        plain.attempt.quotes[0],
        title=written["title"],
        quote=written["quote"],
        translation=f"translation {HOSTILE}",
    )
    attempt = replace(plain.attempt, text=written["answer"], quotes=(quote,))
    one = replace(plain, question=question, attempt=attempt, shown=attempt.text, set=written["set"])
    told = HOSTILE + BROKEN
    settings = {"version": told, "encoder": told, "day": told, "note": told, "sets": [{"name": told}]}
    return results([one, *nine()], {**SETTINGS, **settings})


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Node]:
        """Elements within of a tag whose attributes are these; `class_` has to be among the classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            node
            for node in self.walk()
            if node.tag == tag
            and all(
                value in (node.attributes.get(name) or "").split()
                if name == "class"
                else node.attributes.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Node:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """The text, white space made single."""
        return " ".join(self.text.split())


class _Parser(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self._open[-1].children.append(node)
        if tag not in self.VOID:
            self._open.append(node)

    def handle_startendtag(self, tag, attrs):
        self._open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self._open.pop().tag == tag

    def handle_data(self, data):
        self._open[-1].children.append(data)


def parsed(page: str) -> Node:
    """A page, every element of which has to be closed where it belongs."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser._open == [parser.root]
    return parser.root
