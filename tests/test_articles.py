"""The corpus on disk: front matter, paragraphs, translations, and what is said of a bad file."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from taobeiqa.corpus.articles import Paragraph, aligned_sentences, paragraphs, parse_article, read_corpus
from taobeiqa.errors import CorpusError

PATH = Path("articles/some-town.md")
GOOD = "---\ntitle: 小镇新闻\nauthors: [孙红, 于天慧]\nlanguage: zh\n---\n# 小镇新闻\n\n第一段。第二句。\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def front(lines: str, body: str = "正文。") -> str:
    return f"---\n{lines}\n---\n{body}"


def test_an_article_is_its_front_matter_and_the_text_after_it() -> None:
    article = parse_article(
        front(
            "title: ' 小镇新闻 '\nauthors: [孙红]\nlanguage: zh\nsource: pages/1.txt\npublished: 2019-12-31\n"
            "newspaper: 城市晚报\npage: 3\nurl: https://example.org/1\ntags: [农业, 2019]",
            "# 小镇新闻\n\n第一段。",
        ).encode(),
        PATH,
    )
    assert (article.id, article.title, article.authors, article.language) == ("some-town", "小镇新闻", ("孙红",), "zh")
    assert article.text == "# 小镇新闻\n\n第一段。"
    assert (article.source, article.published, article.newspaper) == ("pages/1.txt", "2019-12-31", "城市晚报")
    assert (article.page, article.url, article.tags) == ("3", "https://example.org/1", ("农业", "2019"))


def test_line_ends_and_a_byte_order_mark_do_not_change_an_article() -> None:
    plain = parse_article(GOOD.encode(), PATH)
    assert parse_article(GOOD.replace("\n", "\r\n").encode(), PATH) == plain
    assert parse_article(GOOD.replace("\n", "\r").encode(), PATH) == plain
    assert parse_article(b"\xef\xbb\xbf" + GOOD.encode(), PATH) == plain


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("", 1, "no front matter"),
        ("# 小镇新闻\n\n正文。", 1, "no front matter"),
        ("\n---\ntitle: a\nlanguage: zh\n---\n正文。", 1, "no front matter"),
        ("---\ntitle: 小镇\nlanguage: zh\n\n正文。", 1, "never closed"),
        ("---\ntitle: 小镇: 新闻\nlanguage: zh\n---\n正文。", 2, "broken front matter"),
        ("---\nlanguage: zh\ntitle: a\nauthors: [孙红\n---\n正文。", 4, "broken front matter"),
        ("---\n\ttitle: a\n---\n正文。", 2, "broken front matter"),
        ("---\njust words\n---\n正文。", 2, "broken front matter"),
        ("---\n---\n正文。", 2, "broken front matter"),
        ("---\nlanguage: zh\n---\n正文。", 1, "title: is missing"),
        ("---\nlanguage: zh\ntitle: ' '\n---\n正文。", 3, "title: is missing"),
        ("---\nlanguage: zh\ntitle: [a]\n---\n正文。", 3, "title: must be plain text"),
        ("---\ntitle: a\n---\n正文。", 1, "language: must be zh or en, not None"),
        ("---\ntitle: a\nlanguage: fr\n---\n正文。", 3, "language: must be zh or en, not 'fr'"),
        ("---\ntitle: a\nlanguage: [zh]\n---\n正文。", 3, "language: must be zh or en"),
        ("---\ntitle: a\nlanguage: zh\npublished: 昨天\n---\n正文。", 4, "published: must be a date"),
        ("---\ntitle: a\nlanguage: zh\nreviewed: no one\n---\n正文。", 4, "reviewed: must be true or false"),
        ("---\ntitle: a\nlanguage: zh\npublished: 2019-02-30\n---\n正文。", 4, "day is out of range"),
        ("---\ntitle: a\nlanguage: zh\nauthors: 孙红\n---\n正文。", 4, "authors: must be a list"),
        ("---\ntitle: a\nlanguage: zh\ntags: [{b: c}]\n---\n正文。", 4, "tags: must be a list"),
        ("---\ntitle: a\nlanguage: zh\n---\n", 5, "no text"),
        ("---\ntitle: a\nlanguage: zh\n---\n\n<!-- gap -->\n \n", 5, "no text"),
    ],
)
def test_a_bad_article_is_named_with_its_line_in_one_line(content: str, line: int, said: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_article(content.encode(), PATH)
    message = str(caught.value)
    assert message.startswith(f"{PATH}:{line}: ")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(("ending", "newline"), [(b"\n", "lf"), (b"\r\n", "crlf"), (b"\r", "cr")])
def test_a_byte_that_is_no_utf8_is_named_with_its_line(ending: bytes, newline: str) -> None:
    raw = ending.join(GOOD.encode().split(b"\n")) + "新镇".encode("gb18030")
    with pytest.raises(CorpusError, match=r"some-town\.md:9: not valid UTF-8 \(byte 0xd0\)"):
        parse_article(raw, PATH)


def test_a_file_name_that_cannot_be_an_id_is_refused() -> None:
    with pytest.raises(CorpusError, match="rename it"):
        parse_article(GOOD.encode(), Path("articles/some town.md"))


def test_a_missing_or_empty_corpus_says_where_articles_belong(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"No corpus at .*/nowhere: expected articles as .*--corpus"):
        read_corpus(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="has no article"):
        read_corpus(write(tmp_path, {"articles/notes.txt": "x"}))


def test_articles_come_sorted_by_id_and_the_digest_follows_every_byte_and_name(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "1", {"articles/b.md": GOOD, "articles/a.md": GOOD}))
    assert [article.id for article in corpus.articles] == ["a", "b"]
    same = read_corpus(write(tmp_path / "2", {"articles/a.md": GOOD, "articles/b.md": GOOD}))
    renamed = read_corpus(write(tmp_path / "3", {"articles/a.md": GOOD, "articles/c.md": GOOD}))
    changed = read_corpus(write(tmp_path / "4", {"articles/a.md": GOOD, "articles/b.md": GOOD + " "}))
    assert same.digest == corpus.digest
    assert len({corpus.digest, renamed.digest, changed.digest}) == 3


TRANSLATION = "---\ntitle: Town News\nlanguage: en\n---\n# Town News\n\nFirst paragraph. Second sentence.\n"


def test_a_translation_goes_sentence_for_sentence(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path, {"articles/a.md": GOOD, "translations/en/a.md": TRANSLATION}))
    original, translation = corpus.articles[0], corpus.translations["a", "en"]
    told = {
        original.text[slice(*ours)]: translation.text[slice(*theirs)]
        for ours, theirs in aligned_sentences(original, translation).items()
    }
    assert told == {"小镇新闻": "Town News", "第一段。": "First paragraph.", "第二句。": "Second sentence."}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("en/b.md", TRANSLATION, r"translates no article"),
        ("zh/a.md", TRANSLATION, r"says language: en but stands in zh/"),
        (
            "en/a.md",
            TRANSLATION.replace(". Second", ", second"),
            r"a\.md:7: paragraph 2 has 1 sentences where the original has 2",
        ),
        ("en/a.md", TRANSLATION + "\nOne more.\n", r"has 3 paragraphs where the original has 2"),
        (
            "en/a.md",
            TRANSLATION.replace("\n", "\r\n").replace("Town News\r\n\r\n", "Town. News.\r\n\r\n"),
            r"a\.md:5: paragraph 1 has 2",
        ),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    folder = write(tmp_path, {"articles/a.md": GOOD, f"translations/{name}": content})
    with pytest.raises(CorpusError, match=said) as caught:
        read_corpus(folder)
    assert str(caught.value).startswith(str(folder / "translations" / name))


@pytest.mark.parametrize(("line", "reviewed"), [("", True), ("reviewed: true\n", True), ("reviewed: false\n", False)])
def test_a_translation_counts_as_reviewed_unless_it_says_otherwise(tmp_path: Path, line: str, reviewed: bool) -> None:
    translation = TRANSLATION.replace("language: en\n", f"language: en\n{line}translated_by: small-model\n")
    corpus = read_corpus(write(tmp_path, {"articles/a.md": GOOD, "translations/en/a.md": translation}))
    assert corpus.translations["a", "en"].reviewed == reviewed


def shown(text: str) -> list[tuple[str, int, bool]]:
    return [(text[p.start : p.end], p.level, p.after_gap) for p in paragraphs(text)]


def test_paragraphs_are_runs_of_lines_and_headings_stand_alone_even_without_blank_lines() -> None:
    text = "# 大标题\n## 小标题\n第一段，\n还是第一段。\n### 再小\n第二段\n\n\n   第三段  \n#不是标题\n####### 也不是"
    assert shown(text) == [
        ("大标题", 1, False),
        ("小标题", 2, False),
        ("第一段，\n还是第一段。", 0, False),
        ("再小", 3, False),
        ("第二段", 0, False),
        ("第三段  \n#不是标题\n####### 也不是", 0, False),
    ]


@pytest.mark.parametrize("around", [("\n\n", "\n\n"), ("\n", "\n"), ("\n\n  ", "\n")])
def test_a_gap_is_no_text_and_marks_what_follows_it(around: tuple[str, str]) -> None:
    text = f"前文赢得了外{around[0]}<!-- gap -->{around[1]}业达标。\n\n下一段。"
    assert shown(text) == [("前文赢得了外", 0, False), ("业达标。", 0, True), ("下一段。", 0, False)]


def test_a_comment_is_no_text() -> None:
    assert shown("<!-- 编者\n\n按 -->\n正文。\n\n<!-- gap -->\n") == [("正文。", 0, False)]
    assert shown("<!-- 没有结尾的正文") == [("<!-- 没有结尾的正文", 0, False)]
    assert list(paragraphs("")) == list(paragraphs(" \n\n\t")) == []


def test_a_paragraph_is_where_its_offsets_say() -> None:
    text = "🎉\n\n# 標題 𠮷\n"
    assert list(paragraphs(text)) == [Paragraph(0, 1, 0, False), Paragraph(5, 9, 1, False)]


def test_the_real_corpus_reads_and_its_digest_is_of_what_lies_on_disk(tmp_path: Path, corpus_folder: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(corpus_folder, copy)
    before = read_corpus(copy)
    assert len(before.articles) == len(list((copy / "articles").glob("*.md")))
    assert len(before.digest) == len(hashlib.sha256().hexdigest())
    path = next((copy / "articles").glob("*.md"))
    path.write_text(path.read_text(encoding="utf-8") + "\n新的一段。\n", encoding="utf-8")
    (copy / "translations").rename(copy / "set-aside")
    assert read_corpus(copy).digest != before.digest


def test_example_questions_are_lines_without_comments(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("---\ntitle: A\nlanguage: en\n---\nText.\n", encoding="utf-8")
    assert read_corpus(tmp_path).examples == ()
    before = read_corpus(tmp_path).digest
    (tmp_path / "examples.txt").write_text("# asked often\n How many? \n\n有多少？\n", encoding="utf-8")
    assert read_corpus(tmp_path).examples == ("How many?", "有多少？")
    assert read_corpus(tmp_path).digest != before
