"""Figures and dates: what a text writes, in which span, and what it is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.text.dates import dates, years
from taobeiqa.text.quantities import numeral, quantities, render, unit_kind

# text | whole figure | value | kind: the one figure of each text.
CHINESE = """
建档立卡贫困人口12736人稳定脱贫 | 12736人 | 12736 | people
53个贫困村出列 | 53个 | 53 | count
下降到0.103% | 0.103% | 0.103 | share
累计投入产业发展资金3.2亿元 | 3.2亿元 | 320000000 | money
划拨1000万元作为大病兜底资金 | 1000万元 | 10000000 | money
2400余名机关党员干部 | 2400余名 | 2400 | people
1219.2公里的农村公路 | 1219.2公里 | 1219200 | length
面积为857万平方米 | 857万平方米 | 8570000 | area
改善灌溉面积3万亩 | 3万亩 | 30000 | area
先后六次召开会议 | 六次 | 6 | count
购置保洁设备13台 | 13台 | 13 | count
近两个月施工期 | 近两个月 | 2 | duration
90%以上为订单模式 | 90%以上 | 90 | share
全省粮食总产量达到4041万吨 | 4041万吨 | 40410000000 | mass
亩产650公斤 | 650公斤 | 650 | mass
每斤卖到三块五 | 三块五 | 3.5 | money
跑完了四十二公里 | 四十二公里 | 42000 | length
一百二十名志愿者 | 一百二十名 | 120 | people
百分之三十的农户 | 百分之三十 | 30 | share
占百分之12.5 | 百分之12.5 | 12.5 | share
增长2.3个百分点 | 2.3个百分点 | 2.3 | share
死亡率为3‰ | 3‰ | 0.3 | share
市值超1.5万亿元 | 超1.5万亿元 | 1500000000000 | money
出口额为50亿美元 | 50亿美元 | 5000000000 | money
流域面积2.4万平方公里 | 2.4万平方公里 | 24000000000 | area
林地１２００公顷 | １２００公顷 | 12000000 | area
装机容量30兆瓦 | 30兆瓦 | 30000000 | power
发电80千瓦时 | 80千瓦时 | 80 | energy
蓄水500万立方米 | 500万立方米 | 5000000 | volume
现年78岁的老人 | 78岁 | 78 | age
气温降至零下五摄氏度 | 零下五摄氏度 | -5 | temperature
收入翻了3倍 | 3倍 | 3 | ratio
共计约3,497户 | 约3,497户 | 3497 | households
二十余家企业 | 二十余家 | 20 | count
接待游客10多万人次 | 10多万人次 | 100000 | people
历时8个小时 | 8个小时 | 8 | duration
经过半夜抢修，用时45分钟 | 45分钟 | 45 | duration
建校70周年 | 70周年 | 70 | duration
免费赠送图书两千册 | 两千册 | 2000 | count
兩萬畝稻田 | 兩萬畝 | 20000 | area
受惠學生達三千五百人 | 達三千五百人 | 3500 | people
至少20辆公交车 | 至少20辆 | 20 | count
一亿元的投资 | 一亿元 | 100000000 | money
一千零五十棵树 | 一千零五十棵 | 1050 | count
二〇五户 | 二〇五户 | 205 | households
不足100头牛 | 不足100头 | 100 | count
长12米的横幅 | 12米 | 12 | length
总户数为7001 | 7001 | 7001 | count
投资三点五亿元 | 三点五亿元 | 350000000 | money
收购稻谷2千克 | 2千克 | 2 | mass
功率5千瓦 | 5千瓦 | 5000 | power
相距3千米 | 3千米 | 3000 | length
工期3个多月 | 3个多月 | 3 | duration
近1950名学生 | 近1950名 | 1950 | people
"""
ENGLISH = """
In all 12,736 people left poverty. | 12,736 people | 12736 | people
They exited with 53 villages. | 53 | 53 | count
It fell to 0.103%. | 0.103% | 0.103 | share
The fund holds 320 million yuan today. | 320 million yuan | 320000000 | money
A grant of ¥10 million was made. | ¥10 million | 10000000 | money
A loan of RMB 2.5 billion followed. | RMB 2.5 billion | 2500000000 | money
Sales reached $4.7 billion. | $4.7 billion | 4700000000 | money
It cost US$99.95 in all. | US$99.95 | 99.95 | money
More than 2,400 cadres took part. | More than 2,400 | 2400 | count
About 30,000 mu of farmland gained. | About 30,000 mu | 30000 | area
The park covers 12 hectares. | 12 hectares | 120000 | area
The road is 1,219.2 kilometres long. | 1,219.2 kilometres | 1219200 | length
Nearly two months passed. | Nearly two months | 2 | duration
Six meetings were held. | Six | 6 | count
Twenty-one students came. | Twenty-one | 21 | count
He waited forty five minutes. | forty five minutes | 45 | duration
Some 3.5 percent agreed. | Some 3.5 percent | 3.5 | share
Prices rose 12 per cent. | 12 per cent | 12 | share
It rose two percentage points. | two percentage points | 2 | share
They shipped 40 tonnes of rice. | 40 tonnes | 40000 | mass
She carried 5 kg uphill. | 5 kg | 5 | mass
The plant yields 30 MW. | 30 MW | 30000000 | power
It used 80 kWh. | 80 kWh | 80 | energy
The crowd was more than 2,500. | more than 2,500 | 2500 | count
The share is over 30%. | over 30% | 30 | share
It came to $2,500. | $2,500 | 2500 | money
The lake covers 857 square metres. | 857 square metres | 857 | area
The basin spans 3 square kilometers. | 3 square kilometers | 3000000 | area
At least 100 households moved. | At least 100 households | 100 | households
Two thousand people came. | Two thousand people | 2000 | people
A million trees were planted. | A million | 1000000 | count
He is 78 years old. | 78 years old | 78 | age
After 10 years the house stood. | 10 years | 10 | duration
It holds 250 litres. | 250 litres | 0.25 | volume
It was 35 degrees Celsius outside. | 35 degrees Celsius | 35 | temperature
One hundred and twenty people came. | One hundred and twenty people | 120 | people
It cost five hundred thousand yuan. | five hundred thousand yuan | 500000 | money
They have a 10-year plan. | 10-year | 10 | duration
In it 1998 households live. | 1998 households | 1998 | households
They pay 100 yuan each. | 100 yuan | 100 | money
A crowd of 15 thousand cheered. | 15 thousand | 15000 | count
The dam holds 9 million cubic metres. | 9 million cubic metres | 9000000 | volume
A tower 88 metres high. | 88 metres | 88 | length
"""
NOTHING = (
    "构建“1+17”的工作格局",
    "“1+N”政策",
    "“7+16+12”项指标",
    "第三名是他",
    "第12届运动会",
    "进一步提升工作水平",
    "一些人来了",
    "统一思想，一致行动",
    "万众一心，千方百计",
    "他们一起去",
    "十分高兴",
    "那是三轮车",
    "一部分人",
    "一方面要抓紧",
    "一个个乡村",
    "二十一世纪",
    "上世纪80年代",
    "五六个人",
    "the third village",
    "the 21st century",
    "a B-52 bomber",
    "COVID-19 came",
    "on the 2nd floor",
    "",
    "🎉🎉",
)
DATES = """
7月18日，生态新区举行了仪式 | 7月18日 | 07-18
从3月1日起 | 3月1日 | 03-01
2016年扶贫开发 | 2016年 | 2016
2016年7月印发 | 2016年7月 | 2016-07
2016年7月18日上午 | 2016年7月18日 | 2016-07-18
２０１９年１２月３１日 | ２０１９年１２月３１日 | 2019-12-31
5月1号开始 | 5月1号 | 05-01
8月份的会议 | 8月份 | 08
held on July 18 | July 18 | 07-18
held on July 18, 2016, at noon | July 18, 2016 | 2016-07-18
on 18 July 2016 | 18 July 2016 | 2016-07-18
from March 1st onward | March 1st | 03-01
in September 2020 | September 2020 | 2020-09
on 2016-07-18 precisely | 2016-07-18 | 2016-07-18
in 1998 it began | 1998 | 1998
by Dec. 5 at noon | Dec. 5 | 12-05
Sept 3 saw rain | Sept 3 | 09-03
二〇一六年七月十八日印发 | 二〇一六年七月十八日 | 2016-07-18
一九九八年洪水 | 一九九八年 | 1998
十月一日放假 | 十月一日 | 10-01
三月三十一日截止 | 三月三十一日 | 03-31
今年7月中旬 | 7月 | 07
更新于2016/07/18 | 2016/07/18 | 2016-07-18
於2008年8月8日開幕 | 2008年8月8日 | 2008-08-08
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "whole", "value", "kind"), rows(CHINESE) + rows(ENGLISH))
def test_a_written_figure_has_its_span_value_and_kind(text: str, whole: str, value: str, kind: str) -> None:
    found = [(text[q.start : q.end], q.value, q.kind) for q in quantities(text)]
    assert found == [(whole, Decimal(value), kind)]


