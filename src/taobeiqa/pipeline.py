"""Settings into objects, and the one way from a question to an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from taobeiqa.answering.abstain import THRESHOLD, confidence, decide
from taobeiqa.answering.candidates import Candidate, Reading
from taobeiqa.answering.compose import answer_text, figure_text, in_turn, together
from taobeiqa.answering.conflicts import rivals
from taobeiqa.answering.conversation import Exchange, leans, may_lean, points_back, self_contained
from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.extractor import bundled_extractor
from taobeiqa.answering.generate import READ, Written, answers, written
from taobeiqa.answering.gloss import Gloss, gloss
from taobeiqa.answering.open_answers import further
from taobeiqa.answering.proof import cite
from taobeiqa.answering.query import MAX_QUESTION_CHARS, ask_query
from taobeiqa.answering.question import understand
from taobeiqa.answering.reader import DEPTH, read, rerank
from taobeiqa.answering.refusal import refusal
from taobeiqa.answering.small_talk import Topic, may_be_of_articles, reply, small_talk
from taobeiqa.answering.translated import Translations
from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.errors import StoredIndexError
from taobeiqa.language_model import LanguageModel
from taobeiqa.records import Answer, Article, Citation, Hit, Language, Query, Span
from taobeiqa.retrieval.encoders import Encoder, Vectors, load_encoder
from taobeiqa.retrieval.index import FILE, Index, Progress, build, load, save
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import encode_query, search
from taobeiqa.settings import Settings
from taobeiqa.text.names import names


class Pipeline:
    """A loaded index, its encoder and the lexicon. Safe to share between threads: asking changes nothing."""

    def __init__(self, index: Index, encoder: Encoder, lexicon: Lexicon) -> None:
        self.index = index
        self._encoder = encoder
        self._lexicon = lexicon.with_glossary(index.glossary)
        self._extractor = bundled_extractor()
        self._model: LanguageModel | None = None
        calibration = index.calibration
        self.threshold = calibration.threshold if calibration else THRESHOLD
        self._translations = Translations(index)

    def with_language_model(self, model: LanguageModel | None) -> Pipeline:
        """This pipeline with answers worded by a model as far as what it says is proven; None: by none."""
        other = copy(self)
        other._model = model
        return other

    def search(self, question: str, top_k: int = 5) -> list[Hit]:
        """The `top_k` passages that answer a question best, best first: retrieved, read, and ordered by what was read.

        Raises:
            QuestionError: see `ask_query`.
        """
        query = ask_query(question)
        hits, vector = self._retrieve(query, top_k)
        return rerank(hits, self._read(query, hits, vector))[:top_k]

    def ask(self, question: str, top_k: int = 5, before: Answer | None = None) -> Answer:
        """Answer a question from the articles, with verbatim citations, or say that they do not say.

        Args:
            question: as typed.
            top_k: how many passages come with the answer.
            before: the answer before it in a conversation; what the question leaves to that is put into it.

        Raises:
            QuestionError: see `ask_query`.
        """
        *_, answer = self.stream(question, top_k, before)
        return answer

    def stream(self, question: str, top_k: int = 5, before: Answer | None = None) -> Iterator[Answer]:
        """As `ask`, the answer once after each sentence of it that is proven; the last one is all of it. Without a
        language model there is one.

        Raises:
            QuestionError: see `ask_query`.
        """
        attempt = self.attempt(question, max(top_k, READ), before)
        yield from (replace(one, hits=one.hits[:top_k]) for one in self._worded(decide(attempt, self.threshold)))

    def worded(self, attempt: Answer) -> Answer:
        """An attempt as it is shown: in the words of the language model if it is sure enough and they are proven."""
        shown = decide(attempt, self.threshold)
        return attempt if shown.abstained else list(self._worded(shown))[-1]

    def _worded(self, answer: Answer) -> Iterator[Answer]:
        """An answer, growing in the words of the language model; as it is where that has nothing proven to say."""
        worded = False
        # Articles that give different figures are not for a model to choose from.
        if self._model is not None and len({citation.article_id for citation in answer.citations}) == 1:
            query = replace(ask_query(answer.asked or answer.question), language=answer.language)
            shown = [hit.passage for hit in answer.hits[:READ]]
            cited = [p for p in self.index.passages if p.id == answer.citations[0].passage_id and p not in shown]
            told = written(self._model, query, [*cited, *shown], self._reviewed, self._lexicon)
            for one in answers(answer, self._model.model, told, self._quoted):
                worded = True
                yield one
        if not worded:
            yield answer

    def attempt(self, question: str, top_k: int = 5, before: Answer | None = None) -> Answer:
        """The best answer there is, however unsure; without citations where nothing was found to read.

        Raises:
            QuestionError: see `ask_query`.
        """
        query = ask_query(question)
        topic = small_talk(query.text)
        if topic is not None:
            return self._aside(question, query, topic, top_k)
        if before is None or before.aside:
            return self._attempt(question, query, top_k)
        if leans(query):
            return self._continued(question, query, top_k, before)
        alone = self._attempt(question, query, top_k)
        if may_lean(query) and (alone.confidence < self.threshold or points_back(query)):
            continued = self._continued(question, query, top_k, before)
            return continued if continued.confidence >= max(self.threshold, alone.confidence) else alone
        return alone

    def _aside(self, question: str, query: Query, topic: Topic, top_k: int) -> Answer:
        """The reply to a message that is not about the articles, unless they answer it all the same."""
        answer = self._attempt(question, query, top_k)
        if may_be_of_articles(query.text, topic) and answer.citations and answer.confidence >= self.threshold:
            return answer
        articles, translations = self.index.articles, self.index.translations.items()
        titles = {name: one.title for (name, language), one in translations if language == query.language}
        told = reply(topic, query.language, tuple(articles.values()), titles)
        return replace(answer, abstained=True, aside=True, text=told, confidence=1.0, citations=(), refusal=told)

    def _continued(self, question: str, query: Query, top_k: int, before: Answer) -> Answer:
        """The attempt at a question that goes on from another."""
        earlier = Query(before.asked or before.question, before.language)
        marked = [mark for citation in before.citations[:1] for mark in citation.highlights[:1]]
        person = None
        if marked and understand(earlier).wanted == "person":
            person = self.index.articles[before.citations[0].article_id].text[slice(*marked[0])]
            if before.written_by and (0, len(person)) not in names(person, "person"):
                person = None  # the words that a model quotes
        full = self_contained(query, Exchange(earlier, person), self._likeness)
        if len(full.text) > MAX_QUESTION_CHARS or full == query:
            return self._attempt(question, query, top_k)
        return replace(self._attempt(question, full, top_k), asked=full.text)

    def gloss(self, citation: Citation, language: Language) -> tuple[Gloss, ...]:
        """A Chinese quotation word by word for a reader of English; empty for a reader of Chinese, or of English."""
        if language == "zh" or self.index.articles[citation.article_id].language == "en":
            return ()
        return gloss(citation.quote, citation.start, self._lexicon)

    def _likeness(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._encoder.encode_queries([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    def _attempt(self, question: str, query: Query, top_k: int) -> Answer:
        began = time.perf_counter()
        hits, vector = self._retrieve(query, top_k)
        retrieved = time.perf_counter()
        reading = self._read(query, hits, vector)
        answer = self._answer(question, query, reading)
        ended = time.perf_counter()
        return replace(
            answer,
            hits=tuple(rerank(hits, reading)[:top_k]),
            refusal=refusal(query, self.index, self._lexicon),
            timings_ms={
                "retrieve": 1000 * (retrieved - began),
                "answer": 1000 * (ended - retrieved),
                "total": 1000 * (ended - began),
            },
        )

    def _retrieve(self, query: Query, top_k: int) -> tuple[list[Hit], Vectors]:
        vector = encode_query(query, self._encoder)
        return search(query, vector, self.index, self._lexicon, max(DEPTH, top_k)), vector

    def _read(self, query: Query, hits: Sequence[Hit], vector: Vectors) -> Reading:
        places = [self.index.places[hit.passage.id] for hit in hits[:DEPTH]]
        scores = self.index.vectors.sentence_scores(vector, places)
        by_id = {hit.passage.id: scores[place] for hit, place in zip(hits, places, strict=False)}
        return read(
            query,
            hits[:DEPTH],
            by_id,
            self.index,
            self._lexicon,
            self._extractor,
            self._translations.passage,
        )

    def _answer(self, question: str, query: Query, reading: Reading) -> Answer:
        if not reading.candidates:
            return Answer(question, query.language, False, "", 0.0, (), (), {})
        told = [reading.candidates[0], *(rivals(reading) or further(query, reading))]
        articles = [self.index.articles[candidate.hit.passage.article_id] for candidate in told]
        sure = confidence(reading, len(self.index.passages))
        citations = tuple(
            self._cite(number, query, candidate, article)
            for number, (candidate, article) in enumerate(zip(told, articles, strict=True), start=1)
        )
        texts = [
            self._text(query, article, one, candidate.told)
            for article, one, candidate in zip(articles, citations, told, strict=True)
        ]
        if len(articles) > 1 and told[0].wanted != "quantity":
            text, shown = in_turn(texts)
            return Answer(question, query.language, False, text, sure, citations[:shown], (), {})
        figures = [figure_text(one, query.language) for one in citations if len(citations) > 1]
        text = together(texts, figures, query.language)
        return Answer(question, query.language, False, text, sure, citations, (), {})

    def _cite(self, number: int, query: Query, candidate: Candidate, article: Article) -> Citation:
        marks = [candidate.span] if candidate.span else []
        citation = cite(number, article, candidate.hit.passage, candidate.sentence, marks, None)
        return self._translated(citation, query.language)

    def _quoted(self, number: int, one: Written, language: Language) -> Citation:
        article = self.index.articles[one.passage.article_id]
        return self._translated(cite(number, article, one.passage, one.quote, [], None), language)

    def _translated(self, citation: Citation, language: Language) -> Citation:
        """A citation with its translation into the asker's language, where there is one."""
        translation = self._translations.of(citation.article_id, language)
        if translation is None:
            return citation
        text = self._translations.text(citation.article_id, (citation.start, citation.end), language)
        return replace(citation, translation=text or None, translation_reviewed=translation.reviewed or not text)

    def _reviewed(self, article: str, quote: Span, language: Language) -> str:
        """A quotation's translation if a person has gone through it, else empty."""
        translation = self._translations.of(article, language)
        return self._translations.text(article, quote, language) if translation and translation.reviewed else ""

    def _text(self, query: Query, article: Article, citation: Citation, told: Span | None) -> str:
        mark = citation.highlights[0] if citation.highlights else None
        return answer_text(
            query.language,
            article.language,
            citation.quote,
            (mark[0] - citation.start, mark[1] - citation.start) if mark else None,
            citation.translation,
            told,
            Listener(query, self._lexicon),
            self._lexicon,
        )


