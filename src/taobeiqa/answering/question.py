"""What a question asks for: a figure and of what kind, a person, a date, a place, an organisation, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from taobeiqa.records import Query, Span
from taobeiqa.text.quantities import Kind, quantities, unit_kind
from taobeiqa.text.script import fold
from taobeiqa.text.segment import is_stopword, term, words

Wanted = Literal["quantity", "person", "author", "date", "place", "organisation", "named", "other"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted. For quantities, `kinds` are those that fit, `measure` the measure word asked with (may be
    empty) and `counted` where in the question the counted thing is named. For names, `ending` are the characters that a Chinese
    name of the asked-for sort ends in (which village: 村屯), empty where any will do.
    """

    wanted: Wanted
    kinds: frozenset[Kind] = frozenset()
    measure: str = ""
    counted: Span | None = None
    ending: str = ""


_COUNTS: frozenset[Kind] = frozenset({"count", "people", "households"})

# Chinese cues, tried in order. A figure's kind is read off the unit that follows 多少, and failing that off the noun.
_ZH_AUTHOR = re.compile(
    r"(谁|哪[位些个名]|何人).{0,6}(写|撰|报道|采写|采访|执笔|拍|摄)|作者|记者是|记者叫|署名|写.{0,14}是谁|(写|撰写|报道|拍摄|摄影)的?(人)?是谁|[哪几]位?记者|摄影师|撰稿"
)
_ZH_FIGURE = re.compile(
    r"百分之(?:几|多少)|多少|(?<![这那近前后好上下数十头])几(?!乎|何|经|时|号|月|天前|年来)|(?P<how>多(?:大|长|宽|高|重|远|久|深))"
)
_ZH_DATE = re.compile(
    r"什么时候|何时|哪一?[天年月日]|几[月号日]|什么时间|哪个(?:月|时间|日子)|日期|何年|何日|哪[一]?年"
)
_ZH_PLACE = re.compile(
    r"哪里|哪儿|何处|什么地方|何地|哪个(?:地方|地区|城市|省|市|县|区|乡镇|乡|镇|村|屯|公园|湖|医院|学校)|哪[些两几]?(?:家|所|个)?(?:医院|学校|乡镇|地方|村)|位于哪|在哪"
)
_ZH_ORGANISATION = re.compile(
    r"(?:哪[些家个几]?家?|什么|何)(?:公司|企业|单位|部门|机构|组织|学院|学校|院系|团队|厂家|报社|报纸|媒体)|由谁(?:承包|负责|承担)"
)
_ZH_PERSON = re.compile(r"谁|哪位|何人|哪个人|什么人|(?:户|人|民|员|者|长|书记|主任|姑娘|先生|女士|老师|学生)叫什么")
_ZH_NAMED = re.compile(
    r"叫什么|叫做什么|称为什么|被称|什么名|名称|名字|什么(?:模式|活动|方案|口号|方法|方式|原则|格局|体系|精神)|哪些?(?:模式|活动|方案)"
)
_ZH_KIND_CUES: tuple[tuple[str, Kind], ...] = (
    (r"[率占]比?|比例|比重|百分", "share"),
    (r"面积", "area"),
    (r"资金|经费|费用|金额|投资|款|钱|花费|造价|补助|收入|产值|垫付|报销|价", "money"),
    (r"里程|长度|公里", "length"),
    (r"时间", "duration"),
    (r"电话|号码|邮编|网址|邮箱", "identifier"),
    (r"岁|年龄|年纪", "age"),
    (r"容量|功率|兆瓦|千瓦", "power"),
    (r"[深高宽厚]度", "length"),
    (r"气温|温度", "temperature"),
    (r"户数|户", "households"),
    (r"人数|人口|人次|学生|群众|干部", "people"),
)
_ZH_HOW: dict[str, frozenset[Kind]] = {
    "多大": frozenset({"area", "count"}),
    "多长": frozenset({"length", "duration"}),
    "多久": frozenset({"duration"}),
    "多远": frozenset({"length"}),
    "多宽": frozenset({"length"}),
    "多高": frozenset({"length", "share", "money"}),
    "多重": frozenset({"mass"}),
    "多深": frozenset({"length"}),
}

