"""Whom bylines credit with what and which newspaper datelines name, as newspapers print them."""

import pytest

from taobeiqa.text.bylines import credited, newspaper


@pytest.mark.parametrize(
    ("line", "writer", "photographer"),
    [
        ("/记者 张风 报道 马彬 摄", "张风", "马彬"),
        ("/闫洪生 记者 张殿文 报道 摄", "闫洪生 记者 张殿文", "闫洪生 记者 张殿文"),
        ("□ 孙红 于天慧 本报记者 徐文君", "孙红 于天慧 本报记者 徐文君", None),
        ("（记者 李强）", "李强", None),
        ("本报记者李强 通讯员王芳 摄影报道", "李强 通讯员王芳", "李强 通讯员王芳"),
        ("文/李强 图/王芳", "李强", "王芳"),
        ("图文：李强", "李强", "李强"),
        ("徐文君摄", None, "徐文君"),
        ("李强 文/摄", "李强", "李强"),
        ("王芳 摄 责任编辑：赵明", None, "王芳"),
        ("記者 張風 報道 馬彬 攝", "張風", "馬彬"),
        ("By Anna Lee, staff reporter", "Anna Lee, staff reporter", None),
        ("Story by Anna Lee; photos by Tom Ray", "Anna Lee", "Tom Ray"),
        ("/Reported and photographed by Yan Hongsheng", "Yan Hongsheng", "Yan Hongsheng"),
        ("Text and pictures by Tom Ray", "Tom Ray", "Tom Ray"),
        ("Photo by Tom Ray", None, "Tom Ray"),
    ],
)
def test_whom_a_byline_credits(line: str, writer: str | None, photographer: str | None) -> None:
    wrote, took = credited(line, "writer"), credited(line, "photographer")
    assert (wrote and line[slice(*wrote)]) == writer
    assert (took and line[slice(*took)]) == photographer


@pytest.mark.parametrize(
    ("paragraph", "paper"),
    [
        ("城市晚报白城讯 日前，音乐学院组织了团队。", "城市晚报"),
        ("新华社北京3月5日电（记者 李强）会议开幕。", "新华社"),
        ("白城日报讯 昨日下雪。", "白城日报"),
        ("本报讯（记者 李强）会议开幕。", None),
        ("据新华社北京3月5日电 会议开幕。", None),
        ("他每天读城市晚报。", None),
        ("公司报喜讯 大家高兴。", None),
    ],
)
def test_which_newspaper_a_dateline_names(paragraph: str, paper: str | None) -> None:
    found = newspaper(paragraph)
    assert (found and paragraph[slice(*found)]) == paper
