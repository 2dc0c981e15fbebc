"""Text of articles inside Markdown: it is read there as it is written, and is no link, image, formula or HTML."""

from __future__ import annotations

import re

_BLANKS = {ord(char): " " for char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
"""What Markdown, or a program that shows it, could take for the end of a line, and the tab."""
_SPECIAL = re.compile(
    r"(?P<address>(?:(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.)[!-_a-~]*|[!-?A-_a-~]{0,64}@[!-_a-~]+)(?<![,.;:!?)\]'\"]))"
    r"|(?P<escaped>[\\`]|\[(?=[\[^])|\](?=[(\[:\]])|(?<=\w)\.(?=[a-z]{2})|(?<= )#(?=#*$))"
    r"|(?P<paired>[*_~$^])"
    r"|(?P<entity>&(?=#?\w+;))"
    r"|(?P<tag><(?=[A-Za-z/!?]))",
    re.IGNORECASE,
)
"""What Markdown, or a program that knows more of it, would take for its own. Of an address that begins with neither a
scheme nor `www`, the point is escaped: it may be a file's name, or the end of a sentence.
"""
_OPENS = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|=+$|-[-\s]*$)")
"""Up to the character that would make of a line a list, a heading, a quotation or a rule."""


def plain(text: str, line: str = "") -> str:
    """Text as one line of Markdown that is shown as that text: breaks of its lines are blanks, an address is code so
    that nothing makes a link of it, and only what Markdown would take for its own is escaped. `line` is all of the
    line, where the text is a piece of it.
    """
    text = re.sub(" +", " ", text.translate(_BLANKS)).strip(" ")
    line = line or text
    opens = _OPENS.match(text)
    if opens is None:
        return _escaped(text, line)
    at = opens.end()
    return f"{text[:at]}\\{text[at]}{_escaped(text[at + 1 :], line)}"


def quoted(text: str) -> str:
    """Text as code within a line, where every character but a line break stays as it is."""
    line = text.translate(_BLANKS)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    # One blank at either end is taken away again: it keeps a ` or a blank of the text apart from the fence.
    pad = " " if line[:1] in ("`", " ") or line[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _escaped(text: str, line: str) -> str:
    """A piece of a line. A mark that works only in pairs is left alone where there is one of it in the line."""

    def written(found: re.Match[str]) -> str:
        char = found[0]
        if found["address"]:
            return f"`{char}`"
        if found["entity"]:
            return "&amp;"
        if found["tag"]:
            return "&lt;"
        return char if found["paired"] and line.count(char) == 1 else f"\\{char}"

    return _SPECIAL.sub(written, text)