_EN_AUTHOR = re.compile(
    r"\bwho (?:\w+ ){0,3}?(?:(?:co-?)?wrote|written|write|reported|reports|authored|photographed|covered|took)\b"
    r"|\bauthors?\b|\bbyline|\bjournalists?\b|\breporters?\b|\bphotographers?\b|\b(?:written|reported|photographed) by\b|\bphoto credit"
)
_EN_FIGURE = re.compile(
    r"\bhow many\b|\bhow much\b|\bhow (?:large|big|long|far|high|often|wide|frequently|deep|tall|old|heavy|fast|hot|cold)\b|\b(?:number|total|amount|sum|quantity) of\b"
    r"|\bwhat (?:(?:is|was|were|are) the |)(?:\w+ ){0,4}?(?:percentage|percent|per cent|proportion|share|rate|area|amount|number|total|length|size|sum|cost|income|price|capacity|population|depth|height|weight|age|budget|salary|value|speed|output|yield|headcount|incidence|sum of money)\b(?: (?:number|amount|sum|length|area|cost|budget)\b)?(?: of\b)?"
    r"|\bamount(?:s|ed)? to\b|\bto what (?:level|figure|percentage|rate)\b|\bhow few\b|\bat what rate\b"
)
_EN_BARE_FIGURE = re.compile(
    r"\b(?:rate|percentage|proportion|share|total|number|amount|area|length|headcount|population|cost|price)\b"
)
_EN_DATE = re.compile(r"\bwhen\b|\b(?:what|which) (?:exact )?(?:date|day|month|year|time)\b|\bsince what\b")
_EN_PLACE = re.compile(
    r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:place|location|village|township|town|county|city|district|province|lake|park|hospitals?|region|area)\b"
)
_EN_ORGANISATION = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}?(?:company|companies|firm|organi[sz]ations?|departments?|institutions?|school|college|university|agency|agencies|contractor|newspaper|body|bodies|enterprise|team)\b"
    r"|\bwho (?:built|was the contractor|is the contractor|contracted)\b"
)
_EN_PERSON = re.compile(
    r"^\W*(?:\w+\W+){0,2}?who(?:m|se)?\b|\bwhat (?:is|was) the name of the (?:person|man|woman|villager|resident|official)\b"
)
_EN_NAMED = re.compile(
    r"\b(?:called|named|known as|titled)\b|\bname of\b|\bwhat (?:\w+ )?(?:model|campaign|plan|slogan|motto|method|activity|activities|scheme|principle)\b"
)
_EN_KIND_CUES: tuple[tuple[str, Kind], ...] = (
    (r"percent|per cent|proportion|share|\brates?\b|what level|incidence", "share"),
    (r"\barea\b|square|hectare|\bmu\b|how (?:large|big)|\bland\b", "area"),
    (r"kilomet|\blength|how far", "length"),
    (
        r"money|fund|invest|spen[dt]|cost|yuan|pa(?:id|y)\b|reimburs|subsid|price|income|revenue|budget|premium|financ|worth|expens",
        "money",
    ),
    (r"how long|how much time", "duration"),
    (r"how (?:deep|tall|high|wide)|\bdepth|\bheight|\bwidth", "length"),
    (r"phone|\bnumber plate|e-?mail|zip code|postcode", "identifier"),
    (r"how old|\bage\b", "age"),
    (r"how heavy|\bweight", "mass"),
    (r"megawatt|kilowatt|capacity", "power"),
    (r"how (?:hot|cold)|temperature", "temperature"),
    (r"population|headcount|\benrol", "people"),
)

