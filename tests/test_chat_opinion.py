"""What a visitor says of an answer, without a browser: the HTML under it, and what of that reaches the store."""

from types import SimpleNamespace

import gradio as gr
import pytest

from taobeiqa.errors import FeedbackError, QuestionError
from taobeiqa.feedback import FeedbackStore
from taobeiqa.serving import chat
from taobeiqa.serving.opinion import Opinion
from taobeiqa.serving.session import Session
from taobeiqa.serving.thumbs import thumbs
from taobeiqa.serving.words import WORDS
from tests.test_chat_panel import HOSTILE, Asked, Text, answered, article

OF = article("# 题\n\n共53个村。")
ANSWER = answered(OF, "共53个村。", "53")


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.sqlite")


class Visitor:
    """Asks once, and presses buttons under the answer as the page would."""

    def __init__(self, store, outcome=ANSWER, language="en"):
        self.room, self.session = chat.Chat(Asked(outcome, OF), store), Session(language)
        *_, drawn = self.room.ask(self.session, "几个？")
        self.drawn = Text(drawn[1])

    def says(self, **data):
        self.drawn = Text(self.room.act(self.session, gr.EventData(None, {"turn": "1", **data}))[1])
        return self.drawn

    def pressed(self):
        return {
            attributes["aria-label"]: (attributes["aria-pressed"], attributes["data-verdict"])
            for name, attributes, _ in self.drawn.elements
            if name == "button" and "aria-pressed" in attributes
        }


@pytest.mark.parametrize(
    ("outcome", "count"),
    [
        (ANSWER, 2),
        (answered(OF, "共53个村。", "53", abstained=True, citations=()), 2),
        (QuestionError("Too long: ask in less."), 0),
        (RuntimeError("disk on fire"), 0),
    ],
)
def test_thumbs_stand_under_what_was_answered_and_only_where_there_is_a_store(store, outcome, count):
    assert len(Visitor(store, outcome).pressed()) == count
    assert Visitor(None, outcome).pressed() == {}
    assert store.waiting() == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_a_thumb_says_in_the_interface_language_what_it_is_and_stores(language):
    words = WORDS[language]
    shown = Text(thumbs(3, Opinion(), words))
    thumb = {"type": "button", "aria-pressed": "false", "data-act": "rate", "data-turn": "3"}
    buttons = [attributes for name, attributes, _ in shown.elements if name == "button"]
    assert [{key: each[key] for key in thumb} for each in buttons] == [thumb, thumb]
    assert [each["aria-label"] for each in buttons] == [words.right, words.wrong]
    assert [each["title"] for each in buttons] == [words.judged(words.right), words.judged(words.wrong)]
    assert shown.text == "", "nothing is said before it is asked"


def test_a_thumb_stays_pressed_and_pressing_it_again_takes_it_back(store):
    visitor = Visitor(store)
    assert visitor.pressed() == {"Right answer": ("false", "right"), "Wrong answer": ("false", "wrong")}
    shown = visitor.says(act="rate", verdict="right")
    assert visitor.pressed() == {"Right answer": ("true", ""), "Wrong answer": ("false", "wrong")}
    assert shown.inside("span", "tq-thanks") == [WORDS["en"].thanks_right]
    assert shown.inside("textarea") == []
    assert [(row.question, row.answer, row.verdict) for row in store.waiting()] == [("几个？", "53", "right")]
    visitor.says(act="rate", verdict="right")
    assert len(store.waiting()) == 1, "pressed twice before it was drawn is pressed once"
    shown = visitor.says(act="rate", verdict="")
    assert store.waiting() == []
    assert shown.inside("span", "tq-thanks") == [""]
    assert visitor.pressed()["Right answer"] == ("false", "right")


def test_a_correction_is_sent_shown_escaped_and_changed(store):
    visitor = Visitor(store)
    shown = visitor.says(act="rate", verdict="wrong")
    assert shown.inside("label") == ["What would be right? (optional)"]
    assert shown.inside("textarea") == [""]
    assert "nothing about you" in shown.inside("div", "tq-correction")[0]
    shown = visitor.says(act="correct", correction=f"  {HOSTILE}</textarea>\n")
    assert shown.inside("p", "tq-written") == [f"{HOSTILE}</textarea>"]
    assert shown.inside("span", "tq-thanks") == ["Thank you, stored."]
    assert not {"script", "img", "textarea"} & {name for name, _, _ in shown.elements}
    assert [row.correction for row in store.waiting()] == [f"{HOSTILE}</textarea>"]
    shown = visitor.says(act="reword")
    assert shown.inside("textarea") == [f"{HOSTILE}</textarea>"]
    shown = visitor.says(act="correct", correction="54")
    assert [row.correction for row in store.waiting()] == ["54"]
    visitor.says(act="reword")
    shown = visitor.says(act="correct", correction=" ")
    assert [row.correction for row in store.waiting()] == [""]
    assert shown.inside("textarea") == [""]


