"""The laws of passages: they are where they say, nothing is lost, none runs across a gap."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taobeiqa.corpus.articles import Corpus, paragraphs, parse_article
from taobeiqa.corpus.passages import MAX_CHARS, passages
from taobeiqa.records import Article

GAP = "<!-- gap -->"
ALPHABETS = (
    "洮北区扶贫的人口增长了五十三个村，，。！？；：、“”（）《》…—",
    "abc the poverty. Mr. 3.5! ? ; : , \"'() of",
    "洮北Taobei12,736人。 people. 4S店！“A.” 3.2亿…… \t",
    "🎉👨‍👩‍👧𠮷𠀀é️，。！　\u200b㎡\u2028\x85",
    "貧困戶發展產業資金後臺，「」。ＡＢＣ１２％",
)
SENTENCE = st.one_of(
    *(st.text(alphabet=alphabet, max_size=40) for alphabet in ALPHABETS),
    st.sampled_from(["没有标点的长句子" * 90, "no stop at all " * 120, "逗号很多，" * 120, "x" * 1500, "短句。" * 100]),
)
BLOCK = st.one_of(
    SENTENCE,
    SENTENCE.map(lambda text: f"## {text}"),
    st.sampled_from([GAP, f"  {GAP}", f"text {GAP} more", "<!-- note -->", "#", "### 小标题", "□ 孙红 记者 徐文君"]),
)
BODIES = st.lists(st.tuples(BLOCK, st.sampled_from(["\n", "\n\n", "\n \n\n", ""])), min_size=1, max_size=8).map(
    lambda blocks: "".join(block + end for block, end in blocks)
)


def article(text: str, language: str = "zh") -> Article:
    return Article(id="a", title="标题", authors=("孙红", "徐文君"), language=language, text=text)


@given(BODIES, st.sampled_from(["zh", "en"]))
@example("🎉𠮷 第一段。第二句！", "zh")
@example(f"外\n{GAP}\n业达标。", "zh")
@settings(max_examples=250, deadline=None)
def test_passages_and_their_sentences_are_where_they_say_and_lose_nothing(text: str, language: str) -> None:
    found = passages(article(text, language))
    covered: list[int] = []
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert (passage.article_id, passage.language) == ("a", language)
        spans = [place for start, end in passage.sentences for place in range(start, end)]
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        covered += spans
    assert covered == sorted(set(covered))
    indexed = "".join(text[place] for place in covered)
    # Nothing is lost but blanks, the marks of headings, and comments.
    rest = text
    for place in reversed(covered):
        rest = rest[:place] + "\0" + rest[place + 1 :]
    for comment in (GAP, "<!-- note -->"):
        rest = rest.replace(comment, "")
        assert comment not in indexed
    assert not set(rest) - set("\0#") - {char for char in rest if char.isspace()}


@given(BODIES, st.sampled_from(["zh", "en"]))
@settings(max_examples=100, deadline=None)
def test_passages_stay_short_have_their_own_ids_and_are_always_the_same(text: str, language: str) -> None:
    found = passages(article(text, language))
    assert found == passages(article(text, language))
    assert len({passage.id for passage in found}) == len(found)
    limit = MAX_CHARS[language]
    for passage in found:
        assert len(passage.text) <= (limit if len(passage.sentences) > 1 else 2 * limit)


@given(st.lists(SENTENCE.filter(str.strip), min_size=2, max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_passage_runs_across_a_gap(parts: list[str]) -> None:
    text = f"\n{GAP}\n".join(parts)
    gaps = [place for place in range(len(text)) if text.startswith(GAP, place)]
    for passage in passages(article(text)):
        assert not any(passage.start < gap < passage.end for gap in gaps)
        assert GAP not in passage.text


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [f"第{number}句{'很长' * 30}。" for number in range(10)]
    found = passages(article("".join(sentences)))
    assert len(found) > 1
    assert "".join(passage.text for passage in found) == "".join(sentences)
    for passage in found:
        assert passage.text.startswith("第")
        assert passage.text.endswith("。")
        assert [passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences] == [
            sentence for sentence in sentences if sentence in passage.text
        ]


def test_a_sentence_without_end_is_cut_at_commas_and_where_there_are_none_at_the_limit() -> None:
    found = passages(article("逗号很多，" * 200 + "完。"))
    assert all(passage.text.endswith(("，", "。")) for passage in found)
    bare = passages(article("长" * 1500))
    assert [len(passage.text) for passage in bare] == [480, 480, 480, 60]


def test_a_passage_knows_the_headings_above_it() -> None:
    text = "# 标题\n\n导语。\n\n## 甲\n\n甲段。\n\n### 甲一\n\n细段。\n\n## 乙\n\n乙段。\n\n□ 孙红 本报记者 徐文君"
    found = {passage.text: passage for passage in passages(article(text))}
    assert {text: passage.context.split("\n") for text, passage in found.items()} == {
        "标题": ["标题"],
        "导语。": ["标题"],
        "甲": ["标题"],
        "甲段。": ["标题", "甲"],
        "甲一": ["标题", "甲"],
        "细段。": ["标题", "甲", "甲一"],
        "乙": ["标题"],
        "乙段。": ["标题", "乙"],
        "□ 孙红 本报记者 徐文君": ["标题", "乙"],
    }
    kinds = [passage.kind for passage in found.values()]
    assert kinds == [*["heading", "paragraph"] * 4, "byline"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/孙红 张连鹏 报道", "byline"),
        ("（记者 孙红）", "byline"),
        ("Reported by 孙红", "paragraph"),
        ("孙红是一名教师。", "paragraph"),
        ("记者从会议上获悉", "paragraph"),
    ],
)
def test_a_byline_is_a_reporters_line_that_names_an_author(text: str, kind: str) -> None:
    assert [passage.kind for passage in passages(article(text))] == [kind]


def test_the_laws_hold_for_the_real_corpus(corpus: Corpus) -> None:
    every = [*corpus.articles, *corpus.translations.values()]
    assert every
    for one in every:
        found = passages(one)
        assert all(one.text[passage.start : passage.end] == passage.text for passage in found)
        text = "".join("".join(one.text[p.start : p.end].split()) for p in paragraphs(one.text))
        assert "".join("".join(passage.text.split()) for passage in found) == text
        assert GAP not in text


def test_offsets_are_those_of_the_file_read_with_any_line_ends(corpus_folder: Path) -> None:
    for path in (corpus_folder / "articles").glob("*.md"):
        plain = parse_article(path.read_bytes(), path)
        windows = parse_article(path.read_bytes().replace(b"\n", b"\r\n"), path)
        assert passages(plain) == passages(windows)
