"""Figures and dates as sentences of many fields write them, in both languages, against values worked by hand.

`written_figures.tsv`: a sentence, a piece of it, its kind, its value or normal form, its bound and its unit. The rows
of a sentence name all that it has; `none` says that it has nothing. `200/3` is two thirds of a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.text.changes import changes
from taobeiqa.text.dates import dates, includes, years
from taobeiqa.text.numerals import numeral
from taobeiqa.text.quantities import quantities, render
from taobeiqa.text.relative_dates import relative_dates
from taobeiqa.text.rendering import render_date
from taobeiqa.text.script import language_of

Row = tuple[str, str, str, str, str]


def table() -> dict[str, list[Row]]:
    lines = (Path(__file__).parent / "written_figures.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[Row]] = defaultdict(list)
    for line in lines[1:]:
        text, piece, kind, value, bound, unit = line.split("\t")
        found[text].append((piece, kind, value, bound, unit))
    return found


TABLE = table()


def read(text: str) -> list[tuple[str, str, Decimal | str, str, str]]:
    """All that is read in a text, in order, as rows."""
    found: list[tuple[int, tuple[str, str, Decimal | str, str, str]]] = []
    for q in quantities(text):
        found.append((q.start, (text[q.start : q.end], q.kind, q.value, q.bound, q.unit)))
    for kind, read_dates in (("date", dates), ("relative", relative_dates)):
        for start, end, normal in read_dates(text):
            found.append((start, (text[start:end], kind, normal, "", "")))
    return [row for _, row in sorted(found)]


def value(written: str, kind: str) -> Decimal | str:
    if kind in ("date", "relative"):
        return written
    top, _, bottom = written.partition("/")
    return Decimal(top) / Decimal(bottom or 1)


@pytest.mark.parametrize("text", TABLE)
def test_all_that_a_sentence_writes_is_read_as_by_hand(text: str) -> None:
    rows = [(piece, kind, value(number, kind), *rest) for piece, kind, number, *rest in TABLE[text] if kind != "none"]
    assert read(text) == rows


def test_the_table_is_large_and_in_both_languages() -> None:
    languages = [language_of(text) for text, rows in TABLE.items() for _ in rows]
    assert len(languages) >= 300
    assert min(languages.count("zh"), languages.count("en")) >= 130


@pytest.mark.parametrize(
    ("text", "before", "after", "difference", "unit"),
    [
        ("失业率由6%下降到5.2%", "6", "5.2", "-0.8", "point"),
        ("病床从2012年的120张减少到35张", "120", "35", "-85", "张"),
        ("人均收入由原来的3000元提高到1.2万元。", "3000", "12000", "9000", "CNY"),
        ("会员从120增加到300户", "120", "300", "180", "household"),
        ("車程從3小時縮短為1.5小時", "3", "1.5", "-1.5", "hour"),
        ("气温从零下5度升至8度", "-5", "8", "13", "℃"),
        ("Turnout fell from 64% to 58.5%.", "64", "58.5", "-5.5", "point"),
        ("The fleet grew from 12 ships in 2003 to 30 ships.", "12", "30", "18", ""),
        ("Prices dropped to 3 yuan from 8 yuan.", "8", "3", "-5", "CNY"),
        ("Waiting times were cut from 90 minutes to 20 minutes.", "90", "20", "-70", "minute"),
    ],
)
def test_a_change_has_before_after_and_difference(
    text: str, before: str, after: str, difference: str, unit: str
) -> None:
    (change,) = changes(text)
    values = (change.before.value, change.after.value, change.difference)
    assert (*values, change.unit) == (Decimal(before), Decimal(after), Decimal(difference), unit)
    spans = ((change.before.start, change.before.end), (change.after.start, change.after.end))
    assert (change.start, change.end) == (min(spans)[0], max(spans)[1])


@pytest.mark.parametrize(
    "text",
    [
        "每队从3人到5人不等",
        "从12公里外运来，减少到3户",
        "由6%下降到3户",
        "面积由8降到5万元",
        "He drove from 8 to 10 kilometres.",
        "It fell from 6%, and 3% stayed.",
        "Sales fell to 3 yuan in 8 days.",
        "",
    ],
)
def test_without_a_word_for_it_or_with_two_units_there_is_no_change(text: str) -> None:
    assert changes(text) == []


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("三分之二", "三分之二", "2/3"),
        ("two-thirds", "三分之二", "2/3"),
        ("nearly a third", "近三分之一", "nearly 1/3"),
        ("三成", "30%", "30%"),
        ("一半以上", "超过50%", "more than 50%"),
        ("1500亩", "1500亩", "1,500 mu (100 hectares)"),
        ("约100亩", "约100亩", "about 100 mu (6.67 hectares)"),
        ("3亩", "3亩", "3 mu (2,000 square metres)"),
        ("40公顷", "40公顷", "40 hectares"),
        ("260斤", "260斤", "130 kilograms"),
        ("五十里", "50里", "25,000 metres"),
        ("零下5℃", "-5℃", "-5 degrees Celsius"),
        ("1.2吉瓦", "1.2吉瓦", "1.2 gigawatts"),
        ("18升", "18升", "18 litres"),
        ("HK$20 billion", "200亿港元", "20 billion Hong Kong dollars"),
        ("3.5元", "3.5元", "3.5 yuan"),
        ("two and a half hours", "2.5小时", "2.5 hours"),
        ("threefold", "3倍", "3 times"),
        ("0.4 percentage points", "0.4个百分点", "0.4 percentage points"),
        ("-3.2%", "-3.2%", "-3.2%"),
        ("at least 20 people", "至少20人", "at least 20 people"),
        ("one household", "1户", "1 household"),
    ],
)
def test_shares_areas_and_units_render_in_either_language(text: str, chinese: str, english: str) -> None:
    (quantity,) = quantities(text)
    assert (render(quantity, "zh"), render(quantity, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("normal", "chinese", "english"),
    [
        ("2016", "2016年", "2016"),
        ("07", "7月", "July"),
        ("2016-07", "2016年7月", "July 2016"),
        ("07-18", "7月18日", "18 July"),
        ("2016-07-18", "2016年7月18日", "18 July 2016"),
        ("xx-27", "27日", "the 27th"),
        ("xx-01", "1日", "the 1st"),
        ("xx-12", "12日", "the 12th"),
        ("2019-end", "2019年底", "the end of 2019"),
        ("2019-q3", "2019年第三季度", "the third quarter of 2019"),
        ("2020-h1", "2020年上半年", "the first half of 2020"),
        ("199x", "20世纪90年代", "the 1990s"),
    ],
)
def test_a_date_renders_in_either_language_and_is_read_back(normal: str, chinese: str, english: str) -> None:
    assert (render_date(normal, "zh"), render_date(normal, "en")) == (chinese, english)
    assert [found for _, _, found in dates(chinese)] == [normal]


@pytest.mark.parametrize(
    ("wanted", "found", "is_in"),
    [
        ("2016", "2016-07-18", True),
        ("07-18", "2016-07-18", True),
        ("xx-18", "07-18", True),
        ("07-18", "xx-18", False),
        ("2016-07-18", "2016-07", False),
        ("2019", "2019-end", True),
        ("2019-end", "2019", False),
        ("199x", "1998", False),
    ],
)
def test_a_date_lies_in_a_longer_one(wanted: str, found: str, is_in: bool) -> None:
    assert includes(wanted, found) is is_in


def test_a_decade_and_a_day_alone_name_no_year() -> None:
    assert years("上世纪90年代，27日，第三季度，2019年底, the 1860s") == {"2019"}


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("两万五", "25000"),
        ("一亿五", "150000000"),
        ("百亿", "10000000000"),
        ("一百零八", "108"),
        ("三点二亿", "320000000"),
    ],
)
def test_numerals_with_a_part_left_out(written: str, worth: str) -> None:
    assert numeral(written) == Decimal(worth)


PIECES = st.sampled_from(
    [
        *(
            "三分之二",
            "一半",
            "半个",
            "两",
            "三至",
            "-5",
            "~8",
            "万元",
            "零下",
            "度",
            "块五",
            "米八",
            "个半",
            "月",
            "多",
            "余",
            "几十",
            "第",
            "年底",
        ),
        *(
            "二号",
            "27日",
            "上午",
            "至20日",
            "90年代",
            "季度",
            "二十世纪",
            "百分之",
            "亿",
            "3亿5000万",
            "由",
            "下降到",
            "成",
            "翻了一番",
            "。",
            "，",
        ),
        *(
            "half ",
            "a third of ",
            "two-",
            "thirds ",
            " and a half ",
            "million ",
            "hundred ",
            "from ",
            " to ",
            "between ",
            " and ",
            "fell ",
        ),
        *(
            "May ",
            "July 18",
            "-20",
            ", 2019",
            "the end of ",
            "1990s ",
            "$5m ",
            "RMB 3.2bn ",
            "-fold ",
            "aged 9",
            " or more",
            "minus ",
            "1/0",
            "0/3",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_whatever_a_text_writes_lies_in_it_and_can_be_rendered(text: str) -> None:
    position = 0
    for q in quantities(text):
        assert position <= q.start <= q.number[0] < q.number[1] <= q.end <= len(text)
        assert q.value.is_finite()
        assert render(q, "zh")
        assert render(q, "en")
        position = q.end
    for read_dates in (dates, relative_dates):
        for start, end, normal in read_dates(text):
            assert 0 <= start < end <= len(text)
            assert normal
    for _, _, normal in dates(text):
        assert render_date(normal, "zh")
        assert render_date(normal, "en")
    for change in changes(text):
        assert 0 <= change.start < change.end <= len(text)
        assert change.difference == change.after.value - change.before.value
