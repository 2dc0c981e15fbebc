"""What stands under an answer for the visitor to say whether it is right, as HTML."""

from __future__ import annotations

from taobeiqa.feedback import MAX_CORRECTION_CHARS, Verdict
from taobeiqa.serving.markup import Html, html_lang, tag
from taobeiqa.serving.opinion import Opinion
from taobeiqa.serving.words import Words
from taobeiqa.text.script import language_of


def thumbs(turn: int, opinion: Opinion, words: Words) -> Html:
    """Two thumbs and what came of them; under a thumb that is down, room for what would be right."""
    row = tag(
        "div",
        _thumb(turn, "right", words.right, opinion, words),
        _thumb(turn, "wrong", words.wrong, opinion, words),
        tag("span", _line(opinion, words), class_="tq-thanks"),
        class_="tq-thumbs",
        role="group",
        aria_label=words.judge,
    )
    pieces = [row]
    if opinion.verdict == "wrong":
        pieces.append(_sent(turn, opinion, words) if opinion.sent else _box(turn, opinion, words))
    return tag("div", *pieces, class_="tq-opinion", data_of=turn, data_sent=opinion.sent)


def _thumb(turn: int, verdict: Verdict, label: str, opinion: Opinion, words: Words) -> Html:
    """Its data say which verdict is to hold once it is pressed: none, if it is pressed already."""
    pressed = opinion.verdict == verdict
    return tag(
        "button",
        _HAND,
        type="button",
        class_=f"tq-thumb tq-thumb-{verdict}",
        aria_label=label,
        aria_pressed="true" if pressed else "false",
        title=label if pressed else words.judged(label),
        data_act="rate",
        data_turn=turn,
        data_verdict="" if pressed else verdict,
    )


def _hand() -> Html:
    """A thumb that points up. The style sheet turns it round."""
    cuff = tag("path", d="M3.5 10.5h3v9h-3z")
    outline = "M6.5 11 10.2 3.6c1.6 0 2.6 1.2 2.3 2.8L12 9.2h5.9c1.3 0 2.2 1.1 2 2.4l-1 6.1c-.2 1.1-1 1.8-2.1 1.8H6.5z"
    hand = tag("path", d=outline)
    return tag("svg", cuff, hand, viewBox="0 0 24 24", aria_hidden="true", focusable="false")


_HAND = _hand()


def _line(opinion: Opinion, words: Words) -> str:
    if opinion.failed:
        return words.not_stored
    if opinion.verdict is None:
        return ""
    if opinion.verdict == "right":
        return words.thanks_right
    return words.sent if opinion.sent else words.thanks


def _box(turn: int, opinion: Opinion, words: Words) -> Html:
    box, note = f"tq-correction-{turn}", f"tq-stored-{turn}"
    return tag(
        "div",
        tag("label", words.correction, for_=box),
        tag(
            "textarea",
            opinion.written,
            id=box,
            rows=2,
            maxlength=MAX_CORRECTION_CHARS,
            enterkeyhint="send",
            dir="auto",
            aria_describedby=note,
            data_turn=turn,
        ),
        tag(
            "div",
            tag("p", words.stored, id=note),
            tag("button", words.send, type="button", class_="tq-quiet", data_act="correct", data_turn=turn),
            class_="tq-correction-foot",
        ),
        class_="tq-correction",
    )


def _sent(turn: int, opinion: Opinion, words: Words) -> Html:
    """As stored, with the way to change it."""
    written = tag(
        "p",
        opinion.written,
        class_="tq-written",
        lang=html_lang(opinion.written, language_of(opinion.written)),
        dir="auto",
    )
    change = tag("button", words.reword, type="button", class_="tq-link", data_act="reword", data_turn=turn)
    return tag("div", written, change, class_="tq-correction")
