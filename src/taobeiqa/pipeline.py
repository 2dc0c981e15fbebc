"""Settings into objects, and the one way from a question to an answer."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from taobeiqa.answering.abstain import THRESHOLD, confidence, decide
from taobeiqa.answering.compose import answer_text, figure_text, together
from taobeiqa.answering.conflicts import rivals
from taobeiqa.answering.conversation import Exchange, leans, may_lean, self_contained
from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.gloss import Gloss, gloss
from taobeiqa.answering.proof import cite
from taobeiqa.answering.question import understand
from taobeiqa.answering.reader import DEPTH, Candidate, Reading, read, rerank
from taobeiqa.answering.refusal import refusal
from taobeiqa.answering.small_talk import Topic, may_be_of_articles, reply, small_talk
from taobeiqa.corpus.articles import Corpus, aligned_sentences, read_corpus
from taobeiqa.errors import QuestionError, StoredIndexError
from taobeiqa.records import Answer, Article, Citation, Hit, Language, Query, Span
from taobeiqa.retrieval.encoders import Encoder, Vectors, load_encoder
from taobeiqa.retrieval.index import FILE, Index, Progress, build, load, save
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import encode_query, search
from taobeiqa.settings import Settings
from taobeiqa.text.script import language_of

MAX_QUESTION_CHARS = 1000


def ask_query(question: str) -> Query:
    """A question as typed into a query: control characters out, blanks single, accents joined to their letters (NFC),
    its language told.

    Raises:
        QuestionError: it is blank, has no word, or is longer than `MAX_QUESTION_CHARS` code points.
    """
    printable = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in question)
    visible = "".join(char for char in printable if unicodedata.category(char) not in ("Cf", "Cs"))
    text = unicodedata.normalize("NFC", " ".join(visible.split()))
    if not text:
        raise QuestionError("The question is empty: type a question in Chinese or English.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"The question has {len(text):,} characters: ask in at most {MAX_QUESTION_CHARS:,}.")
    if not any(char.isalnum() for char in text):
        raise QuestionError("The question has no word in it: type a question in Chinese or English.")
    return Query(text, language_of(text))


class Pipeline:
    """A loaded index, its encoder and the lexicon. Safe to share between threads: asking changes nothing."""

    def __init__(self, index: Index, encoder: Encoder, lexicon: Lexicon) -> None:
        self.index = index
        self._encoder = encoder
        self._lexicon = lexicon.with_glossary(index.glossary)
        calibration = index.calibration
        self.threshold = calibration.threshold if calibration else THRESHOLD
        self._aligned: dict[tuple[str, str], dict[Span, Span]] = {
            key: aligned_sentences(index.articles[key[0]], translation)
            for key, translation in index.translations.items()
        }

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
        return decide(self.attempt(question, top_k, before), self.threshold)

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
        if may_lean(query) and alone.confidence < self.threshold:
            continued = self._continued(question, query, top_k, before)
            return continued if continued.confidence > alone.confidence else alone
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
        return read(query, hits[:DEPTH], by_id, self.index, self._lexicon)

    def _answer(self, question: str, query: Query, reading: Reading) -> Answer:
        if not reading.candidates:
            return Answer(question, query.language, False, "", 0.0, (), (), {})
        told = [reading.candidates[0], *rivals(reading)]
        articles = [self.index.articles[candidate.hit.passage.article_id] for candidate in told]
        sure = confidence(query, reading, articles[0], self.index, self._lexicon)
        citations = tuple(
            self._cite(number, query, candidate, article)
            for number, (candidate, article) in enumerate(zip(told, articles, strict=True), start=1)
        )
        texts = [self._text(query, article, one) for article, one in zip(articles, citations, strict=True)]
        figures = [figure_text(one, query.language) for one in citations if len(citations) > 1]
        text = together(texts, figures, query.language)
        return Answer(question, query.language, False, text, sure, citations, (), {})

    def _cite(self, number: int, query: Query, candidate: Candidate, article: Article) -> Citation:
        translation = self.index.translations.get((article.id, query.language))
        translated = None
        if translation is not None and article.language != query.language:
            place = self._aligned[article.id, query.language].get(candidate.sentence)
            translated = translation.text[slice(*place)] if place else None
        marks = [candidate.span] if candidate.span else []
        return cite(number, article, candidate.hit.passage, candidate.sentence, marks, translated)

    def _text(self, query: Query, article: Article, citation: Citation) -> str:
        mark = citation.highlights[0] if citation.highlights else None
        return answer_text(
            query.language,
            article.language,
            citation.quote,
            (mark[0] - citation.start, mark[1] - citation.start) if mark else None,
            citation.translation,
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
