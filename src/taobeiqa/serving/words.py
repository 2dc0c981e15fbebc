"""What the interface says, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from taobeiqa.records import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The wording of the interface in one language."""

    name: str
    other_name: str
    tagline: Callable[[int], str]
    switch: str
    new: str
    conversation: str
    evidence: str
    welcome: str
    welcome_more: str
    examples: str
    question_label: str
    placeholder: str
    ask: str
    question_mark: str
    answer_mark: str
    asking: str
    understood: str
    """What stands before a follow-up question as it was understood."""
    worded: Callable[[str], str]
    """What stands under an answer that a language model worded."""
    sorry: str
    cannot_ask: str | None
    """For a question that cannot be answered for what it is. None: the error's own line, which is English."""
    cite: Callable[[int, str], str]
    see_nearest: str
    judge: str
    right: str
    wrong: str
    judged: Callable[[str], str]
    """What a thumb says and does, for the pointer that rests on it."""
    thanks: str
    thanks_right: str
    correction: str
    send: str
    stored: str
    sent: str
    reword: str
    not_stored: str
    evidence_for: str
    by: Callable[[str], str]
    translation: str
    word_by_word: str
    word_by_word_note: str
    unreviewed: str
    translated_title: str
    read: str
    others: Callable[[int], str]
    nearest: str
    nearest_note: str
    open_passage: Callable[[str], str]
    articles: str
    articles_note: str
    back: str
    back_to_articles: str
    to_question: str
    show_translation: str
    gap: str
    article_label: Callable[[str], str]


WORDS: dict[Language, Words] = {
    "zh": Words(
        name="洮北问答",
        other_name="taobeiqa",
        tagline=lambda count: f"已收录 {count:,} 篇报纸文章，中英文皆可提问，每个回答都附原文。",
        switch="界面语言",
        new="新对话",
        conversation="对话",
        evidence="依据",
        welcome="问报纸，看原文。",
        welcome_more="回答只取自收录的文章，并逐字引用原句；文章里没有说到的，就照实说没有。",
        examples="试着问一问",
        question_label="你的问题",
        placeholder="用中文或英文提问……",
        ask="提问",
        question_mark="问",
        answer_mark="答",
        asking="正在查找……",
        understood="理解为：",
        worded=lambda model: f"由语言模型 {model} 表述；数字、日期和人名地名已与引文核对。",
        sorry="抱歉，出了点问题，没能回答。请再试一次。",
        cannot_ask="这个问题没法查找：请用中文或英文提问，写得短一些（最多一千字）。",
        cite=lambda number, title: f"看第 {number} 条依据：{title}",
        see_nearest="看最相近的段落",
        judge="这个回答对吗？",
        right="回答正确",
        wrong="回答有误",
        judged=lambda label: f"{label}（会保存问题和回答，不保存任何关于你的信息）",
        thanks="谢谢，已记下。",
        thanks_right="谢谢。只存问题和回答，不存你的信息。",
        correction="正确的应该是什么？（可不填）",
        send="发送",
        stored="保存的只有问题、回答和你写的内容，没有任何关于你的信息。",
        sent="谢谢，已保存。",
        reword="修改",
        not_stored="没能保存，请稍后再试。",
        evidence_for="所答问题：",
        by=lambda names: f"文／{names}",
        translation="译文",
        word_by_word="逐词对照",
        word_by_word_note="由词典逐词给出，供对照原文，不是译文。",
        unreviewed="机器翻译，未经校对",
        translated_title="标题译文",
        read="阅读全文",
        others=lambda count: f"其他相关段落（{count}）",
        nearest="最相近的段落",
        nearest_note="文章里没有说到。下面只是最相近的段落，不是依据。",
        open_passage=lambda title: f"在全文中阅读：{title}",
        articles="收录的文章",
        articles_note="提问之后，这里会列出回答所引的原文。也可以先读一读收录的文章。",
        back="返回依据",
        back_to_articles="返回文章目录",
        to_question="↑ 回到对话",
        show_translation="对照译文",
        gap="此处版面文字缺失",
        article_label=lambda title: f"全文：{title}",
    ),
    "en": Words(
        name="taobeiqa",
        other_name="洮北问答",
        tagline=lambda count: (
            f"{count:,} newspaper {'article' if count == 1 else 'articles'} indexed. "
            "Ask in English or Chinese; every answer quotes its source."
        ),
        switch="Interface language",
        new="New conversation",
        conversation="Conversation",
        evidence="Evidence",
        welcome="Ask the papers. Read the source.",
        welcome_more=(
            "Answers come only from the indexed articles and quote them word for word. "
            "What the articles do not say, this page does not say either."
        ),
        examples="Try asking",
        question_label="Your question",
        placeholder="Ask in English or Chinese…",
        ask="Ask",
        question_mark="Q",
        answer_mark="A",
        asking="Looking it up…",
        understood="Understood as: ",
        worded=lambda model: (
            f"Worded by the language model {model}; figures, dates and names checked against the quotes."
        ),
        sorry="Sorry, something went wrong and the question was not answered. Please try again.",
        cannot_ask=None,
        cite=lambda number, title: f"Show citation {number}: {title}",
        see_nearest="See the nearest passages",
        judge="Is this answer right?",
        right="Right answer",
        wrong="Wrong answer",
        judged=lambda label: f"{label} (stores the question and the answer, nothing about you)",
        thanks="Thank you, noted.",
        thanks_right="Thank you. Stored: question and answer, nothing about you.",
        correction="What would be right? (optional)",
        send="Send",
        stored="Only the question, the answer and what you write are stored, nothing about you.",
        sent="Thank you, stored.",
        reword="Change",
        not_stored="This could not be stored. Please try again later.",
        evidence_for="In answer to",
        by=lambda names: f"By {names}",
        translation="Translation",
        word_by_word="Word by word",
        word_by_word_note="From a dictionary, word by word: a help to read the original, not a translation.",
        unreviewed="machine translation, not reviewed",
        translated_title="Title in translation",
        read="Read the whole article",
        others=lambda count: f"Other passages found ({count})",
        nearest="Nearest passages",
        nearest_note="The articles do not say. These passages are only the nearest; they are not evidence.",
        open_passage=lambda title: f"Read in the whole article: {title}",
        articles="Indexed articles",
        articles_note="Once you have asked, the sentences that an answer quotes appear here. Or read an article first.",
        back="Back to the evidence",
        back_to_articles="Back to the articles",
        to_question="↑ Conversation",
        show_translation="Show translation",
        gap="Text lost on the printed page",
        article_label=lambda title: f"Whole article: {title}",
    ),
}

LANGUAGE_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def preferred_language(accepted: str | None) -> Language:
    """The interface language for an `Accept-Language` header: the one of the two it prefers, else English."""
    best: tuple[float, Language] = (0.0, "en")
    for item in (accepted or "").split(","):
        name, _, rest = item.strip().partition(";")
        primary = name.strip().lower().split("-")[0]
        try:
            weight = float(rest.partition("=")[2]) if rest else 1.0
        except ValueError:
            continue
        language: Language | None = "zh" if primary == "zh" else "en" if primary == "en" else None
        if language is not None and weight > best[0]:
            best = (weight, language)
    return best[1]
