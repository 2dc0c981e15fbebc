"""The report of an evaluation: what stands in it and where, its plots' data, text that means harm."""

import base64
import hashlib
import json
import re
import string

import pytest

from taobeiqa.errors import TaobeiqaError
from taobeiqa.evaluation.compare import Baseline, Comparison, Difference, compare
from taobeiqa.evaluation.judge import OUTCOMES
from taobeiqa.evaluation.metrics import METRICS
from taobeiqa.evaluation.report.page import mark, reasons, report, write_report
from taobeiqa.evaluation.report.rows import visible
from taobeiqa.evaluation.report.terms import TERMS, between, figure, percent
from taobeiqa.evaluation.report.words import PLOT_WORDS, WORDS, Wording
from taobeiqa.evaluation.results import results, to_json
from tests.reports import HOSTILE, evaluation, hostile, judged, nine, parsed

ENGLISH = Wording("en")


@pytest.fixture(scope="module")
def found():
    return evaluation()


@pytest.fixture(scope="module")
def source(found):
    return report(found, None, "en")


@pytest.fixture(scope="module")
def page(source):
    return parsed(source)


def data(page):
    return json.loads(page.one("script", id="data").text)


def row_of(page, group):
    cells = page.one("tr", data_group=group).all("td")
    return [cell.words for cell in cells]


def test_the_headline_counts_what_was_evaluated_and_what_came_of_it(page):
    standfirst = page.one("p", class_="standfirst").words
    assert standfirst.startswith("The answers to 9 questions from 2 question sets were judged. The articles answer 6 ")
    assert page.one("p", class_="lead").words.startswith("Of 9 questions, 4 came out right: 44%")
    facts = {div.one("dt").words: div.one("dd").words for div in page.one("dl", class_="facts").all("div")}
    assert facts["Date"] == "2026-01-02"
    assert facts["Articles"] == "1 article in 2 passages"
    assert facts["Threshold"].startswith("0.50 (the value that the program comes with)")
    assert facts["Model"] == "bundled digest 0123456789ab"
    assert facts["Question sets"] == "east, 5 questions digest aaaa west, 4 questions digest bbbb"


@pytest.mark.parametrize(
    ("card", "value", "told"),
    [
        ("answer_accuracy", "33%", "Of 6 questions with an accepted answer, 2 are answered correctly."),
        ("citation_accuracy", "33%", "Of 6 questions that the articles answer, 2 quote the place that answers."),
        ("recall-5", "83%", "How many of the right passages stand among the first five found, over 6 questions."),
        ("false_answer_rate", "33%", "Of 3 questions that the articles do not answer, 1 is answered all the same."),
        ("wrong_refusal_rate", "33%", "Of 6 questions that the articles answer, 2 are refused."),
    ],
)
def test_a_headline_figure_comes_with_a_sentence(page, card, value, told):
    found = page.one("li", id=f"card-{card}")
    assert found.one("strong").words == value
    assert found.one("p", class_="told").words == told
    assert re.fullmatch(r"\(\d+–\d+%\)", found.one("span", class_="interval").words)
    assert found.one("abbr", class_="few").attributes["title"] == "fewer than 20 questions"


def test_the_most_frequent_reason_is_told_with_what_to_do(page, found):
    told = page.one("p", id="most").words
    assert told.startswith("5 questions did not come out right. The most frequent reason is “Wrongly refused”: 2 of ")
    # Of the two, one would have quoted the wrong place.
    assert "Had the answers to these been shown, 1 of 2 would have been right." in told
    assert "taobeiqa calibrate" in told
    assert [(one.outcome, one.count) for one in reasons(found)] == [
        ("wrongly refused", 2),
        ("not retrieved", 1),
        ("wrong span", 1),
        ("wrongly answered", 1),
    ]
    links = [link.attributes["href"] for link in page.one("table", class_="reasons").all("a")]
    assert links[:2] == ["#outcome=wrongly%20refused", "#outcome=not%20retrieved"]


def test_no_failure_no_reason():
    page = parsed(report(results([judged("a-zh", 0.9), judged("b-en", 0.9)], {}), None, "en"))
    assert page.one("p", id="most").words == "Not one question went wrong."
    # Settings that are missing are left out; the sets are those of the questions.
    facts = {div.one("dt").words: div.one("dd").words for div in page.one("dl", class_="facts").all("div")}
    assert facts == {
        "Questions": "2 that the articles answer, 0 that they do not",
        "Question sets": "east, 1 question west, 1 question",
    }
    # Neither intervals nor a rate can be told.
    assert page.one("li", id="card-answer_accuracy").all("span", class_="interval") == []
    assert page.one("li", id="card-answer_accuracy").one("p", class_="told").words.endswith("no interval can be given.")
    assert page.one("li", id="card-false_answer_rate").one("strong").words == "–"


