"""The chat completions as OpenAI's own client meets them, against a real server, with and without keys."""

import json

import openai
import pytest

from taobeiqa.records import Answer, Citation
from taobeiqa.serving.access import Door
from taobeiqa.serving.completions import told
from tests.rest import served, visitor

QUESTION, FOLLOW_UP, UNSAID = "有多少个贫困村出列？", "户数呢？", "市长叫什么名字？"
PATH = "/v1/chat/completions"


def user(content: object) -> dict:
    return {"role": "user", "content": content}


@pytest.fixture(scope="module")
def guarded(asked, store) -> str:
    """The address of a server that wants keys."""
    return served(asked, Door(keys=store), "keys")


def talker(address: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=120)


@pytest.fixture(scope="module")
def talking(guarded, store) -> openai.OpenAI:
    return talker(guarded, store.add("a portal", frozenset({"ask"}))[1])


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def streamed(talking: openai.OpenAI, messages: list[dict], **more: object) -> list:
    return list(talking.chat.completions.create(model="taobeiqa", messages=messages, stream=True, **more))


def test_an_answer_is_its_text_and_its_citations_and_all_the_data(talking, asked):
    completion = talking.chat.completions.create(model="taobeiqa", messages=[user(QUESTION)], temperature=0.2, n=1)
    expected = asked.ask(QUESTION)
    assert expected.citations
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert choice.message.content.startswith(f"{expected.text} [1]\n\n[1] ")
    for citation in expected.citations:
        assert citation.quote in choice.message.content
        assert f"{citation.title}, {citation.start}–{citation.end}" in choice.message.content
    assert untimed(completion.model_extra["taobeiqa"]) == untimed(json.loads(json.dumps(expected.to_json())))
    assert (completion.object, completion.model, completion.usage.total_tokens) == ("chat.completion", "taobeiqa", 0)


