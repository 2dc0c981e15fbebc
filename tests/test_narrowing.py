"""Figures and dates of the right kind that tell something else: none of the sentences is about the bundled articles."""

from __future__ import annotations

import pytest

from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import understand
from taobeiqa.answering.spans import answer_spans
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.script import language_of


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("年初以来打了几眼井？", "四年累计打井300眼；年初以来，打井40眼。", ["40眼"]),
        ("四年里打了几眼井？", "四年累计打井300眼；年初以来，打井40眼。", ["300眼"]),
        ("How many wells were dug over the four years?", "年初以来，打井40眼。", []),
        ("How many wells were dug since the start of the year?", "今年打井40眼。", ["40眼"]),
        ("How many wells are to be dug by the end of the year?", "四年来，修路三条，打井300眼。", []),
        ("年底前要打几眼井？", "They dug 300 wells over the past four years; 40 more follow by year-end.", ["40"]),
        ("今年打了几眼井？", "打井40眼，比去年多9眼。", ["40眼", "9眼"]),
        ("去年打了几眼井？", "今年打井40眼，修桥三座。", []),
        ("打了几眼井？", "四年累计打井300眼；年初以来，打井40眼。", ["300眼", "40眼"]),
        ("检查到哪天结束？", "从3月1日起检查水井。", []),
        ("检查什么时候开始？", "从3月1日起检查水井。", ["3月1日"]),
        ("检查到哪天结束？", "从3月1日到3月20日检查水井。", ["3月20日"]),
        ("检查什么时候开始？", "从3月1日到3月20日检查水井。", ["3月1日"]),
        ("检查在哪天？", "从3月1日起检查水井。", ["3月1日"]),
        ("检查到哪天结束？", "3月1日检查水井。", ["3月1日"]),
        ("When did the checks end?", "Wells were checked from March 1.", []),
        ("When did the checks end?", "Wells were checked from March 1 to March 20.", ["March 20"]),
        ("Since when are wells checked?", "Wells are checked since March 1.", ["March 1"]),
        ("全县有多少人口？", "全县贫困人口1200人，总人口3万人。", ["3万人"]),
        ("全县人口是多少？", "全县1200人脱了贫。", []),
        ("全县贫困人口是多少？", "全县贫困人口1200人，总人口3万人。", ["1200人", "3万人"]),
        ("全县有多少人脱贫？", "全县1200人脱了贫。", ["1200人"]),
        ("What is the population of the county?", "The county has a population of 30,000 people.", ["30,000 people"]),
        ("How many people live in the county?", "全县1200人脱了贫。", []),
        ("How many people live in the county?", "全县住着3万名居民。", ["3万名"]),
        ("人均收入是多少？", "发放补助300元，人均收入5000元。", ["5000元"]),
        ("What is the average cost of a house?", "修房花了300万元。", []),
        ("What did a house cost?", "修房花了300万元。", ["300万元"]),
        ("How many cooperatives were formed?", "组建合作社，签合同93份。", []),
        ("How many contracts were signed?", "组建合作社，签合同93份。", ["93份"]),
        ("检查是哪一天开始的？", "日前，检查开始。", []),
        ("单看粟米这一项，种了多少亩？", "全村种水稻、粟米、药材800亩。", []),
        ("水稻、粟米、药材只算在一起种了多少亩？", "全村种水稻、粟米、药材800亩。", ["800亩"]),
        ("粟米种了多少亩？", "全村种水稻、粟米、药材800亩。", ["800亩"]),
        ("全村养了多少只羊？", "全村有223户养羊，共45只。", ["45只"]),
        ("全村盖了多少套房？", "全村223户住上新房。", ["223户"]),
        (
            "What were the sales of the fair?",
            "The fair drew 300 people and sold goods for 20 million yuan.",
            ["20 million yuan"],
        ),
        ("检查是哪一年开始的？", "今年，检查开始。", ["今年"]),
        ("检查是什么时候开始的？", "日前，检查开始。", ["日前"]),
        ("有多少人口受益？", "项目让1200人受益。", ["1200人"]),
        ("村里住着几户人家？", "村里有12户。", ["12户"]),
        ("What share of the population is insured?", "全县参保率达到98%。", ["98%"]),
        ("省级补助占多少？", "修井花了2000万元，其中市级补助800万元。", []),
        ("市级补助占多少？", "修井花了2000万元，其中市级补助800万元。", ["800万元"]),
        ("How much was the municipal subsidy?", "省级补助100万元，市级补助800万元。", ["800万元"]),
        ("How many new bread-and-cake and coffee cooperatives were formed?", "组建合作社，签合同93份。", []),
        ("How many villages got clean water?", "全县打井500眼，给300户通了自来水，惠及41个村。", ["41个"]),
        ("How many villages got clean water?", "Clean water now reaches 300 households in 41 villages.", ["41"]),
        ("How many wells were dug?", "全县打井500眼，给300户通了自来水，惠及41个村。", ["500眼", "41个"]),
        ("How many families got clean water?", "全县打井500眼，给300户通了自来水，惠及41个村。", ["300户"]),
        ("How many companies came?", "300户企业的800名职工来了。", ["300户"]),
        ("多少个村通了自来水？", "全县打井500眼，给300户通了自来水，惠及41个村。", ["41个"]),
        ("来了多少个村干部？", "41个村来了80名干部。", ["41个", "80名"]),
        ("村里的学生有多少个？", "全村300户，学生80名。", ["300户", "80名"]),
        ("How many meetings were held?", "六次开会，修路三条，建桥四座。", ["六次"]),
        ("其中深井有多少口？", "修了120口井，其中，深井80口。", ["80口"]),
        ("修了多少口井？", "修了120口井，其中，深井80口。", ["120口", "80口"]),
        ("Of the wells repaired, how many were deep?", "修了120口井，其中，深井80口。", ["80口"]),
        ("How many of them were deep?", "They dug 120 wells, of which 80 wells were deep.", ["80"]),
        (
            "Of the 957 people who found work, how many went abroad?",
            "2500人来问，957人找到工作，20人去了外国。",
            ["20人"],
        ),
        ("957人里去了外国的有多少人？", "2500人来问，957人找到工作，20人去了外国。", ["20人"]),
        ("How many of the 957 people went abroad?", "2500人来问，957人找到工作，种地300亩。", []),
        ("How many people went abroad?", "2500人来问，957人找到工作。", ["2500人", "957人"]),
        ("Among the 300 households, how many people work?", "300户1200人通水，80人打工。", ["1200人", "80人"]),
        ("单看种水稻的有多少人？", "共有300人报名，种水稻、玉米的80人。", []),
        ("单看种水稻的有多少人？", "种水稻、玉米的80人，放羊的20人。", ["20人"]),
        ("单看放羊的有多少人？", "放羊的300人，种水稻、玉米的80人。", ["300人"]),
        ("单看水稻种了多少亩？", "种水稻300亩，水稻、玉米共收入500万元。", ["300亩"]),
        ("投下的3亿元用在哪里，一共多少钱？", "一共投入3.9亿元。", ["3.9亿元"]),
        ("3亿元里花了多少钱？", "一共投入3.9亿元，花了2亿元。", ["2亿元"]),
        ("How many people live in poverty?", "全县贫困人口1200人。", ["1200人"]),
        ("大安学习的榜样是哪里？", "大安市以柳河县为榜样。", ["柳河县"]),
        ("大桥在哪里？", "日报大安讯 大桥在柳河县。", ["柳河县"]),
        ("大桥是谁修的？", "大桥由华北路桥有限公司承建。", ["华北路桥有限公司"]),
        ("谁主持开工仪式？", "大桥由华北路桥有限公司承建。", []),
        ("Who chaired the meeting?", "大桥由华北路桥有限公司承建。", []),
    ],
)
def test_what_is_left_to_choose_from(question: str, text: str, told: list[str], lexicon: Lexicon) -> None:
    query = ask_query(question)
    (passage,) = passages(Article("a", "-", (), language_of(text), text))
    spans = answer_spans(understand(query), query, passage, lexicon)
    assert [text[span.start : span.end] for span in spans] == told