def test_the_metrics_of_every_group_stand_in_its_row(page):
    heads = [head.words for head in page.one("table", class_="metrics").one("thead").all("th")]
    assert heads[0] == "Group"
    assert len(heads) == 2 + len(METRICS)
    everything = dict(zip(heads[1:], row_of(page, "by_all:"), strict=True))
    assert everything["Questions"] == "9†"
    assert everything["Answered right"].startswith("33%†")
    # Three Chinese questions have an answer, one of which is right; ranks are 1, 1 and 1.
    chinese = dict(zip(heads[1:], row_of(page, "by_language:zh"), strict=True))
    assert chinese["Answered right"].startswith("33%†")
    assert chinese["Found first"] == "100%†"
    assert chinese["Wrongly answered ↓"] == "0%†"
    # No question of this tag is unanswerable.
    assert row_of(page, "by_tag:height")[METRICS.index("false_answer_rate") + 1] == "–"
    kinds = [row.words for row in page.all("tr", class_="kind")]
    assert kinds == ["Language asked in", "Question set", "Type", "Direction", "Tag"]


def test_only_small_counts_are_marked():
    page = parsed(report(results([judged(f"{n}-zh", 0.9) for n in range(25)] + [judged("x-en", 0.1)], {}), None, "en"))
    assert row_of(page, "by_language:zh")[0] == "25"
    assert row_of(page, "by_language:en")[0] == "1†"


def test_the_questions_are_data_with_each_text_once(page):
    held = data(page)
    rows = {held["texts"][row["id"]]: row for row in held["rows"]}
    assert list(rows) == [one.question.id for one in nine()]
    assert len(set(held["texts"])) == len(held["texts"])
    refused = rows["refused-zh"]
    told = [held["texts"][refused[name]] for name in ("question", "shown", "held", "outcome", "set")]
    assert told == ["塔有多高？", "文章里没有说到。", "53米。", "wrongly refused", "east"]
    quotation = [held["texts"][place] for place in refused["quotes"][0]]
    assert quotation == ["塔与桥", "塔高53米。", "The tower is 53 m high."]
    assert rows["far-en"]["rank"] == 30
    assert "confidence" not in rows["nothing-zh"]


def test_the_filters_offer_what_parts_the_questions(page):
    offered = {
        select.attributes["name"]: [option.attributes["value"] for option in select.all("option")]
        for select in page.one("form", id="filters").all("select")
    }
    assert offered == {
        "outcome": ["", "failures", *OUTCOMES],
        "set": ["", "east", "west"],
        "language": ["", "en", "zh"],
        "direction": ["", "en→zh", "zh→zh"],
        "type": ["", "figure", "name"],
        "tag": ["", "height"],
    }


def test_the_page_needs_nothing_but_itself(source, page):
    script = page.all("script")[-1].text
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = page.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    assert policy.startswith(
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"
    )
    outside = [node.attributes.get(name) for node in page.walk() for name in ("src", "href", "xlink:href", "action")]
    assert {address[:1] for address in outside if address} <= {"#", "d"}
    assert "url(" not in page.one("style").text
    assert "@import" not in page.one("style").text
    assert [node for node in page.walk() if any(name.startswith("on") for name in node.attributes)] == []
    named = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(named) == len(set(named))
    used = {address[1:] for address in re.findall(r"#[\w-]+(?=[\")])", source)}
    assert {name for name in used if name.startswith(("directions-", "abstention-"))} <= set(named)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_is_only_text(language):
    found = hostile()
    rows = {name: {**row, "answer": f"before {HOSTILE}"} for name, row in by_id(found).items()}
    rows[f"id {HOSTILE}"]["outcome"] = HOSTILE
    source = report(found, compare(found, Baseline(HOSTILE, rows)), language)
    source.encode()
    page = parsed(source)
    assert len(page.all("script")) == 2
    assert page.all("img") == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ud800-\udfff]", source)
    texts = data(page)["texts"]
    wheres = "answer question id set tag accepted evidence title quote translation earlier"
    for where in wheres.split():
        assert [text for text in texts if text.startswith(f"{where} {visible(HOSTILE)}")]
    facts = page.one("dl", class_="facts").words
    assert facts.count("</script><img src=x onerror=") == 5
    assert "⟦U+202E⟧gnp.exe⟦U+202C⟧ ⟦U+200B⟧⟦U+2066⟧ ]]>" in facts
    assert facts.count("שלום⟦U+D83D⟧") == 5
    assert "{{ 7 * 7 }}" in page.one("section", id="comparison").text


def by_id(found):
    return {row["id"]: dict(row) for row in to_json(found)["questions"]}


def test_a_comparison_says_in_words_what_got_better_and_worse():
    found = evaluation()
    before = by_id(found)
    before["right-zh"].update(outcome="wrong span", answer="120米。")
    before["span-en"].update(outcome="right", answer="53 m")
    before["gone"] = before.pop("nothing-zh")
    page = parsed(report(found, compare(found, Baseline("march.json", before)), "en"))
    section = page.one("section", id="comparison")
    told = section.one("p", class_="told").words
    assert told.startswith("Compared with march.json, over the 8 questions that both have.")
    assert "Left out: 1 that only this evaluation has, 1 that only the earlier one has." in told
    assert [item.words for item in section.one("details", id="better").all("li")] == [
        "问题right-zh Before: Wrong words taken120米。 Now: Right53米。"
    ]
    worse = section.one("details", id="worse")
    assert worse.one("summary").words == "Questions that got worse (1)"
    assert worse.one("a").attributes["href"] == "#text=span-en"
    assert [item.words for item in worse.all("dd")] == ["53 m", "120米。"]


