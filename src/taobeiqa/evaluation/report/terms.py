"""What the report calls metrics, outcomes and groups, in Chinese and in English, and how it writes their figures."""

from __future__ import annotations

from taobeiqa.evaluation.metrics import Interval

DASH = "–"
_DECIMAL = frozenset({"mrr@10", "ndcg@10"})
"""Metrics that are no share of anything."""

TERMS: dict[str, tuple[str, str]] = {
    # The metrics, as columns are headed, and what each counts.
    "recall@1": ("首位命中", "Found first"),
    "recall@1.told": (
        "能回答问题的段落中，排在第一位的占多少。",
        "Of the passages that answer a question, the share that stands first in the list found.",
    ),
    "recall@5": ("前五命中", "In first 5"),
    "recall@5.told": (
        "能回答问题的段落中，排在前五位的占多少。",
        "Of the passages that answer a question, the share that stands among the first five found.",
    ),
    "recall@10": ("前十命中", "In first 10"),
    "recall@10.told": (
        "能回答问题的段落中，排在前十位的占多少。",
        "Of the passages that answer a question, the share that stands among the first ten found.",
    ),
    "mrr@10": ("倒数排名", "Reciprocal rank"),
    "mrr@10.told": (
        "第一个正确段落排第一得 1，第二得 1/2，第三得 1/3，十名以外得 0，取平均。",
        "1 where the right passage stands first, 1/2 where second, 1/3 where third, 0 after the tenth; the mean of it.",
    ),
    "ndcg@10": ("排序质量", "Ranking quality"),
    "ndcg@10.told": (
        "前十个段落排得有多好；1 表示不可能排得更好。",
        "How well the first ten passages are put in order; 1 is the best order there can be.",
    ),
    "answer_accuracy": ("回答正确", "Answered right"),
    "answer_accuracy.told": (
        "回答中含有标准答案的问题。拒答也算没答对。",
        "Questions whose answer holds an accepted answer. A refusal does not count as right.",
    ),
    "sentence_accuracy": ("原句正确", "Right sentence"),
    "sentence_accuracy.told": (
        "所引原句中含有标准答案的问题。",
        "Questions whose quotation holds an accepted answer.",
    ),
    "citation_accuracy": ("出处正确", "Right source"),
    "citation_accuracy.told": (
        "所引原句逐字出自能回答问题的段落的问题。",
        "Questions whose quotation stands, word for word, in a passage that answers.",
    ),
    "false_answer_rate": ("误答", "Wrongly answered"),
    "false_answer_rate.told": (
        "文章没有说到、却给出了回答的问题。越低越好。",
        "Questions that the articles do not answer and that were answered all the same. Lower is better.",
    ),
    "wrong_refusal_rate": ("误拒", "Wrongly refused"),
    "wrong_refusal_rate.told": (
        "文章说到了、却没有回答的问题，不论原因。越低越好。",
        "Questions that the articles answer and that were refused, for whatever reason. Lower is better.",
    ),
    # How a question came out: its name, what happened, what to do about it.
    "right": ("正确", "Right"),
    "not retrieved": ("没找到段落", "Passage not found"),
    "not retrieved.told": (
        "系统只细读排在最前的 {depth} 个段落，能回答问题的段落不在其中。",
        "The passage that answers was not among the first {depth}, which are all that is read closely.",
    ),
    "not retrieved.advice": (
        "问题和文章用词不同：把这些词语的译法加进词汇表（glossary.tsv）并重建索引。再核对题集所列的依据是否真是该段。",
        "Question and article use other words: add these terms with their translations to the glossary (glossary.tsv) "
        "and build the index again. Check, too, that the evidence given in the set is the right passage.",
    ),
    "wrong span": ("取错内容", "Wrong words taken"),
    "wrong span.told": (
        "找到了正确的段落，但显示的是别的句子，或者回答里没有标准答案。",
        "The right passage was found, but another sentence was shown, or the answer lacks the accepted answer.",
    ),
    "wrong span.advice": (
        "逐条看一看：意思对而说法不同的，把该说法加进题集的答案；真答错的，把问题问得更具体（谁、哪一年、多少）。",
        "Read them: where the answer is right in other words, add those words to the answers of the set; where it is "
        "wrong, ask more precisely (who, which year, how many) and report what stays wrong.",
    ),
    "wrongly refused": ("误拒", "Wrongly refused"),
    "wrongly refused.told": (
        "找到了正确的段落，但把握不足，没有显示回答。",
        "The right passage was found, but no answer was certain enough to be shown.",
    ),
    "wrongly refused.advice": (
        "用自己的题集运行 taobeiqa calibrate，调大 --max-false-answers：阈值降低，拒答减少，误答增多；"
        "下面的曲线标出了得失。",
        "Run “taobeiqa calibrate” with your own questions and a larger --max-false-answers. The threshold falls: less "
        "is refused, and more answered without grounds. The curve below shows what is won and lost.",
    ),
    "wrongly answered": ("误答", "Wrongly answered"),
    "wrongly answered.told": (
        "文章里没有说到，却给出了回答。",
        "The articles do not say, and an answer was shown all the same.",
    ),
    "wrongly answered.advice": (
        "先核对文章是否真的没有说到；再运行 taobeiqa calibrate，调小 --max-false-answers："
        "阈值升高，误答减少，拒答增多。",
        "Check first that the articles really do not say. Then run “taobeiqa calibrate” with a smaller "
        "--max-false-answers. The threshold rises: fewer such answers, and more refusals.",
    ),
    # The groups that metrics are given for, and what is known by name in them.
    "by_all": ("全部问题", "All questions"),
    "by_language": ("提问语言", "Language asked in"),
    "by_set": ("题集", "Question set"),
    "by_type": ("问题类型", "Type"),
    "by_direction": ("语言方向", "Direction"),
    "by_tag": ("标签", "Tag"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "figure": ("数字", "figure"),
    "name": ("名称", "name"),
    "date": ("日期", "date"),
    "place": ("地点", "place"),
    "other": ("其他", "other"),
    "zh→zh": ("中文问，中文文章", "Chinese question, Chinese article"),
    "zh→en": ("中文问，英文文章", "Chinese question, English article"),
    "en→zh": ("英文问，中文文章", "English question, Chinese article"),
    "en→en": ("英文问，英文文章", "English question, English article"),
}


def percent(share: float) -> str:
    """A share as it is spoken of. Neither none nor all is said of what is only nearly so."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "<0.1%" if share < 0.0005 else ">99.9%" if share > 0.9995 else f"{share:.1%}"
    return f"{share:.0%}"


def figure(metric: str, value: float | None) -> str:
    """The value of a metric, or a dash."""
    if value is None:
        return DASH
    return f"{value:.2f}" if metric in _DECIMAL else percent(value)


def between(metric: str, interval: Interval | None) -> str:
    """An interval without its percent signs. Empty where there is none, or where all questions came out alike: the
    bootstrap then knows no doubt, which small samples do not deserve.
    """
    if interval is None or interval[0] == interval[1]:
        return ""
    low, high = interval
    if metric in _DECIMAL:
        return f"{low:.2f}{DASH}{high:.2f}"
    return f"{100 * low:.0f}{DASH}{100 * high:.0f}"


def points(value: float, metric: str) -> str:
    """A difference with its sign: percentage points, or what the metric is counted in."""
    return f"{value:+.2f}" if metric in _DECIMAL else f"{100 * value:+.1f}"
