"""Questions drafted by rule, worked by hand on small articles."""

from __future__ import annotations

import re

import pytest

from taobeiqa.evaluation.drafting.by_rule import draft
from taobeiqa.records import Article, Language

HARVEST = """# 柳湾县茶叶丰收

## 全县建成茶厂50座

本报讯（记者 陈江） 4月12日，柳湾县举办了首届采茶节。

全县共有茶园8.5万亩，其中有机茶园1.2万亩。柳湾县新建茶厂12座，改造旧茶厂30座；茶叶合格率由91%提高到99.2%。

/陈江 报道"""
HARVEST_EN = """# Tea Harvest in Liuwan County

## County Builds 50 Tea Factories

This newspaper (reporter Chen Jiang): On April 12 Liuwan County held its first tea-picking festival.

The county has 85,000 mu of tea gardens, of which 12,000 mu are organic. Liuwan County has built 12 new tea factories \
and renovated 30 old ones; the pass rate of its tea has risen from 91% to 99.2%.

/Reported by Chen Jiang"""


def article(text: str, language: Language = "zh") -> Article:
    return Article(id="tea", title="title", authors=("陈江", "Chen Jiang"), language=language, text=text)


def asked(text: str, language: Language = "zh") -> dict[str, str]:
    """Each answer with its question."""
    return {one.answers[0]: one.text for one in draft(article(text, language))}


def test_an_article_and_its_translation_give_pairs_in_reading_order() -> None:
    found = draft(article(HARVEST), article(HARVEST_EN, "en"))
    assert [(one.type, one.text, one.answers) for one in found] == [
        ("date", "哪一天柳湾县举办了首届采茶节？", ("4月12日",)),
        ("date", "Liuwan County held its first tea-picking festival on what date?", ("April 12", "12 April")),
        ("place", "哪个县举办了首届采茶节？", ("柳湾县",)),
        ("place", "Which county held its first tea-picking festival on April 12?", ("Liuwan County",)),
        ("figure", "全县共有茶园多少亩？", ("8.5万亩",)),
        ("figure", "The county has how many mu of tea gardens?", ("85,000 mu",)),
        ("figure", "全县共有茶园8.5万亩，其中有机茶园多少亩？", ("1.2万亩",)),
        ("figure", "The county has 85,000 mu of tea gardens, of which how many mu are organic?", ("12,000 mu",)),
        ("figure", "柳湾县新建茶厂多少座？", ("12座", "12")),
        ("figure", "How many new tea factories has Liuwan County built?", ("12",)),
        ("figure", "柳湾县改造旧茶厂多少座？", ("30座", "30")),
        ("figure", "How many old ones were renovated?", ("30",)),
        ("figure", "茶叶合格率由百分之多少提高到99.2%？", ("91%",)),
        ("figure", "The pass rate of its tea has risen from what percentage to 99.2%?", ("91%",)),
        ("figure", "茶叶合格率由91%提高到百分之多少？", ("99.2%",)),
        ("figure", "The pass rate of its tea has risen from 91% to what percentage?", ("99.2%",)),
    ]
    assert [one.evidence for one in found[::2]] == [
        ("本报讯（记者 陈江） 4月12日，柳湾县举办了首届采茶节",),
        ("柳湾县举办了首届采茶节",),
        ("全县共有茶园8.5万亩",),
        ("其中有机茶园1.2万亩",),
        ("柳湾县新建茶厂12座",),
        ("改造旧茶厂30座",),
        ("茶叶合格率由91%提高到99.2%",),
        ("茶叶合格率由91%提高到99.2%",),
    ]
    assert all(one.draft for one in found)


