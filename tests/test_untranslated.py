"""What an English asker is told of a Chinese article that has no translation: names, dates, terms, and each word."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.answering.gloss import Gloss, gloss
from taobeiqa.answering.proof import stands_in
from taobeiqa.answering.told import certain, highlighted
from taobeiqa.cli import main
from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.surfaces import by_opening, surface
from taobeiqa.serving.word_by_word import word_by_word
from taobeiqa.serving.words import WORDS
from taobeiqa.settings import Settings
from taobeiqa.text.pinyin import joined, person, proper, readings, units
from taobeiqa.text.rendering import render_date
from taobeiqa.text.segment import term

LIGHTHOUSE = """---
title: 石岛灯塔重新点亮
authors: [吕安]
language: zh
---
# 石岛灯塔重新点亮

2018年6月，石岛灯塔在云溪县重新点亮。灯塔高36米，由东海航标有限公司修复，守塔人是欧阳明。

驻村工作队帮助渔民修补渔网，学校把新课命名为“海风课”。

□ 吕安 本报记者 单红
"""

MARKED = [
    *(("“", "", ""), ("海风", "hǎifēng", "sea & wind"), ("”，", "", "")),
    *(("<b>", "", ""), ("吹", "chuī", "blow"), ("。", "", "")),
]


@pytest.fixture(scope="module")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pipeline, Path]:
    folder = tmp_path_factory.mktemp("lighthouse")
    (folder / "corpus" / "articles").mkdir(parents=True)
    (folder / "corpus" / "articles" / "lighthouse.md").write_text(LIGHTHOUSE, encoding="utf-8")
    chosen = Settings(corpus=folder / "corpus", index=folder / "index")
    build_index(chosen)
    return open_pipeline(chosen), chosen.index


@pytest.mark.parametrize(
    ("question", "opening", "clause"),
    [
        ("When was the lighthouse lit again?", "June 2018: “", "2018年6月"),
        ("How high is the lighthouse?", "36 metres: “", "灯塔高36米"),
        ("Who is the keeper of the lighthouse?", "Ouyang Ming (欧阳明): “", "守塔人是欧阳明"),
        ("Which company restored the lighthouse?", "Donghai Hangbiao Limited Company (东海航标有限公司)", "修复"),
        ("Which county is the lighthouse in?", "Yunxi County (云溪县): “", "云溪县重新点亮"),
        ("Who wrote the article about the lighthouse?", "Lü An, Shan Hong: “", "吕安 本报记者 单红"),
        ("What is the new lesson of the school called?", "Haifengke (海风课): “", "海风课"),
    ],
)
def test_what_answers_is_told_in_english_before_the_chinese_clause(
    lighthouse: tuple[Pipeline, Path], lexicon: Lexicon, question: str, opening: str, clause: str
) -> None:
    answer = lighthouse[0].attempt(question)
    assert answer.text.startswith(opening)
    assert clause in answer.text.partition("“")[2]
    assert answer.citations[0].translation is None


def test_where_a_sentence_answers_its_terms_are_told(lighthouse: tuple[Pipeline, Path]) -> None:
    answer = lighthouse[0].attempt("What does the work team in the village do for the fishermen?")
    assert answer.text.startswith("The article says: “驻村工作队帮助渔民")
    assert "(驻村工作队: village-based work team)" in answer.text


@pytest.mark.parametrize(
    ("text", "named", "english"),
    [
        ("记者孙红报道", "孙红", "Sun Hong"),
        ("住在河东县青石镇柳树村", "河东县青石镇柳树村", "Liushu Village, Qingshi Town, Hedong County"),
        ("他到忠县去", "忠县", "Zhongxian County"),
        ("他从西安市来", "西安市", "Xi'an City"),
        ("在内蒙古自治区", "内蒙古自治区", "Inner Mongolia Autonomous Region"),
        ("去年开工", "去年", "last year"),
        ("驻村工作队来了", "驻村工作队", "village-based work team"),
        ("于9月3日通车", "9月3日", "3 September"),
        ("2016年7月18日通车", "2016年7月18日", "18 July 2016"),
        ("大桥很长", "很长", ""),
    ],
)
def test_a_highlight_in_english(lexicon: Lexicon, text: str, named: str, english: str) -> None:
    start = text.index(named)
    assert highlighted(text, (start, start + len(named)), lexicon) == english
    assert english == "" or stands_in(english, named, lexicon)


@pytest.mark.parametrize(
    ("told", "quotation"),
    [
        ("Sun Hung", "记者孙红"),
        ("Hong Sun", "记者孙红"),
        ("Hedong City", "河东县"),
        ("Hedong County Hospital", "河东县"),
        ("September 4", "9月3日通车"),
        ("poor village", "驻村工作队"),
        ("Sun Hong and friends", "孙红"),
        ("Sun Ming", "孙红和赵明"),
        ("", "孙红"),
    ],
)
def test_the_proof_refuses_what_does_not_stand_in_the_quotation(lexicon: Lexicon, told: str, quotation: str) -> None:
    assert not stands_in(told, quotation, lexicon)


def test_the_proof_reads_a_character_in_every_way_and_glossary_terms(lexicon: Lexicon) -> None:
    assert stands_in("Shan Hong", "记者单红", lexicon)
    assert stands_in("Lü An", "吕安", lexicon)
    assert stands_in("Lu An", "吕安", lexicon)
    assert stands_in("Village-based work team", "驻村工作队", lexicon)


def test_names_in_pinyin_have_the_surname_first_and_apostrophes_where_needed() -> None:
    assert [person(name) for name in ("孙红", "于天慧", "欧阳长安", "曾国强")] == [
        *("Sun Hong", "Yu Tianhui", "Ouyang Chang'an", "Zeng Guoqiang")
    ]
    assert joined(["xi", "an"]) == "xi'an"
    assert proper("柳河县") == "Liuhe County"
    assert units("吉林省白山市") == ["吉林省", "白山市"]
    assert readings("银行，行人") == ["yín", "háng", "", "xíng", "rén"]


def test_dates_as_either_language_writes_them() -> None:
    english = {"2016": "2016", "2016-07": "July 2016", "07-18": "18 July", "2016-07-18": "18 July 2016", "07": "July"}
    assert {normal: render_date(normal, "en") for normal in english} == english
    assert render_date("2016-07-18", "zh") == "2016年7月18日"
    assert render_date("07", "zh") == "7月"
    assert render_date("99", "en") == "99"


def test_a_stem_is_shown_as_its_most_frequent_word_without_what_inflects_it() -> None:
    openings = by_opening(["Villages", "villages", "village", "developed", "develop", "x", "flies", "fly", "news"])
    shown = {stem: surface(stem, openings.get(stem[:2], ())) for stem in ("villag", "develop", "fli", "news", "zebra")}
    assert shown == {"villag": "village", "develop": "develop", "fli": "fly", "news": "news", "zebra": None}


def test_every_shown_word_has_the_stem_that_it_stands_for(lexicon: Lexicon) -> None:
    stems = [stem for word in ("村", "农民", "医院", "参加", "收入", "大学") for stem in lexicon.translations(word)]
    shown = {stem: lexicon.english_word(stem) for stem in stems}
    assert {shown[stem] for stem in ("villag", "farmer", "hospit")} == {"village", "farmer", "hospital"}
    assert all(term(word) == stem for stem, word in shown.items() if word)


def test_each_word_with_its_reading_and_the_best_english_there_is(lexicon: Lexicon) -> None:
    found = {
        one.text: (one.pinyin, one.english) for one in gloss("孙红9月3日说，驻村工作队建了3万座水库。", 7, lexicon)
    }
    assert found == {
        "孙红": ("Sūn Hóng", "Sun Hong"),
        "9月3日": ("9 yuè 3 rì", "3 September"),
        "说": ("shuō", "say"),
        "，": ("", ""),
        "驻村工作队": ("zhù cūn gōngzuòduì", "village-based work team"),
        "建": ("jiàn", "build"),
        "了": ("le", "(done)"),
        "3万座": ("3 wànzuò", "30,000"),
        "水库": ("shuǐkù", "reservoir"),
        "。": ("", ""),
    }


@settings(max_examples=80, deadline=None)
@given(text=st.text(st.sampled_from("孙红欧阳全县贫困村驻工作队的了在9月3日万元，。“” Abc123😀𠀀鷄橋\n"), max_size=40))
def test_a_gloss_covers_the_quotation_in_order(lexicon_once: Lexicon, text: str) -> None:
    pieces = gloss(text, 100, lexicon_once)
    assert "".join(piece.text for piece in pieces) == text
    at = 100
    for piece in pieces:
        assert (piece.start, piece.end - piece.start) == (at, len(piece.text))
        at = piece.end
    kept = certain(text, lexicon_once)
    assert all(one.end <= other.start for one, other in pairwise(kept))


@pytest.fixture(scope="module")
def lexicon_once(lexicon: Lexicon) -> Lexicon:
    return lexicon


def test_only_a_reader_of_english_gets_a_gloss(lighthouse: tuple[Pipeline, Path]) -> None:
    asked = lighthouse[0]
    citation = asked.attempt("How high is the lighthouse?").citations[0]
    assert asked.gloss(citation, "zh") == ()
    pieces = asked.gloss(citation, "en")
    text = asked.index.articles[citation.article_id].text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert (pieces[0].start, pieces[-1].end) == (citation.start, citation.end)


def test_marks_stay_with_their_words_and_what_is_written_stays_text() -> None:
    pieces = [Gloss(at, at + 1, *rest) for at, rest in enumerate(MARKED)]
    [shown] = word_by_word(pieces, "zh", "en", WORDS["en"])
    assert shown.startswith('<details class="tq-gloss"><summary>Word by word</summary>')
    written = re.findall(r'<span class="tq-word" lang="zh-Hans">(.*?)</span>', shown)
    assert written == ["“海风”，", "&lt;b&gt;", "吹。"]
    assert '<span class="tq-pinyin" lang="zh-Latn-pinyin">hǎifēng</span>' in shown
    assert '<span class="tq-meaning" lang="en">sea &amp; wind</span>' in shown
    assert word_by_word([], "zh", "en", WORDS["en"]) == []


def test_the_terminal_glosses_on_demand(
    lighthouse: tuple[Pipeline, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def printed(*options: str) -> str:
        call = ["taobeiqa", "ask", "How high is the lighthouse?", "--index", str(lighthouse[1]), *options]
        monkeypatch.setattr("sys.argv", call)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        return capsys.readouterr().out

    assert "dēngtǎ" not in printed()
    lines = [line.split() for line in printed("--gloss").splitlines() if line.startswith("    36米 ")]
    assert lines == [["36米", "36", "mǐ", "36", "metres"]]
    [citation] = json.loads(printed("--gloss", "--json"))["citations"]
    assert "".join(piece["text"] for piece in citation["gloss"]) == citation["quote"]
    assert "gloss" not in json.loads(printed("--json"))["citations"][0]
