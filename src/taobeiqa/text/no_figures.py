"""What holds digits or numerals and is no figure."""

from __future__ import annotations

import re

_ONES = "一二三四五六七八九"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_NAMED = "article|chapter|section|page|room|route|highway|flight|table|figure|platform|grade|season|episode|volume|phase|line"
_PATTERNS = (
    # Telephone numbers, and what stands after the word for one
    r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])",
    r"(?<![0-9])1[3-9][0-9]{9}(?![0-9]|0{4}|\s?[元人户亩吨])(?<!000)",
    r"(?<![0-9])[0-9]{3,4}-[0-9]{3,4}-[0-9]{3,4}(?![0-9])",
    r"(?:电话|热线|拨打|手机号?|号码|邮编|编号|微信|\b(?:tel|phone|telephone|hotline|dial|postcode|zip code))"
    r"[^0-9，,。.;；]{0,6}[0-9][0-9 -]{1,}[0-9]",
    # Numbers with a nought before them, versions
    r"(?<![0-9.,])0[0-9]+(?![0-9.])",
    r"(?<![0-9.])[0-9]+(?:\.[0-9]+){2,}",
    r"\b(?:v|version )[0-9]+(?:\.[0-9]+)*|版本[0-9]+(?:\.[0-9]+)*",
    # Times of the day, scores, proportions
    r"(?<![0-9])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])",
    r"(?<![0-9.])[0-9]+\s?[:比]\s?[0-9]+(?![0-9%个]|\.[0-9])",
    rf"(?:[上下中]午|凌晨|清晨|早上|早晨|傍晚|晚上|夜里|今晚|当晚)[0-9{_ONES}十两]{{1,3}}[点时]"
    rf"(?:[0-9{_ONES}十]{{1,3}}分?|半|整|许)?",
    rf"[0-9{_ONES}十两]{{1,3}}\s?点(?:钟|半|整|左右|许|[0-9{_ONES}十]{{1,3}}分)",
    r"\b[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]\.?m\b\.?|o['’]clock\b)",
    r"\b(?:half|quarter) (?:past|to) \w+|\b\w+ o['’]clock\b",
    r"(?<![0-9.])[0-9]{1,2}\s?时(?![间期代光候刻速段分])(?:[0-9]{1,2}分)?",
    # Ordinals and names
    rf"(?:\bno\.|№|\bnumber (?=[0-9])|\b(?:{_NAMED})\s)\s?[0-9]+\b|\b(?:{_NAMED}|number) (?:{_WORDS})\b",
    rf"[0-9]+(?:号(?!称)|后(?=[,，。、的])|(?<=[0-9]0)后|路(?:公交|车)|年级|位数|·[0-9]+)|[{_ONES}十两]+(?:号(?!称)|年级|位数)",
    # Discounts: 八折 is 80% of a price, or 20% off it.
    rf"(?:[0-9]+(?:\.[0-9]+)?|[{_ONES}]+)折",
    # Decades without a century
    r"\b[0-9]0s\b",
    # Vague figures
    r"[几数好][十百千万亿]+|[上成][百千万亿]+(?:[上成][百千万]+)?",
    rf"(?<![0-9])[{_ONES}1-9]、[{_ONES}1-9](?=[十百千万个名户人天年次])[十百千万]*",
    r"\b(?:several|few|couple of|tens of|dozens of|hundreds of|thousands of)"
    r"\s(?:hundred|thousand|million|billion|dozen)s?\b",
)
_SCORE = re.compile(r"(?<![\w.,-])([0-9]{1,2})[-–]([0-9]{1,2})(?![\w%-]|[.,][0-9]| ?%)")
"""3-1: a range would rise."""
_NO_FIGURE = re.compile("|".join(_PATTERNS))


def no_figures(folded: str) -> list[tuple[int, int]]:
    """Where a folded text has digits or numerals that are no figure: telephone numbers, versions, times of the day,
    scores, ordinals and names, discounts, and vague figures such as 几十 and several hundred.
    """
    scores = [match.span() for match in _SCORE.finditer(folded) if int(match[1]) >= int(match[2])]
    return [match.span() for match in _NO_FIGURE.finditer(folded)] + scores