def test_either_of_the_two_may_be_the_article() -> None:
    found = draft(article(HARVEST_EN, "en"), article(HARVEST))
    assert [one.language for one in found[:4]] == ["en", "zh", "en", "zh"]
    assert {one.evidence[0] in HARVEST_EN for one in found} == {True}
    assert "全县共有茶园多少亩？" in {one.text for one in found}


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("全县共投入农机具3860台（套）。", {"3860台": "全县共投入农机具多少台？"}),
        ("学校先后三次召开家长会。", {"三次": "学校先后几次召开家长会？"}),
        ("全县60个苗圃，今年有了新主人。", {"60个": "全县苗圃有多少个？"}),
        ("全村共300户800人搬进新居。", {"300户": "全村共多少户搬进新居？", "800人": "全村共多少人搬进新居？"}),
        (
            "全乡改造旧房120户，其中，平房30户。",
            {"120户": "全乡改造旧房多少户？", "30户": "全乡改造旧房120户，其中，平房多少户？"},
        ),
        (
            "计划投入资金500万元（其中贷款200万元）。",
            {"500万元": "计划投入资金多少元？", "200万元": "计划投入资金500万元，其中贷款多少元？"},
        ),
        (
            "南湾镇财政投入资金300余万元，受益农户近500户。",
            {"300余万元": "南湾镇财政投入资金多少元？", "500户": "南湾镇财政投入资金300余万元，受益农户多少户？"},
        ),
        (
            "管理着300亩苗圃的清河县绿园公司扩大了规模。",
            {"300亩": "清河县绿园公司管理着多少亩苗圃？", "清河县绿园公司": "管理着300亩苗圃的是哪家公司？"},
        ),
        ("截至2022年底，大棚全部建成。", {"2022年": "截至哪一年底，大棚全部建成？"}),
        ("在近三个月工期内，工人们铺设了管道。", {"三个月": "在几个月工期内，工人们铺设了管道？"}),
        ("入园率100%。", {"100%": "入园率是百分之多少？"}),
        ("45岁的陈玉兰承包了果园。", {"45岁": "陈玉兰多少岁？"}),
        ("力争年底完成清淤工程。", {"年底": "力争什么时候完成清淤工程？"}),
        ("清河县茶叶协会组织了茶艺比赛。", {"清河县茶叶协会": "哪个协会组织了茶艺比赛？"}),
        (
            "石桥乡小河村的村民陈玉兰，今年盖了新房。",
            {"小河村": "村民陈玉兰是石桥乡哪个村的？", "陈玉兰": "石桥乡小河村的村民叫什么名字？"},
        ),
    ],
)
def test_chinese_questions(text: str, questions: dict[str, str]) -> None:
    assert asked(text) == questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "The council planted 600 trees by the river.",
            {"600": "How many trees were planted by the council by the river?"},
        ),
        ("Volunteers planted 600 trees by the river.", {"600": "Volunteers planted how many trees by the river?"}),
        ("The bridge is 126 metres long.", {"126 metres": "How many metres long is the bridge?"}),
        ("More than 90% of the farms work to order.", {"90%": "What percentage of the farms work to order?"}),
        (
            "The town has built 12 schools since 2005.",
            {
                "12": "How many schools has the town built since 2005?",
                "2005": "The town has built 12 schools since what year?",
            },
        ),
        (
            "Over four years, 410 wells in 12 villages have been repaired.",
            {
                "four years": "Over how many years have 410 wells in 12 villages been repaired?",
                "410": "How many wells in 12 villages have been repaired?",
                "12": "410 wells in how many villages have been repaired?",
            },
        ),
        (
            "With 26 teachers, 17 nurses and more than 100 volunteers, the school opened its doors.",
            {
                "26": "How many teachers were there?",
                "17": "How many nurses were there?",
                "100": "How many volunteers were there?",
            },
        ),
        (
            "In its 11 townships it also carried out a survey.",
            {"11": "It also carried out a survey in how many of its townships?"},
        ),
        (
            "The old ferry, which carried 200 passengers a day, stopped on 3 May 2019.",
            {
                "200": "How many passengers a day were carried by the old ferry?",
                "3 May 2019": "The old ferry, which carried 200 passengers a day, stopped on what date?",
            },
        ),
        ("Mayor Thomas Reed cut the ribbon.", {"Thomas Reed": "Which mayor cut the ribbon?"}),
        (
            "The general manager, Anna Whitfield, thanked the guests.",
            {"Anna Whitfield": "Who is the general manager?"},
        ),
        (
            "Northfield Company, the main contractor, used 340 tonnes of steel.",
            {
                "Northfield Company": "Which company used 340 tonnes of steel?",
                "340 tonnes": "How many tonnes of steel were used?",
            },
        ),
    ],
)
def test_english_questions(text: str, questions: dict[str, str]) -> None:
    assert asked(text, "en") == questions


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("# 全县建成大棚75栋", "zh"),
        ("□ 陈江 2021年 报道", "zh"),
        ("“五年规划”和《2020年计划》已公布。", "zh"),
        ("“我家今年收入3万元。”村民说。", "zh"),
        ("这是第3届茶艺节。", "zh"),
        ("售价为30至50元。", "zh"),
        ("这里成为三级医院。", "zh"),
        ("全县建成一个中心。", "zh"),
        ("发展茶叶、水果、蔬菜等三个产业。", "zh"),  # the question would count them
        ("门票和餐饮收入分别达到3万元和5万元。", "zh"),
        ("运动员以2小时09分的成绩夺冠。", "zh"),
        ("同比增长6.5%。", "zh"),  # of what?
        ("全市的工作已做\n\n<!-- gap -->\n\n得很好，投入资金3万元。", "zh"),
        ("一共投入资金3万元。一共投入资金3万元。", "zh"),  # stands in two places
        ("", "zh"),
        ("“We planted 300 trees,” she said.", "en"),
        ("A 40-metre bridge was opened in Linton.", "en"),
        ("The £3 million bridge opened.", "en"),
        ("One in five has a car. Nearly two thirds of them are over 60.", "en"),
        ("Tickets cost 30-50 yuan.", "en"),
        ("By Chen Jiang, 2019", "en"),
    ],
)
def test_what_is_no_question(text: str, language: Language) -> None:
    assert asked(text, language) == {}


def test_a_clause_that_stands_twice_brings_along_what_tells_it_from_the_other() -> None:
    found = draft(article("东村今年丰收，共收苹果3万公斤。西村今年遭灾，共收苹果3万公斤。"))
    # The second is too near to the first, with the same answer.
    assert [(one.text, one.evidence[0]) for one in found] == [
        ("东村共收苹果多少公斤？", "东村今年丰收，共收苹果3万公斤")
    ]


def test_the_ids_stay_while_the_sentence_does() -> None:
    before = {one.text: one.id for one in draft(article(HARVEST))}
    after = {one.text: one.id for one in draft(article(f"{HARVEST}\n\n又有10家茶企开业。"))}
    assert before.items() <= after.items()
    assert all(re.fullmatch(r"tea-(figure|date|place)-[0-9a-f]{8}-zh", one) for one in before.values())
