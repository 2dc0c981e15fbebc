"""The web chat: what the visitor does, and what is drawn after it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

from taobeiqa.answering.query import MAX_QUESTION_CHARS
from taobeiqa.errors import QuestionError
from taobeiqa.feedback import FeedbackStore
from taobeiqa.records import Answer
from taobeiqa.serving.access import Caller
from taobeiqa.serving.asking import Asked
from taobeiqa.serving.gate import CALLER
from taobeiqa.serving.markup import ICON
from taobeiqa.serving.opinion import Opinions
from taobeiqa.serving.panel import panel, passage_span
from taobeiqa.serving.session import Reading, Session, Turn
from taobeiqa.serving.talk import conversation, masthead
from taobeiqa.serving.words import WORDS, interface_named, preferred_language

TITLE = "洮北问答 · taobeiqa"

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_SCRIPTS = ("chat.js", "taking.js", "kept.js", "figures.js")

MAX_EXAMPLES, MAX_EXAMPLE_CHARS = 6, 120
"""How many questions a page around the chat may begin with, and how long each may be."""
LONGEST_SHARED = MAX_QUESTION_CHARS + 1
"""How much of a question in a link is taken: one character more than may be asked, so that too long a one is told."""

Drawn = tuple[Any, ...]
"""The masthead, the conversation, the question box, the button and the panel."""


@cache
def _theme() -> gr.themes.Base:
    sans = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif")
    return gr.themes.Base(font=list(sans), font_mono=["ui-monospace", "monospace"])


def page_options() -> dict[str, Any]:
    """What `mount_gradio_app` and `launch` have to be given for the chat to look and behave as it should."""
    return {
        "theme": _theme(),
        "css": "".join((_HERE / name).read_text(encoding="utf-8") for name in ("panel.css", "chat.css")),
        "head": ICON,
        "footer_links": [],
        "run_history": False,
        "pwa": False,
        "mcp_server": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "max_file_size": "1kb",
        "show_error": False,
    }


class Chat:
    """The handlers, over one pipeline and the store for what visitors say of the answers, if that is wanted."""

    def __init__(self, pipeline: Asked, feedback: FeedbackStore | None = None) -> None:
        self.pipeline = pipeline
        self.index = pipeline.index
        self.opinions = Opinions(feedback) if feedback is not None else None

    def draw(self, session: Session) -> Drawn:
        """Everything as it is now."""
        words = WORDS[session.language]
        waiting = session.waiting
        return (
            masthead(session, len(self.index.articles)),
            conversation(session, self._examples(session), feedback=self.opinions is not None, library=self.index),
            gr.update(label=words.question_label, placeholder=words.placeholder, interactive=not waiting),
            gr.update(value=words.ask, interactive=not waiting),
            panel(session, self.index, self.pipeline.gloss),
        )

    def ready(self, session: Session, event: gr.EventData, request: gr.Request) -> Drawn:
        """The page is there: speak the language that was chosen before, or else that of the page around it, or else the
        browser's.

        A page that was there before this server says so too, with a question on its way perhaps: what is drawn for that
        comes after all that could be drawn now.
        """
        detail = _detail(event)
        around = [detail["lang"]] if isinstance(detail.get("lang"), str) else []
        accepted = ",".join([*around, request.headers.get("accept-language") or ""])
        session.language = interface_named(detail.get("language")) or preferred_language(accepted)
        session.examples = _questions(detail.get("questions"))
        session.signed_in = _signed_in(request)
        session.known, session.forgotten = True, detail.get("earlier") is True
        return _nothing() if session.waiting else self.draw(session)

    def ask(self, session: Session, question: str) -> Iterator[Drawn]:
        """Answer what is in the question box."""
        if not isinstance(question, str) or not question.strip():
            yield _nothing()
            return
        turn = session.begin(question)
        masthead_html, talk, box, button, _ = self.draw(session)
        yield masthead_html, talk, {**box, "value": ""}, button, gr.skip()
        for _ in self._answer(turn, session.before(turn)):
            yield gr.skip(), self.draw(session)[1], gr.skip(), gr.skip(), gr.skip()
        session.finish(turn)
        yield self.draw(session)

    def ask_example(self, session: Session, event: gr.EventData) -> Iterator[Drawn]:
        """Answer one of the example questions."""
        place = _number(_detail(event).get("example"))
        examples = self._examples(session)
        if place is not None and 0 <= place < len(examples):
            yield from self.ask(session, examples[place])

    def _examples(self, session: Session) -> Sequence[str]:
        return session.examples or self.index.examples

    def ask_shared(self, session: Session, event: gr.EventData) -> Iterator[Drawn]:
        """Answer the question of the link that the page was opened with, as if it had been typed."""
        question = _detail(event).get("question")
        if isinstance(question, str) and not session.turns:
            yield from self.ask(session, question[:LONGEST_SHARED])

    def _answer(self, turn: Turn, before: Answer | None) -> Iterator[Answer]:
        """Answer a turn: its answer as it grows, where a language model words it."""
        turn.growing = True
        try:
            for answer in self.pipeline.stream(turn.question, before=before):
                turn.answer = answer
                if answer.written_by:
                    yield answer
        except QuestionError as error:
            turn.problem = str(error)
        except Exception:
            _log.exception("the question could not be answered")
            turn.problem = "" if turn.answer is None else None
        finally:
            turn.growing = False

    def act(self, session: Session, event: gr.EventData) -> Drawn:
        """A button in the masthead, the conversation or the panel."""
        detail = _detail(event)
        match detail.get("act"):
            case "language":
                session.language = interface_named(detail.get("language")) or session.language
            case "new":
                session.restart()
            case "cite":
                session.show(_number(detail.get("turn")), _number(detail.get("number")))
            case "back":
                session.back()
            case "read" | "open" | "article":
                reading = self._reading(session, detail)
                if reading is not None:
                    session.read(reading)
            case "rate" | "correct" | "reword":
                turn = session.turn(_number(detail.get("turn")))
                if self.opinions is not None and turn is not None and turn.answer is not None:
                    self.opinions.hear(turn.answer, turn.opinion, detail)
        return self.draw(session)

    def _reading(self, session: Session, detail: dict[str, Any]) -> Reading | None:
        """What is to be read: a citation of a turn, a passage found for it, or an article from the list."""
        place = _number(detail.get("place"))
        if place is not None:
            ids = list(self.index.articles)
            return Reading(ids[place]) if 0 <= place < len(ids) else None
        turn = session.turn(_number(detail.get("turn")))
        if turn is None or turn.answer is None:
            return None
        for citation in turn.answer.citations:
            if citation.number == _number(detail.get("number")):
                article = self.index.articles[citation.article_id]
                span = passage_span(turn.answer, citation, article)
                foreign = turn.answer.language != article.language
                return Reading(article.id, span, (citation.start, citation.end), citation.highlights, foreign)
        for hit in turn.answer.hits:
            if hit.rank == _number(detail.get("rank")):
                foreign = turn.answer.language != hit.passage.language
                return Reading(hit.passage.article_id, (hit.passage.start, hit.passage.end), translated=foreign)
        return None


def build_chat(pipeline: Asked, feedback: FeedbackStore | None = None) -> gr.Blocks:
    """The web chat over a pipeline. Give `page_options()` to whatever shows it.

    With a store for feedback visitors can say of each answer whether it is right; without one they are not asked.
    """
    chat = Chat(pipeline, feedback)
    script = "".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        # Counted from now on: a page that was there before this server takes nothing of it for seen already.
        session = gr.State(Session(drawn=int(time.time())))
        with gr.Column(elem_id="tq-page"):
            head = gr.HTML(elem_id="tq-head", js_on_load=script, apply_default_css=False)
            with gr.Column(elem_id="tq-desk"):
                talk = gr.HTML(elem_id="tq-talk", js_on_load=script, apply_default_css=False)
                with gr.Row(elem_id="tq-composer"):
                    box = gr.Textbox(elem_id="tq-box", show_label=False, container=False, lines=1, max_lines=6, scale=1)
                    button = gr.Button("", elem_id="tq-ask", variant="primary", scale=0, min_width=0)
                side = gr.HTML(elem_id="tq-side", js_on_load=script, apply_default_css=False)
        drawn = [head, talk, box, button, side]
        quiet: dict[str, Any] = {"outputs": drawn, "api_visibility": "private", "show_progress": "hidden"}
        gr.on([box.submit, button.click], chat.ask, inputs=[session, box], **quiet)
        talk.example(chat.ask_example, inputs=[session], **quiet)
        talk.shared(chat.ask_shared, inputs=[session], **quiet)
        talk.ready(chat.ready, inputs=[session], queue=False, **quiet)
        for part in (head, talk, side):
            part.act(chat.act, inputs=[session], queue=False, **quiet)
    blocks.queue(default_concurrency_limit=8, max_size=200, api_open=False)
    return blocks


def _detail(event: gr.EventData) -> dict[str, Any]:
    data = event._data
    return data if isinstance(data, dict) else {}


def _nothing() -> Drawn:
    """All as it is on the page."""
    return tuple(gr.skip() for _ in range(5))


def _signed_in(request: gr.Request) -> bool:
    """Whether it is a key that let the page in."""
    who = request.request.scope.get(CALLER) if request.request else None
    return isinstance(who, Caller) and who.key is not None


def _questions(value: object) -> tuple[str, ...]:
    """What a page around the chat gives as questions, so far as it can be shown."""
    given = value[:MAX_EXAMPLES] if isinstance(value, list) else []
    return tuple(one for one in given if isinstance(one, str) and one.strip() and len(one) <= MAX_EXAMPLE_CHARS)


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, (int, str)) and str(value).isascii() and str(value).isdigit() else None