def test_who_changes_to_right_or_takes_it_back_leaves_no_correction_stored_but_finds_it_again(store):
    visitor = Visitor(store)
    visitor.says(act="rate", verdict="wrong")
    visitor.says(act="correct", correction="54")
    for verdict, rows in (("right", [("right", "")]), ("wrong", [("wrong", "")]), ("", []), ("wrong", [("wrong", "")])):
        shown = visitor.says(act="rate", verdict=verdict)
        assert [(row.verdict, row.correction) for row in store.waiting()] == rows
        assert shown.inside("textarea") == (["54"] if verdict == "wrong" else [])


def test_what_a_page_sends_about_an_answer_is_not_trusted(store):
    visitor = Visitor(store)
    for data in (
        {"act": "rate"},
        {"act": "rate", "verdict": "perhaps"},
        {"act": "rate", "verdict": ["right"]},
        {"act": "rate", "verdict": None},
        {"act": "rate", "verdict": "right", "turn": "2"},
        {"act": "rate", "verdict": "right", "turn": {"a": 1}},
        {"act": "rate", "verdict": "right", "turn": "-1"},
        {"act": "correct", "correction": "without a thumb"},
        {"act": "reword"},
    ):
        visitor.says(**data)
        assert store.waiting() == [], data
    visitor.says(act="rate", verdict="wrong", correction="not by this button")
    for text in (None, 7, ["x"], {"x": 1}, "", "\x00\u200b"):
        visitor.says(act="correct", correction=text)
    assert [row.correction for row in store.waiting()] == [""]
    visitor.says(act="correct", correction="长" * 100_000 + "\x1b")
    assert [row.correction for row in store.waiting()] == ["长" * 1000]
    unasked = Visitor(None)
    assert unasked.says(act="rate", verdict="wrong").inside("textarea") == []


def test_a_store_that_fails_is_told_calmly_and_nothing_typed_is_lost(store, caplog):
    visitor = Visitor(store)
    visitor.says(act="rate", verdict="wrong")
    whole = store.path.read_bytes()
    store.path.write_bytes(b"no database " * 500)
    shown = visitor.says(act="correct", correction="54")
    assert shown.inside("span", "tq-thanks") == [WORDS["en"].not_stored]
    assert shown.inside("textarea") == ["54"]
    assert "move it away" in caplog.text
    shown = visitor.says(act="rate", verdict="right")
    assert visitor.pressed()["Wrong answer"] == ("true", ""), "as it was"
    store.path.write_bytes(whole)
    shown = visitor.says(act="correct", correction="54")
    assert shown.inside("span", "tq-thanks") == ["Thank you, stored."]
    assert [row.correction for row in store.waiting()] == ["54"]


@pytest.mark.parametrize("error", [FeedbackError("The disk is full: make room."), RuntimeError("unforeseen")])
def test_whatever_a_store_raises_the_chat_goes_on(error, caplog):
    def add(*_):
        raise error

    visitor = Visitor(SimpleNamespace(add=add), language="zh-Hans")
    shown = visitor.says(act="rate", verdict="right")
    assert shown.inside("span", "tq-thanks") == ["没能保存，请稍后再试。"]
    assert visitor.pressed()["回答正确"] == ("false", "right")
    assert str(error) in caplog.text


def test_a_file_that_was_moved_away_is_begun_again(store):
    visitor = Visitor(store)
    visitor.says(act="rate", verdict="wrong")
    store.path.unlink()
    visitor.says(act="correct", correction="54")
    assert [(row.verdict, row.correction) for row in store.waiting()] == [("wrong", "54")]
    store.path.unlink()
    visitor.says(act="rate", verdict="")
    assert store.waiting() == []
    assert set(visitor.pressed().values()) == {("false", "right"), ("false", "wrong")}
