"""Traditional, full-width and mixed text retrieve alike, and names in pinyin find each other across languages."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
import opencc
import pytest

from taobeiqa.corpus.articles import Corpus
from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.records import Article, Hit, Language
from taobeiqa.retrieval.bundled import LightEncoder
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.vectors import Vectors
from taobeiqa.text.script import fold, language_of
from taobeiqa.text.segment import terms
from tests.conftest import CORPUS

Writing = Callable[[str], str]
Found = Callable[[str], list[Hit]]


CONVERTERS = {name: opencc.OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}


def traditional(text: str) -> str:
    return str(CONVERTERS["s2t"].convert(text))


def hong_kong(text: str) -> str:
    return str(CONVERTERS["s2hk"].convert(text))


def taiwan(text: str) -> str:
    """With the quotation marks of Taiwan, which OpenCC leaves alone."""
    return str(CONVERTERS["s2tw"].convert(text)).translate(str.maketrans("“”‘’", "「」『』"))


def full_width(text: str) -> str:
    """Digits, letters and punctuation; the marks of a Markdown heading or comment stay."""

    def widened(line: str) -> str:
        start = len(line) if line.startswith("<!--") else line.startswith("#") * (line.find(" ") + 1)
        return line[:start] + "".join(
            "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
            for char in line[start:]
        )

    return "\n".join(map(widened, text.split("\n")))


def half_width(text: str) -> str:
    return text.translate(str.maketrans("？，：；！（）。、", "?,:;!()｡､"))


def half_and_half(text: str) -> str:
    middle = len(text) // 2
    return taiwan(text)[:middle] + text[middle:]


def by_turns(text: str) -> str:
    return "".join(pair[place % 2] for place, pair in enumerate(zip(text, taiwan(text), strict=True)))


# Radicals and compatibility ideographs that look the same as a character and are another code point: 人 as U+2F08.
COMPATIBLE = {
    unicodedata.normalize("NFKC", char): char for char in map(chr, [*range(0xF900, 0xFAFF), *range(0x2F00, 0x2FD6)])
}


def compatible(text: str) -> str:
    return "".join(COMPATIBLE.get(char, char) for char in text)


SCRIPTS: list[Writing] = [traditional, taiwan, hong_kong, full_width]
MIXED: list[Writing] = [half_width, half_and_half, by_turns, compatible]


class WithoutTorch(BundledEncoder):
    """Reads passages as it reads questions: another test holds that the two agree, and loading PyTorch takes longer
    than all of these tests."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)


@pytest.fixture(scope="module")
def encoder() -> Iterator[BundledEncoder]:
    """Encodes exactly the same text once only: what reaches the encoder in one spelling costs nothing more."""
    made: dict[str, Vectors] = {}
    really = LightEncoder.encode

    def encode(self: LightEncoder, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in made:
                made[text] = really(self, [text])[0]
        return np.stack([made[text] for text in texts])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LightEncoder, "encode", encode)
        yield WithoutTorch()


@pytest.fixture(scope="module")
def articles(corpus: Corpus) -> list[Article]:
    """The two shortest articles and their translations, as articles of their own."""
    shortest = sorted(corpus.articles, key=lambda article: len(article.text))[:2]
    return [*shortest, *(replace(corpus.translations[one.id, "en"], id=f"{one.id}-en") for one in shortest)]


@pytest.fixture(scope="module")
def plain(articles: list[Article], encoder: BundledEncoder, lexicon: Lexicon) -> Pipeline:
    return pipeline_over(tuple(articles), encoder, lexicon)


def own_questions(language: Language) -> list[str]:
    paths = sorted((CORPUS / "questions").glob(f"*.{language}.jsonl"))
    return [json.loads(line)["question"] for path in paths for line in path.read_text("utf-8").splitlines()]


CHINESE, ENGLISH = own_questions("zh"), own_questions("en")
SOME = [*CHINESE[::10], *ENGLISH[::10]]
MANY = 30


