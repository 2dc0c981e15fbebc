"""The words by which a question tells what it asks for, in Chinese and in English."""

from __future__ import annotations

import re

from taobeiqa.text.segment import term
from taobeiqa.text.units import Kind

OFTEN = re.compile(
    r"(?:多久|多长时间|(?<!好)几个?(?:天|日|周|星期|月|季度|年)|多少天)[^，。？?,]{0,8}?一[次回趟遍轮]|每隔(?:多久|几)|频率|频次"
    r"|\bhow (?:often|frequently|regularly)\b|\bwhat frequency\b"
)
"""What asks how often, in either language: 每周 and "daily" are no figures."""


def spoken(pattern: str) -> re.Pattern[str]:
    """A pattern for questions, in which 什么 may be 啥 as well, and 怎么 咋."""
    return re.compile(pattern.replace("什么", "(?:什么|啥)").replace("怎么", "(?:怎么|咋)"))


TITLE = spoken(
    r"(?:什么|哪一?首)歌(?!手|唱)|哪一?(?:首(?:曲|诗)|[本部]书|部(?:电影|影片|小说|戏|剧)|出戏)(?!籍?费)"
    r"|\bwhat (?:song|tune)\b|\bwhich (?:song|book|film|movie|play|poem|opera|novel|tune|musical)\b"
)
"""What asks for the title of one work, in either language: what books were given may be told without titles."""

