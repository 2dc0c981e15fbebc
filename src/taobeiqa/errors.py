"""What can go wrong, by who can mend it. Every message is one line that says what was wrong and how to mend it."""

from __future__ import annotations


class TaobeiqaError(Exception):
    """The user's input or settings are wrong; the command line prints it and exits with 2."""


class CorpusError(TaobeiqaError):
    """An article, a translation or the corpus folder cannot be read as it is."""


class QuestionError(TaobeiqaError):
    """A question that cannot be answered for what it is: empty, blank or too long."""


class StoredIndexError(TaobeiqaError):
    """The index is missing, damaged, or was made with another model or format."""


class ModelError(TaobeiqaError):
    """The encoder named in the settings cannot be loaded."""


class FeedbackError(TaobeiqaError):
    """The feedback is damaged, is another program's, or cannot be read or written just now."""


class SetError(TaobeiqaError):
    """A question set, a result to compare with, or a file of floors cannot be read as it is."""


class LanguageModelError(TaobeiqaError):
    """The language model of the settings cannot be reached, or what it answers cannot be read."""


class AccessError(TaobeiqaError):
    """Who may come in has not been decided, or the file of the keys cannot be used."""
