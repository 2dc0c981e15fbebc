"""The same forty questions get the same answer and the same citations, character for character, however they are asked:
on the command line, over REST whole and streamed, as chat completions whole and streamed, and over MCP; also from a
server that was started again.
"""

import asyncio
import json
import subprocess

import httpx
import openai
from mcp import Client

from taobeiqa.serving.markdown import plain
from tests.forty import HOW_MANY, MODULE, chosen, environment, server


def characters(answer: dict) -> str:
    """An answer but for how long it took."""
    return json.dumps({name: value for name, value in answer.items() if name != "timings_ms"}, ensure_ascii=False)


def test_the_questions_are_of_both_languages_and_some_are_not_answered(corpus_folder, printed):
    lines = chosen(corpus_folder)
    assert len({line["id"] for line in lines}) == HOW_MANY == len(printed)
    assert [line["language"] for line in lines].count("zh") == HOW_MANY // 2
    assert 5 < sum(not line["answers"] for line in lines) < HOW_MANY - 5
    assert 5 < sum(answer["abstained"] for answer in printed.values()) < HOW_MANY - 5


def test_a_process_of_its_own_prints_the_same(printed, index_folder):
    answered = next(one for one, answer in printed.items() if not answer["abstained"])
    command = [*MODULE, "ask", answered, "--json", "--index", str(index_folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(), check=True)
    assert characters(json.loads(done.stdout)) == characters(printed[answered])


def test_rest_and_streamed_completions_say_the_same(printed, index_folder, corpus_folder):
    with server(index_folder, corpus_folder) as address, httpx.Client(base_url=address, timeout=120) as http:
        talking = openai.OpenAI(base_url=f"{address}/v1", api_key="none", timeout=120)
        for question, expected in printed.items():
            assert characters(http.post("/v1/ask", json={"question": question}).json()) == characters(expected)
            message = {"role": "user", "content": question}
            chunks = list(talking.chat.completions.create(model="taobeiqa", messages=[message], stream=True))
            assert characters(chunks[-1].model_extra["taobeiqa"]) == characters(expected)
            assert_told("".join(chunk.choices[0].delta.content or "" for chunk in chunks), expected)


def test_a_server_that_was_started_again_says_the_same_streamed_as_completions_and_over_mcp(
    printed, index_folder, corpus_folder
):
    async def over_mcp(address: str) -> list:
        async with Client(f"{address}/mcp") as client:
            return [await client.call_tool("ask", {"question": question}) for question in printed]

    with server(index_folder, corpus_folder) as address, httpx.Client(base_url=address, timeout=120) as http:
        talking = openai.OpenAI(base_url=f"{address}/v1", api_key="none", timeout=120)
        for question, expected in printed.items():
            *_, last, _ = http.post("/v1/ask/stream", json={"question": question}).text.split("\n\n")
            assert characters(json.loads(last.removeprefix("event: answer\ndata: "))) == characters(expected)
            message = {"role": "user", "content": question}
            completion = talking.chat.completions.create(model="taobeiqa", messages=[message])
            assert characters(completion.model_extra["taobeiqa"]) == characters(expected)
            assert_told(completion.choices[0].message.content, expected)
        for result, expected in zip(asyncio.run(over_mcp(address)), printed.values(), strict=True):
            assert characters(result.structured_content) == characters(expected)
            text = result.content[0].text
            assert text.startswith(expected["answer"]["text"])
            for citation in expected["citations"]:
                assert citation["quote"] in text
                assert f"characters {citation['start']} to {citation['end']}" in text


def assert_told(content: str, expected: dict) -> None:
    """The text that a chat program shows: the answer, then every quotation with its number and place."""
    assert content.startswith(plain(expected["answer"]["text"]))
    for citation in expected["citations"]:
        assert f"[{citation['number']}] `{citation['quote']}` — {plain(citation['title'])}" in content
        assert f"{citation['start']}–{citation['end']}" in content
    if expected["abstained"]:
        assert content == plain(expected["answer"]["text"])
