"""What a question names, and what only looks like a name: no answer is given where the article lacks one."""

from __future__ import annotations

import pytest

from taobeiqa.answering.abstain import not_spoken_of
from taobeiqa.answering.unheard import chinese_names
from taobeiqa.records import Article, Query
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.script import language_of


def missing(question: str, text: str, lexicon: Lexicon) -> list[str]:
    article = Article("a", "", (), language_of(text), text)
    return not_spoken_of(Query(question, language_of(question)), article, None, lexicon)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("青山县有多少人？", ["青山县"]),
        ("北京有多少贫困村？", ["北京"]),
        ("北京贫困村有几个？", ["北京"]),
        ("示范贫困村有几个？", []),
        ("这个项目惠及了多少人？", []),
        ("桥塌是什么东西造成的？", []),
        ("它是哪座城市的海港？", []),
        ("新上马的项目有几个？", []),
        ("什么时候上岗？", []),
        ("北京农村有多少卫生室？", ["北京"]),
        ("丹麦有多少人？", ["丹麦"]),
        ("隆基公司修了几座桥？", ["隆基公司"]),
        ("体育学院来了几个人？", ["体育学院"]),
        ("这家公司修了几座桥？", []),
    ],
)
def test_what_a_chinese_question_names(question: str, named: list[str], lexicon: Lexicon) -> None:
    assert [question[start:end] for start, end in chinese_names(question, lexicon)] == named


@pytest.mark.parametrize(
    ("question", "text", "absent"),
    [
        ("青海地区的湖有多大？", "青海的湖有四千平方公里。", []),
        ("白城师院音乐学院来了几个人？", "白城师范学院音乐学院来了十个人。", []),
        ("How many came since January?", "年初以来，来了十个人。", []),
        ("和青海相邻的省有哪些？", "青海与甘肃相邻。", []),
        ("宁夏地区的湖有多大？", "青海的湖有四千平方公里。", ["宁夏"]),
        ("How large is Qinghai Lake?", "青海湖有四千平方公里。", []),
        ("How large is Hulun Lake?", "青海湖有四千平方公里。", ["Hulun"]),
        ("What does Qinghai's government plan?", "青海省政府计划修路。", []),
        ("Who leads the Voice of Qinghai team?", "“青海之声”团队由王芳带领。", []),
        ("青海中医院有几张床？", "青海的人民医院有六百张床。", ["中医院"]),
        ("青海中医院有几张床？", "青海省中医院有六百张床。", []),
        ("青海人社局招几个人？", "青海省人力资源和社会保障局招十个人。", []),
        ("青海中医院有几张床？", "Qinghai's hospital of traditional medicine has 600 beds.", []),
        ("洮北区有多少村？", "Taobei District has 53 villages.", []),
        ("宁夏地区有多少村？", "The area around Qinghai has 53 villages.", ["宁夏"]),
        ("周丽家在哪个村？", "Zhou Li lives in Hongri Village.", []),
        ("张丽家在哪个村？", "Zhou Li lives in Hongri Village.", ["张丽"]),
        ("第三轮检查什么时候开始？", "目前已经完成两轮检查。", ["第三轮"]),
        ("第二轮检查什么时候开始？", "目前已经完成两轮检查。", []),
        ("When does the third round of checks begin?", "目前已经完成两轮检查。", ["third round"]),
        ("When does the second round of checks begin?", "第二轮检查从三月开始。", []),
        ("第二期工程多少钱？", "The first phase cost 3 million yuan.", ["第二期"]),
        ("Who leads the Voice of Ningxia team?", "“青海之声”团队由王芳带领。", ["Voice", "Ningxia"]),
        ("全市的贫困发生率是多少？", "全区贫困发生率降到1%。", ["全市"]),
        ("全区的贫困发生率是多少？", "全区贫困发生率降到1%。", []),
        ("What is the poverty rate of the whole city?", "全区贫困发生率降到1%。", ["whole city"]),
        ("What is the poverty rate of the whole city?", "全市贫困发生率降到1%。", []),
    ],
)
def test_names_that_an_article_lacks(question: str, text: str, absent: list[str], lexicon: Lexicon) -> None:
    assert missing(question, text, lexicon) == absent