# Chinese cues, tried in order. A figure's kind is read off the unit that follows 多少, and failing that off the noun.
ZH_AUTHOR = re.compile(
    r"(谁|哪[位些个名]|何人).{0,6}(写|撰|报道|采写|采访|执笔|拍|摄)|作者|记者是|记者叫|署[^，。？]{0,8}的是谁|署名|写.{0,14}是谁|(写|撰写|报道|拍摄|摄影)的?(人)?是谁|[哪几]位?记者|摄影师|撰稿"
    r"|(?:采写|撰写|报道(?![里中上内说称提的]))[^，。？?]{0,12}的人?是谁|(?:照片|图片|文章|报道|消息|稿子?|新闻)[^，。？?]{0,6}出自(?:谁|哪位|何人)|署了?(?:谁|哪位|何人)"
)
_ZH_PICTURE = re.compile("^(?!.*[写撰执])(?=.*(?:拍|摄|照片|图片|配图))")
_ZH_NEWSPAPER = re.compile(
    "(?=.*(?:报道|消息|新闻|稿|文章|那篇|这篇)).*"
    "(?:(?:哪[一些几]?[家份张个]?|什么)(?:报社|报纸|媒体|报刊|刊物|报(?![告道表名销案酬刊喜]))|[登刊发见载][于在](?:哪|什么))"
)
ZH_CREDITS = (_ZH_NEWSPAPER, ZH_AUTHOR, _ZH_PICTURE)
"""What asks for the newspaper that ran an article; for its author; and of these for who took the pictures."""
ZH_FIGURE = re.compile(
    r"百分之(?:几|多少)|多少|(?<![这那近好数十头哪第])(?<!(?<![以之])[前后])(?<![上下](?=几(?:年|天|日|周|个?(?:月|星期)|次|届|期|代|任|回|句|章|场|轮|点)))几(?!乎|何|经|时|号|月|天前|年来|世纪|点钟)(?!(?<=[于在是元自从]几)年(?!时间|之久|[之以]?内))|(?P<how>多(?:大|长|宽|高|重|远|久|深|厚|沉))|什么价(?![值格])"
)
ZH_BARE_FIGURE = re.compile(
    r"(?:户数|人数|村数|目数|数[量目额]|面积|[金总余差份限]额|总数|比例|比重|率|里程|收入|工[资钱]|月薪|[产销客运流水]量|产值|总?投资|总?人口|(?<!多少)人次|造价|[均单售票房油租]价|租金|[长高宽深厚温]度|补助款?|罚款|预算)"
    r"(?:呢|是|为|如何|怎么?样)?[？?]?$"
)
"""What asks for a figure by its name alone."""
ZH_RANK = re.compile(r"排(?:名|行|在)第?(?:多少|几)|第(?:几|多少)")
ZH_DATE = spoken(
    r"什么时候|何时|哪一?[天年月日]|几(?:月|日|号(?![一-鿿]*[衣线楼院馆机令车门店]))|几世纪|几点钟?|(?<=[于在是元自从])几年(?!时间|之久|[之以]?内)|哪个世纪|什么时间|哪个(?:月|时间|日子)|期限|日期|何年|何日|哪[一]?年"
)
ZH_PLACE = spoken(
    r"哪里|哪儿|何处|什么地方|何地|哪个(?:地方|地区|城市|省|市|县|区|乡镇|乡|镇|村|屯|公园|湖|医院|学校|草原|平原|广场)|哪[些两几]?(?:家|所|个)?(?:医院|学校|乡镇|地方|村)|位于哪|在哪|哪[条座片处](?:河|江|山|湖|路|街|草原|平原|水库|大桥)"
    r"|(?<!为)什么(?:省|市|县|乡镇?|镇|村|屯|公园|湖|河|江|草原|平原|水库)(?![里级民委集干部钱力场])|(?<![超门])(?:省|市|县|乡|镇|村|屯|公园|湖|河|江|山|草原|平原)叫什么"
)
ZH_ORGANISATION = spoken(
    r"(?:哪[些家个几]?家?|什么|何)(?:公司|企业|单位|部门|机构|组织|学院|学校|院系|团队|厂家|报社|报纸|媒体|厂商|供应商|生产商|制造商|承包商|高校|大学)|由谁(?:承包|负责|承担)"
)
ZH_PERSON = spoken(
    r"谁|哪位|何人|哪个人|什么人|(?:户|人|民|员|者|长|书记|主任|经理|总裁|老总|老板|主席|教练|医生|师傅|姑娘|先生|女士|老师|学生)(?:的?(?:名字|姓名))?(?:叫|姓|是)什么"
)
ZH_RECIPIENT = re.compile(r"[给让使帮]了?(?:谁|哪些人|什么人)")
"""What does not ask for a person by name."""
_OFFICES = "书记|主任|[组队院校局处科厅部市区县州省乡镇村会社站所班]长|董事长|主席|总?经理|总裁|老总|老板|负责人|发言人|教练|导演|总统|总理|老师|教师|辅导员|领队|主持人|司机|医生|护士|设计师|工程师"
ZH_OFFICE = spoken(
    rf"(?P<office>{_OFFICES})(?:的?(?:名字|姓名))?(?:是谁|[叫姓]什么|是哪一?位|为谁)"
    rf"|谁(?:担任|出任|接任)[^,.?!]*?(?P<held>{_OFFICES})"
    r"|谁(?:来|在)?(?P<does>主持|带队|率领)|(?P<done>主持|带队|率领)(?:的?人)?的?是(?:谁|哪一?位)"
)
ANY_OFFICE = frozenset(
    [
        "负责人",
        "老总",
        "老板",
        "主持",
        "带队",
        "率领",
        "head",
        "leader",
        "chief",
        "heads",
        "headed",
        "chairs",
        "chaired",
        "hosts",
        "hosted",
        "presides",
        "presided",
    ]
)
"""What the holder of an office is called that has another name, and what only a person does."""
ZH_NAMED = spoken(
    r"叫什么|叫做什么|称为什么|被称|什么名|名称|名字|什么(?:模式|活动|方案|口号|方法|方式|原则|格局|体系|精神)|哪些?(?:模式|活动|方案)"
)
ZH_KIND_CUES: tuple[tuple[str, Kind], ...] = (
    (r"[率占]比?|比例|比重|百分", "share"),
    (r"面积", "area"),
    (r"资金|经费|费用|金额|投资|款|钱|花费|造价|补助|收入|产值|垫付|报销|价", "money"),
    (r"里程|长度|公里", "length"),
    (r"时间", "duration"),
    (r"电话|号码|邮编|网址|邮箱", "identifier"),
    (r"岁|年龄|年纪", "age"),
    (r"容量|功率|兆瓦|千瓦", "power"),
    (r"[深高宽厚]度", "length"),
    (r"气温|温度", "temperature"),
    (r"户数|户", "households"),
    (r"人数|人口|人次|学生|群众|干部", "people"),
)
ZH_OF_THINGS = frozenset("张间座条辆台所套栋幢架本册篇件份眼棵块片艘头只匹")
"""Measure words that never count people."""
ZH_OF_HOMES = frozenset("间座所套栋幢")
"""Those that may count what households live in."""
ZH_HOW: dict[str, frozenset[Kind]] = {
    "多大": frozenset({"area", "count"}),
    "多长": frozenset({"length", "duration"}),
    "多久": frozenset({"duration"}),
    "多远": frozenset({"length"}),
    "多宽": frozenset({"length"}),
    "多高": frozenset({"length", "share", "money"}),
    "多重": frozenset({"mass"}),
    "多深": frozenset({"length"}),
    "多厚": frozenset({"length"}),
    "多沉": frozenset({"mass"}),
}

