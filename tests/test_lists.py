"""How many things a question asks for by their number, and how many a sentence lists: counted by hand."""

import pytest

from taobeiqa.answering.question import understand
from taobeiqa.records import Query
from taobeiqa.text.lists import asked_for, asks_for_some, list_lengths


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("工作要做到哪六个“化”？", 6),
        ("云雾山县有哪4个主导产业", 4),
        ("碧澜江流经哪两个县？", 2),
        ("请列举要达到的“五化”目标。", 5),
        ("目标里有六个“化”，分别是哪些？", 6),
        ("免费的景区是哪三处", 3),
        ("哪個村有三座橋？", 0),
        ("第三任站长是哪位？", 0),
        ("2019年办了什么活动？", 0),
        ("为什么免掉了4个乡级河长？", 0),
        ("Which six qualities should the work have?", 6),
        ("What are the “Three Slows”?", 3),
        ("Name the four townships along the river.", 4),
        ("Which firm has three branches?", 0),
        ("What was built in two years?", 0),
        ("How many villages are there?", 0),
    ],
)
def test_the_number_that_a_question_asks_for(question, number):
    assert asked_for(question) == number


@pytest.mark.parametrize(
    ("sentence", "length"),
    [
        ("实现“网格化、精细化、机械化、规范化”的目标。", 4),
        ("县里主推茶叶、蔬菜和药材。", 3),
        ("需要身份证和户口簿。", 2),
        ("要做到三看：一看收入，二看房子，三看孩子。", 3),
        ("治理的是锦河、乌河，以及清溪河。", 3),
        ("The county grows tea, hemp and maize.", 3),
        ("The four are paper, glass, metal, and cloth.", 4),
        ("It uses the slogan 'inspect, empty, clear, scrub'.", 4),
    ],
)
def test_how_many_things_a_sentence_lists(sentence, length):
    assert length in list_lengths(sentence)


@pytest.mark.parametrize(
    "sentence", ["公司成立于2016年。", "张三说，今年收成好。", "The bridge was built in 2016.", "He came, they say."]
)
def test_what_lists_nothing_has_no_length_of_three_or_more(sentence):
    assert max(list_lengths(sentence), default=0) < 3


def test_the_number_is_understood_beside_what_is_asked_for():
    assert understand(Query("Which three villages were inspected?", "en")).several == 3
    assert understand(Query("Which village was inspected?", "en")).several == 0
    assert understand(Query("到2019年底贫困发生率三年分别是多少？", "zh")).several == 0


@pytest.mark.parametrize(
    ("question", "some"),
    [
        ("她家里添了些什么？", True),
        ("合作社种了哪些作物？", True),
        ("哪三个村修了路？", True),
        ("村里先后办了什么厂？", True),
        ("What kinds of crops does it grow?", True),
        ("Which villages built a road?", True),
        ("她家里添了什么？", False),
        ("哪个村修了路？", False),
        ("Which village built a road?", False),
        ("What was the boss's name?", False),
        ("What does the village grow?", False),
    ],
)
def test_whether_more_than_one_thing_is_asked_for(question: str, some: bool) -> None:
    assert asks_for_some(question) is some