@pytest.mark.parametrize("text", NOTHING)
def test_slogans_ordinals_and_words_are_no_figures(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(("text", "whole", "normal"), rows(DATES))
def test_a_written_date_has_its_span_and_normal_form_and_is_no_figure(text: str, whole: str, normal: str) -> None:
    assert [(text[start:end], found) for start, end, found in dates(text)] == [(whole, normal)]
    assert quantities(text) == []


@pytest.mark.parametrize(
    "forms",
    [
        ("12,736", "12736", "1.2736万", "12736人", "１２７３６", "12,736 people", "一万二千七百三十六人"),
        ("3.2亿", "320 million", "3.2亿元", "32000万元", "0.32 billion yuan", "三点二亿元", "３．２億"),
        ("30,000 mu", "3万亩", "三万亩", "thirty thousand mu"),
        ("6%", "6 percent", "百分之六", "百分之6", "six per cent"),
        ("1219.2公里", "1,219.2 kilometres", "1219200米"),
    ],
)
def test_equal_figures_have_equal_values_however_written(forms: tuple[str, ...]) -> None:
    assert len({quantity.value for form in forms for quantity in quantities(form)}) == 1
    assert all(len(quantities(form)) == 1 for form in forms)


def test_figures_of_a_sentence_come_in_order_and_dates_are_not_among_them() -> None:
    text = "2016年，全区7001户12736人脱贫，53个村出列，占87%，投入3.2亿元。"
    assert [text[q.start : q.end] for q in quantities(text)] == ["7001户", "12736人", "53个", "87%", "3.2亿元"]


def test_the_number_is_the_figure_without_its_unit_and_qualifier() -> None:
    for text, number in [("近3.2亿元", "3.2亿"), ("2400余名干部", "2400"), ("nearly 320 million yuan", "320 million")]:
        (quantity,) = quantities(text)
        assert text[slice(*quantity.number)] == number


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("3.2亿元", "3.2亿元", "320 million yuan"),
        ("320 million yuan", "3.2亿元", "320 million yuan"),
        ("12,736 people", "12736人", "12,736 people"),
        ("12736人", "12736人", "12,736 people"),
        ("7001户", "7001户", "7,001 households"),
        ("3万亩", "3万亩", "30,000 mu (2,000 hectares)"),
        ("6%", "6%", "6%"),
        ("2.3个百分点", "2.3个百分点", "2.3 percentage points"),
        ("more than 2,500.", "超过2500", "more than 2,500"),
        ("$2,500.", "2500美元", "2,500 US dollars"),
        ("1219.2公里", "1219.2公里", "1,219.2 kilometres"),
        ("两个月", "2个月", "2 months"),
        ("1小时", "1小时", "1 hour"),
        ("53个", "53", "53"),
        ("1.5万亿元", "1.5万亿元", "1.5 trillion yuan"),
        ("50亿美元", "50亿美元", "5 billion US dollars"),
        ("800余名", "超过800人", "more than 800 people"),
        ("近三年", "近3年", "nearly 3 years"),
        ("其中95%以上", "超过95%", "more than 95%"),
        ("about 40 households", "约40户", "about 40 households"),
        ("45岁", "45岁", "45 years"),
    ],
)
def test_a_figure_renders_in_either_language(text: str, chinese: str, english: str) -> None:
    (quantity,) = quantities(text)
    assert (render(quantity, "zh"), render(quantity, "en")) == (chinese, english)


