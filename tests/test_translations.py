"""The translations go with the originals paragraph by paragraph, sentence by sentence and figure by figure."""

import calendar
import re
from pathlib import Path

import pytest
import yaml

from taobeiqa.text.segment import sentences

CORPUS = Path(__file__).parents[1] / "corpus"
TRANSLATIONS = sorted((CORPUS / "translations" / "en").glob("*.md"))
GAP = "<!-- gap -->"
MONTHS = list(calendar.month_name)[1:]
CHINESE_SCALE = {"": 1, "万": 10**4, "亿": 10**8}
ENGLISH_SCALE = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def read(path: Path) -> tuple[dict, list[str]]:
    """Front matter and paragraphs."""
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body.strip().split("\n\n")


def pieces(paragraph: str) -> list[str]:
    return [paragraph] if paragraph == GAP else [paragraph[start:end] for start, end in sentences(paragraph)]


def chinese_figures(text: str) -> list[str]:
    """Figures in order of size: `7001户` is 7001, `3.2亿` 320000000, `6%` 6%, `7月18日` July 18, `万余` 10000."""
    text = text.replace("万余", "1万余") if re.search(r"(?<!\d)万余", text) else text
    found = [f"{MONTHS[int(month) - 1]} {day}" for month, day in re.findall(r"(\d+)月(\d+)日", text)]
    rest = re.sub(r"\d+月\d+日", " ", text)
    for number, scale, percent in re.findall(r"(\d+(?:\.\d+)?)([万亿]?)(%?)", rest):
        found.append(f"{float(number) * CHINESE_SCALE[scale]:.3f}{percent}")
    return sorted(found)


def english_figures(text: str) -> list[str]:
    dates = rf"\b({'|'.join(MONTHS)}) (\d+)\b"
    found = [f"{month} {day}" for month, day in re.findall(dates, text)]
    rest = re.sub(dates, " ", text)
    number = r"(\d+(?:,\d{3})*(?:\.\d+)?)(%?)(?:\s(thousand|million|billion)\b)?"
    for digits, percent, scale in re.findall(number, rest, re.IGNORECASE):
        found.append(f"{float(digits.replace(',', '')) * ENGLISH_SCALE[scale.lower()]:.3f}{percent}")
    return sorted(found)


def aligned(path: Path) -> list[tuple[str, str]]:
    """Sentence pairs, as far as paragraphs and sentences go together."""
    front, english = read(path)
    _, chinese = read(CORPUS / front["source"])
    return [
        pair
        for original, translated in zip(chinese, english, strict=True)
        for pair in zip(pieces(original), pieces(translated), strict=False)
    ]


def test_every_article_is_translated():
    assert [path.name for path in TRANSLATIONS] == sorted(path.name for path in (CORPUS / "articles").glob("*.md"))


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_front_matter(path):
    front, paragraphs = read(path)
    original, _ = read(CORPUS / front["source"])
    assert front["language"] == "en"
    assert front["source"] == f"articles/{path.name}"
    assert paragraphs[0] == f"# {front['title']}"
    assert front.keys() == original.keys()
    assert len(front["authors"]) == len(original["authors"])
    assert all(author in paragraphs[-1] for author in front["authors"])


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_one_paragraph_for_each_paragraph(path):
    front, english = read(path)
    _, chinese = read(CORPUS / front["source"])

    def shape(paragraph: str) -> str:
        return GAP if paragraph == GAP else re.match(r"(?:#+ |[□/])?", paragraph).group()

    assert [shape(paragraph) for paragraph in english] == [shape(paragraph) for paragraph in chinese]
    assert not any("\n" in paragraph for paragraph in english)


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_one_sentence_for_each_sentence(path):
    front, english = read(path)
    _, chinese = read(CORPUS / front["source"])
    unequal = [
        (pieces(original), pieces(translated))
        for original, translated in zip(chinese, english, strict=True)
        if len(pieces(original)) != len(pieces(translated))
    ]
    assert unequal == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_every_figure_of_a_sentence_stands_in_its_translation(path):
    unequal = [pair for pair in aligned(path) if chinese_figures(pair[0]) != english_figures(pair[1])]
    assert unequal == []


def test_the_figures_are_read_as_meant():
    assert chinese_figures("7月18日投入3.2亿元、357万平方米，万余人次，下降到0.103%") == english_figures(
        "On July 18 320 million yuan, 3.57 million square metres, more than 10,000 times, down to 0.103%"
    )
    assert chinese_figures("3.2亿元") != english_figures("3.2 million yuan")
    assert chinese_figures("6%") != english_figures("6 villages")


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_no_chinese_is_left_in_a_translation(path):
    assert re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", path.read_text(encoding="utf-8")) == []