EN_AUTHOR = re.compile(
    r"\bwho (?:\w+ ){0,3}?(?:(?:co-?)?wrote|written|write|reported|reports|authored|photographed|covered|took)\b"
    r"|\bauthors?\b|\bbyline|\bjournalists?\b|\breporters?\b|\bphotographers?\b|\b(?:written|reported|photographed) by\b|\bwhom\b.*\b(?:write|written|report|reported|photograph|photographed)\b|\bphoto credit"
    r"|\bwhose names? (?:stands?|appears?|is|are)\b.*\b(?:reports?|articles?|stor(?:y|ies)|pieces?|news)\b"
)
_EN_PICTURE = re.compile(
    r"^(?!.*\b(?:wrote|written|write|reported|authored|co-?wrote)\b)(?=.*(?<!not )\b(?:photo|picture|took\b|image))"
)
_EN_NEWSPAPER = re.compile(
    r"(?=.*\b(?:reports?|reported|stor(?:y|ies)|articles?|items?|news|pieces?|cover(?:ed|age))\b).*"
    r"\b(?:(?:which|what) (?:\w+ )??(?:newspaper|paper|daily|media outlet|outlet|publication)|name of the newspaper)\b"
    r"(?! (?:articles?|stor(?:y|ies)|items?|reports?|pieces?|company)\b)"
)
EN_CREDITS = (_EN_NEWSPAPER, EN_AUTHOR, _EN_PICTURE)
EN_FIGURE = re.compile(
    r"\bhow many\b|\bhow much\b|\bhow (?:large|big|long|far|high|wide|deep|tall|old|heavy|fast|hot|cold)\b|\b(?:number|total|amount|sum|quantity) of\b"
    r"|\bwhat (?:(?:is|was|were|are) the |)(?:(?!(?:do|does|did|will|would|can|could|should|has|have|had)\b)\w+ ){0,4}?(?:percentage|percent|per cent|proportion|share|rate|area|acreage|distance|quantity|volume|tonnage|amount|number|total|length|size|sum|cost|income|price|capacity|population|depth|height|weight|age|budget|salary|value|speed|output|yield|headcount|incidence|investment|spending|expenditure|sales|turnover|revenue|profit|sum of money)\b(?: (?:number|amount|sum|length|area|cost|budget)\b)?(?: of\b)?"
    r"|\bwhat (?:do|does|did|will|would)\b.*?\b(?:earn|cost)\b"
    r"|\bwhat (?:do|does|did|will|would|has|have|had)\b.*?\b(?:area|total|number|amount|population|output|income|price|rate|share)\b.*?\b(?:come|came|reach|reached|stand|stood|drop|dropped|fall|fallen|rise|risen|grow|grown)\b"
    r"|\bamount(?:s|ed)? to\b|\bto what (?:level|figure|percentage|rate)\b|\bhow few\b|\bat what rate\b"
)
EN_ELSE = re.compile(r"\b(?:who|whom|which|how|why)\b|\bwhat (?!is\b|was\b|are\b|were\b|about\b|'s\b)")
"""What asks for something else than the figure that the question also speaks of."""
EN_BARE_FIGURE = re.compile(
    r"\b(?:rate|percentage|proportion|share|total|number|amount|area|length|headcount|population|cost|price)\b"
)
QUESTION_WORDS = "who|whom|whose|which|how|why|when|where"
_AUXILIARY = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may"
_NO_NOUN = f"of|for|in|on|at|to|from|by|with|and|{_AUXILIARY}|{QUESTION_WORDS}"
EN_SIZED = re.compile(
    rf"^\W*(?:what(?:'s| is| was| are| were)? )?(?:(?!(?:{_NO_NOUN})\b)[^\s?]+ ){{0,6}}?"
    r"(?:(?P<money>rents?|allowances?|subsid(?:y|ies)|wages?|salar(?:y|ies)|pay|fees?|fines?|fares?|premiums?|bonus(?:es)?|dividends?|pensions?|incomes?|earnings|budget|spending|sales|takings|turnover|revenues?|outlay|investment)"
    r"|size|count|value|weight|height|age|capacity|output|yield|depth|coverage|workforce|attendance)"
    r"\b(?=\W*$|\W+(?:of|for|in|per|at|to|on|from|by|a|an|the|this|last|now|each|since|before|after|so|do|does|did|is|was|paid|given|[0-9]))"
)
"""What asks for a figure by what is measured, also without a question word: yearly rent of the orchard."""
EN_RATE = re.compile(
    r"\bper (?!cent\b)[a-z]+|\b(?:monthly|yearly|annual|daily|weekly|average)\b"
    r"|\ban? (?:mu|jin|tonne|ton|kilo|kilogram|litre|metre|month|year|day|week|head|person|household|piece)\b"
    r"|\bwhat (?:do|did|does|was|were|is|are|has|have|had)\b.*\b(?:spen[dt]|fetch|fetched|charged?|invest|invested|paid|s(?:ell|old) for)\b(?!.*\bon\W*$)"
)
"""What asks for a figure by how it is told: what is a picker paid per jin?"""
EACH = re.compile(r"每(?![年天日次])|\beach\b(?! other| and every)|\bper (?!cent\b)")
"""What asks for a figure that one of many has, in either language."""
EN_COUNTED = re.compile(
    r"^\W*(?:(?!(?:of|for|in|on|at|to|from|by|with|and|the|this|last|against|about|over|under|into)\b)[a-z'-]*(?:[a-rt-z]|'s|ss) ){0,3}?"
    r"(?!(?:this|its|his|series|details|reasons|steps|conditions|rules|measures|ways|means|uses|causes|terms|goods|items|gifts|names|tasks|duties|sources|crops|products|contents|results|benefits|plans|aims|[a-z']*(?:ss|us|is)|[a-z]*'s)\b)[a-z-]+s"
    r"(?= (?:of|for|in|on|at|to|from|by|with|who|that|whose|so|still|now|already|[a-z]+ed|taken|built|left|given|sent|held|sold|found|born|lost|made|put)\b|\W*$)"
)
"""What is counted where a few words ask without a question word: households resettled in Huixi."""
EN_ASKING = re.compile(
    rf"\b(?:what|{QUESTION_WORDS}|{_AUXILIARY}|i|my|we|our|you|your|me|us|please|tell|list|name|describe|explain)\b"
)
EN_NO_FIGURE = re.compile(
    rf"^\W*(?:{_AUXILIARY})\b"
    rf"|\b(?:{QUESTION_WORDS})\b|\b(?:on|by|with|to|in|besides|from) what\b"
)
EN_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:exact )?(?:date|day|month|year|time|deadline)\b|\bsince what\b|(?<!\bto )\b(?:date|deadline)\W*$"
    r"|\bwhat(?:'s| is| was) the (?:\w+ )?(?:date|deadline)\b"
    r"|^\W*(?:the )?(?:(?!(?:this|last|next|per|each|every|an?|first|working|in|on|of)\b)[a-z]+ ){0,2}?(?:year|date|deadline|day|month) (?:the|of|for|when|in which|that|on which)\b"
)
EN_PLACE = re.compile(
    r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:(?:place|location|site|spot|venue|village|township|town|district|province|lake|river|mountain|grassland|plain|park|square|street|road|hospital|region|area)s?|count(?:y|ies)|cit(?:y|ies))\b"
)
EN_ORGANISATION = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}?(?:company|companies|firm|organi[sz]ations?|departments?|institutions?|school|college|university|agency|agencies|contractor|manufacturer|supplier|newspaper|body|bodies|enterprise|team)\b"
    r"|\bwho (?:built|was the contractor|is the contractor|contracted)\b"
)
EN_PERSON = re.compile(
    r"^\W*(?:\w+\W+){0,2}?who(?:m|se)?\b|\bwhich (?:\w+ )?(?:person|man|woman|doctor|nurse|teacher|villager|farmer|official|cadre|secretary|mayor|resident|worker|leader|singer|actor)\b|\bwhat (?:is|was) the name of the (?:person|man|woman|villager|resident|official)\b"
)
EN_RECIPIENT = re.compile(
    r"\bwho(?:m)?\b.*\b(?:given|donated|handed|delivered|sent|distributed|brought|help|benefit)\b.*\b(?:to|for)\W*$|\b(?:to|for) whom\b"
)
EN_OFFICE = re.compile(
    r"\bwho (?:is|was|are|were|became|serves|served)\b.*\b(?P<office>dean|director|secretary|head|mayor|leader|chief|president|chair(?:man|woman|person)?|captain|principal|manager|governor|minister|teacher|lecturer|professor|instructor|driver|doctor|nurse|architect|engineer|designer|coach|spokes(?:man|woman|person))\b"
    r"|\bwho (?P<does>heads|headed|chairs|chaired|hosts|hosted|presides|presided)\b"
)
EN_NAMED = re.compile(
    r"\b(?:called|named|known as|titled)\b|\bname of\b|\b(?:under|by) what name\b|\bwhat\b.*\bcalls? (?:itself|themselves|it)\b|\bwhat (?:\w+ )?(?:model|campaign|plan|slogan|motto|method|activity|activities|scheme|principle)\b"
)
EN_KIND_CUES: tuple[tuple[str, Kind], ...] = (
    (r"percent|per cent|proportion|share|\brates?\b|what level|incidence", "share"),
    (r"\barea\b|\bacreage\b|square|hectare|\bmu\b|how (?:large|big)|\bland\b", "area"),
    (r"kilomet|\blength|\bdistance|how far", "length"),
    (
        r"money|\bsums?\b|fund|invest|spen[dt]|cost|yuan|pa(?:id|y)\b|reimburs|subsid|price|income|revenue|\bsales\b|turnover|profit|budget|premium|financ|worth|expens|\bearn|\bsalar|\bwage",
        "money",
    ),
    (r"how long|how much time", "duration"),
    (r"how (?:deep|tall|high|wide)|\bdepth|\bheight|\bwidth", "length"),
    (r"phone|\bnumber plate|e-?mail|zip code|postcode", "identifier"),
    (r"how old|\bage\b", "age"),
    (r"how heavy|\bweight", "mass"),
    (r"megawatt|kilowatt|capacity", "power"),
    (r"how (?:hot|cold)|temperature", "temperature"),
    (r"population|headcount|\benrol", "people"),
)

