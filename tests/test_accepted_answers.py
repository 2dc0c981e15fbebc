"""Whether a text gives an accepted answer: figures, units, dates and names in both languages, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.evaluation.judge import gives

# text | accepted answer | whether the text gives it
FIGURES = """
53个贫困村出列 | 53 | yes
共153个村 | 53 | no
共530个村 | 53 | no
投入53万元 | 53 | no
投入53亿 | 53 | no
比例为0.53 | 53 | no
长53.5公里 | 53 | no
1,530 households | 53 | no
53,100 households | 53 | no
53.0公里 | 53 | yes
53 villages left; 153 stayed. | 53 | yes
12,736 people | 12736 | yes
12736人 | 12,736 | yes
1.2736万人 | 12736 | yes
１２７３６人 | 12736 | yes
一万二千七百三十六人 | 12736 | yes
12736人 | 12,736 people | yes
12737人 | 12736 | no
3.2亿元 | 320 million | yes
投入资金3.2亿元。 | 320 million yuan | yes
320 million yuan | 3.2亿 | yes
CNY 320 million | 3.2亿元 | yes
¥320 million | 3.2亿元 | yes
3.2 million yuan | 3.2亿元 | no
3.2亿人 | 3.2亿元 | no
$320 million | 3.2亿元 | no
50亿美元 | 50亿元 | no
投入2016万元 | 2016 | no
1998户脱贫 | 1998 | yes
1,998 households | 1998 | yes
2,000 villages | 2000 | yes
"""
UNITS = """
下降到6% | 6% | yes
下降到6% | 6 | yes
下降到36% | 6% | no
下降到36% | 6 | no
下降到0.6% | 6% | no
6 percent | 6% | yes
6 per cent of them | 6% | yes
百分之六 | 6% | yes
6个村 | 6% | no
占53% | 53个 | no
rose by 6 percentage points | 6% | no
提高6个百分点 | 6% | no
提高6个百分点 | 6 percentage points | yes
提高6个百分点 | 6 | yes
857万平方米 | 8.57 million square metres | yes
8.57 million square metres | 857万平方米 | yes
857万平方米 | 857 | no
857万平方米 | 857万 | yes
857万平方米 | 857平方米 | no
857万平方米 | 857万米 | no
500米 | 0.5公里 | yes
0.5 km long | 500米 | yes
500公斤 | 0.5吨 | yes
30,000 mu | 3万亩 | yes
3万公顷 | 3万亩 | no
四年累计 | four years | yes
over 4 years | 四年 | yes
十四年 | 四年 | no
24 years | 4 years | no
4个月 | 4年 | no
26名区级领导 | 26 leaders | no
26名区级领导 | 26个 | yes
26 leaders | 26名 | yes
7001户 | 7001人 | no
12,736 yuan | 12,736 people | no
"""
BOUNDS_AND_WORDS = """
2500余人 | 2500 | yes
2500余人 | more than 2,500 | yes
2500余人 | more than 2,500 people | yes
more than 2,500 people | 2500 | yes
over 2,500 people | 2500余人 | yes
more than 12,500 people | 2500余人 | no
万余名党员干部 | 10,000 | yes
100余次会议 | about 100 | yes
held twelve meetings | 12 | yes
十二个村 | 12 | yes
十二个村 | twelve | yes
12 villages | 十二 | yes
12个村 | 十二个 | yes
二十二个村 | 十二 | no
fifty-three villages | 53 | yes
fifty-three villages | three | no
召开三次会议 | three times | yes
three times | 三次 | yes
3次 | 三次 | yes
十三次 | three times | no
五六个人 | 6 | no
"""
DATES = """
2016年印发 | 2016 | yes
《2016年扶贫开发工作方案》 | 2016 | yes
in 2016 | 2016年 | yes
2000年以来 | 2000 | yes
2016年 | 16 | no
2016年7月18日 | 2016 | yes
2016年7月18日 | 2016年7月 | yes
2016年7月18日 | July 18, 2016 | yes
二〇一六年七月十八日 | 2016-07-18 | yes
7月18日举行 | July 18 | yes
2016年7月18日 | 18 July | yes
held on July 18 | 7月18日 | yes
on 18 July | July 18 | yes
in September 2020 | 2020年9月 | yes
since March 1st | 3月1日 | yes
7月18日 | July 18, 2016 | no
2017年7月18日 | July 18, 2016 | no
July 18, 2016 | July 2017 | no
7月18日 | 7月1日 | no
7月18日 | 7月8日 | no
8月17日 | July 18 | no
7月18日 | 18 | no
July 18 | 18 | no
7月18日 | 7 | no
2016年有18个村 | 18 | yes
"""
NAMES = """
built by Suzhou Tenghui Photovoltaic | Suzhou Tenghui | yes
SUZHOU  TENGHUI | Suzhou Tenghui | yes
Suzhou Tenghui | suzhoutenghui | yes
Ｓｕｚｈｏｕ　Ｔｅｎｇｈｕｉ | Suzhou Tenghui | yes
由苏州腾晖光伏建设 | 苏州腾晖 | yes
由蘇州騰暉光伏建設 | 苏州腾晖 | yes
由苏州腾晖光伏建设 | 蘇州騰暉 | yes
白城市 洮北区 | 白城市洮北区 | yes
苏州光伏腾晖 | 苏州腾晖 | no
the Tao’er river | Tao'er | yes
the “Three Helps” drive | "Three Helps" | yes
“1＋17”的工作格局 | 1+17 | yes
“1+170” | 1+17 | no
14S店 | 4S店 | no
1.4S店 | 4S店 | no
第12届运动会 | 12 | yes
an abundance of rice | dance | no
articles | art | no
two school bags | school bag | yes
In the end, 12,736 poor people left | 12736 poor people | yes
In 2016, 320 poor people left | 320 poor people | yes
In 2016, 1320 poor people left | 320 poor people | no
B-52轰炸机 | B-52 | yes
| 53 | no
|  | no
53 |  | no
文章里没有说到。 | 53 | no
"""


def rows(table: str) -> list[tuple[str, str, bool]]:
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]
    return [(text, accepted, told == "yes") for text, accepted, told in cells]


@pytest.mark.parametrize(
    ("text", "accepted", "given_"), rows(FIGURES) + rows(UNITS) + rows(BOUNDS_AND_WORDS) + rows(DATES) + rows(NAMES)
)
def test_whether_a_text_gives_an_accepted_answer(text: str, accepted: str, given_: bool) -> None:
    assert gives(text, accepted) is given_
    assert gives(f"\u3000 {text}\n", f"\n {accepted}\t") is given_


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n", "\u200b"])
def test_nothing_is_given_by_a_blank_nor_gives_one(blank: str) -> None:
    assert not gives(blank, "53")
    assert not gives("53个", blank)


@given(st.integers(min_value=0, max_value=10**11), st.integers(min_value=0, max_value=10**11))
@settings(deadline=None)
def test_equal_figures_count_and_unequal_ones_do_not(one: int, other: int) -> None:
    accepted = (f"{one}元", f"{one:,} yuan", f"{Decimal(one) / 10**4:f}万元", f"{Decimal(one) / 10**8:f}亿元")
    texts = (f"共计{other}元。", f"It cost {other:,} yuan then.", f"投入{Decimal(other) / 10**8:f}亿元")
    assert {gives(text, answer) for text in texts for answer in accepted} == {one == other}


@given(st.text(max_size=20), st.text(max_size=12))
@settings(deadline=None)
def test_any_text_can_be_compared(text: str, accepted: str) -> None:
    assert gives(text, accepted) in (True, False)


@given(st.text(max_size=20), st.text(alphabet="贫困村出列苏州xyz", min_size=1, max_size=8))
@settings(deadline=None)
def test_a_name_is_found_in_whatever_stands_around_it(text: str, name: str) -> None:
    assert gives(f"{text}，{name}。{text}", name)