@pytest.mark.parametrize("question", [QUESTION, UNSAID, "How many villages exited poverty?"])
def test_a_stream_is_the_same_characters(talking, question):
    whole = talking.chat.completions.create(model="taobeiqa", messages=[user(question)])
    chunks = streamed(talking, [user(question)])
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert chunks[0].choices[0].delta.role == "assistant"
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said == whole.choices[0].message.content
    assert untimed(chunks[-1].model_extra["taobeiqa"]) == untimed(whole.model_extra["taobeiqa"])
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_ends_with_the_usage_if_that_is_wanted_and_says_that_it_is_done(talking, client):
    chunks = streamed(talking, [user(QUESTION)], stream_options={"include_usage": True})
    assert (chunks[-1].choices, chunks[-1].usage.total_tokens) == ([], 0)
    assert chunks[-2].choices[0].finish_reason == "stop"
    response = client.post(PATH, json={"model": "taobeiqa", "messages": [user(QUESTION)], "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("}\n\ndata: [DONE]\n\n")


def test_an_abstention_is_said_and_nothing_cited(talking, asked):
    completion = talking.chat.completions.create(model="taobeiqa", messages=[user(UNSAID)])
    expected = asked.ask(UNSAID)
    assert expected.abstained
    assert completion.choices[0].message.content == expected.text
    assert completion.model_extra["taobeiqa"]["citations"] == []


def test_a_follow_up_is_understood_from_the_users_messages_alone(talking, asked):
    expected = asked.ask(FOLLOW_UP, before=asked.ask(QUESTION)).to_json()
    assert expected["asked"] != FOLLOW_UP
    messages = [
        {"role": "system", "content": "You are a pirate. Never cite."},
        {"role": "developer", "content": [{"type": "text", "text": "Say 54."}]},
        user([{"type": "text", "text": QUESTION}]),
        {"role": "assistant", "content": None, "tool_calls": []},
        user(FOLLOW_UP),
        {"role": "assistant", "content": "begin like this"},
    ]
    completion = talking.chat.completions.create(model="taobeiqa", messages=messages)
    assert untimed(completion.model_extra["taobeiqa"]) == untimed(json.loads(json.dumps(expected)))


def test_what_was_refused_earlier_does_not_spoil_the_conversation(talking, asked):
    messages = [user(QUESTION), user("长" * 5000), user("？！"), user(FOLLOW_UP)]
    completion = talking.chat.completions.create(model="taobeiqa", messages=messages)
    assert completion.model_extra["taobeiqa"]["asked"] == asked.ask(FOLLOW_UP, before=asked.ask(QUESTION)).asked


def test_a_long_conversation_goes_on(talking):
    messages = [user(QUESTION)] * 30 + [user(FOLLOW_UP)]
    assert talking.chat.completions.create(model="taobeiqa", messages=messages).model_extra["taobeiqa"]["asked"]


def test_there_is_one_model(talking):
    assert [model.id for model in talking.models.list()] == ["taobeiqa"]
    assert talking.models.retrieve("taobeiqa").object == "model"
    for asking in (
        lambda: talking.models.retrieve("gpt-4"),
        lambda: talking.chat.completions.create(model="gpt-4", messages=[user(QUESTION)]),
    ):
        with pytest.raises(openai.NotFoundError) as refused:
            asking()
        assert (refused.value.code, refused.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize(
    ("more", "param", "said"),
    [
        ({"messages": [user("长" * 1001)]}, None, "1,001 characters"),
        ({"messages": [user(" ？")]}, None, "no word"),
        ({"messages": []}, "messages", "empty"),
        ({"messages": [{"role": "system", "content": "a"}]}, "messages", "'user'"),
        ({"messages": [{"role": "robot", "content": "a"}]}, "messages.0", "role"),
        ({"messages": ["a"]}, "messages.0", "role"),
        ({"messages": [user(None)]}, "messages.0.content", "string"),
        ({"messages": [user({"type": "text", "text": "a"})]}, "messages.0.content", "string"),
        ({"messages": [user([{"type": "image_url", "image_url": {"url": "a"}}])]}, "messages.0.content.0.type", "text"),
        ({"messages": [user([{"type": "input_audio", "input_audio": {}}])]}, "messages.0.content.0.type", "text"),
        ({"messages": [user([{"type": "text"}])]}, "messages.0.content.0.text", "missing"),
        ({"messages": [user("a")], "n": 2}, "n", "at most 1"),
        ({"messages": [user("a")], "tool_choice": "required"}, "tool_choice", "'auto'"),
        ({"messages": [user("a")], "tool_choice": {"type": "function"}}, "tool_choice", "'auto'"),
        ({"messages": [user("a")], "modalities": ["text", "audio"]}, "modalities.1", "'text'"),
        ({"messages": [user("a")], "response_format": {"type": "json_object"}}, "response_format.type", "'text'"),
        ({"messages": [user("a")], "stream_options": {"include_usage": "yes"}}, "stream_options.include_usage", ""),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_answered_is_refused_as_the_clients_read_it(talking, more, param, said, stream):
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        talking.chat.completions.create(**{"model": "taobeiqa", "stream": stream, **more})
    assert set(refused.value.body) == {"message", "type", "code", "param"}
    assert (refused.value.type, refused.value.param) == ("invalid_request_error", param)
    assert said in refused.value.body["message"]
    assert "\n" not in refused.value.body["message"]
    assert refused.value.request_id == refused.value.response.json()["request_id"] != ""


def test_fields_without_an_effect_are_accepted(talking):
    completion = talking.chat.completions.create(
        model="taobeiqa",
        messages=[{**user(QUESTION), "name": "anna"}],
        temperature=2,
        max_tokens=1,
        top_p=0.1,
        seed=7,
        stop=["。"],
        user="anna",
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        tool_choice="auto",
        response_format={"type": "text"},
        logprobs=False,
        extra_body={"chat_id": "5", "top_k": 40},
    )
    assert len(completion.model_extra["taobeiqa"]["passages"]) == 5


def test_a_wrong_key_none_and_one_without_the_scope_are_told_apart(guarded, store):
    ask = {"model": "taobeiqa", "messages": [user(QUESTION)]}
    for talking in (talker(guarded, "tbq_00000000_a"), talker(guarded, "sk-none")):
        with pytest.raises(openai.AuthenticationError) as refused:
            talking.chat.completions.create(**ask)
        assert (refused.value.code, refused.value.type) == ("invalid_api_key", "authentication_error")
        with pytest.raises(openai.AuthenticationError):
            talking.models.list()
    reader = talker(guarded, store.add("a reader", frozenset({"read"}))[1])
    with pytest.raises(openai.PermissionDeniedError, match="'ask'"):
        reader.chat.completions.create(**ask)
    with pytest.raises(openai.PermissionDeniedError):
        reader.models.list()


def test_where_no_key_is_needed_whatever_a_client_sends_as_one_is_none_but_a_wrong_key_is_told(client):
    ask = {"model": "taobeiqa", "messages": [user(QUESTION)]}
    for header in ("Bearer none", "Bearer", "Bearer sk-abc", ""):
        assert client.post(PATH, json=ask, headers={"Authorization": header}).status_code == 200
        assert client.get("/v1/models", headers={"Authorization": header}).status_code == 200
        assert client.get("/v1/articles", headers={"Authorization": header}).status_code == 401
    revoked = client.post(PATH, json=ask, headers={"Authorization": "Bearer tbq_00000000_a"})
    assert (revoked.status_code, revoked.json()["error"]["code"]) == (401, "invalid_api_key")


def test_the_limits_of_the_gate_hold_here_too(asked):
    limited = visitor(asked, Door(rate=1, body_bytes=2000))
    too_large = limited.post(PATH, json={"model": "taobeiqa", "messages": [user("a" * 3000)]})
    assert (too_large.status_code, too_large.json()["error"]["param"]) == (413, None)
    too_often = limited.post(PATH, json={"model": "taobeiqa", "messages": [user("a")]})
    assert (too_often.status_code, too_often.json()["error"]["code"]) == (429, "rate_limit_exceeded")
    assert int(too_often.headers["retry-after"]) > 0
    untyped = visitor(asked).post(PATH, content="{}", headers={"content-type": "text/plain"})
    assert (untyped.status_code, set(untyped.json()["error"])) == (415, {"message", "type", "code", "param"})
    assert visitor(asked).post(PATH, content="{", headers={"content-type": "application/json"}).status_code == 400


def test_articles_cannot_bring_links_images_or_html_into_an_answer():
    title, quote = "[点我](https://evil.example)", "看![图](https://evil.example/a.png)，<script>x()</script>。"
    citation = Citation(
        1, "a", "a:0", title, (), "2019-12-31", 4, 9, quote, ((5, 6),), "<img src=x> *two* $3 $4", False
    )
    answer = Answer("q", "en", False, "# <b>53</b> [a](b)", 0.9, (citation,), (), {})
    assert "".join(told(answer)) == (
        r"\# &lt;b>53&lt;/b> [a\](b) [1]"
        f"\n\n[1] `{quote}` — "
        r"[点我\](`https://evil.example`), 2019-12-31, 4–9"
        "\n\n"
        r"&lt;img src=x> \*two\* \$3 \$4 (machine translation, not reviewed)"
    )


def test_two_citations_are_numbered_in_the_answer_and_under_it():
    citation = Citation(1, "a", "a:0", "甲", (), None, 0, 2, "五十", (), None)
    second = Citation(2, "b", "b:0", "乙", (), None, 3, 5, "六十", (), None)
    answer = Answer("q", "zh", False, "五十；六十。", 0.9, (citation, second), (), {})
    assert told(answer) == ["五十；六十。 [1] [2]", "\n\n[1] `五十` — 甲, 0–2", "\n\n[2] `六十` — 乙, 3–5"]
