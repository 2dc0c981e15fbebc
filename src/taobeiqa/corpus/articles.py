"""The corpus on disk: Markdown articles with front matter, and their translations.

A corpus folder holds `articles/<slug>.md` and, for some of them, `translations/<language>/<slug>.md`; perhaps example
questions in `examples.txt` and a glossary of its own in `glossary.tsv`. The slug is the article's id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from taobeiqa.corpus.glossary import GlossaryEntry, entries
from taobeiqa.errors import CorpusError
from taobeiqa.records import Article, Language, Span
from taobeiqa.text.segment import sentences, trimmed

GAP = "<!-- gap -->"
_FENCE = "---"
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SLUG = re.compile(r"[\w.-]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article's text: `text[start:end]`, without the marks of a heading. `level` is 0 for running
    text and 1 to 6 for headings. `after_gap` tells that the page lost text just before it.
    """

    start: int
    end: int
    level: int
    after_gap: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """All articles, sorted by id, their translations by (article id, language), example questions and terms;
    `digest` is the SHA-256 of it all.
    """

    articles: tuple[Article, ...]
    translations: dict[tuple[str, Language], Article]
    digest: str
    examples: tuple[str, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Paragraphs of a Markdown body in order: runs of non-blank lines, each heading line by itself, no comments."""
    after_gap = False
    for piece in _pieces(text):
        if _COMMENT.match(text, *piece):
            after_gap = after_gap or text[slice(*piece)] == GAP
        elif span := trimmed(text, *piece):
            start, end = span
            mark = _HEADING.match(text, start, end)
            yield Paragraph(mark.end() if mark else start, end, len(mark.group(1)) if mark else 0, after_gap)
            after_gap = False


def _pieces(text: str) -> Iterator[Span]:
    """Comments, heading lines, and the runs of other lines between them and blank lines."""
    position = 0
    for comment in [*_COMMENT.finditer(text), None]:
        for block in _PARAGRAPH.finditer(text, position, comment.start() if comment else len(text)):
            yield from pairwise([block.start(), *_heading_breaks(text, *block.span()), block.end()])
        if comment:
            position = comment.end()
            yield comment.span()


def _heading_breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Where a block of lines is cut because a heading stands on a line of its own."""
    position = start
    for line in text[start:end].splitlines(keepends=True):
        alone = bool(_HEADING.match(line))
        if alone and position > start:
            yield position
        position += len(line)
        if alone and position < end:
            yield position


def read_corpus(folder: Path) -> Corpus:
    """Read a corpus folder.

    Raises:
        CorpusError: the folder is missing or holds no article, or a file in it is not valid; names the file and line.
    """
    if not (folder / "articles").is_dir():
        raise CorpusError(
            f"No corpus at {folder}: expected articles as {folder / 'articles'}/NAME.md. Name another with --corpus."
        )
    files = sorted((folder / "articles").glob("*.md"))
    if not files:
        raise CorpusError(f"The corpus at {folder} has no article: put Markdown files into {folder / 'articles'}.")
    digest = hashlib.sha256()
    articles = tuple(_read(path, digest) for path in files)
    by_id = {article.id: article for article in articles}
    translations: dict[tuple[str, Language], Article] = {}
    for path in sorted((folder / "translations").glob("*/*.md")):
        translation = _read(path, digest)
        original = by_id.get(translation.id)
        if original is None:
            raise CorpusError(f"{path}: translates no article; there is no {folder / 'articles' / path.name}.")
        if translation.language != path.parent.name:
            raise CorpusError(f"{path}: says language: {translation.language} but stands in {path.parent.name}/.")
        _check_alignment(path, original, translation)
        translations[translation.id, translation.language] = translation
    examples = _examples(_optional(folder / "examples.txt", digest))
    glossary = _glossary(folder / "glossary.tsv", digest)
    return Corpus(articles, translations, digest.hexdigest(), examples, glossary)


def _optional(path: Path, digest: Any) -> str:
    """The text of a file that a corpus need not have."""
    if not path.is_file():
        return ""
    raw = path.read_bytes()
    digest.update(raw)
    return _decoded(raw, path)


def _examples(text: str) -> tuple[str, ...]:
    """Questions to show to somebody who has not asked yet: a line each, blank ones and comments (#) left out."""
    lines = (line.strip() for line in text.split("\n"))
    return tuple(line for line in lines if line and not line.startswith("#"))


def _glossary(path: Path, digest: Any) -> tuple[GlossaryEntry, ...]:
    try:
        return entries(_optional(path, digest))
    except ValueError as error:
        raise CorpusError(f"{path}: {error}.") from error


def aligned_sentences(original: Article, translation: Article) -> dict[Span, Span]:
    """Each sentence of the original with its sentence in the translation, as offsets into their texts."""
    pairs: dict[Span, Span] = {}
    for ours, theirs in zip(paragraphs(original.text), paragraphs(translation.text), strict=True):
        pairs.update(zip(_sentences_of(original, ours), _sentences_of(translation, theirs), strict=True))
    return pairs


def _sentences_of(article: Article, paragraph: Paragraph) -> list[Span]:
    text = article.text[paragraph.start : paragraph.end]
    return [(paragraph.start + start, paragraph.start + end) for start, end in sentences(text)]


def _check_alignment(path: Path, original: Article, translation: Article) -> None:
    ours, theirs = list(paragraphs(original.text)), list(paragraphs(translation.text))
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), start=1):
        wanted, found = len(_sentences_of(original, one)), len(_sentences_of(translation, other))
        if wanted != found:
            line = _line_of(path, translation.text, other.start)
            raise CorpusError(
                f"{path}:{line}: paragraph {number} has {found} sentences where the original has {wanted}; "
                "a translation goes sentence for sentence."
            )
    if len(ours) != len(theirs):
        raise CorpusError(
            f"{path}: has {len(theirs)} paragraphs where the original has {len(ours)}; they go side by side."
        )


