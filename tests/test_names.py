"""Names of persons, places and organisations in running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.text.names import names


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("红日村的贫困户周丽谈起现在的生活", "person", ["周丽"]),
        ("记者 张风 报道 马彬 摄", "person", ["张风", "马彬"]),
        ("□ 孙红 张连鹏 本报记者 徐文君", "person", ["孙红", "张连鹏", "徐文君"]),
        ("縣委書記李建國主持會議", "person", ["李建國"]),
        ("省长王晓明和市长刘洋出席", "person", ["王晓明", "刘洋"]),
        ("她叫陈红", "person", ["陈红"]),
        ("于是他去了和平路", "person", []),
        ("马上开始，高兴地完成任务", "person", []),
        ("白城市洮北区东胜乡红日村", "place", ["白城市洮北区东胜乡红日村"]),
        ("在鹤鸣湖公园举行", "place", ["鹤鸣湖公园"]),
        ("去了三合乡中学", "place", ["三合乡中学"]),
        ("他来自四川省成都市", "place", ["四川省成都市"]),
        ("在北京大学读书", "place", ["北京大学"]),
        ("会议开得很好", "place", []),
        ("苏州腾晖光伏技术有限公司中标", "organisation", ["苏州腾晖光伏技术有限公司"]),
        ("白城市医院和洮北区整骨医院设立窗口", "organisation", ["白城市医院", "洮北区整骨医院"]),
        ("由水利部和教育部联合下发", "organisation", ["水利部", "教育部"]),
        ("天气晴朗", "organisation", []),
    ],
)
def test_names_in_chinese_text(text: str, kind: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in names(text, kind)] == wanted


def test_a_surname_that_is_also_a_preposition() -> None:
    text = "□ 孙红 于天慧"
    assert [text[start:end] for start, end in names(text, "person")] == ["孙红", "于天慧"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The villager is called Zhou Li.", ["Zhou Li"]),
        ("Zhou Li lives in Hongri Village.", ["Zhou Li", "Hongri Village"]),
        ("He met Sun Hong of New City Company.", ["Sun Hong of New City Company"]),
        ("Nothing is named here.", []),
    ],
)
def test_english_names_are_runs_of_capitals_that_do_not_just_begin_a_sentence(text: str, wanted: list[str]) -> None:
    for kind in ("person", "place", "organisation"):
        assert [text[start:end] for start, end in names(text, kind)] == wanted


@given(
    st.text(alphabet="周丽孙红王李张记者在北京市洮区医院公司的和于 ，。🎉AbcDef ", max_size=30) | st.text(max_size=20)
)
@settings(max_examples=200, deadline=None)
def test_names_lie_in_any_text_in_order_and_apart(text: str) -> None:
    for kind in ("person", "place", "organisation"):
        position = 0
        for start, end in names(text, kind):
            assert position <= start < end <= len(text)
            assert text[start:end].strip()
            position = end
