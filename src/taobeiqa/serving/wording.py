"""The wording of the interface in Simplified Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from taobeiqa.records import Language


class Line(str):
    """A line with places to fill, as `str.format` has them; `{s}` is the s of any number but one."""

    __slots__ = ()

    def __call__(self, *told: object) -> str:
        """The line with what is told in its places."""
        return self.format(*told, s="" if told[0] == 1 else "s")


@dataclass(frozen=True, slots=True)
class Words:
    """The wording of the interface in one language."""

    name: str
    other_name: str
    tagline: Line
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
    worded: Line
    """What stands under an answer that a language model worded."""
    sorry: str
    cannot_ask: str | None
    """For a question that cannot be answered for what it is. None: the error's own line, which is English."""
    cite: Line
    see_nearest: str
    judge: str
    right: str
    wrong: str
    judged: Line
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
    by: Line
    translation: str
    word_by_word: str
    word_by_word_note: str
    unreviewed: str
    translated_title: str
    read: str
    others: Line
    nearest: str
    nearest_note: str
    open_passage: Line
    articles: str
    articles_note: str
    back: str
    back_to_articles: str
    to_question: str
    show_translation: str
    gap: str
    article_label: Line
    copy_answer: str
    copied: str
    """What the button says once it has copied."""
    share: str
    shared: str
    by_hand: str
    """What stands beside a text that the browser did not let the page copy."""
    export: str
    exports: str
    """What the button says for those who hear it, or rest the pointer on it."""
    sign_out: str
    figures_differ: str
    figures_differ_note: str
    figure: str
    said: str
    """The column of what a figure is said of."""
    article: str
    all_articles: str
    to_chat: str
    find: str
    search: str
    """The button that finds."""
    found_in_titles: str
    found_in_texts: str
    found_nothing: str
    may_not_search: str
    pages: str
    page_of: Line
    newer: str
    older: str
    paragraphs: Line
    in_language: dict[Language, str]
    source: Line
    hide_translation: str
    no_article: str
    open_page: str
    """The link from the reader to the article on a page of its own."""


CHINESE = Words(
    name="洮北问答",
    other_name="taobeiqa",
    tagline=Line("已收录 {:,} 篇报纸文章，中英文皆可提问，每个回答都附原文。"),
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
    worded=Line("由语言模型 {} 表述；数字、日期和人名地名已与引文核对。"),
    sorry="抱歉，出了点问题，没能回答。请再试一次。",
    cannot_ask="这个问题没法查找：请用中文或英文提问，写得短一些（最多一千字）。",
    cite=Line("看第 {} 条依据：{}"),
    see_nearest="看最相近的段落",
    judge="这个回答对吗？",
    right="回答正确",
    wrong="回答有误",
    judged=Line("{}（会保存问题和回答，不保存任何关于你的信息）"),
    thanks="谢谢，已记下。",
    thanks_right="谢谢。只存问题和回答，不存你的信息。",
    correction="正确的应该是什么？（可不填）",
    send="发送",
    stored="保存的只有问题、回答和你写的内容，没有任何关于你的信息。",
    sent="谢谢，已保存。",
    reword="修改",
    not_stored="没能保存，请稍后再试。",
    evidence_for="所答问题：",
    by=Line("文／{}"),
    translation="译文",
    word_by_word="逐词对照",
    word_by_word_note="由词典逐词给出，供对照原文，不是译文。",
    unreviewed="机器翻译，未经校对",
    translated_title="标题译文",
    read="阅读全文",
    others=Line("其他相关段落（{}）"),
    nearest="最相近的段落",
    nearest_note="文章里没有说到。下面只是最相近的段落，不是依据。",
    open_passage=Line("在全文中阅读：{}"),
    articles="收录的文章",
    articles_note="提问之后，这里会列出回答所引的原文。也可以先读一读收录的文章。",
    back="返回依据",
    back_to_articles="返回文章目录",
    to_question="↑ 回到对话",
    show_translation="对照译文",
    gap="此处版面文字缺失",
    article_label=Line("全文：{}"),
    copy_answer="复制回答",
    copied="已复制",
    share="复制提问链接",
    shared="链接已复制",
    by_hand="浏览器不允许自动复制，请手动复制下面的文字。",
    export="导出",
    exports="导出对话（Markdown 文件）",
    sign_out="退出登录",
    figures_differ="各篇数字不一",
    figures_differ_note="说的未必是同一回事，请对照原句。",
    figure="数字",
    said="原句怎么说",
    article="文章",
    all_articles="全部文章",
    to_chat="去提问",
    find="搜索标题和正文",
    search="搜索",
    found_in_titles="标题相符的文章",
    found_in_texts="最相近的段落",
    found_nothing="没有找到。请换一个词，用中文或英文都可以。",
    may_not_search="这个密钥可以阅读文章，但不能搜索。",
    pages="翻页",
    page_of=Line("第 {} 页，共 {} 页"),
    newer="上一页",
    older="下一页",
    paragraphs=Line("{:,} 段"),
    in_language={"zh": "中文", "en": "英文"},
    source=Line("来源：{}"),
    hide_translation="不看译文",
    no_article="没有这篇文章",
    open_page="在新页打开这篇文章 ↗",
)