EN_GIVEN = re.compile(
    r"\baid\b|\bgrants?\b|\bloans?\b|\bdonat|\bcompensat|\bbonus|\ballowances?\b|\bfees?\b|\bfines?\b|\btax"
    r"|\bdebts?\b|\bstipend|\bscholarship|\brents?\b|\bdividend"
)
"""What "how much" of is money; how many of them there are is told without."""
EN_SHARED = re.compile(
    r"\bhow much (?:of|more|less|higher|lower|bigger|smaller|better|faster)\b|\bby how much\b"
    r"|\b(?:r[io]se|risen|rising|f[ae]ll|fallen|grow|grew|grown|drop|declin|increas|decreas|reduc|shr[aiu]nk|improv)"
)
"""Where "how much" may also ask for a share, or for a change that is told in per cent."""

# Which sort of place or organisation: the word after 哪个 or which, and the characters that such a name ends in.
ZH_SORT = spoken(
    r"(?:哪一?[个家所些座两几条片]?|什么|(?<![超门])(?=(?:[省市县乡镇村屯湖河江山]|公园|草原|平原)叫什么))(?P<sort>乡镇|省|市|县|区|乡|镇|村|屯|公园|湖|河|江|山|草原|平原|医院|学校|大学|高校|中学|公司|企业|厂家|厂商|供应商|生产商|制造商|承包商|报社|报纸)"
)
EN_SORT = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}?(?P<sort>village|township|town|county|city|counties|cities|district|province|lake|river|mountain|grassland|plain|park|hospital|school|college|university|company|companies|firm|contractor|manufacturer|supplier|newspaper)"
)
ENDINGS = {
    **{sort: sort for sort in "省市县区乡镇湖"},
    **dict.fromkeys(("村", "屯", "village"), "村屯"),
    **dict.fromkeys(("乡镇", "township"), "乡镇"),
    **dict.fromkeys(("公园", "park"), "园"),
    **dict.fromkeys(("河", "江", "river"), "河江"),
    **dict.fromkeys(("山", "mountain"), "山岭峰"),
    **dict.fromkeys(("草原", "平原", "grassland", "plain"), "原"),
    **dict.fromkeys(("医院", "hospital"), "院"),
    **dict.fromkeys(("学校", "大学", "高校", "中学", "school", "college", "university"), "校学院"),
    **dict.fromkeys(("公司", "企业", "厂家", "厂商", "供应商", "生产商", "制造商", "承包商"), "司厂团"),
    **dict.fromkeys(("company", "companies", "firm", "contractor", "manufacturer", "supplier"), "司厂团"),
    **dict.fromkeys(("报社", "报纸", "newspaper"), "报社"),
    **dict.fromkeys(("county", "counties"), "县"),
    **dict.fromkeys(("city", "cities"), "市"),
    **{"town": "镇", "district": "区", "province": "省", "lake": "湖"},
}

_OF_AUTHORS = (
    "写 撰写 作者 记者 报道 采写 采访 执笔 拍 拍摄 摄影 摄影师 撰稿 文章 新闻 消息 稿子 篇 条 报社 报纸 媒体 媒体报道 署名 照片 图片 登 刊 刊登 刊载 发表 出自 手 一起 一道 "
    "wrote write written author byline journalist reporter report photographed photographer photograph cover "
    "covered coverage story article piece item news newspaper paper photo picture name stand credit staff co "
    "share together ran run carry publish print"
)
AUTHOR_WORDS = frozenset(map(term, _OF_AUTHORS.split()))
"""What a question about an article's author says of authors in general and not of the article."""