def changed(questions: list[str], writing: Writing) -> list[str]:
    """Some of the questions that look otherwise in a writing, from all of their sets."""
    other = [question for question in questions if writing(question) != question]
    return other[:: max(1, len(other) // MANY)]


@pytest.fixture(scope="module")
def found(plain: Pipeline) -> Found:
    """What a question finds as it is written in its set."""
    return cache(partial(plain.search, top_k=10))


def assert_alike(wanted: list[Hit], got: list[Hit]) -> None:
    assert [hit.passage.id for hit in got] == [hit.passage.id for hit in wanted]
    assert [hit.score for hit in got] == pytest.approx([hit.score for hit in wanted], abs=1e-5)


@pytest.mark.parametrize("writing", [*SCRIPTS, *MIXED])
def test_a_chinese_question_finds_the_same_in_another_writing(plain: Pipeline, found: Found, writing: Writing) -> None:
    asked = changed(CHINESE, writing)
    assert len(asked) > 6
    for question in asked:
        assert_alike(found(question), plain.search(writing(question), top_k=10))


def test_an_english_question_finds_the_same_in_full_width(plain: Pipeline, found: Found) -> None:
    for question in changed(ENGLISH, full_width):
        assert_alike(found(question), plain.search(full_width(question), top_k=10))


def test_a_chinese_name_in_an_english_question_finds_the_same_in_either_script(plain: Pipeline) -> None:
    asked = "What did the students give to the poor households of 三合乡贫困户 in July?"
    wanted = plain.search(asked, top_k=10)
    assert any("三合乡的贫困户" in hit.passage.text for hit in wanted[:3])
    for writing in (traditional, taiwan, hong_kong, full_width, compatible):
        assert language_of(writing(asked)) == "en"
        assert_alike(wanted, plain.search(writing(asked), top_k=10))


def test_another_question_does_not_find_the_same(plain: Pipeline, found: Found) -> None:
    """That scores agree says something only where they would not for any question."""
    with pytest.raises(AssertionError):
        assert_alike(found(CHINESE[0]), plain.search(traditional(CHINESE[0][1:]), top_k=10))


def rewritten(article: Article, writing: Writing) -> Article:
    title, authors, text = writing(article.title), tuple(map(writing, article.authors)), writing(article.text)
    return replace(article, title=title, authors=authors, text=text) if article.language == "zh" else article


@pytest.mark.parametrize("writing", [*SCRIPTS, *MIXED])
def test_every_article_folds_to_one_spelling(corpus: Corpus, writing: Writing) -> None:
    for article in corpus.articles:
        assert fold(writing(article.text)).strip() == fold(article.text).strip()


@pytest.fixture(scope="module", params=[*SCRIPTS, compatible])
def written(
    request: pytest.FixtureRequest, articles: list[Article], encoder: BundledEncoder, lexicon: Lexicon
) -> tuple[Writing, Pipeline]:
    """The articles in another writing. No writing changes how long a text is."""
    return request.param, pipeline_over(tuple(rewritten(one, request.param) for one in articles), encoder, lexicon)


def test_articles_in_another_writing_rank_alike(found: Found, written: tuple[Writing, Pipeline]) -> None:
    for question in SOME:
        assert_alike(found(question), written[1].search(question, top_k=10))


def test_citations_from_articles_in_another_writing_are_verbatim(
    articles: list[Article], written: tuple[Writing, Pipeline]
) -> None:
    writing, pipeline = written
    plain_texts = {article.id: article.text for article in articles if article.language == "zh"}
    cited = [citation for question in SOME[::2] for citation in pipeline.attempt(question).citations]
    chinese = [citation for citation in cited if citation.article_id in plain_texts]
    assert len(chinese) > 6
    for citation in chinese:
        place, text = slice(citation.start, citation.end), plain_texts[citation.article_id]
        assert pipeline.index.articles[citation.article_id].text[place] == citation.quote == writing(text)[place]
        assert all(citation.start <= start < end <= citation.end for start, end in citation.highlights)
    assert any(citation.quote not in plain_texts[citation.article_id] for citation in chinese)


@pytest.mark.parametrize("question", ["她是哪个乡的？", "学生去了哪个乡？", "仪式是几月几号？", "今年买了多少台设备？"])
def test_an_answer_is_in_the_same_place_and_as_sure_in_an_article_in_another_writing(
    plain: Pipeline, written: tuple[Writing, Pipeline], question: str
) -> None:
    one, other = plain.attempt(question), written[1].attempt(question)
    [wanted], [got] = one.citations, other.citations
    assert wanted.highlights
    assert (got.passage_id, got.start, got.highlights) == (wanted.passage_id, wanted.start, wanted.highlights)
    assert other.confidence == pytest.approx(one.confidence, abs=1e-5)


def test_offsets_count_code_points_of_the_original_behind_what_is_outside_the_basic_plane(
    encoder: BundledEncoder, lexicon: Lexicon
) -> None:
    text = "🎉👨‍👩‍👧𠮷 ２０１６年，柳河大橋全長１２８０米，總投資３．６億元，由「華北」路橋有限公司承建。"
    pipeline = pipeline_over((Article("bridge", "大橋通車", (), "zh", text),), encoder, lexicon)
    for question in ("大桥全长多少米？", "大橋全長多少米？", "How long is the bridge in metres?"):
        [citation] = pipeline.ask(question).citations
        assert text[citation.start : citation.end] == citation.quote
        assert [text[start:end] for start, end in citation.highlights] == ["１２８０米"]


# Places that share a syllable with one another, some of them with several readings or a spelling of their own.
PLACES = {
    **{"洮北": "Taobei", "洮南": "Taonan", "白城": "Baicheng", "白山": "Baishan", "镇赉": "Zhenlai", "苏州": "Suzhou"},
    **{"洮儿河": "Tao'erhe", "鹤鸣湖": "Heming Lake", "通榆": "Tongyu", "通化": "Tonghua", "大安": "Da'an"},
    **{"乾安": "Qian'an", "农安": "Nong'an", "陕西": "Shaanxi", "山西": "Shanxi", "扶余": "Fuyu", "吕梁": "Lüliang"},
    **{"绿园": "Lvyuan", "西安": "Xi'an", "重庆": "Chongqing", "长治": "Changzhi", "青山": "Qingshan"},
}
SPELT = {
    "洮北": "Tao Bei|Tao-bei|Tao-Bei|TAOBEI|taobei|Táoběi|Táo Běi|Ta\u0301obe\u030ci|Taobei’s|Ｔａｏｂｅｉ",
    "大安": "Daan|Da’an|Da An|Da-an|Dà'ān|DA'AN",
    "乾安": "Qianan|Qian’an|Qian An",
    "洮儿河": "Taoerhe|Tao'er He|Taoer River|Tao'er River",
    "鹤鸣湖": "Heming Hu|He Ming Hu|heming lake",
    "吕梁": "Luliang|Lvliang|Lǚliáng",
    "通榆": "Tong Yu|Tong-yu|tongyu|Tōngyú",
    "苏州": "Su Zhou|Su-zhou|SUZHOU|Sūzhōu",
}
SPELLINGS = [*PLACES.items(), *((place, one) for place, spelt in SPELT.items() for one in spelt.split("|"))]
ROADS = "去年，{}新修公路36公里，完成投资820万元。"


def about_places(language: Language, texts: Sequence[str]) -> tuple[Article, ...]:
    """Articles that differ in the name of a place only, which is also what they are called by."""
    return tuple(Article(place, "", (), language, text) for place, text in zip(PLACES, texts, strict=True))


@pytest.fixture(scope="module", params=[str, traditional])
def chinese_places(request: pytest.FixtureRequest, encoder: BundledEncoder, lexicon: Lexicon) -> Pipeline:
    texts = [request.param(ROADS.format(place)) for place in PLACES]
    return pipeline_over(about_places("zh", texts), encoder, lexicon)


@pytest.fixture(scope="module")
def english_places(encoder: BundledEncoder, lexicon: Lexicon) -> Pipeline:
    texts = [f"Last year {spelt} built 36 kilometres of new roads." for spelt in PLACES.values()]
    return pipeline_over(about_places("en", texts), encoder, lexicon)


def assert_first(place: str, hits: list[Hit]) -> None:
    assert hits[0].passage.article_id == place
    assert hits[0].score > hits[1].score + 1e-3


@pytest.mark.parametrize(("place", "spelt"), SPELLINGS)
def test_a_place_in_pinyin_finds_the_passage_with_its_chinese_name(
    chinese_places: Pipeline, place: str, spelt: str
) -> None:
    assert_first(place, chinese_places.search(f"How many kilometres of road were built in {spelt}?"))


@pytest.mark.parametrize("place", PLACES)
def test_a_chinese_name_finds_the_english_passage_that_spells_it(english_places: Pipeline, place: str) -> None:
    assert_first(place, english_places.search(f"{place}新修公路多少公里？"))
    assert_first(place, english_places.search(traditional(f"{place}新修公路多少公里？")))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("環衞設備", "环卫设备"),  # Hong Kong's 衞 is not Taiwan's 衛
        ("隨著著名的著作顯著地看著", "随着著名的著作显著地看着"),
        ("「星級『服務』」", "“星级‘服务’”"),
        ("二〇一六年二零一六年二○一六年", "二零一六年" * 3),
        ("二○○八年○記者○", "二零零八年○记者○"),
        ("Táoběi LǙ Ａ́é", "taobei lu a\u0301e"),
        ("⽕⼤年\uf98e", "火大年年"),
        ("乾隆幹部乾燥", "乾隆干部干燥"),
    ],
)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded
    assert terms(written) == terms(folded)


@pytest.mark.parametrize(
    ("text", "language"),
    [("⼈⼝⽇⽉", "zh"), ("ＨＯＷ　ＭＡＮＹ　ＰＥＯＰＬＥ　ＬＩＶＥ　ＩＮ　洮北？", "en"), ("ＰＰＰ项目有几个", "zh")],
)
def test_the_language_of_a_question_in_another_writing(text: str, language: str) -> None:
    assert language_of(text) == language