def build_index(settings: Settings, progress: Progress = lambda done, total: None) -> Index:
    """Read the corpus, build its index, publish it. What has not changed since the last one is not encoded again."""
    corpus, encoder, lexicon = read_corpus(settings.corpus), load_encoder(settings.model), Lexicon()
    try:
        previous = load(settings.index)
    except StoredIndexError:
        previous = None
    return _publish(settings, corpus, encoder, lexicon, previous, progress)


def open_pipeline(settings: Settings) -> Pipeline:
    """The pipeline over the index that the settings name.

    Raises:
        StoredIndexError: there is no index, or it cannot be read with these settings.
    """
    encoder, lexicon = load_encoder(settings.model), Lexicon()
    index = load(settings.index, encoder)
    if index.manifest.lexicon_digest != lexicon.digest:
        raise StoredIndexError(
            f"The glossary or the translation table has changed since the index at {settings.index} was built. "
            f"Update it with: taobeiqa index --index {settings.index}"
        )
    return Pipeline(index, encoder, lexicon)


def current_pipeline(settings: Settings, progress: Progress = lambda done, total: None) -> Pipeline:
    """The pipeline over the corpus as it is now: its index is built if there is none, and brought up to date first.

    Raises:
        CorpusError: the corpus cannot be read.
        StoredIndexError: there is an index, but a damaged one or one made with another model; or it cannot be written.
    """
    corpus, encoder, lexicon = read_corpus(settings.corpus), load_encoder(settings.model), Lexicon()
    index = load(settings.index, encoder) if (settings.index / FILE).is_file() else None
    wanted = (corpus.digest, lexicon.digest)
    if index is None or (index.manifest.corpus_digest, index.manifest.lexicon_digest) != wanted:
        index = _publish(settings, corpus, encoder, lexicon, index, progress)
    return Pipeline(index, encoder, lexicon)


def pipeline_over(
    articles: tuple[Article, ...], encoder: Encoder, lexicon: Lexicon, progress: Progress = lambda done, total: None
) -> Pipeline:
    """A pipeline over articles that are in no corpus, for as long as it lives."""
    return Pipeline(build(Corpus(articles, {}, ""), encoder, lexicon, None, progress), encoder, lexicon)


def _publish(
    settings: Settings, corpus: Corpus, encoder: Encoder, lexicon: Lexicon, previous: Index | None, progress: Progress
) -> Index:
    index = build(corpus, encoder, lexicon, previous, progress)
    save(index, settings.index)
    return index
