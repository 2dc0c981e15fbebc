"""What one visitor has asked and is looking at."""

from __future__ import annotations

from dataclasses import dataclass, field

from taobeiqa.records import Answer, Span
from taobeiqa.serving.opinion import Opinion
from taobeiqa.serving.words import Interface

MAX_TURNS = 100
"""How many turns of a conversation are kept; older ones leave the page."""


@dataclass(slots=True)
class Turn:
    """A question, and its answer or the line that stands in its place; while it is being answered, neither."""

    number: int
    question: str
    answer: Answer | None = None
    problem: str | None = None
    """The error's own line, or an empty string where something unforeseen went wrong."""
    growing: bool = False
    """Whether more of the answer is on its way."""
    opinion: Opinion = field(default_factory=Opinion)
    """What the visitor says of the answer."""

    @property
    def pending(self) -> bool:
        """Whether the answer, or more of it, is still to come."""
        return self.growing or (self.answer is None and self.problem is None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The article open in the reader: which passage of it is marked and which sentence and spans in that."""

    article_id: str
    passage: Span | None = None
    quote: Span | None = None
    highlights: tuple[Span, ...] = ()
    translated: bool = False
    """Whether its translation is shown from the start."""


@dataclass(slots=True)
class Session:
    """One visitor's conversation, changed in place; events of one page may come while an answer is on its way."""

    language: Interface = "en"
    known: bool = False
    """Whether the page has said what it begins with."""
    forgotten: bool = False
    """Whether the page shows an earlier conversation, of which nothing is known here."""
    signed_in: bool = False
    """Whether a key let the visitor in, who can sign out then."""
    turns: list[Turn] = field(default_factory=list)
    shown: int | None = None
    """The number of the turn whose evidence is shown."""
    reading: Reading | None = None
    reveal: str | None = None
    """The id of the element to bring into view once the panel is drawn."""
    answered: bool = False
    """Whether it is the coming of an answer, and not the visitor, that asks for it."""
    drawn: int = 0
    """Counts what was to be revealed, so that the page does it once."""
    asked: int = 0
    examples: tuple[str, ...] = ()
    """The questions that the page around the chat begins with, instead of those of the corpus."""

    @property
    def waiting(self) -> bool:
        """Whether a question is being answered."""
        return any(turn.pending for turn in self.turns)

    def begin(self, question: str) -> Turn:
        """A new turn at the end."""
        self.asked += 1
        turn = Turn(self.asked, question)
        self.turns = [*self.turns, turn][-MAX_TURNS:]
        return turn

    def finish(self, turn: Turn) -> None:
        """Show the evidence of a turn that is answered. One with a problem has none, nor has one that is no question to
        the articles: the panel stays as it is.
        """
        if turn.answer is not None and not turn.answer.aside and any(turn is kept for kept in self.turns):
            self.shown, self.reading = turn.number, None
            self._reveal("tq-panel-top", answered=True)

    def turn(self, number: object) -> Turn | None:
        """The turn of that number, if it is still there and answered."""
        return next((turn for turn in self.turns if turn.number == number and turn.answer is not None), None)

    def before(self, turn: Turn) -> Answer | None:
        """The answer that a turn may go on from: the last one before it."""
        answers = (one.answer for one in reversed(self.turns) if one.number < turn.number)
        return next((answer for answer in answers if answer is not None and not answer.aside), None)

    def show(self, number: object, citation: object = None) -> None:
        """Show the evidence of a turn, and go to one of its citations."""
        turn = self.turn(number)
        if turn is None:
            return
        self.shown, self.reading = turn.number, None
        found = [c.number for c in (turn.answer.citations if turn.answer else ()) if c.number == citation]
        self._reveal(f"tq-card-{turn.number}-{found[0]}" if found else "tq-panel-top")

    def read(self, reading: Reading) -> None:
        """Open an article in the reader, at the passage or else at the top."""
        self.reading = reading
        self._reveal("tq-cited" if reading.passage else "tq-panel-top")

    def back(self) -> None:
        """Close the reader."""
        self.reading = None
        self._reveal("tq-panel-top")

    def restart(self) -> None:
        """Forget the conversation."""
        self.turns, self.shown, self.reading, self.reveal, self.forgotten = [], None, None, None, False

    def _reveal(self, element: str, answered: bool = False) -> None:
        self.reveal, self.answered = element, answered
        self.drawn += 1
