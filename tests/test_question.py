"""What a question asks for: tables in both languages, none of them about the bundled articles."""

from __future__ import annotations

import pytest

from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import understand
from taobeiqa.records import Query
from taobeiqa.text.script import language_of


def asked(question: str):
    return understand(Query(question, language_of(question)))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("这座桥有多长？", "quantity"),
        ("桥面有多厚？", "quantity"),
        ("车上几个人？", "quantity"),
        ("休会以后几个人又来了？", "quantity"),
        ("上几年修了什么？", "other"),
        ("晚上几点关门？", "date"),
        ("大桥的总造价", "quantity"),
        ("苹果卖什么价？", "quantity"),
        ("大桥为何超出预算？", "other"),
        ("yearly rent of the orchard", "quantity"),
        ("What is a picker paid per jin?", "quantity"),
        ("What did the town spend on the bridge?", "quantity"),
        ("What is the money spent on?", "other"),
        ("households resettled in Huixi", "quantity"),
        ("measures against floods", "other"),
        ("year the bridge was opened", "date"),
        ("What is the deadline for the rent?", "date"),
        ("last year's plans for the bridge", "other"),
        ("On what is the yearly rent spent?", "other"),
        ("Is the average rent paid every year?", "other"),
        ("professor in charge of the budget office", "other"),
        ("What does the new area hope to build?", "other"),
        ("What did the number of visitors rise to?", "quantity"),
        ("全市有几所小学？", "quantity"),
        ("入学率是多少？", "quantity"),
        ("比赛是哪天举行的？", "date"),
        ("大桥什么时候通车？", "date"),
        ("他们在哪里演出？", "place"),
        ("展览设在哪个公园？", "place"),
        ("这条路由哪家公司修建？", "organisation"),
        ("谁获得了冠军？", "person"),
        ("这篇文章的作者是谁？", "author"),
        ("哪位记者报道了这次比赛？", "author"),
        ("这张照片出自谁手？", "author"),
        ("报道这次比赛的人是谁？", "author"),
        ("By whom was the report written?", "author"),
        ("Whose name stands under the report?", "author"),
        ("演出在什么湖边？", "place"),
        ("穿城而过的河叫什么？", "place"),
        ("这是什么市场？", "other"),
        ("为什么村里要修水渠？", "other"),
        ("什么省钱的办法最有效？", "other"),
        ("有什么市级补助？", "other"),
        ("超市叫什么？", "named"),
        ("这个主意出自谁？", "person"),
        ("报道里捐书的人是谁？", "person"),
        ("Whose name is on the plaque at the school?", "person"),
        ("这项活动叫什么？", "named"),
        ("为什么要修这座桥？", "other"),
        ("大桥建成于几年？", "date"),
        ("铁路在几年内修完？", "quantity"),
        ("修桥用了几年时间？", "quantity"),
        ("城墙是几世纪修的？", "date"),
        ("会议几号召开？", "date"),
        ("他穿几号球衣？", "other"),
        ("这是第几座大桥？", "other"),
        ("他们队排名第几？", "other"),
        ("修桥安排多少资金？", "quantity"),
        ("有哪几座桥？", "other"),
        ("水位会影响什么鱼的数量？", "other"),
        ("过桥车辆的数量是？", "quantity"),
        ("经过几年努力，入学率现在是百分之多少？", "quantity"),
        ("公司的总经理叫什么名字？", "person"),
        ("城市在哪片草原上？", "place"),
        ("奖品送给了谁？", "other"),
        ("这几年修的桥怎么样？", "other"),
        ("桥面多久清扫一次？", "other"),
        ("几个月检查一次桥墩？", "other"),
        ("修这座桥用了多久？", "quantity"),
        ("How often is the bridge inspected?", "other"),
        ("How long is the bridge?", "quantity"),
        ("What is the unemployment rate?", "quantity"),
        ("How many schools are there?", "quantity"),
        ("When did the bridge open?", "date"),
        ("On what date was it signed?", "date"),
        ("Where did they perform?", "place"),
        ("Which river runs through the town?", "place"),
        ("What spot is the landmark of the area?", "place"),
        ("Which nurse led the visits?", "person"),
        ("Who were the prizes given to?", "other"),
        ("Together with whom did she write the story?", "author"),
        ("And the area?", "quantity"),
        ("What do the drivers earn?", "quantity"),
        ("Why is the rate so high?", "other"),
        ("Which village flooded?", "place"),
        ("In which villages and cities do they live?", "place"),
        ("Which cities flooded?", "place"),
        ("Which company built the road?", "organisation"),
        ("Who won the race?", "person"),
        ("Who wrote this article?", "author"),
        ("Which journalist covered the match?", "author"),
        ("What was the campaign called?", "named"),
        ("Why was the bridge built?", "other"),
        ("Which manufacturer made the machines?", "organisation"),
        ("这批机器是哪家厂商生产的？", "organisation"),
        ("What was the completed investment?", "quantity"),
        ("大桥啥时候通车？", "date"),
        ("这项活动叫啥？", "named"),
        ("完工期限定在何时？", "date"),
        ("哪家报纸登了这封信？", "organisation"),
        ("What deadline was set for the bridge?", "date"),
        ("bridge opening date", "date"),
        ("What has the club built to date?", "other"),
        ("What does the club call itself?", "named"),
        ("Under what name is the club known?", "named"),
        ("Which newspaper printed the letter?", "organisation"),
    ],
)
def test_what_is_wanted(question: str, wanted: str) -> None:
    assert asked(question).wanted == wanted


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("投入了多少资金？", {"money"}),
        ("一共花了多少元？", {"money"}),
        ("绿化面积有多大？", {"area"}),
        ("绿化率达到多少？", {"share"}),
        ("占多大比例？", {"share"}),
        ("其中脱贫户占多少？", {"share", "count", "people", "households"}),
        ("How many profit-sharing contracts were signed?", {"count", "people", "households"}),
        ("工程用了多长时间？", {"duration"}),
        ("修了多少公里的路？", {"length"}),
        ("有多少户搬迁？", {"households"}),
        ("装机容量是多少？", {"power"}),
        ("他今年多大岁数？", {"age"}),
        ("How much money was raised?", {"money"}),
        ("How much flood aid was given out?", {"money"}),
        ("How many grants were made?", {"count", "people", "households"}),
        ("How much of the forest is left?", {"share", "money", "area", "mass", "volume", "energy"}),
        ("How much did the harvest grow?", {"share", "money", "area", "mass", "volume", "energy"}),
        ("How much was harvested?", {"money", "area", "mass", "volume", "energy"}),
        ("What acreage was planted with rice?", {"area"}),
        ("What distance does the bus cover?", {"length"}),
        ("How many households moved?", {"households"}),
        ("How many square metres were planted?", {"area"}),
        ("How many poor families moved?", {"households"}),
        ("What percentage of roads is paved?", {"share"}),
        ("How old is the mayor?", {"age"}),
        ("How deep is the lake?", {"length"}),
    ],
)
def test_what_kind_of_figure_fits(question: str, kinds: set[str]) -> None:
    assert set(asked(question).kinds) == kinds


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("有多少座水库完成加固？", "水库"),
        ("How many reservoirs were repaired?", "reservoirs"),
        ("How many more reservoirs were repaired?", "reservoirs"),
        ("How many big and small reservoirs were repaired?", "big and small reservoirs"),
    ],
)
def test_the_counted_thing_is_found_in_the_question(question: str, counted: str) -> None:
    span = asked(question).counted
    assert span is not None
    assert question[slice(*span)].startswith(counted)


