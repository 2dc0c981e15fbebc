"""Question sets in XLSX, as spreadsheet programs and scripts write it, and what is said of a bad one."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from taobeiqa.evaluation.questions import Question, read_questions
from tests.test_question_files import IN_ONE_FOLDER, ROW, lines, read_or_told, said, write

COLUMNS = ["id", "question", "language", "answers", "evidence"]
CELLS: list[object] = ["a", "How many villages?", "en", "53", "53个贫困村出列"]
QUESTION = Question("a", "How many villages?", "en", ("53",), ("53个贫困村出列",), line=2)


def book(folder: Path, rows: list[list[object]], change: Callable[[Worksheet], object] = lambda sheet: None) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    change(sheet)
    made.save(folder / "set.xlsx")
    return folder / "set.xlsx"


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """A workbook with one of its parts changed, as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def answer(folder: Path, value: object, number_format: str = "General") -> tuple[str, ...]:
    """What an answer cell of this value and format is read as."""

    def formatted(sheet: Worksheet) -> None:
        sheet["D2"].number_format = number_format

    path = book(folder, [COLUMNS, ["a", "Q?", "en", value, None]], formatted if number_format != "General" else id)
    return read_questions(path).questions[0].answers


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (53, "General", "53"),
        (53.0, "General", "53"),
        (-7, "General", "-7"),
        (0.103, "General", "0.103"),
        (0.1 + 0.2, "General", "0.3"),
        (48.95, "0.0", "48.95"),
        (7001, "#,##0", "7001"),
        (123456789012, "General", "123456789012"),
        (0.06, "0%", "6%"),
        (0.00103, "0.000%", "0.103%"),
        (0.07, "0.00%", "7%"),
        (6, '0" %"', "6"),
        (6, r"0\%", "6"),
        (date(2019, 12, 31), "yyyy-mm-dd", "2019-12-31"),
        (datetime(2019, 12, 31, 8, 30), "yyyy-mm-dd h:mm", "2019-12-31T08:30:00"),
        (time(8, 30), "h:mm", "08:30:00"),
        (True, "General", "True"),
        (0, "General", "0"),
        ("53", "General", "53"),
        ("007", "General", "007"),
        ("6%", "0%", "6%"),
        ("53\r\n五十三|x", "General", "53|五十三|x"),
        ("#N/A yet", "General", "#N/A yet"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(tmp_path: Path, value: object, number_format: str, expected: str) -> None:
    assert answer(tmp_path, value, number_format) == tuple(expected.split("|"))


def test_rows_keep_their_numbers_and_blank_ones_and_the_rest_are_passed_over(tmp_path: Path) -> None:
    heading = [" ID", "Question", None, "language", "answers", "EVIDENCE ", "draft", "Notes", None]
    rows: list[list[object]] = [
        [],
        heading,
        [1, "Q?", None, "en", 53, None, True, "=1/0"],
        [],
        [None] * 9,
        [2.0, "Q?\nor not?", "-", "zh", None, None, False],
        [" "],
    ]
    found = read_questions(book(tmp_path, rows, lambda sheet: sheet.cell(2000, 12).__setattr__("value", " "))).questions
    assert [(one.id, one.answers, one.draft, one.line) for one in found] == [
        ("1", ("53",), True, 3),
        ("2", (), False, 6),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "the first row has no column id, question, language, answers, evidence; it names the columns: id, quest"),
        ([COLUMNS], "has no question."),
        ([["Our questions"], COLUMNS, CELLS], "the first row has no column id, question, language, answers, evidence;"),
        ([COLUMNS, CELLS, [], CELLS], "row 4: the id 'a' stands in row 2 already; ids are unique."),
        ([COLUMNS, [None, *CELLS[1:]]], "row 2: the field id is missing."),
        ([COLUMNS, [*CELLS, "one more"]], "row 2: has 6 cells where the first row names 5 columns."),
        ([COLUMNS, ["a", "Q?", "fr"]], "row 2: unknown language 'fr'; zh and en are known."),
        ([[*COLUMNS, "draft"], [*CELLS, 2]], "row 2: draft must be true or false, not '2'."),
        ([COLUMNS, [*CELLS[:3], "=50+3"]], "row 2: answers: the formula is not computed yet; open and save it in a"),
        ([COLUMNS, CELLS, ["#REF!", *CELLS[1:]]], "row 3: id: the cell holds the error #REF!."),
        ([COLUMNS, CELLS, ["b", "Q?", "en", "#N/A"]], "row 3: answers: the cell holds the error #N/A."),
    ],
)
def test_a_bad_sheet_is_named_with_its_row(tmp_path: Path, rows: list[list[object]], told: str) -> None:
    assert said(book(tmp_path, rows)).startswith(told)


