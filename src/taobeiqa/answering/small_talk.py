"""Chit-chat and questions about the program itself: what is said is helpful, and cites nothing.

Only a whole message is recognised, never a part of one: "How are you?" is, "How are you doing in the villages?" is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from taobeiqa.records import Article, Language
from taobeiqa.text.script import fold

Topic = Literal["greeting", "thanks", "goodbye", "test", "who", "what", "how", "articles", "english"]
_MAX_CHARS = 200
_MANNERS = re.compile(
    r"^(?:(?:hi|hello|hey|please|so|ok(?:ay)?|well)\b[\s,.!]*)+|[\s,]+(?:please|there)$|^(?:你好|您好|请问|那|嗨)[,，、。!！\s]*"
)
"""What a question about the program may begin or end with. `_WHOLE` is tried with it and without."""
_TALK = r"(?:a |an )?(?:ai|robot|bot|chat ?bot|human|person|machine|program|language model|real person|chatgpt|gpt)"
_PAPERS = r"(?:articles?|documents?|texts?|newspapers?|news(?: articles)?|sources?|papers)"
_ZH_YOU = r"(?:你们?|您)"
_ZH_PAPERS = r"(?:文章|报道|新闻|资料|报纸|稿件|文档|稿子)"

_QUESTIONS: frozenset[Topic] = frozenset({"who", "what", "how", "articles", "english"})
_ADDRESSED = re.compile(rf"\byou(?:rs?|rself)?\b|[你您]|{_PAPERS}|{_ZH_PAPERS}")
"""By which a question shows that it is the program that is asked."""


_WHOLE: tuple[tuple[Topic, str], ...] = (
    (
        "greeting",
        r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: there| again| everyone)?"
        r"|how are you(?: doing)?(?: today)?|how(?:'s| is) it going|what'?s up|nice to meet you"
        r"|nihao|ni hao|(?:你|您|大家|你们)好[呀啊吗]?|嗨|哈[喽啰罗]|喂|[早晚]上好|早安?|[下中]午好|在吗|在不在|有人吗|幸会|打扰了|很高兴认识你",
    ),
    (
        "thanks",
        r"(?:many )?(?:thanks|thank you|thx|ty|cheers)(?: (?:a lot|so much|very much|for (?:your|the) (?:help|answer)))?"
        r"|(?:that (?:was|is) |very |so )?(?:great|good|nice|perfect|cool|awesome|helpful|well done|wonderful)|ok(?:ay)?|got it|i see"
        r"|(?:非常|十分|多|太)?(?:感谢|谢谢|多谢)(?:你|您|啦|了|你们|您的帮助|你的帮助|你的回答)?|谢了|辛苦[了啦]|太好了|很好|好的|明白了|知道了|真棒|不错",
    ),
    (
        "goodbye",
        r"(?:good)?bye(?:[ -]?bye)?(?: for now)?|good night|see you(?: (?:later|soon|tomorrow|again))?|farewell|take care"
        r"|再见|拜拜|拜|晚安|回头见|下次见|明天见|回见",
    ),
    (
        "test",
        r"(?:this is (?:just )?a )?test(?:ing)?(?: ?(?:test(?:ing)?|[0-9]+))*|测试(?:一下)?[0-9]*|试[试一][试下]?|试试看|asdf\w*|qwert\w*|foo(?: ?bar)?",
    ),
    (
        "who",
        rf"(?:who|what) (?:exactly )?are you|what(?:'s| is) your name|who (?:made|built|created|wrote|developed|programmed) you|are you {_TALK}"
        r"|(?:tell me about|introduce) yourself|what(?:'s| is) this(?: (?:site|page|website|program|chat|tool|app|thing))?"
        rf"|{_ZH_YOU}(?:到底|究竟)?是(?:谁|什么(?:人|东西|程序)?|哪位|做什么的|干什么的|干嘛的)(?:呀|啊|呢)?|{_ZH_YOU}叫什么(?:名字)?|{_ZH_YOU}的名字(?:是什么|叫什么)?"
        rf"|{_ZH_YOU}是(?:不是)?(?:一个|个)?(?:真?人|机器人|人工智能|ai|程序|机器|聊天机器人|大模型|chatgpt)(?:吗|么|还是(?:人|机器人?|真人))?"
        rf"|(?:请)?(?:你)?(?:自我)?介绍一下(?:{_ZH_YOU}自己|自己)?|自我介绍|谁(?:做|开发|制作|创造|设计)(?:了|的){_ZH_YOU}的?|这是什么(?:网站|程序|网页|东西)?",
    ),
    (
        "what",
        r"what (?:can|do|could) you (?:do|help (?:me )?with|answer|know|offer)(?: for me)?|(?:can|could) you help(?: me)?|help(?: me)?"
        r"|what (?:can|should|may|could|do) i ask(?: you)?(?: about)?|what (?:kind|sort)s? of questions (?:can|may|could) (?:i ask|you answer)(?: you)?"
        r"|what (?:do you know(?: about)?|are you (?:for|able to do)|is your (?:purpose|job|function))|what else can you do"
        rf"|{_ZH_YOU}(?:都|还)?(?:能|会|可以)(?:做|干|帮我做|帮我|回答|为我做)?(?:些|点)?(?:什么|啥|哪些问题|什么问题|什么事)|(?:我)?(?:能|可以)问{_ZH_YOU}?(?:些|点)?(?:什么|啥|哪些|什么问题|哪些问题)"
        rf"|{_ZH_YOU}有(?:什么|哪些)(?:功能|用|本领|作用)|{_ZH_YOU}(?:都)?(?:知道|懂)(?:些)?(?:什么|啥)|帮助|帮帮我|帮我|{_ZH_YOU}能帮我吗",
    ),
    (
        "how",
        r"how (?:do|does|did|can) (?:you|this|it) (?:work|function|answer(?: questions)?|find (?:the )?answers|know)(?: exactly)?|how (?:do|can|should) i (?:use (?:you|this|it)|ask(?: you)?(?: a question| questions)?)"
        r"|where do (?:your answers|you get your (?:answers|information|data)) come from|where do you get your (?:answers|information|data)|can i trust (?:you|your answers)"
        rf"|{_ZH_YOU}(?:是)?(?:怎么|如何|怎样)(?:工作|回答(?:问题)?|运作|查找|找答案|知道)的?|(?:这个|你|您)?(?:怎么|如何|怎样)(?:使?用|提问|问)(?:{_ZH_YOU})?|{_ZH_YOU}的(?:答案|回答|资料|数据|信息)(?:是)?从哪里?来(?:的)?|使用(?:说明|方法)",
    ),
    (
        "articles",
        rf"(?:what|which|how many) {_PAPERS} (?:do you|have you|can you|are|does (?:this|it))(?: (?:have|got|know|hold|contain|read|use|search|there|here|indexed|available|loaded))*(?: access to)?"
        rf"|(?:show|list)(?: me)? (?:all |your |the |all the )?{_PAPERS}|what (?:is|are) your (?:sources?|{_PAPERS})|what have you read"
        rf"|{_ZH_YOU}(?:这里)?(?:都|一共|总共)?(?:有|收录(?:了)?|读过|看过|知道)(?:些|了)?(?:哪些|什么|多少|几)(?:篇)?{_ZH_PAPERS}|(?:这里)?(?:都)?(?:有|收录了)(?:哪些|什么|多少篇|几篇){_ZH_PAPERS}|列出(?:所有)?{_ZH_PAPERS}|{_ZH_PAPERS}(?:列表|目录)",
    ),
    (
        "english",
        r"(?:can|do|could) (?:you|i) (?:speak|understand|read|write|ask|answer|talk|use)(?: (?:in|to you in))?(?: questions in)? (?:english|chinese|mandarin)(?: (?:or|and) (?:english|chinese))?"
        r"|(?:which|what) languages? (?:do|can) you (?:speak|understand|know)|(?:in )?english(?: please)?|speak english|chinese"
        rf"|{_ZH_YOU}(?:会|能|可以|懂)(?:不会|不能)?(?:说|讲|看|用|看懂|听懂)?(?:英[语文]|中文|汉语|普通话)(?:回答)?(?:吗|么|不)?|(?:能|可以)(?:用|说)(?:英[语文]|中文)(?:提问|问|回答)?吗?|{_ZH_YOU}(?:会|能)(?:说|讲)(?:什么|哪些|几种)语言|说(?:英语|中文)",
    ),
)
_PATTERNS = tuple((topic, re.compile(pattern)) for topic, pattern in _WHOLE)
_INNER = str.maketrans("“”", "‘’")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")

_SAYS: dict[Language, dict[Topic, str]] = {
    "en": {
        "greeting": "Hello!",
        "thanks": "You are welcome. Ask on whenever you like.",
        "goodbye": "Goodbye!",
        "test": "It works.",
        "who": "I am taobeiqa, a program that answers from newspaper articles and quotes them.",
        "what": "I answer questions from newspaper articles, each with the sentence that proves it.",
        "how": "I look for the sentence that answers and quote it; where there is none I say so.",
        "articles": "",
        "english": "Yes: ask in English or Chinese, whichever language an article is in.",
    },
    "zh": {
        "greeting": "你好！",
        "thanks": "不客气，欢迎继续提问。",
        "goodbye": "再见！",
        "test": "收到，一切正常。",
        "who": "我是洮北问答，一个从报纸文章里查找答案并引用原文的程序。",
        "what": "我从报纸文章里回答问题，每个回答都附上原句。",
        "how": "我在文章里查找能回答问题的句子，逐字引用；找不到就照实说没有。",
        "articles": "",
        "english": "可以：无论文章是中文还是英文，用中文或英文提问都行。",
    },
}
_HOLDS: dict[Language, tuple[str, str]] = {
    "en": ("Ask about the {count} indexed articles", "Ask about the one indexed article"),
    "zh": ("可以问收录的{count}篇文章", "可以问收录的一篇文章"),
}
_THERE_ARE: dict[Language, tuple[str, str]] = {
    "en": ("There are {count} indexed articles to ask about", "There is one indexed article to ask about"),
    "zh": ("一共收录了{count}篇文章", "收录了一篇文章"),
}
"""What opens the sentence about the articles, for several and for one; the second to those who ask for them."""


def small_talk(text: str) -> Topic | None:
    """What a message that is not about the articles is about; None for anything else, so for every question that says
    one word more.
    """
    plain = _EDGES.sub("", " ".join(fold(text).replace("’", "'").split()))
    polite = _EDGES.sub("", _MANNERS.sub("", plain))
    for said in dict.fromkeys((plain, polite)):
        compact = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", said)
        for topic, pattern in _PATTERNS:
            if said and pattern.fullmatch(compact):
                return topic
    return None


def may_be_of_articles(text: str, topic: Topic) -> bool:
    """Whether articles may answer it all the same: "How does this work?" may be about what they describe."""
    return topic in _QUESTIONS and not _ADDRESSED.search(fold(text))


def reply(topic: Topic, language: Language, articles: Sequence[Article], titles: Mapping[str, str]) -> str:
    """One or two sentences: to what was said, and how many articles there are, with as many titles as there is room for.

    Args:
        topic: what the message is about.
        language: the asker's.
        articles: all that there are.
        titles: titles in the asker's language by article id, for articles in the other.
    """
    said = _SAYS[language][topic]
    if topic in ("goodbye", "thanks") or not articles:
        return said or _SAYS[language]["what"]
    many, one = (_THERE_ARE if topic == "articles" else _HOLDS)[language]
    colon, end = ("：", "。") if language == "zh" else (": ", ".")
    opening = (many if len(articles) > 1 else one).format(count=f"{len(articles):,}")
    space = " " if language == "en" and said else ""
    text = f"{said}{space}{opening}{end}"
    for count in range(1, len(articles) + 1):
        told = _listed([titles.get(article.id, article.title) for article in articles[:count]], language)
        more = _and_more(len(articles) - count, language)
        longer = f"{said}{space}{opening}{colon}{told}{more}{end}"
        if len(longer) <= _MAX_CHARS:
            text = longer
    return text


def _listed(titles: Sequence[str], language: Language) -> str:
    return (
        "".join(f"《{title}》" for title in titles)
        if language == "zh"
        else ", ".join(f"“{title.translate(_INNER)}”" for title in titles)
    )


def _and_more(count: int, language: Language) -> str:
    if not count:
        return ""
    return "等" if language == "zh" else f" and {count:,} more"