def test_a_difference_is_a_gain_or_a_loss_only_beyond_chance():
    rise = Difference("answer_accuracy", 50, 0.5, 0.75, (0.1, 0.4), 0.0004)
    fewer = Difference("false_answer_rate", 50, 0.5, 0.25, (-0.4, -0.1), 0.01)
    more = Difference("wrong_refusal_rate", 50, 0.25, 0.5, (0.1, 0.4), 0.01)
    chance = Difference("mrr@10", 50, 0.5, 0.6, (-0.1, 0.3), 0.3)
    assert [mark(one) for one in (rise, fewer, more, chance)] == ["gain", "gain", "loss", "chance"]
    comparison = Comparison("b", 50, (), (), (rise, fewer, more, chance), (), ())
    page = parsed(report(evaluation(), comparison, "en"))
    lines = page.one("table", class_="differences").one("tbody").all("tr")
    rows = {line.attributes["data-metric"]: [cell.words for cell in line.all("td")] for line in lines}
    assert rows["answer_accuracy"] == ["50", "50%", "75%", "+25.0 +10.0 … +40.0", "<0.001", "better"]
    assert rows["wrong_refusal_rate"][-1] == "worse"
    assert rows["mrr@10"] == ["50", "0.50", "0.60", "+0.10 -0.10 … +0.30", "0.300", "no clear change"]


def test_every_wording_is_there_in_both_languages():
    for key, (chinese, english) in {**TERMS, **WORDS, **PLOT_WORDS}.items():
        assert chinese.strip(), key
        assert english.strip(), key
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (chinese, english)]
        assert places[0] == places[1], key
        assert not re.search("[a-z]{12}", chinese.replace("answers", "")), key
        assert not re.search("[\u4e00-\u9fff]", english), key
    assert len({*TERMS, *WORDS, *PLOT_WORDS}) == len(TERMS) + len(WORDS) + len(PLOT_WORDS)
    for name in (*METRICS, *OUTCOMES[1:]):
        assert f"{name}.told" in TERMS


def test_the_chinese_page_is_chinese(found):
    page = parsed(report(found, None, "zh"))
    assert page.one("html").attributes["lang"] == "zh-CN"
    assert page.one("p", class_="lead").words.startswith("9 个问题中，4 个结果正确：44%")
    for node in page.one("main").walk():
        assert not re.search(r"\b(the|of|questions?)\b", "".join(c for c in node.children if isinstance(c, str))), node


def test_a_plural_is_one_only_where_there_is_one():
    assert ENGLISH("lead", n=1, k=1) == "Of 1 question, 1 came out right"
    assert ENGLISH("lead", n=1200, k=1) == "Of 1,200 questions, 1 came out right"


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.994, "99.4%"),
        (0.0003, "<0.1%"),
        (0.9998, ">99.9%"),
        (0.666, "67%"),
        (0.012, "1%"),
    ],
)
def test_neither_none_nor_all_is_said_of_what_is_only_nearly_so(share, written):
    assert percent(share) == written


def test_figures_are_written_as_what_they_are():
    assert (figure("mrr@10", 0.8312), figure("recall@1", 0.8312), figure("recall@1", None)) == ("0.83", "83%", "–")
    assert between("mrr@10", (0.1, 0.25)) == "0.10–0.25"
    assert between("recall@1", (0.104, 0.251)) == "10–25"
    assert between("recall@1", (1.0, 1.0)) == between("recall@1", None) == ""


def test_what_is_not_seen_is_made_visible():
    assert visible("a\u202eb\u200d\x00\ufeff\ud800\u2028") == "a⟦U+202E⟧b⟦U+200D⟧⟦U+0000⟧⟦U+FEFF⟧⟦U+D800⟧⟦U+2028⟧"
    assert visible("两行\n\t“引号” é שלום") == "两行\n\t“引号” é שלום"


def test_an_evaluation_of_nothing_has_a_page():
    page = parsed(report(results([], {}), None, "zh"))
    assert page.all("svg") == []
    assert data(page)["rows"] == []


def test_the_same_evaluation_gives_the_same_page(found, source):
    assert report(found, None, "en") == source


def test_it_is_written_into_a_new_folder(tmp_path, found, source):
    path = write_report(found, None, "en", tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "index.html"
    assert path.read_bytes() == source.encode()


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path, found):
    (tmp_path / "file").write_text("")
    with pytest.raises(TaobeiqaError, match="Choose another folder") as caught:
        write_report(found, None, "en", tmp_path / "file")
    assert "\n" not in str(caught.value)
