"""An article that has a translation is read in both languages: what answers is quoted as the article writes it."""

from __future__ import annotations

import pytest

from taobeiqa.answering.compose import MAX_CHARS, answer_text
from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.translated import Translations
from taobeiqa.corpus.articles import Corpus
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Article, Query
from taobeiqa.retrieval.encoders import BundledEncoder, HashingEncoder
from taobeiqa.retrieval.index import build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.segment import term

CHINESE = (
    "# 石岛灯塔重新点亮\n\n石岛灯塔重新点亮。灯塔由东海航标有限公司修复，花了三年。\n\n"
    "守塔人的小屋由村里的小学生粉刷一新，共用去43桶涂料。渔民修补了码头。"
)
ENGLISH = (
    "# Shidao lighthouse shines again\n\nShidao lighthouse shines again. Donghai Navigation Marks restored it, which "
    "took three years.\n\nPupils gave the warden's cottage a lick of paint and emptied 43 tins. "
    "Fishermen mended the pier."
)
QUESTION = "What happened to the warden's cottage that got a lick of paint?"


def over(lexicon: Lexicon, english: str | None) -> Pipeline:
    article = Article("lighthouse", "石岛灯塔重新点亮", (), "zh", CHINESE)
    told = Article("lighthouse", "Shidao lighthouse shines again", (), "en", english) if english else None
    encoder = BundledEncoder()
    translations = {("lighthouse", "en"): told} if told else {}
    return Pipeline(build(Corpus((article,), translations, ""), encoder, lexicon), encoder, lexicon)


def test_a_question_in_the_words_of_the_translation_finds_the_original(lexicon: Lexicon) -> None:
    alone, both = over(lexicon, None).attempt(QUESTION), over(lexicon, ENGLISH).attempt(QUESTION)
    (citation,) = both.citations
    assert both.confidence > alone.confidence or citation.quote not in [one.quote for one in alone.citations]
    assert (
        citation.quote
        == CHINESE[citation.start : citation.end]
        == "守塔人的小屋由村里的小学生粉刷一新，共用去43桶涂料。"
    )
    assert "Pupils gave the warden's cottage a lick of paint" in both.text


def test_a_figure_is_the_articles_also_where_the_translation_has_another(lexicon: Lexicon) -> None:
    question = "How many tins of paint did the pupils empty?"
    assert "43" in over(lexicon, ENGLISH).attempt(question).text
    wrong = over(lexicon, ENGLISH.replace("43", "34")).attempt(question)
    assert "34" not in wrong.text
    assert all("34" not in citation.quote for citation in wrong.citations)


def test_a_passage_is_told_sentence_for_sentence(lexicon: Lexicon) -> None:
    index = over(lexicon, ENGLISH).index
    translations = Translations(index)
    for passage in index.passages:
        told = translations.passage(passage)
        assert told is not None
        assert len(told.sentences) == len(passage.sentences)
        assert told.text == ENGLISH[told.start : told.end]
        assert translations.text("lighthouse", passage.sentences[0], "en") == ENGLISH[slice(*told.sentences[0])]
    assert translations.of("lighthouse", "zh") is None


def test_a_chinese_question_reads_the_translation_beside_the_original(lexicon: Lexicon) -> None:
    question = "小屋粉刷一共用掉了多少桶涂料？"
    nonsense = ENGLISH.replace("Pupils gave the warden's cottage a lick of paint and emptied 43 tins.", "It rained.")
    backed, alone, unsupported = (over(lexicon, one).attempt(question) for one in (ENGLISH, None, nonsense))
    assert {one.citations[0].quote for one in (backed, alone)} == {
        "守塔人的小屋由村里的小学生粉刷一新，共用去43桶涂料。"
    }
    assert backed.confidence > unsupported.confidence


def test_without_a_translation_there_is_none_to_read(lexicon: Lexicon) -> None:
    article = Article("lighthouse", "石岛灯塔重新点亮", (), "zh", CHINESE)
    index = build(Corpus((article,), {}, ""), HashingEncoder(), lexicon)
    assert Translations(index).passage(index.passages[0]) is None
    assert Translations(index).text("lighthouse", index.passages[0].sentences[0], "en") == ""


LONG = (
    "With the harbour's safety as the goal, the port office and the fishery station formed a joint patrol for the "
    "lighthouse, which went out by night in every weather and called at all 11 landing places of the county to look "
    "after the lamps, with the findings of the patrol used to decide where the next buoys are laid."
)