ENGLISH = Words(
    name="taobeiqa",
    other_name="洮北问答",
    tagline=Line("{:,} newspaper article{s} indexed. Ask in English or Chinese; every answer quotes its source."),
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
    worded=Line("Worded by the language model {}; figures, dates and names checked against the quotes."),
    sorry="Sorry, something went wrong and the question was not answered. Please try again.",
    cannot_ask=None,
    cite=Line("Show citation {}: {}"),
    see_nearest="See the nearest passages",
    judge="Is this answer right?",
    right="Right answer",
    wrong="Wrong answer",
    judged=Line("{} (stores the question and the answer, nothing about you)"),
    thanks="Thank you, noted.",
    thanks_right="Thank you. Stored: question and answer, nothing about you.",
    correction="What would be right? (optional)",
    send="Send",
    stored="Only the question, the answer and what you write are stored, nothing about you.",
    sent="Thank you, stored.",
    reword="Change",
    not_stored="This could not be stored. Please try again later.",
    evidence_for="In answer to",
    by=Line("By {}"),
    translation="Translation",
    word_by_word="Word by word",
    word_by_word_note="From a dictionary, word by word: a help to read the original, not a translation.",
    unreviewed="machine translation, not reviewed",
    translated_title="Title in translation",
    read="Read the whole article",
    others=Line("Other passages found ({})"),
    nearest="Nearest passages",
    nearest_note="The articles do not say. These passages are only the nearest; they are not evidence.",
    open_passage=Line("Read in the whole article: {}"),
    articles="Indexed articles",
    articles_note="Once you have asked, the sentences that an answer quotes appear here. Or read an article first.",
    back="Back to the evidence",
    back_to_articles="Back to the articles",
    to_question="↑ Conversation",
    show_translation="Show translation",
    gap="Text lost on the printed page",
    article_label=Line("Whole article: {}"),
    copy_answer="Copy answer",
    copied="Copied",
    share="Copy link to question",
    shared="Link copied",
    by_hand="Your browser does not let this page copy. Copy the text below yourself.",
    export="Export",
    exports="Export the conversation as a Markdown file",
    sign_out="Sign out",
    figures_differ="The articles give different figures",
    figures_differ_note="They may be of different things: compare the sentences.",
    figure="Figure",
    said="As the article says it",
    article="Article",
    all_articles="All articles",
    to_chat="Ask a question",
    find="Search titles and texts",
    search="Search",
    found_in_titles="Articles with such a title",
    found_in_texts="Nearest passages",
    found_nothing="Nothing found. Try another word, in English or Chinese.",
    may_not_search="This key may read the articles, but not search them.",
    pages="Pages",
    page_of=Line("Page {} of {}"),
    newer="Previous page",
    older="Next page",
    paragraphs=Line("{:,} paragraph{s}"),
    in_language={"zh": "in Chinese", "en": "in English"},
    source=Line("Source: {}"),
    hide_translation="Hide translation",
    no_article="There is no such article",
    open_page="Open this article on a page of its own ↗",
)