@pytest.mark.parametrize(
    ("question", "titled"),
    [
        ("学生们唱了什么歌？", True),
        ("她读的是哪本书？", True),
        ("Which song did the pupils sing?", True),
        ("唱歌的是谁？", False),
        ("学生们表演了什么节目？", False),
        ("捐了什么书？", False),
        ("What books were given to the school?", False),
        ("演出什么时候开始？", False),
        ("How many songs did they sing?", False),
    ],
)
def test_whether_a_title_is_asked_for(question: str, titled: bool) -> None:
    assert asked(question).title == titled


def test_a_count_may_be_answered_in_people_or_households_but_not_in_money() -> None:
    kinds = asked("How many teachers were hired?").kinds
    assert "people" in kinds
    assert "money" not in kinds


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ("I'm writing a report: how many wells are there?", "how many wells are there?"),
        ("外省人问一句：有几口井？", "有几口井？"),
        ("想问一下，有几口井？", "有几口井？"),
        ("The wells: how many are there?", "The wells: how many are there?"),
        ("水井：有几口？", "水井：有几口？"),
        ("他们问了一句，是什么？", "他们问了一句，是什么？"),
        ("I need: ?!", "I need: ?!"),
    ],
)
def test_what_somebody_says_of_themselves_is_no_part_of_the_question(typed: str, proper: str) -> None:
    assert ask_query(typed).text == proper