# Which sort of place or organisation: the word after 哪个 or which, and the characters that such a name ends in.
_ZH_SORT = re.compile(
    r"(?:哪一?[个家所些座两几]?|什么)(?P<sort>乡镇|省|市|县|区|乡|镇|村|屯|公园|湖|医院|学校|大学|中学|公司|企业|厂家)"
)
_EN_SORT = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}?(?P<sort>village|township|town|county|city|district|province|lake|park|hospital|school|college|university|company|companies|firm|contractor)"
)
_ENDINGS = {
    **{sort: sort for sort in "省市县区乡镇湖"},
    **dict.fromkeys(("村", "屯", "village"), "村屯"),
    **dict.fromkeys(("乡镇", "township"), "乡镇"),
    **dict.fromkeys(("公园", "park"), "园"),
    **dict.fromkeys(("医院", "hospital"), "院"),
    **dict.fromkeys(("学校", "大学", "中学", "school", "college", "university"), "校学院"),
    **dict.fromkeys(("公司", "企业", "厂家", "company", "companies", "firm", "contractor"), "司厂团"),
    **{"town": "镇", "county": "县", "city": "市", "district": "区", "province": "省", "lake": "湖"},
}


def _ending(text: str, sorts: re.Pattern[str]) -> str:
    named = sorts.search(text)
    return _ENDINGS.get(named["sort"], "") if named else ""


AUTHOR_WORDS = frozenset(
    term(word)
    for word in [
        "写",
        "撰写",
        "作者",
        "记者",
        "报道",
        "采写",
        "采访",
        "执笔",
        "拍",
        "拍摄",
        "摄影",
        "摄影师",
        "撰稿",
        "文章",
        "新闻",
        "消息",
        "稿子",
        "篇",
        "报社",
        "wrote",
        "write",
        "written",
        "author",
        "byline",
        "journalist",
        "reporter",
        "report",
        "photographed",
        "photographer",
        "cover",
        "covered",
        "story",
        "article",
        "piece",
        "news",
        "newspaper",
        "photo",
    ]
)
"""What a question about an article's author says of authors in general and not of the article."""


def understand(query: Query) -> Asked:
    """What a question wants."""
    return _understand_zh(fold(query.text)) if query.language == "zh" else _understand_en(fold(query.text))


def _understand_zh(text: str) -> Asked:
    if _ZH_AUTHOR.search(text):
        return Asked("author")
    figure = _ZH_FIGURE.search(text)
    if figure:
        return _figure_zh(text, figure)
    for pattern, wanted in (
        (_ZH_DATE, "date"),
        (_ZH_ORGANISATION, "organisation"),
        (_ZH_PLACE, "place"),
        (_ZH_PERSON, "person"),
        (_ZH_NAMED, "named"),
    ):
        if pattern.search(text):
            return Asked(wanted, ending=_ending(text, _ZH_SORT))  # type: ignore[arg-type]
    if re.search(r"(?:户数|人数|数量|面积|金额|总数|比例|率|里程)(?:呢|是|为)?[？?]?$", text):
        return Asked("quantity", _kinds_zh(text, ""), "", _last_words(text, len(text)))
    return Asked("other")


def _figure_zh(text: str, figure: re.Match[str]) -> Asked:
    before, after = text[: figure.start()], text[figure.end() :]
    if figure.group().startswith("百分之"):
        return Asked("quantity", frozenset({"share"}), "%", _last_words(text, figure.start()))
    if figure["how"]:
        # 多大比例 asks for a share, 多长时间 for a duration: the noun decides, then the adjective.
        kinds = _kinds_zh(after[:4], before) or _ZH_HOW[figure["how"]]
        return Asked("quantity", kinds, "", _last_words(text, figure.start()))
    # 多少 and 几 stand where a number would: a number in their place shows the unit that they ask for.
    read = [quantity for quantity in quantities("5" + after) if quantity.start == 0]
    measure = read[0].measure if read else ""
    rest = figure.end() + (read[0].end - 1 if read else 0)
    counted = _first_words(text, rest) or _last_words(text, figure.start())
    if measure and measure not in ("个", "项", "种"):
        kind = read[0].kind
        return Asked("quantity", _COUNTS if kind == "count" else frozenset({kind}), measure, counted)
    noun = text[counted[0] : counted[1]] if counted else ""
    return Asked("quantity", _COUNTS if measure else _kinds_zh(noun, before), measure, counted)