def _line_of(path: Path, body: str, offset: int) -> int:
    whole = path.read_text(encoding="utf-8")
    return whole[: len(whole) - len(body) + offset].count("\n") + 1


def _read(path: Path, digest: Any) -> Article:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}.") from error
    digest.update(f"{path.parent.name}/{path.name}\0{len(raw)}\0".encode())
    digest.update(raw)
    return parse_article(raw, path)


def parse_article(raw: bytes, path: Path) -> Article:
    """One article from the bytes of its file. `path` gives the id (its stem) and names the file in errors.

    Line ends become a single newline before anything is counted.

    Raises:
        CorpusError: not UTF-8, no front matter, broken front matter, a missing or wrong key, or no text; with the line.
    """
    lines = _decoded(raw, path).split("\n")
    if lines[0].rstrip() != _FENCE:
        raise CorpusError(
            f"{path}:1: no front matter; the first line must be ---, then title: and language:, then ---."
        )
    closing = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if closing is None:
        raise CorpusError(f"{path}:1: the front matter is never closed; put a line --- after it.")
    front = _front_matter(path, lines[1:closing])
    text = "\n".join(lines[closing + 1 :])
    if not any(True for _ in paragraphs(text)):
        raise CorpusError(f"{path}:{closing + 2}: the article has no text.")
    return Article(id=_article_id(path), text=text, **front)


def _decoded(raw: bytes, path: Path) -> str:
    """The text of a file, each line end a single newline."""
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        raise CorpusError(
            f"{path}:{line}: not valid UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8."
        ) from error
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _article_id(path: Path) -> str:
    if not _SLUG.fullmatch(path.stem):
        raise CorpusError(f"{path}: a file name may hold letters, digits, '.', '-' and '_' only; rename it.")
    return path.stem


def _front_matter(path: Path, lines: list[str]) -> dict[str, Any]:
    try:
        front = yaml.safe_load("\n".join(lines))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2019-02-30
        mark = getattr(error, "problem_mark", None)
        dated = next((number for number, text in enumerate(lines, start=2) if text.startswith("published:")), 1)
        line = mark.line + 2 if mark else dated
        problem = getattr(error, "problem", None) or (str(error) if isinstance(error, ValueError) else "not valid YAML")
        raise CorpusError(
            f"{path}:{line}: broken front matter: {problem}; quote the value if it has a colon."
        ) from error
    if not isinstance(front, dict):
        raise CorpusError(f"{path}:2: broken front matter: expected lines such as title: …")

    def wrong(key: str, wish: str) -> CorpusError:
        line = next((n for n, text in enumerate(lines, start=2) if text.startswith(f"{key}:")), 1)
        return CorpusError(f"{path}:{line}: {key}: {wish}.")

    def optional_text(key: str) -> str | None:
        value = front.get(key)
        if value is None:
            return None
        if isinstance(value, (dict, list)):
            raise wrong(key, "must be plain text")
        return str(value)

    def names(key: str) -> tuple[str, ...]:
        value = front.get(key) or []
        if not isinstance(value, list) or not all(isinstance(name, (str, int)) for name in value):
            raise wrong(key, "must be a list such as [王芳, 李明]")
        return tuple(str(name) for name in value)

    reviewed = front.get("reviewed", True)
    if not isinstance(reviewed, bool):
        raise wrong("reviewed", f"must be true or false, not {reviewed!r}")
    title = optional_text("title")
    if not title or not title.strip():
        raise wrong("title", "is missing")
    language = front.get("language")
    if language not in ("zh", "en"):
        raise wrong("language", f"must be zh or en, not {language!r}")
    published = front.get("published")
    if published is not None and not isinstance(published, date):
        raise wrong("published", f"must be a date such as 2019-12-31, not {published!r}")
    return {
        "title": title.strip(),
        "authors": names("authors"),
        "language": language,
        "source": optional_text("source"),
        "published": published.isoformat() if published else None,
        "newspaper": optional_text("newspaper"),
        "page": optional_text("page"),
        "url": optional_text("url"),
        "tags": names("tags"),
        "reviewed": reviewed,
    }
