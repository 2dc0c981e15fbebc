"""The HTML of the chat, without a browser: what is escaped, what is marked, what the visitor's buttons do."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest

from taobeiqa.corpus.articles import parse_article, read_corpus
from taobeiqa.corpus.passages import passages
from taobeiqa.errors import QuestionError
from taobeiqa.records import Answer, Article, Citation, Hit
from taobeiqa.serving import chat
from taobeiqa.serving.markup import Html, join, layered, spoken, tag
from taobeiqa.serving.panel import panel
from taobeiqa.serving.reader import whole_article
from taobeiqa.serving.session import MAX_TURNS, Reading, Session
from taobeiqa.serving.talk import conversation
from taobeiqa.serving.words import preferred_language

HOSTILE = '<script>x</script><img src=x onerror="y"> & \' ${z} {{value}}'


class Text(HTMLParser):
    """The text of some HTML, and its elements with what is in each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.open, self.elements = "", [], []
        self.feed(html)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, name, attributes):
        element = [name, dict(attributes), ""]
        self.elements.append(element)
        self.open.append(element)

    def handle_endtag(self, name):
        assert self.open.pop()[0] == name, "elements are nested"

    def handle_data(self, data):
        self.text += data
        for element in self.open:
            element[2] += data

    def inside(self, name, class_=None):
        return [
            text
            for found, attributes, text in self.elements
            if found == name and class_ in (None, *attributes.get("class", "").split())
        ]


def article(text: str, **fields) -> Article:
    return Article(**{"id": "a", "title": "题", "authors": ("孙红",), "language": "zh", "text": text, **fields})


def library(*articles: Article) -> SimpleNamespace:
    return SimpleNamespace(articles={each.id: each for each in articles}, translations={}, examples=())


def answered(of: Article, quote: str, mark: str, question: str = "几个？", **fields) -> Answer:
    found = next(p for p in passages(of) if quote in p.text)
    start = of.text.index(quote)
    at = of.text.index(mark, start)
    citation = Citation(
        1, of.id, found.id, of.title, of.authors, None, start, start + len(quote), quote, ((at, at + len(mark)),), None
    )
    hits = tuple(Hit(rank, passage, 1 / rank) for rank, passage in enumerate(passages(of), start=1))
    return Answer(
        **{
            "question": question,
            "language": "zh",
            "abstained": False,
            "text": mark,
            "confidence": 0.9,
            "citations": (citation,),
            "hits": hits,
            "timings_ms": {},
            **fields,
        }
    )


def after(answer: Answer, language="zh-Hans") -> Session:
    session = Session(language)
    turn = session.begin(answer.question)
    turn.answer = answer
    session.finish(turn)
    return session


def test_only_html_of_our_own_making_is_not_escaped():
    assert join(HOSTILE, Html("<br>")).endswith("<br>")
    written = Text(tag("p", HOSTILE, class_="x", title=HOSTILE, hidden=True, lang=None, data_turn=3))
    assert written.text == HOSTILE
    assert written.elements == [["p", {"class": "x", "title": HOSTILE, "hidden": None, "data-turn": "3"}, HOSTILE]]


def test_layers_nest_by_code_points_with_emoji_and_beyond_the_basic_plane():
    text = "前😀𠀀后，共53个村👍🏽出列。余"
    start, end = text.index("后"), text.index("余")
    at = text.index("53")
    layers = [([(start, end)], lambda inside: tag("em", inside)), ([(at, at + 2)], lambda inside: tag("mark", inside))]
    assert layered(text, (0, len(text)), layers) == "前😀𠀀<em>后，共<mark>53</mark>个村👍🏽出列。</em>余"
    assert layered(text, (at, at + 3), layers) == "<em><mark>53</mark>个</em>"


def test_marks_that_touch_overlap_or_stick_out_are_one_and_inside():
    layers = [([(0, 2), (1, 3), (3, 4), (7, 99), (5, 5)], lambda inside: tag("mark", inside))]
    assert layered("abcdefgh<", (1, 9), layers) == "<mark>bcd</mark>efg<mark>h&lt;</mark>"