@pytest.mark.parametrize(
    ("question", "place", "clause"),
    [
        ("What are the findings used for?", None, "used to decide where the next buoys are laid"),
        ("Who looks after the lamps?", "called at all 11", "to look after the lamps"),
        ("Which offices formed the joint patrol?", None, "the port office and the fishery station formed"),
    ],
)
def test_of_a_long_translation_the_part_is_shown_that_answers(
    lexicon: Lexicon, question: str, place: str | None, clause: str
) -> None:
    told = (LONG.index(place), LONG.index(place) + len(place)) if place else None
    listener = Listener(Query(question, "en"), lexicon)
    shown = answer_text(
        "en", "zh", "港务办与渔业站组建联合巡查队，跑遍全县11个码头。", None, LONG, told, listener, lexicon
    )
    assert clause.lower() in shown.lower()
    assert len(shown) <= MAX_CHARS
    assert shown.rstrip(".…").lower() in LONG.lower()


CHOSEN = "春天，县里与沿海各村长谈之后决定购买缆绳、修补三座码头、悬挂新灯、培训守塔队，这是大家多年来的心愿。"
CHOICES = (
    "In the spring, after talks with every one of the villages along the coast that had gone on for most of a long "
    "winter, the county chose to buy ropes, repair the three piers, hang new lamps and train a crew of wardens, "
    "a wish that everybody there had had for many years."
)


@pytest.mark.parametrize("question", ["What did the county choose to do?", "What had been talked about?"])
def test_a_list_is_shown_from_its_first_thing_to_its_last(lexicon: Lexicon, question: str) -> None:
    first, last = CHOSEN.index("购买"), CHOSEN.index("，这是")
    listener = Listener(Query(question, "en"), lexicon)
    shown = answer_text("en", "zh", CHOSEN, (first, last), CHOICES, None, listener, lexicon)
    assert "buy ropes, repair the three piers, hang new lamps and train a crew of wardens" in shown
    assert len(shown) <= MAX_CHARS


@pytest.mark.parametrize(("question", "whole"), [("守塔人的家里添了些什么？", True), ("守塔人的家里刷了什么？", False)])
def test_a_sentence_is_shown_whole_where_more_than_one_thing_is_asked_for(
    lexicon: Lexicon, question: str, whole: bool
) -> None:
    sentence = (
        "守塔人老辛今年六十三岁，说起这几年的变化来，总要拉着客人的手，从码头一直讲到灯塔底下的那三间小屋："
        "“墙刷白了，窗户换成了双层的，院里打了一口甜水井，灶台也改成了用电的，到了冬天，一家人再也不用去海边捡柴火烧了。”"
    )
    highlight = (sentence.index("墙刷白了"), sentence.index("，窗户"))
    shown = answer_text("zh", "zh", sentence, highlight, None, None, Listener(Query(question, "zh"), lexicon), lexicon)
    assert "墙刷白了" in shown
    assert ("一口甜水井" in shown) is whole


TURNS = (
    "Tirelessly searched the creeks between the capes for the lamp that had been lost, the wardens found a seal with "
    "her pup instead, fed both on herring and waited with them for the ice to go out, which it did late that year "
    "because of the many storms that had come down on the coast from the north since the first days of the winter, "
    "and then took them back to the skerries."
)
TURNED = "守塔人没找到丢失的灯，却发现了海豹母子，用鲱鱼喂养它们直到冰融，随后把它们送回礁石。"


@pytest.mark.parametrize(
    ("pointed", "shown", "left"), [("fed both", "fed both on herring", "skerries"), (None, "skerries", "herring")]
)
def test_where_the_reader_points_counts_more_than_words_alike(
    pointed: str | None, shown: str, left: str, lexicon: Lexicon
) -> None:
    """The words of what is highlighted stand in the last clause; where it points, they do not."""
    told = (TURNS.index(pointed), TURNS.index(" and waited")) if pointed else None
    highlight = (TURNED.index("送回礁石"), TURNED.index("。"))
    listener = Listener(Query("What became of the skerries' animals?", "en"), lexicon)
    text = answer_text("en", "zh", TURNED, highlight, TURNS, told, listener, lexicon)
    assert shown in text
    assert left not in text


def test_an_answer_opens_with_somebody_rather_than_with_what_was_done(lexicon: Lexicon) -> None:
    told = (TURNS.index("found a seal"), TURNS.index(" with her pup"))
    listener = Listener(Query("What did people come upon?", "en"), lexicon)
    text = answer_text("en", "zh", TURNED, None, TURNS, told, listener, lexicon)
    assert text.startswith("The wardens found a seal with her pup")


@pytest.mark.parametrize(
    ("british", "american"),
    [("mechanised", "mechanized"), ("labour", "labor"), ("centre", "center"), ("orthopaedic", "orthopedic")],
)
def test_british_and_american_spelling_are_one_word(british: str, american: str) -> None:
    assert term(british) == term(american)


@pytest.mark.parametrize("word", ["advise", "promise", "hour", "four", "exercise"])
def test_words_that_are_spelt_alike_on_both_sides_stay(word: str) -> None:
    assert not term(word).endswith(("iz", "or"))
