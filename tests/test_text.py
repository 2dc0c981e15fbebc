"""Script, sentences, clauses and words of Chinese, English and mixed text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.text.script import fold, is_han, language_of
from taobeiqa.text.segment import clauses, letter_runs, sentences, term, terms, words

ALPHABETS = (
    "洮北区扶贫的人口增长了五十三个村，。！？；：、“”‘’（）《》…—— \n",
    "abcABC The. Mr. 3.5! ? ; : , \"'()[] …\n e.g. U.S.",
    "洮北Taobei12,736人。 people. 4S店！“A.” 3.2亿…… \t\r\n",
    "🎉👨‍👩‍👧𠮷𠀀é️ﬃＡ１２，。！　\u200b㎡№ İß",
    "貧困戶發展產業資金後臺乾隆頭髮裏，「」。ＡＢＣ％",
)
TEXTS = st.one_of(*(st.text(alphabet=alphabet, max_size=60) for alphabet in ALPHABETS), st.text(max_size=40))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_folding_keeps_the_length_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("貧困戶發展產業", "贫困户发展产业"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("Ｔaobei　District", "taobei district"),
        ("🎉洮北𠮷", "🎉洮北𠮷"),
        ("皇后與後面", "皇后与后面"),
        ("a\tb\nc", "a b c"),
        ("ﬃ№", "ﬃ№"),  # more than one character each: left as they are
        ("İ", "İ"),
        ("", ""),
    ],
)
def test_one_spelling_for_what_is_written_in_several_ways(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_position_in_the_folded_text_is_the_same_position_in_the_original() -> None:
    text = "🎉２０１６年，𠮷洮北區脫貧１２,７３６人"
    at = fold(text).index("洮北区脱贫")
    assert text[at : at + 5] == "洮北區脫貧"


@pytest.mark.parametrize("char", "洮㐀𠮷〇𰻞")
def test_chinese_characters(char: str) -> None:
    assert is_han(char)


@pytest.mark.parametrize("char", "aé1，。🎉あ한　")
def test_no_chinese_characters(char: str) -> None:
    assert not is_han(char)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("有多少个贫困村出列", "zh"),
        ("有多少個貧困村出列？", "zh"),
        ("how many villages exited poverty", "en"),
        ("How many households in 洮北区 have left poverty for good?", "en"),
        ("What does 精准扶贫 mean in English newspapers today?", "en"),
        ("4S店在哪里", "zh"),
        ("PPP项目有几个", "zh"),
        ("洮北区的GDP是多少", "zh"),
        ("53", "en"),
        ("🎉", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_sentences_and_clauses_cover_every_non_blank_character_once_and_in_order(text: str) -> None:
    for split in (sentences, clauses):
        covered: list[int] = []
        for start, end in split(text):
            assert start < end
            assert not text[start].isspace()
            assert not text[end - 1].isspace()
            covered.extend(range(start, end))
        assert covered == sorted(set(covered))
        assert {place for place, char in enumerate(text) if not char.isspace()} <= set(covered)


@pytest.mark.parametrize(
    "pieces",
    [
        ["今天下雨。", "明天晴！", "后天呢？"],
        ["他说：“好。”", "大家笑了。"],
        ["改造危房9291户；", "修路87公里；", "打井500眼。"],
        ["完善设施……", "走进乡村。"],
        ["不错，“住得好”、“扶得实”。", "真的！？", "是"],
        ["下降到0.103%。", "53个村出列"],
        ["It rained.", "Mr. Wang stayed in.", "Did it stop?", "Yes!"],
        ["It fell to 0.103%.", "He paid $4.70 to Dr. Li."],
        ['"Stop."', "He went on."],
        ["In the U.S. they saw it.", "J. Smith agreed."],
        ["It left one;", "two stayed."],
        ["没有标点的一行"],
    ],
)
def test_sentences_split_as_a_reader_would(pieces: list[str]) -> None:
    text = "".join(piece + (" " if piece.isascii() else "") for piece in pieces)
    assert [text[start:end] for start, end in sentences(text)] == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("脱贫，53个村出列，发生率下降。", ["脱贫，", "53个村出列，", "发生率下降。"]),
        ("共12,736人，其中：男7,001人", ["共12,736人，", "其中：", "男7,001人"]),
        ("出台“卫生，住房”政策，15条", ["出台“卫生，住房”政策，", "15条"]),
        ("In all, 7,001 left; 53 villages too.", ["In all,", "7,001 left;", "53 villages too."]),
        ("地标——公园", ["地标——", "公园"]),
        ("at 3:30, he left", ["at 3:30,", "he left"]),
        ("真的?是!好；行;对。", ["真的?", "是!", "好；", "行;", "对。"]),
    ],
)
def test_clauses_split_at_commas_but_not_inside_numbers_or_short_quotations(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == pieces


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_words_lie_in_the_text_in_order_and_are_its_folded_form(text: str) -> None:
    position = 0
    for word in words(text):
        assert position <= word.start < word.end <= len(text)
        assert fold(text)[word.start : word.end] == word.text
        position = word.end


def test_words_of_mixed_text() -> None:
    found = [word.text for word in words("四川省 Sichuan’s 12,736人，GDP 3.2亿🎉")]
    assert found == ["四川省", "sichuan’s", "12,736", "人", "gdp", "3.2", "亿"]


@pytest.mark.parametrize(
    "run", ["建档立卡贫困人口累计实现稳定脱贫", "生态新区举行了保洁设备启动仪式", "全面落實農村貧困人口就醫政策"]
)
def test_a_run_of_chinese_is_several_words(run: str) -> None:
    found = [word.text for word in words(run)]
    assert len(found) >= 4
    assert "".join(found) == fold(run)
    assert fold(run) not in terms(run)


def test_chinese_words_and_numbers_are_not_stemmed() -> None:
    assert [term(word) for word in ("贫困", "12,736", "3.2")] == ["贫困", "12736", "3.2"]
    assert set(terms("贫困人口脱贫")) <= {word.text for word in words("贫困人口脱贫")}


@pytest.mark.parametrize(
    "forms", [("village", "villages"), ("build", "built", "building"), ("household", "households", "household's")]
)
def test_the_forms_of_an_english_word_are_one_term(forms: tuple[str, ...]) -> None:
    assert len({term(form) for form in forms}) == 1


def test_the_same_words_in_other_scripts_and_cases_are_the_same_terms() -> None:
    assert terms("貧困戶發展產業資金") == terms("贫困户发展产业资金")
    assert terms("ＰＯＶＥＲＴＹ Villages") == terms("poverty village")


def test_function_words_are_no_terms() -> None:
    assert terms("How many villages are there in the district?") == terms("villages district")
    assert terms("请问一共有多少个？") == []


def test_runs_of_letters_of_english_words() -> None:
    # By hand: four letters each, ^ and $ where the word begins and ends; no stop word, no number, no possessive.
    assert letter_runs("The Barn’s ox in 2019, 五十三 yaks") == [
        *("^bar", "barn", "arn$"),
        "^ox$",
        *("^yak", "yaks", "aks$"),
    ]
    assert letter_runs("多少个村") == letter_runs("") == []