def test_chinese_inside_english_is_marked_as_chinese():
    assert spoken("In “洮北区，共2万人” <b>", "en") == 'In “<span lang="zh-Hans">洮北区，共2万人</span>” &lt;b&gt;'
    assert spoken("中文", "zh") == "中文"


def test_a_card_shows_passage_sentence_and_answer_each_inside_the_other():
    of = article(f"# 题\n\n😀前一句{HOSTILE}。全区共53个贫困村出列。后一句。", title=HOSTILE, newspaper=HOSTILE)
    shown = Text(panel(after(answered(of, "全区共53个贫困村出列。", "53")), library(of)))
    assert shown.inside("em", "tq-quote") == ["全区共53个贫困村出列。"]
    assert shown.inside("mark") == ["53"]
    assert shown.inside("blockquote") == [f"😀前一句{HOSTILE}。全区共53个贫困村出列。后一句。"]
    assert HOSTILE in shown.inside("h3")[0]
    assert HOSTILE in shown.inside("p", "tq-byline")[0]
    assert not {"script", "img"} & {name for name, _, _ in shown.elements}


def test_the_cited_passage_is_not_listed_again_and_a_missing_one_is_its_paragraph():
    of = article("# 题\n\n共53个村。\n\n另一段。")
    answer = answered(of, "共53个村。", "53")
    shown = Text(panel(after(answer), library(of)))
    assert shown.inside("span", "tq-row-text") == ["题", "另一段。"]
    shown = Text(panel(after(replace(answer, hits=())), library(of)))
    assert shown.inside("blockquote") == ["共53个村。"]
    assert shown.inside("details") == []


def test_an_abstention_has_nearest_passages_and_no_evidence():
    of = article("# 题\n\n共53个村。")
    answer = replace(answered(of, "共53个村。", "53"), abstained=True, citations=(), text="文章里没有说到。")
    session = after(answer)
    shown = Text(panel(session, library(of)))
    assert shown.inside("h2") == ["最相近的段落"]
    assert shown.inside("article", "tq-card") == []
    assert "看最相近的段落" in Text(conversation(session)).text


def test_the_reader_shows_the_gap_once_the_headings_and_the_signature():
    of = article("# 大标题\n\n## 副题\n\n第一段<b>。\n\n<!-- gap -->\n\n第二段。\n\n□ 孙红")
    start = of.text.index("第二段")
    reading = Reading("a", (start, start + 4), (start, start + 3), ())
    shown = Text(whole_article(reading, library(of), "zh-Hans", evidence=True))
    assert shown.inside("h2") == ["大标题"]
    assert shown.inside("h3") == ["副题"]
    assert shown.inside("p", "tq-gap") == ["此处版面文字缺失"]
    assert shown.inside("span", "tq-cited") == ["第二段。"]
    assert shown.inside("em", "tq-quote") == ["第二段"]
    assert shown.inside("p", "tq-signed") == ["□ 孙红"]
    assert shown.text.index("第一段<b>。") < shown.text.index("此处版面文字缺失") < shown.text.index("第二段。")
    assert "gap --" not in shown.text


def test_every_article_of_the_corpus_can_be_read_whole_with_its_translation():
    corpus = read_corpus(Path(__file__).parents[1] / "corpus")
    shelf = SimpleNamespace(articles={a.id: a for a in corpus.articles}, translations=corpus.translations, examples=())
    for of in corpus.articles:
        shown = Text(whole_article(Reading(of.id, translated=True), shelf, "en", evidence=False))
        plain = re.sub(r"<!--.*?-->|^#+ ", "", of.text, flags=re.MULTILINE)
        for line in filter(None, plain.split("\n")):
            assert line in shown.text
        assert len(shown.inside("p", "tq-beneath")) == len([p for p in plain.split("\n") if p.strip()])


