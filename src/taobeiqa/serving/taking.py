"""What a visitor takes away: an answer, a link to its question, the conversation. All of it is in the page already and
made into a file there; nothing is asked of the server for it.
"""

from __future__ import annotations

from taobeiqa.serving.markup import Html, tag
from taobeiqa.serving.session import Session, Turn
from taobeiqa.serving.source import Library
from taobeiqa.serving.taken import answer_markdown, question_markdown
from taobeiqa.serving.words import WORDS, Interface


def can_be_taken(turn: Turn) -> bool:
    """Whether a turn holds an answer about the articles, and all of it."""
    return turn.answer is not None and not turn.pending and not turn.answer.aside


def taking(turn: Turn, library: Library, language: Interface) -> Html:
    """The buttons under an answer that copy it, or a link to its question; nothing where there is none."""
    answer, words = turn.answer, WORDS[language]
    if answer is None or not can_be_taken(turn):
        return Html()
    asked = answer.asked or turn.question  # a link stands by itself
    heading, text = question_markdown(asked), answer_markdown(answer, library, language)
    copy = _button("answer", words.copy_answer, data_said=words.copied, data_heading=heading, data_text=text)
    link = _button("link", words.share, data_said=words.shared, data_text=asked)
    return tag("div", copy, link, class_="tq-taking", data_by_hand=words.by_hand)


def _button(what: str, label: str, class_: str = "tq-take", **told: str) -> Html:
    """A button that takes away what the page's script knows by that name."""
    return tag("button", label, type="button", class_=class_, data_take=what, **told)


def export_button(session: Session) -> list[Html]:
    """The button that saves the conversation as a file, where there is something to save."""
    words = WORDS[session.language]
    if not session.forgotten and not any(map(can_be_taken, session.turns)):
        return []
    title = question_markdown(words.name).removeprefix("#")
    return [_button("conversation", words.export, "tq-quiet", title=words.exports, data_heading=title)]
