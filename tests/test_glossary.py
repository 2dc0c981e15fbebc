"""The bundled glossary is well-formed; the file is read plainly, without the project's own reader."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import opencc
import pytest

GLOSSARY = Path(__file__).resolve().parents[1] / "src" / "taobeiqa" / "bundled" / "glossary.tsv"

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·0-9A-Za-z]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f ,.'&/%-]+")
MAX_RENDERINGS = 6
# 乾 is Simplified in names read qián, though the converter makes 干 of it.
SIMPLIFIED_IN_NAMES = {"乾安"}
# The six fields official news of a county is mostly about, each with how the headings of its sections begin.
FIELDS = {
    "poverty alleviation": ("Poverty alleviation:", "Social assistance"),
    "local government": ("Party organizations", "State, government", "Government departments", "Local government:"),
    "agriculture": ("Agriculture",),
    "infrastructure": ("Rural infrastructure", "Infrastructure:", "Environment", "Energy"),
    "health insurance": ("Health insurance", "Health:"),
    "education": ("Education",),
}


def lines() -> list[str]:
    return GLOSSARY.read_bytes().decode("utf-8").split("\n")[:-1]


def entries() -> list[tuple[int, str]]:
    return [(n, line) for n, line in enumerate(lines(), 1) if line and not line.startswith("#")]


def pairs() -> list[tuple[str, list[str]]]:
    split = [line.split("\t") for _, line in entries()]
    return [(fields[0], fields[1].split("; ")) for fields in split]


def test_file_is_plain_utf8_with_unix_line_ends():
    raw = GLOSSARY.read_bytes()
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert unicodedata.is_normalized("NFC", text)


def test_file_starts_with_a_comment_on_the_format():
    head = []
    for line in lines():
        if not line.startswith("#"):
            break
        head.append(line)
    assert "TAB" in " ".join(head)
    assert "append" in " ".join(head)


def test_no_line_has_blanks_at_its_ends():
    assert [n for n, line in enumerate(lines(), 1) if line != line.strip()] == []


def test_every_entry_has_two_fields():
    assert [(n, line) for n, line in entries() if line.count("\t") != 1] == []


def test_there_are_enough_entries():
    assert len(entries()) >= 800


def test_no_chinese_term_stands_twice():
    counts = Counter(chinese for chinese, _ in pairs())
    assert [term for term, count in counts.items() if count > 1] == []


def test_chinese_sides_are_han():
    bad = [chinese for chinese, _ in pairs() if not CHINESE.fullmatch(chinese) or not HAN.search(chinese)]
    assert bad == []


def test_chinese_sides_are_simplified():
    convert = opencc.OpenCC("t2s").convert
    terms = [chinese for chinese, _ in pairs() if chinese not in SIMPLIFIED_IN_NAMES]
    assert [term for term in terms if convert(term) != term] == []


def test_english_sides_are_latin_text():
    bad = [(c, r) for c, renderings in pairs() for r in renderings if not ENGLISH.fullmatch(r)]
    assert bad == []


def test_renderings_are_trimmed_and_hold_a_letter_or_digit():
    bad = [(c, r) for c, renderings in pairs() for r in renderings if r != r.strip() or not re.search(r"\w", r)]
    assert bad == []
    assert [c for c, renderings in pairs() if any("  " in r for r in renderings)] == []


def test_renderings_are_few_and_distinct():
    assert [c for c, renderings in pairs() if len(renderings) > MAX_RENDERINGS] == []
    assert [c for c, renderings in pairs() if len({r.lower() for r in renderings}) != len(renderings)] == []


def test_sections_have_headings_and_entries():
    sections: dict[str, int] = {}
    current = ""
    for line in lines():
        if line.startswith("# ---"):
            assert re.fullmatch(r"# --- .+ ---", line)
            assert line not in sections
            current = line
            sections[current] = 0
        elif line and not line.startswith("#"):
            assert current, f"entry before the first heading: {line}"
            sections[current] += 1
    assert len(sections) >= 10
    assert [heading for heading, count in sections.items() if count == 0] == []


@pytest.mark.parametrize("field", FIELDS)
def test_each_of_the_six_fields_has_many_entries(field):
    starts = tuple(f"# --- {start}" for start in FIELDS[field])
    count, inside = 0, False
    for line in lines():
        if line.startswith("# ---"):
            inside = line.startswith(starts)
        elif line and not line.startswith("#"):
            count += inside
    assert count >= 100


@pytest.mark.parametrize(
    ("chinese", "rendering"),
    [
        ("贫困村出列", "village leaves the poverty list"),
        ("脱贫", "be lifted out of poverty"),
        ("记者", "reporter"),
        ("户", "household"),
        ("亩", "mu"),
        ("洮北", "Taobei"),
        ("大安", "Da'an"),
        ("科尔沁", "Horqin"),
        ("防返贫监测", "monitoring to prevent a return to poverty"),
        ("一事一议", "case-by-case deliberation"),
        ("黑土地保护", "protection of black soil"),
        ("农网改造", "rural power grid upgrading"),
        ("分级诊疗", "tiered diagnosis and treatment"),
        ("特岗教师", "special-post teacher"),
    ],
)
def test_the_first_rendering_is_the_official_one(chinese, rendering):
    assert dict(pairs())[chinese][0] == rendering
