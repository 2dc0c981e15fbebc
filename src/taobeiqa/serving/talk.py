"""The masthead and the conversation as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from taobeiqa.records import Language, other_language
from taobeiqa.serving.markup import Html, html_lang, join, spoken, tag
from taobeiqa.serving.session import Session, Turn
from taobeiqa.serving.source import Library
from taobeiqa.serving.taking import export_button, taking
from taobeiqa.serving.thumbs import thumbs
from taobeiqa.serving.words import HTML_LANG, LANGUAGE_NAMES, WORDS, WRITTEN, Interface, Words
from taobeiqa.text.script import language_of

_LONGEST_SHOWN = 400
"""A question that could not be asked may be of any length; this much of one is shown."""


def masthead(session: Session, articles: int) -> Html:
    """The product's name, what it does, the language switch and the button that begins a new conversation."""
    words = WORDS[session.language]
    other = HTML_LANG[other_language(WRITTEN[session.language])]
    name = tag(
        "h1",
        tag("span", words.name, class_="tq-name", lang=session.language),
        tag("span", words.other_name, class_="tq-other-name", lang=other),
    )
    switches = [
        tag(
            "button",
            label,
            type="button",
            class_="tq-switch",
            lang=language,
            aria_pressed="true" if language == session.language else "false",
            data_act="language",
            data_language=language,
        )
        for language, label in LANGUAGE_NAMES.items()
    ]
    new = tag("button", words.new, type="button", class_="tq-quiet", data_act="new")
    tools = tag(
        "div",
        _to_articles(session.language),
        *([new] if session.turns or session.forgotten else []),
        *export_button(session),
        *([_sign_out(words)] if session.signed_in else []),
        tag("div", *switches, class_="tq-switches", role="group", aria_label=words.switch),
        class_="tq-tools",
    )
    title = tag("div", name, tag("p", words.tagline(articles), class_="tq-tagline"), class_="tq-title")
    return tag("header", title, tools, class_="tq-masthead", lang=session.language)


def _to_articles(language: Interface) -> Html:
    """The link to the list of all articles, which opens beside the conversation."""
    address = f"articles?lang={language}"
    return tag("a", f"{WORDS[language].all_articles} ↗", class_="tq-link", href=address, target="_blank")


def _sign_out(words: Words) -> Html:
    button = tag("button", words.sign_out, class_="tq-quiet")
    return tag("form", button, method="post", action="logout", class_="tq-sign-out")


def conversation(
    session: Session, examples: Sequence[str] = (), feedback: bool = False, library: Library | None = None
) -> Html:
    """Every turn in order, or a welcome with example questions. The page announces what is added to it.

    `feedback` puts under each answer what the visitor can say of it, `library` the buttons that copy it.
    """
    words = WORDS[session.language]
    turns = [_turn(turn, session, feedback, library) for turn in session.turns]
    if session.forgotten:
        turns = [tag("p", words.forgotten, class_="tq-note tq-forgotten"), *turns]
    log = tag(
        "div",
        *(turns or [_welcome(session.language, words, examples)]),
        class_="tq-log",
        role="log",
        aria_live="polite",
        aria_label=words.conversation,
        lang=session.language,
        data_language=session.language,
        data_latest=f"tq-turn-{session.turns[-1].number}" if session.turns else None,
        data_pending=session.waiting,
        data_anew=not session.known,
    )
    return tag("section", log, class_="tq-talk", id="tq-talk-top", tabindex="-1")


def _welcome(interface: Interface, words: Words, examples: Sequence[str]) -> Html:
    languages: tuple[Language, ...] = ("zh", "en") if WRITTEN[interface] == "zh" else ("en", "zh")
    columns = [_examples(language, examples) for language in languages]
    shown = [column for column in columns if column is not None]
    return tag(
        "div",
        tag("p", words.welcome, class_="tq-welcome-line"),
        tag("p", words.welcome_more, class_="tq-welcome-more"),
        *([tag("h2", words.examples, class_="tq-kicker"), tag("div", *shown, class_="tq-examples")] if shown else []),
        class_="tq-welcome",
    )


def _examples(language: Language, examples: Sequence[str]) -> Html | None:
    """The example questions of one language, one below the other; None where there are none."""
    buttons = [
        tag(
            "button",
            question,
            type="button",
            class_="tq-example",
            lang=html_lang(question, language),
            data_example=number,
        )
        for number, question in enumerate(examples)
        if language_of(question) == language
    ]
    return tag("div", *buttons) if buttons else None


def _turn(turn: Turn, session: Session, feedback: bool, library: Library | None) -> Html:
    words, shown = WORDS[session.language], session.shown == turn.number
    asked = turn.question if len(turn.question) <= _LONGEST_SHOWN else turn.question[:_LONGEST_SHOWN] + "…"
    question = tag(
        "div",
        _seal(words.question_mark, "tq-seal tq-seal-open"),
        tag(
            "div",
            tag("p", asked, class_="tq-question", lang=html_lang(asked, language_of(asked)), dir="auto"),
            *_understood(turn, words),
            class_="tq-reply",
        ),
        class_="tq-line tq-asked",
    )
    aside = turn.answer is not None and turn.answer.aside
    abstained = turn.answer is not None and turn.answer.abstained and not aside
    done = turn.answer is not None and not turn.pending and not aside
    after = [taking(turn, library, session.language)] if library is not None and done else []
    after += [thumbs(turn.number, turn.opinion, words)] if feedback and done else []
    reply = tag(
        "div",
        _seal(words.answer_mark, "tq-seal"),
        tag("div", _reply(turn, words), *([tag("div", *after, class_="tq-after")] if after else []), class_="tq-reply"),
        class_="tq-line tq-answered",
    )
    classes = "tq-turn" + " tq-shown" * shown + " tq-abstained" * abstained + " tq-aside" * aside
    classes += " tq-problem" * (turn.problem is not None)
    return tag("article", question, reply, class_=classes, id=f"tq-turn-{turn.number}")


def _understood(turn: Turn, words: Words) -> list[Html]:
    """A follow-up as it was understood."""
    if turn.answer is None or turn.answer.asked is None:
        return []
    full = tag("span", turn.answer.asked, lang=html_lang(turn.answer.asked, turn.answer.language), dir="auto")
    return [tag("p", words.understood, full, class_="tq-understood")]


def _seal(mark: str, classes: str) -> Html:
    return tag("span", mark, class_=classes, aria_hidden="true")


def _reply(turn: Turn, words: Words) -> Html:
    if turn.answer is None:
        if turn.pending:
            return tag("p", words.asking, class_="tq-asking")
        line = (words.cannot_ask or turn.problem) if turn.problem else words.sorry
        return tag("p", line or words.sorry, class_="tq-note")
    answer = turn.answer
    numbers = [
        tag(
            "button",
            f"[{citation.number}]",
            type="button",
            class_="tq-cite",
            aria_label=words.cite(citation.number, citation.title),
            data_act="cite",
            data_turn=turn.number,
            data_number=citation.number,
        )
        for citation in answer.citations
    ]
    text = tag("span", spoken(answer.text, answer.language), lang=html_lang(answer.text, answer.language))
    reply = tag("p", text, *numbers, class_="tq-answer")
    if answer.written_by:
        note = words.asking if turn.pending else words.worded(answer.written_by)
        return join(reply, tag("p", note, class_="tq-understood"))
    if not answer.abstained or not answer.hits or answer.aside:
        return reply
    more = tag("button", words.see_nearest, type="button", class_="tq-link", data_act="cite", data_turn=turn.number)
    return join(reply, more)