def test_a_merged_heading_names_its_first_column_only(tmp_path: Path) -> None:
    path = book(tmp_path, [COLUMNS, CELLS], lambda sheet: sheet.merge_cells("D1:E1"))
    assert said(path).startswith("the first row has no column evidence;")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<v>53</v>", ("53",)),
        ('<f>50+3</f><v>53</v>" t="n', ("53",)),
        ('<f>"5"&amp;"3"</f><v>53</v>" t="str', ("53",)),
        ('<f>IF(1,"","x")</f><v></v>" t="str', ()),
        ('<v>1</v>" t="b', ("True",)),
        ('<is><t>53_x000D_\n五十三</t></is>" t="inlineStr', ("53", "五十三")),
        ("<v>0.10299999999999999</v>", ("0.103",)),
        ('<v>2019-12-31</v>" t="d', ("2019-12-31",)),
    ],
)
def test_what_a_program_computed_is_what_counts(tmp_path: Path, cell: str, expected: tuple[str, ...]) -> None:
    path = book(tmp_path, [COLUMNS, ["a", "Q?", "en", 1, None]])
    content, _, kind = cell.partition('" ')
    element = f'<c r="D2" {kind}{chr(34) if kind else ""}>{content}</c>'
    rewritten(path, SHEET, lambda text: re.sub(r'<c r="D2".*?</c>', element, text))
    assert read_questions(path).questions[0].answers == expected


def test_the_first_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_chartsheet("chart", 0).add_chart(BarChart())
    lists, ours, drafts = made.worksheets[0], made.create_sheet("ours"), made.create_sheet("drafts")
    lists.sheet_state, drafts.sheet_state = "hidden", "veryHidden"
    lists.append(["zh", "en"])
    for sheet in (ours, drafts):
        sheet.append(COLUMNS)
        sheet.append([sheet.title, "Q?", "en"])
    made.active = 2
    made.save(tmp_path / "set.xlsx")
    assert [one.id for one in read_questions(tmp_path / "set.xlsx").questions] == ["ours"]


def test_a_size_that_a_program_states_wrongly_leaves_no_cell_out(tmp_path: Path) -> None:
    path = book(tmp_path, [COLUMNS, CELLS, ["b", *CELLS[1:]]])
    rewritten(path, SHEET, lambda text: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', text))
    assert [one.id for one in read_questions(path).questions] == ["a", "b"]


def test_what_is_not_read_of_a_workbook_is_no_warning(tmp_path: Path) -> None:
    path = book(tmp_path, [COLUMNS, CELLS], lambda sheet: sheet.add_data_validation(DataValidation("list", '"zh,en"')))
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    rewritten(path, SHEET, lambda text: text.replace("</worksheet>", extension))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_questions(path).questions == (QUESTION,)


def test_what_is_no_workbook_is_one_line(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content in (ole, b"PK\x03\x04", b"id,question"):
        assert said(write(tmp_path, "set.xlsx", content)) == "cannot be read as XLSX: File is not a zip file."
    with zipfile.ZipFile(tmp_path / "set.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert said(tmp_path / "set.xlsx").startswith("cannot be read as XLSX: ")
    assert said(write(tmp_path, "set.xls", ole)).startswith("line 1: not valid UTF-8 (byte 0xd0)")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = book(tmp_path_factory.mktemp("book"), [COLUMNS, CELLS, ["b", "=1+1", "en", 0.5, date(2019, 12, 31)]])
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@given(st.data(), st.floats(0, 1), st.sampled_from(["", "<", "9", "-", '"', "x", "<a/>", "🎉"]), st.integers(0, 3))
@IN_ONE_FOLDER
def test_a_workbook_with_a_damaged_part_is_read_or_told(
    tmp_path: Path, parts: dict[str, str], data: st.DataObject, at: float, put: str, taken: int
) -> None:
    name = data.draw(st.sampled_from(sorted(parts)))
    place = int(at * len(parts[name]))
    with zipfile.ZipFile(tmp_path / "set.xlsx", "w") as archive:
        for other, text in parts.items():
            archive.writestr(other, text[:place] + put + text[place + taken :] if other == name else text)
    read_or_told(tmp_path / "set.xlsx")


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
@IN_ONE_FOLDER
def test_a_workbook_with_changed_bytes_is_read_or_told(
    tmp_path: Path, parts: dict[str, str], changed: list[tuple[float, int]]
) -> None:
    with zipfile.ZipFile(tmp_path / "set.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    raw = bytearray((tmp_path / "set.xlsx").read_bytes())
    for at, byte in changed:
        raw[int(at * len(raw))] = byte
    read_or_told(write(tmp_path, "set.xlsx", bytes(raw)))


def test_the_same_set_reads_the_same_from_every_kind_of_file(tmp_path: Path) -> None:
    cells = [ROW["id"], ROW["question"], ROW["language"], "53", "53个贫困村出列"]
    by_line = read_questions(write(tmp_path, "set.jsonl", f"\n{lines(ROW)}")).questions
    assert read_questions(write(tmp_path, "set.csv", f"{','.join(COLUMNS)}\n{','.join(cells)}\n")).questions == by_line
    assert read_questions(book(tmp_path, [COLUMNS, cells])).questions == by_line
