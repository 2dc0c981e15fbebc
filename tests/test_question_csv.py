"""Question sets in CSV, as the spreadsheet programs of several countries write it, and what is said of a bad one."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taobeiqa.evaluation.questions import FIELDS, Question, question_to_json, read_questions
from tests.test_question_files import IN_ONE_FOLDER, question_of, said, write

HEADING = "id,question,language,answers,evidence"
CELLS = ["a", "How many villages?", "en", "53", "53个贫困村出列"]
QUESTION = Question("a", "How many villages?", "en", ("53",), ("53个贫困村出列",), line=2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("name", ["set.csv", "set.tsv", "SET.CSV"])
def test_delimiters_line_ends_and_the_mark_do_not_matter(
    tmp_path: Path, delimiter: str, ending: str, mark: str, name: str
) -> None:
    text = mark + ending.join([HEADING.replace(",", delimiter), delimiter.join(CELLS), ""])
    found = read_questions(write(tmp_path, name, text))
    assert found.questions == (QUESTION,)
    assert found.name == name[:3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADING},,\na,Q?,en,,,,\n,,,,,,\n\n,,,,,,\n", [("a", 2)]),
        (f"{HEADING}\na,Q?,en,,,,, \n", [("a", 2)]),
        (f"\n,,,,\n{HEADING}\na,Q?,en,,\n", [("a", 4)]),
        (" ID ,Question,LANGUAGE,Answers,Evidence,Notes\n a ,Q?, en ,,,anything\n", [("a", 2)]),
        (f'"id","question","language","answers","evidence"\n"a","Q?","en","",""\n{"b,Q?,en"}\n', [("a", 2), ("b", 3)]),
        (f'{HEADING}\na,"Who?\n\nAnd\r\nwhen?",en,,\nb,Q?,en,,\n', [("a", 2), ("b", 6)]),
        (f'{HEADING}\na,"""How"", he asked, ""many?""",en,,\n', [("a", 2)]),
    ],
)
def test_blank_rows_blank_columns_quotes_and_line_breaks_are_as_in_a_spreadsheet(
    tmp_path: Path, text: str, expected: list[tuple[str, int]]
) -> None:
    found = read_questions(write(tmp_path, "set.csv", text)).questions
    assert [(question.id, question.line) for question in found] == expected


def test_a_cell_may_hold_several_answers(tmp_path: Path) -> None:
    text = (
        f"{HEADING},type,tags,follows,draft\n"
        'a,"How ""many""\nvillages, then?",en,53| 五十三 |,"第一句。\n\n第二句。",figure,x|y,,TRUE\n'
        "b,Q?,zh,,,,,a,no\n"
    )
    one, two = read_questions(write(tmp_path, "set.csv", text)).questions
    assert one == Question(
        "a",
        'How "many"\nvillages, then?',
        "en",
        ("53", "五十三"),
        ("第一句。", "第二句。"),
        "figure",
        ("x", "y"),
        draft=True,
        line=2,
    )
    assert two == Question("b", "Q?", "zh", follows="a", line=6)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("question,answers\nQ?,53\n", "the first row has no column id, language, evidence; it names the columns: id, "),
        (f"{HEADING},ID\n", "the first row names the column id more than once."),
        ("sep=;\n", "the first row has no column id, question, language, answers, evidence"),
        (f"{HEADING}\n", "has no question."),
        (f"{HEADING}\n,Q?,en,,\n", "line 2: the field id is missing."),
        (f"{HEADING},note\n\n,,,,see above\n", "3 faults: line 3: the field id is missing; line 3: the field question"),
        (f"{HEADING}\na\n", "2 faults: line 2: the field question is missing; line 2: the field language is missing."),
        (f"{HEADING}\na,Q?,en,7,001,53个\n", "line 2: has 6 cells where the first row names 5 columns."),
        (f'{HEADING}\na,"Q\n?",en,,\nb,Q?,fr,,\n', "line 4: unknown language 'fr'; zh and en are known."),
        (f'{HEADING}\na,"Q\n?",en,,\na,Q?,en,,\n', "line 4: the id 'a' stands in line 2 already; ids are unique."),
        (f'{HEADING}\na,Q?,en,,\nb,"Q?,en,,\nc,Q?,en,,\n', "line 3: broken CSV: unexpected end of data; a cell with"),
        (f'{HEADING}\na,"Many" villages?,en,,\n', "line 2: broken CSV: ',' expected after '\"'; a cell with quotation"),
        (f'"{HEADING}\na,Q?,en,,\n', "line 1: broken CSV: unexpected end of data"),
        (f"{HEADING}\na,{'Q' * 200_000},en,,\n", "line 2: broken CSV: field larger than field limit"),
        (f"{HEADING},draft\na,Q?,en,,,perhaps\n", "line 2: draft must be true or false, not 'perhaps'."),
    ],
)
def test_a_bad_csv_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert said(write(tmp_path, "set.csv", text)).startswith(told)


def test_a_chinese_csv_that_is_no_utf8_says_how_to_save_it(tmp_path: Path) -> None:
    text = f"{HEADING}\na,Q?,en,,\nb,有多少个贫困村出列？,zh,,\n"
    assert said(write(tmp_path, "set.csv", text.encode("gbk"))) == (
        "line 3: not valid UTF-8 (byte 0xd3); save the whole file as UTF-8 "
        "(in a spreadsheet program: CSV UTF-8, or XLSX)."
    )
    half = text.encode() + "c,有多少户？,zh,,\n".encode("gbk")
    assert said(write(tmp_path, "set.csv", half)).startswith("line 4: not valid UTF-8 (byte 0xd3)")


CELL = st.text("ab 中文,;\t\"'=\\é🎉", min_size=1).map(str.strip).filter(bool)


@given(
    st.lists(question_of(CELL), min_size=1, max_size=4, unique_by=lambda question: question.id),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["|", "\n", "\r\n", " | \n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@IN_ONE_FOLDER
def test_what_a_program_writes_is_read_back(
    tmp_path: Path, made: list[Question], delimiter: str, between: str, quoting: int
) -> None:
    table = io.StringIO()
    writer = csv.DictWriter(table, FIELDS, delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    for question in made:
        fields = question_to_json(question).items()
        writer.writerow({name: between.join(cell) if isinstance(cell, list) else cell for name, cell in fields})
    found = read_questions(write(tmp_path, "set.csv", table.getvalue())).questions
    assert [replace(question, line=0) for question in found] == made