def test_more_digits_than_arithmetic_keeps_are_no_figure() -> None:
    assert [quantity.value for quantity in quantities(f"{'9' * 20}元")] == [Decimal("9" * 20)]
    assert quantities(f"编号{'1' * 21}") == quantities(f"no. {'1' * 30000} of many") == []


def test_numerals_and_units_alone() -> None:
    assert numeral("两千三百") == 2300
    assert numeral("1,234.5") == Decimal("1234.5")
    assert numeral("百") == 100
    assert numeral("六六大顺") is None
    assert (unit_kind("households"), unit_kind("元"), unit_kind("畝"), unit_kind("村民")) == (
        "households",
        "money",
        "area",
        None,
    )


def test_years_are_those_that_a_text_names() -> None:
    assert years("2016年7月到2018年，7月18日，2005-01-02，in 1998") == {"2016", "2018", "2005", "1998"}
    assert years("2400 people, 53 villages, 7月18日") == set()


ALPHABET = (
    "零一二三五十百千万亿点两第多余年月日个元户人近约０７３.,，%+-〇 thousandmillionyuaneighty0123456789¥$🎉𠮷／\n"
)


@given(st.text(alphabet=ALPHABET, max_size=30) | st.text(max_size=30))
@settings(max_examples=400, deadline=None)
def test_figures_and_dates_lie_in_any_text_in_order_and_apart(text: str) -> None:
    position = 0
    for quantity in quantities(text):
        assert position <= quantity.start <= quantity.number[0] < quantity.number[1] <= quantity.end <= len(text)
        assert quantity.value.is_finite()
        assert render(quantity, "zh")
        assert render(quantity, "en")
        position = quantity.end
    for start, end, normal in dates(text):
        assert 0 <= start < end <= len(text)
        assert normal


@given(st.integers(min_value=0, max_value=10**13))
def test_digits_with_and_without_commas_and_scales_are_worth_the_same(value: int) -> None:
    written = (f"{value}元", f"{value:,}元", f"{Decimal(value) / 10**4:f}万元", f"{Decimal(value) / 10**8:f}亿元")
    assert [[quantity.value for quantity in quantities(text)] for text in written] == [[value]] * 4


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_calendar_date_is_one_date_however_written(day: date) -> None:
    written = (f"{day.year}年{day.month}月{day.day}日", f"{day:%B} {day.day}, {day.year}", day.isoformat())
    assert {normal for text in written for _, _, normal in dates(text)} == {day.isoformat()}
