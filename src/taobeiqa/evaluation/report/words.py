"""What the report says, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from taobeiqa.evaluation.report.terms import TERMS
from taobeiqa.records import Language

_PLURAL = re.compile(r"\[(\w+):([^|\]]*)\|([^\]]*)\]")

WORDS: dict[str, tuple[str, str]] = {
    "title": ("问答评测报告", "How good the answers are"),
    "kicker": ("taobeiqa 评测报告", "taobeiqa, an evaluation report"),
    "nav": ("本页内容", "On this page"),
    "nav.result": ("结果", "The result"),
    "nav.metrics": ("指标", "Figures by group"),
    "nav.plots": ("图表", "Plots"),
    "nav.comparison": ("与上次比较", "Compared with before"),
    "nav.questions": ("逐题查看", "Every question"),
    # What was evaluated
    "asked": (
        "用 {sets} 个题集的 {n:,} 个问题考查了问答系统：其中 {yes:,} 个文章里有答案；"
        "{no:,} 个没有，没有的就应当照实说没有。",
        "The answers to {n:,} [n:question|questions] from {sets} question [sets:set|sets] were judged. The articles "
        "answer {yes:,} of them; to the other {no:,} the right answer is that the articles do not say.",
    ),
    "judged": ("考查了什么", "What was evaluated"),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "day": ("日期", "Date"),
    "sets": ("题集", "Question sets"),
    "set.count": ("{n:,} 个问题", "{n:,} [n:question|questions]"),
    "digest": ("摘要 {digest}", "digest {digest}"),
    "counts": ("问题", "Questions"),
    "counts.told": (
        "{yes:,} 个有答案，{no:,} 个没有答案",
        "{yes:,} that the articles answer, {no:,} that they do not",
    ),
    "corpus": ("文章", "Articles"),
    "corpus.told": (
        "{articles:,} 篇文章，分为 {passages:,} 个段落",
        "{articles:,} [articles:article|articles] in {passages:,} [passages:passage|passages]",
    ),
    "corpus.articles": ("{articles:,} 篇文章", "{articles:,} [articles:article|articles]"),
    "corpus.passages": ("{passages:,} 个段落", "{passages:,} [passages:passage|passages]"),
    "encoder": ("模型", "Model"),
    "lexicon": ("词汇表", "Lexicon"),
    "version": ("软件版本", "Version"),
    "threshold": ("阈值", "Threshold"),
    "threshold.told": (
        "{value}：把握低于它的回答不显示",
        "{value}: an answer less certain than this is not shown",
    ),
    "threshold.default": ("软件自带的默认值", "the value that the program comes with"),
    "threshold.calibrated": ("由 taobeiqa calibrate 定出", "set by “taobeiqa calibrate”"),
    # The result
    "lead": ("{n:,} 个问题中，{k:,} 个结果正确", "Of {n:,} [n:question|questions], {k:,} came out right"),
    "lead.told": (
        "“正确”是指：回答和出处都对；或者文章没有说到，也照实说没有。",
        "Right means that the answer and the place it quotes are right, or that the articles do not say and it says "
        "so.",
    ),
    "interval.told": (
        "括号里是 95% 区间：若换一批同类的问题来问，结果大致会落在这个范围。问题越少，范围越宽。",
        "The brackets hold the 95% interval: with as many other questions of the same kind, the figure would most "
        "likely lie within it. The fewer the questions, the wider it is.",
    ),
    "alike": ("各题结果相同，无法估计区间。", "All came out alike, so that no interval can be given."),
    "none": ("没有这类问题，无从得知。", "These sets hold no question that would tell."),
    "lower": ("越低越好", "lower is better"),
    "card.answer_accuracy": (
        "{n:,} 个有标准答案的问题中，{k:,} 个答对了。",
        "Of {n:,} [n:question|questions] with an accepted answer, {k:,} [k:is|are] answered correctly.",
    ),
    "card.citation_accuracy": (
        "{n:,} 个文章有答案的问题中，{k:,} 个引对了出处。",
        "Of {n:,} [n:question|questions] that the articles answer, {k:,} [k:quotes|quote] the place that answers.",
    ),
    "card.recall@5": (
        "{n:,} 个有依据可查的问题，正确段落排进前五位的比例。",
        "How many of the right passages stand among the first five found, over {n:,} [n:question|questions].",
    ),
    "card.false_answer_rate": (
        "{n:,} 个文章没有答案的问题中，{k:,} 个被误答了。",
        "Of {n:,} [n:question|questions] that the articles do not answer, {k:,} [k:is|are] answered all the same.",
    ),
    "card.wrong_refusal_rate": (
        "{n:,} 个文章有答案的问题中，{k:,} 个被拒答了。",
        "Of {n:,} [n:question|questions] that the articles answer, {k:,} [k:is|are] refused.",
    ),
    "reasons": ("为什么没答对", "Why questions fail"),
    "reasons.none": ("没有一个问题出错。", "Not one question went wrong."),
    "reasons.most": (
        "{n:,} 个问题没有答对，最常见的原因是“{reason}”：{k:,} 个（{share}）。",
        "{n:,} [n:question|questions] did not come out right. The most frequent reason is “{reason}”: {k:,} of them "
        "({share}).",
    ),
    "reasons.would": (
        "这 {n:,} 个问题的回答若显示出来，{k:,} 个是对的。",
        "Had the answers to these been shown, {k:,} of {n:,} would have been right.",
    ),
    "reasons.first": (
        "每个问题只计一次，记在最先出错的那一步上。点原因可在下面的表里查看这些问题。",
        "Each question counts once, at the first step that went wrong. Choose a reason to see its questions below.",
    ),
    "reason": ("原因", "Reason"),
    "count": ("题数", "Questions"),
    "happened": ("发生了什么", "What happened"),
    "advice": ("怎么办", "What to do"),
    "see": ("在表中查看：{reason}", "See in the table: {reason}"),
    # Tables of metrics and of differences
    "metrics.told": (
        "每格上面是数值，下面是 95% 区间；各题结果全都相同时，无法估计区间。带 † 的不足 {few} 题，偶然性大，不宜据此"
        "下结论；“–”表示没有这类问题。",
        "Each cell gives the figure and, below, its 95% interval, which cannot be told where all questions came out "
        "alike. † marks fewer than {few} questions: chance weighs heavily there. A dash means that no question tells.",
    ),
    "metrics.columns": ("各列的含义", "What the columns mean"),
    "group": ("分组", "Group"),
    "few": ("不足 {few} 题", "fewer than {few} questions"),
    "comparison.told": (
        "与 {baseline} 比较，{n:,} 个问题两次都有。差值后是 95% 区间；p 是仅凭偶然也能差这么多的概率，"
        "小于 {level} 才算有变化。",
        "Compared with {baseline}, over the {n:,} [n:question|questions] that both have. Beside each difference stands "
        "its 95% interval; p is how often chance alone would make one as large: below {level} it counts as a change.",
    ),
    "comparison.only": (
        "只在本次的 {now:,} 题、只在上次的 {before:,} 题不参与比较。",
        "Left out: {now:,} that only this evaluation has, {before:,} that only the earlier one has.",
    ),
    "metric": ("指标", "Metric"),
    "before": ("上次", "Before"),
    "now": ("本次", "Now"),
    "difference": ("差值", "Difference"),
    "mark": ("判断", "Verdict"),
    "mark.gain": ("变好", "better"),
    "mark.loss": ("变差", "worse"),
    "mark.chance": ("无明显变化", "no clear change"),
    "points.told": ("差值以百分点计。", "Differences are in percentage points."),
    "changed.worse": ("变错的问题（{n:,}）", "Questions that got worse ({n:,})"),
    "changed.better": ("变对的问题（{n:,}）", "Questions that got better ({n:,})"),
    "changed.none": ("没有。", "None."),
    # The questions
    "questions.told": (
        "点问题可展开详情；点列名可排序；筛选条件记在网址里，可以复制给别人。",
        "Choose a question for its details, a column heading to sort. The address of the page holds your filters, so "
        "that a view can be passed on.",
    ),
    "noscript": (
        "这张表需要浏览器启用 JavaScript。",
        "This table needs JavaScript, which your browser has turned off.",
    ),
    "text": ("搜索问题、回答、引文", "Search question, answer, quotation"),
    "all": ("全部", "All"),
    "failures": ("只看没答对的", "Only failures"),
    "failures.any": ("所有没答对的", "All failures"),
    "reset": ("清除筛选", "Clear filters"),
    "question": ("问题", "Question"),
    "language": ("语言", "Language"),
    "type": ("类型", "Type"),
    "tags": ("标签", "Tags"),
    "set": ("题集", "Set"),
    "direction": ("方向", "Direction"),
    "outcome": ("结果", "Outcome"),
    "rank": ("段落名次", "Rank"),
    "rank.told": ("正确段落在检索结果中排第几", "Where the right passage stands among those found"),
    "confidence": ("把握", "Confidence"),
    "js.matching": ("{matching} / {all} 题符合条件", "{matching} of {all} questions match"),
    "js.shown": ("，显示前 {shown} 题", ", the first {shown} are shown"),
    "js.more": ("再显示 {n} 题", "Show {n} more"),
    "js.everything": ("全部显示", "Show all"),
    "js.nothing": ("没有符合条件的问题。", "No question matches."),
    "js.printed": (
        "打印的是屏幕上显示的前 {shown} 题；要打印更多，先点“全部显示”。",
        "Printed are the {shown} questions that the screen showed; to print more, choose “Show all” first.",
    ),
    "js.expected": ("标准答案", "Accepted answers"),
    "js.evidence": ("应引的依据", "Expected evidence"),
    "js.refusal": ("文章没有说到，应当拒答。", "The articles do not say; it ought to refuse."),
    "js.answer": ("显示的回答", "Answer shown"),
    "js.would": ("没有显示的回答", "Answer held back"),
    "js.quotation": ("引文", "Quotation"),
    "js.held": ("没有显示的引文", "Quotation held back"),
    "js.translation": ("译文", "Translation"),
    "js.follows": ("接着上一问", "Follows on"),
    "js.time": ("用时", "Time"),
    "js.missing": ("未找到", "not found"),
    "js.ms": ("{ms} 毫秒", "{ms} ms"),
    "js.id": ("编号", "id"),
    "js.unstated": ("题集没有列出", "the set gives none"),
}

PLOT_WORDS: dict[str, tuple[str, str]] = {
    "directions": ("各语言方向的表现", "By direction"),
    "directions.told": (
        "点是数值，横线是 95% 区间；两条横线几乎不重叠，差别才可信。",
        "A point is the figure, the line through it the 95% interval. Trust a difference where the lines hardly "
        "overlap.",
    ),
    "directions.none": (
        "题集没有列出依据，无法知道问题和文章各是什么语言。",
        "The sets give no evidence, so that it is not known which language the articles asked about are in.",
    ),
    "abstention": ("少误答，还是少拒答", "Fewer wrong answers, or fewer refusals"),
    "abstention.told": (
        "曲线上每一点是一个阈值：往右拒答多，往上误答多，越靠左下越好；大圆点是现在的阈值。",
        "Every point of the line is a threshold: to the right more is refused wrongly, upwards more is answered "
        "wrongly. The nearer the lower left corner, the better. The large dot is where the threshold stands.",
    ),
    "abstention.none": (
        "要画这条曲线，题集里既要有文章能回答的问题，也要有文章没有说到的问题。",
        "This needs questions that the articles answer as well as questions that they do not.",
    ),
    "abstention.x": ("误拒（文章有答案的问题中）", "Wrongly refused, of those with an answer"),
    "abstention.y": ("误答（文章没有答案的问题中）", "Wrongly answered, of those without one"),
    "abstention.now": ("现在 {value}", "now {value}"),
    "abstention.at": ("阈值 {value}", "threshold {value}"),
    "reliability": ("把握有多可信", "How far confidence can be trusted"),
    "reliability.told": (
        "把问题按把握分组，看每组答对多少：落在虚线上说明把握恰当，在虚线下说明过于自信。",
        "Questions in groups by confidence, and how many of each are right. On the dashed line confidence is what it "
        "says; below it, it is too sure.",
    ),
    "reliability.none": ("没有问题可画。", "There is no question to draw."),
    "reliability.x": ("把握", "Confidence"),
    "reliability.y": ("实际答对", "Actually right"),
    "latency": ("回答要多久", "How long an answer takes"),
    "latency.told": (
        "柱子越高，用这么多毫秒的问题越多。一半的问题快于中位数，二十个里有十九个快于 95% 线。",
        "The taller a bar, the more questions took so many milliseconds. Half are faster than the median, nineteen of "
        "twenty faster than the 95th percentile.",
    ),
    "latency.slower": (
        "另有 {n:,} 题更慢，最慢 {slowest} 毫秒，没有画出。",
        "Not drawn: {n:,} slower, up to {slowest} ms.",
    ),
    "latency.none": ("没有记录用时。", "No times were recorded."),
    "latency.x": ("毫秒", "Milliseconds"),
    "latency.y": ("题数", "Questions"),
    "latency.median": ("中位数 {ms}", "median {ms}"),
    "latency.high": ("95%：{ms}", "95%: {ms}"),
    "alt": ("{name}：{values}", "{name}: {values}"),
    "alt.abstention": ("误拒 {refused}，误答 {false}", "{refused} wrongly refused, {false} wrongly answered"),
    "alt.reliability": ("把握 {sure}，答对 {right}", "confidence {sure}, right {right}"),
    "bracket": ("{text}（{more}）", "{text} ({more})"),
}

_ALL = {**TERMS, **WORDS, **PLOT_WORDS}


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of the report in one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A wording with its values filled in; `[n:question|questions]` becomes the first where n is 1."""
        text = _PLURAL.sub(lambda found: found[2 if values.get(found[1]) == 1 else 3], self._text(key))
        return text.format_map(values)

    def named(self, name: str) -> str:
        """What a language, type, direction or outcome is called; a name that is not ours stays as it is."""
        return self._text(name) if name in TERMS else name

    def joined(self, *sentences: str) -> str:
        """Sentences one after another; an empty one is left out."""
        return ("" if self.language == "zh" else " ").join(filter(None, sentences))

    def listed(self, items: Iterable[str]) -> str:
        """Items one after another."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def starting(self, prefix: str) -> dict[str, str]:
        """The wordings whose key starts with a prefix, by the rest of the key, for the script to fill in."""
        return {key.removeprefix(prefix): self._text(key) for key in _ALL if key.startswith(prefix)}

    def _text(self, key: str) -> str:
        chinese, english = _ALL[key]
        return chinese if self.language == "zh" else english
