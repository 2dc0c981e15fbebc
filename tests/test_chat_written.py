"""The chat with a language model, without a browser: what appears as it is proven, and the mark of a draft."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

from taobeiqa.feedback import FeedbackStore
from taobeiqa.records import Answer
from taobeiqa.serving import chat
from taobeiqa.serving.panel import panel
from taobeiqa.serving.reader import whole_article
from taobeiqa.serving.session import Reading, Session
from tests.test_chat_panel import HOSTILE, Text, after, answered, article, library

OF = article("# 题\n\n共53个村出列。")
READER = answered(OF, "共53个村出列。", "53")
FIRST = replace(READER, text="有53个村出列。", written_by="small-model")
LAST = replace(FIRST, text="有53个村出列。都在区里。")


class Growing:
    """A pipeline whose answer grows, and then perhaps fails."""

    def __init__(self, *answers: Answer, error: Exception | None = None) -> None:
        self.answers, self.error, self.index = answers, error, library(OF)

    def stream(self, question, before=None):
        yield from self.answers
        if self.error:
            raise self.error

    def gloss(self, citation, language):
        return ()


def drawn(pipeline: Growing, store=None) -> list[Text]:
    """The conversation as it is drawn, each time."""
    return [Text(parts[1]) for parts in chat.Chat(pipeline, store).ask(Session("en"), "几个？")]


def test_sentences_appear_one_after_another_and_thumbs_come_with_the_last(tmp_path):
    asked, first, more, done = drawn(Growing(FIRST, LAST), FeedbackStore(tmp_path / "feedback.sqlite"))
    assert "Looking it up" in asked.text
    assert FIRST.text in first.text
    assert "Looking it up" in first.text
    assert LAST.text in more.text
    assert LAST.text in done.text
    assert "Looking it up" not in done.text
    assert "Worded by the language model small-model" in done.text
    assert ["thumb" in str(one.elements) for one in (asked, first, more, done)] == [False, False, False, True]


def test_the_box_waits_until_the_answer_is_whole():
    room, session = chat.Chat(Growing(FIRST, LAST)), Session("en")
    steps = list(room.ask(session, "几个？"))
    assert steps[0][2]["interactive"] is False
    assert steps[-1][2]["interactive"] is True
    assert [turn.pending for turn in session.turns] == [False]
    assert session.shown == 1


def test_without_a_model_nothing_is_drawn_in_between():
    asked, done = drawn(Growing(READER))
    assert "Looking it up" in asked.text
    assert "Worded by" not in done.text


def test_what_was_proven_before_something_went_wrong_stays(caplog):
    *_, done = drawn(Growing(FIRST, error=RuntimeError("disk on fire")))
    assert FIRST.text in done.text
    assert "disk on fire" in caplog.text
    assert "disk on fire" not in done.text


def test_whatever_a_model_and_its_name_hold_is_shown_as_text():
    *_, done = drawn(Growing(replace(FIRST, text=HOSTILE, written_by=HOSTILE)))
    assert done.text.count(HOSTILE) == 2
    assert "script" not in [name for name, _, _ in done.elements]


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "machine translation, not reviewed"), ("zh-Hans", "机器翻译，未经校对")]
)
def test_a_translation_that_nobody_reviewed_is_marked(language, mark):
    (citation,) = READER.citations
    drafted = replace(citation, translation="53 villages left the list.", translation_reviewed=False)
    session = after(replace(READER, language="en", citations=(drafted,)), language)
    assert mark in panel(session, library(OF))
    reviewed = after(replace(READER, citations=(replace(drafted, translation_reviewed=True),)), language)
    assert mark not in panel(reviewed, library(OF))


@pytest.mark.parametrize("reviewed", [True, False])
def test_a_whole_article_says_that_its_translation_is_a_draft(reviewed):
    translation = article("# Title\n\n53 villages left the list.", language="en", title="Title", reviewed=reviewed)
    shelf = SimpleNamespace(articles={"a": OF}, translations={("a", "en"): translation})
    page = whole_article(Reading("a"), shelf, "en", evidence=False)
    assert ("machine translation, not reviewed" in page) == (not reviewed)


def test_a_page_that_this_server_was_not_there_for_is_asked_what_it_began_with():
    room, session = chat.Chat(Growing(FIRST, LAST)), Session()
    request = SimpleNamespace(headers={"accept-language": "de"}, request=None)
    steps = room.ask(session, "几个？")
    asked = next(steps)
    assert "data-anew" in asked[1]
    said = gr.EventData(None, {"language": "zh-Hans", "questions": ["几户？"], "earlier": True})
    assert room.ready(session, said, request) == tuple(gr.skip() for _ in range(5)), "what is on its way comes after it"
    *_, done = steps
    assert "data-anew" not in done[1]
    assert "不再记得上面的对话" in done[1]
    assert done[3]["value"] == "提问"
    cleared = room.act(session, gr.EventData(None, {"act": "new"}))
    assert "上面的对话" not in cleared[1]
    assert "几户？" in cleared[1]


@pytest.mark.parametrize("earlier", [None, False, "yes", 1])
def test_nothing_is_said_of_an_earlier_conversation_where_there_was_none(earlier):
    room, session = chat.Chat(Growing(READER)), Session()
    request = SimpleNamespace(headers={"accept-language": "en"}, request=None)
    shown = room.ready(session, gr.EventData(None, {"earlier": earlier}), request)
    assert "tq-welcome" in shown[1]
    assert "tq-forgotten" not in shown[1]