def _kinds_zh(noun: str, before: str) -> frozenset[Kind]:
    """The kinds of figure that a noun is counted in; the nearest cue before 多少 decides where the noun has none."""
    for pattern, kind in _ZH_KIND_CUES:
        if re.search(pattern, noun):
            return frozenset({kind, "count"}) if kind in ("people", "households") else frozenset({kind})
    found = [(match.end(), kind) for pattern, kind in _ZH_KIND_CUES for match in re.finditer(pattern, before)]
    if found:
        kind = max(found)[1]
        if kind in ("people", "households"):
            return _COUNTS
        return frozenset({kind, "count"}) if kind == "money" else frozenset({kind})
    return frozenset()


def _first_words(text: str, start: int) -> Span | None:
    """The noun that follows a measure word: the first words up to a function word, three at most."""
    return _content_run([word for word in words(text) if word.start >= start][:3], adjacent_to=start)


def _last_words(text: str, end: int) -> Span | None:
    """The noun before 多少: the last three content words, function words between them and it skipped."""
    content = [word for word in words(text) if word.end <= end and not is_stopword(word.text)][-2:]
    return (content[0].start, content[-1].end) if content else None


def _content_run(found: list, adjacent_to: int) -> Span | None:  # type: ignore[type-arg]
    run = []
    position = adjacent_to
    for word in found:
        if is_stopword(word.text) or word.start > position + 1:
            break
        run.append(word)
        position = word.end
    return (run[0].start, run[-1].end) if run else None


def _understand_en(text: str) -> Asked:
    if _EN_AUTHOR.search(text):
        return Asked("author")
    figure = _EN_FIGURE.search(text)
    date = _EN_DATE.search(text)
    if figure and not (date and date.start() < figure.start()):
        return _figure_en(text, figure)
    if date:
        return Asked("date")
    for pattern, wanted in (
        (_EN_ORGANISATION, "organisation"),
        (_EN_PLACE, "place"),
        (_EN_PERSON, "person"),
        (_EN_NAMED, "named"),
    ):
        if pattern.search(text):
            return Asked(wanted, ending=_ending(text, _EN_SORT))  # type: ignore[arg-type]
    bare = _EN_BARE_FIGURE.search(text)
    return _figure_en(text, bare) if bare else Asked("other")


def _figure_en(text: str, figure: re.Match[str]) -> Asked:
    counted = _noun_en(text, figure.end())
    cue = figure.group()
    noun = text[counted[0] : counted[1]] if counted else ""
    if cue.startswith("how many") or cue.endswith(("number of", "total of", "sum of")):
        nouns = noun.split()
        for word in [*map(" ".join, pairwise(nouns)), *reversed(nouns)]:
            kind = unit_kind(word)
            if kind:
                return Asked("quantity", frozenset({kind}), word, counted)
        return Asked("quantity", _kinds_en(noun) or _COUNTS, "", counted)
    if cue in ("how often", "how frequently"):
        return Asked("quantity", frozenset({"count"}), "次", counted)
    kinds = _kinds_en(cue) or _kinds_en(noun)
    if not kinds and cue == "how much":
        kinds = _kinds_en(text) & {"money"} or frozenset({"money", "share", "area", "mass"})
    kinds = kinds or _kinds_en(text)
    return Asked("quantity", kinds, "", counted)


def _kinds_en(text: str) -> frozenset[Kind]:
    kinds = frozenset(kind for pattern, kind in _EN_KIND_CUES if re.search(pattern, text))
    return kinds | {"length"} if kinds == {"duration"} and "how long" in text else kinds


def _noun_en(text: str, start: int) -> Span | None:
    """The noun phrase after "how many": up to a function word, five words at most."""
    following = [word for word in words(text) if word.start >= start]
    while following and following[0].text in ("more", "other", "further", "additional", "such", "very"):
        start = following.pop(0).end
    return _content_run(following[:5], adjacent_to=start)