def test_an_article_without_a_headline_gets_its_title():
    of = parse_article("---\ntitle: 题\nlanguage: zh\n---\n一段。".encode(), Path("a.md"))
    assert Text(whole_article(Reading("a"), library(of), "zh-Hans", evidence=False)).inside("h2") == ["题"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-SG;q=0.9,en;q=0.1", "zh-Hans"),
        ("zh-Hantx, en;q=0.5", "zh-Hans"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("fr,zh;q=0.5,en;q=0.4", "zh-Hans"),
        ("de", "en"),
        ("zh;q=0", "en"),
        ("zh;q=x, en", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_language_that_the_browser_prefers(header, language):
    assert preferred_language(header) == language


class Asked:
    """Answers with whatever it was given, or raises it."""

    def __init__(self, outcome, *articles):
        self.outcome, self.index = outcome, library(*articles)

    def stream(self, question, before=None):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        yield self.outcome

    def gloss(self, citation, language):
        return ()


@pytest.mark.parametrize(
    ("error", "language", "line"),
    [
        (QuestionError("Too long: ask in less."), "en", "Too long: ask in less."),
        (QuestionError("Too long: ask in less."), "zh-Hans", "请用中文或英文提问"),
        (RuntimeError("disk on fire"), "en", "Sorry, something went wrong"),
        (RuntimeError("disk on fire"), "zh-Hans", "抱歉"),
    ],
)
def test_what_goes_wrong_is_said_and_the_chat_goes_on(error, language, line, caplog):
    room = chat.Chat(Asked(error, article("一段。")))
    session = Session(language)
    *_, drawn = room.ask(session, "问题")
    assert line in drawn[1]
    assert "disk on fire" not in drawn[1]
    assert ("disk on fire" in caplog.text) == isinstance(error, RuntimeError)
    assert drawn[2]["interactive"]


def test_what_a_page_sends_is_not_trusted():
    of = article("# 题\n\n共53个村。")
    room = chat.Chat(Asked(answered(of, "共53个村。", "53"), of))
    session = Session("zh-Hans")
    *_, drawn = room.ask(session, "几个？")
    shown = drawn[4]
    for data in (
        None,
        [],
        {},
        {"act": "read"},
        {"act": "read", "turn": "9", "number": "1"},
        {"act": "open", "turn": "1", "rank": "99"},
        {"act": "open", "turn": "1", "rank": -1},
        {"act": "article", "place": "7"},
        {"act": "article", "place": "²"},
        {"act": "language", "language": "fr"},
        {"act": "cite", "turn": {"a": 1}, "number": None},
        {"act": ["cite"]},
    ):
        assert room.act(session, gr.EventData(None, data))[4] == shown, data
    assert session.language == "zh-Hans"
    assert list(room.ask_example(session, gr.EventData(None, {"language": "zh", "example": "99"}))) == []


def test_old_turns_leave_the_page_and_keep_their_numbers():
    session = Session()
    for _ in range(MAX_TURNS + 3):
        session.begin("q")
    assert [turn.number for turn in session.turns] == list(range(4, MAX_TURNS + 4))


def test_an_answer_to_a_forgotten_conversation_is_not_shown():
    of = article("# 题\n\n共53个村。")
    session = Session("zh-Hans")
    turn = session.begin("几个？")
    session.restart()
    turn.answer = answered(of, "共53个村。", "53")
    session.finish(turn)
    assert session.shown is None


def test_colours_are_far_enough_apart_to_read():
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    css = (Path(chat.__file__).parent / "chat.css").read_text(encoding="utf-8")
    schemes = re.findall(r"(?::root|\.dark) \{(.*?)\}", css, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--tq-([\w-]+): (#[0-9a-f]{6})", scheme))
        texts = [(text, ground) for text in ("ink", "soft", "red") for ground in ("paper", "sheet", "tint")]
        for one, other in [
            *texts,
            ("ink", "mark"),
            ("soft", "mark"),
            ("red-ink", "red"),
            ("paper", "soft"),
            ("paper", "ink"),
        ]:
            dark, bright = sorted((light(colours[one]), light(colours[other])))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (one, other)
