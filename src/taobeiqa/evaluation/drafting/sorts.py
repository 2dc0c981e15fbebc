"""Sorts of places and bodies, as their names tell them in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from taobeiqa.records import QuestionType


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of place or body: what asks for it in Chinese, and the words for it in English names."""

    suffix: str
    ask: str
    words: tuple[str, ...]
    type: QuestionType


SORTS = tuple(
    Sort(suffix, f"哪{measure}{suffix}", tuple(words.split("|")), "place" if kind == "place" else "name")
    for kind, suffix, measure, words in (
        ("name", "公司", "家", "company|ltd|limited|corporation|co"),
        ("name", "集团", "家", "group"),
        ("name", "医院", "家", "hospital"),
        ("name", "银行", "家", "bank"),
        ("name", "大学", "所", "university"),
        ("name", "科学院", "家", "academy"),
        ("name", "学院", "所", "college|school|university|academy|institute"),
        ("name", "中学", "所", "school"),
        ("name", "小学", "所", "school"),
        ("name", "委员会", "个", "committee|commission|council"),
        ("name", "局", "个", "bureau|office"),
        ("name", "协会", "个", "association|society"),
        ("place", "公园", "个", "park"),
        ("place", "街道", "个", "subdistrict"),
        ("place", "社区", "个", "community"),
        ("place", "省", "个", "province"),
        ("place", "市", "个", "city"),
        ("place", "县", "个", "county"),
        ("place", "区", "个", "district|area"),
        ("place", "镇", "个", "town"),
        ("place", "乡", "个", "township"),
        ("place", "村", "个", "village"),
        ("place", "湖", "个", "lake"),
        ("place", "河", "条", "river"),
        ("place", "江", "条", "river"),
    )
)
"""A name is of the first sort whose ending it has."""
