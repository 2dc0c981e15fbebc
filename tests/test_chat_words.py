"""What the interface says in its three languages."""

import re
from dataclasses import fields

import pytest

from taobeiqa.serving.markup import html_lang, spoken
from taobeiqa.serving.words import LANGUAGE_NAMES, WORDS, Line, interface_named
from taobeiqa.text.script import is_traditional

NAMES = [field.name for field in fields(WORDS["en"])]


def test_the_three_languages_are_told_apart_by_their_tags():
    assert set(WORDS) == set(LANGUAGE_NAMES) == {"zh-Hans", "zh-Hant", "en"}
    named = {"zh": "zh-Hans", "zh_TW": "zh-Hant", "ZH-HANT-hk": "zh-Hant", "zh-Hans-MO": "zh-Hans", "en-GB": "en"}
    assert {name: interface_named(name) for name in named} == named
    assert [interface_named(name) for name in ("fr", "", "english", None, 7, ["zh"], "tzh-TW")] == [None] * 7


@pytest.mark.parametrize("name", NAMES)
def test_every_line_has_the_same_places_to_fill_in_all_three(name):
    said = [getattr(words, name) for words in WORDS.values()]
    places = [re.findall(r"\{(?!s\})[^}]*\}", str(each)) for each in said if isinstance(each, Line)]
    assert len(places) in (0, 3)
    assert all(each == places[0] for each in places)


def test_the_traditional_words_are_those_of_taiwan():
    said = WORDS["zh-Hant"]
    shown = (said.name, said.search, said.copy_answer, said.export, said.sign_out, said.paragraphs(3))
    assert shown == ("洮北問答", "搜尋", "複製回答", "匯出", "登出", "3 段")
    assert is_traditional(said.welcome_more)
    assert not is_traditional(WORDS["zh-Hans"].welcome_more)


def test_what_is_filled_in_is_neither_converted_nor_read_as_a_line():
    assert WORDS["zh-Hant"].cite(1, "{0} 洮北区 {s}") == "看第 1 條依據：{0} 洮北区 {s}"
    assert [WORDS["en"].paragraphs(count) for count in (0, 1, 1200)] == [
        "0 paragraphs",
        "1 paragraph",
        "1,200 paragraphs",
    ]


@pytest.mark.parametrize(
    ("text", "language", "lang"),
    [("貧困村", "zh", "zh-Hant"), ("贫困村", "zh", "zh-Hans"), ("中文", "zh", "zh-Hans"), ("貧", "en", "en")],
)
def test_a_text_says_in_which_script_it_is(text, language, lang):
    assert html_lang(text, language) == lang
    assert spoken(f"In {text} x", "en").count("zh-Hant") == (text[0] == "貧")
