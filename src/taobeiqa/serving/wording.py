"""What the interface has to say, whatever the language."""

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
    forgotten: str
    """What stands below the conversation of a page that the server knows nothing of any more."""
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
