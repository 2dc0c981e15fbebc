"""Words that carry no subject matter: function words, and the words that only make a sentence a question."""

from __future__ import annotations

ENGLISH = frozenset(
    """
    a about above after again all also although always am among an and any anything are as at away back be became
    because become been before being below between both but by came can come could did do does doing done down during
    each either else ever every for from further get gets getting give given gives go goes got had has have having he
    her here hers herself him himself his how however i if in into is it its itself just kind let like made make
    makes many may me might more most much must my myself neither no nor not now of off on once one ones only onto or
    other others our ours out over own per please put quite rather really same say says shall she should since so
    some somebody someone something still such take taken tell than that the their theirs them themselves then there
    these they this those though through thus to together too toward towards under until up upon us use used using
    various very was we well were what whatever when where whether which while who whom whose why will with within
    without would yes yet you your yours yourself told
    """.split()  # noqa: SIM905
)

CHINESE = frozenset(
    """
    的 了 在 是 我 有 和 就 不 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 它 他 她 们 我们 你们
    他们 她们 它们 咱 咱们 与 及 以 以及 或 或者 而 而且 并 并且 但 但是 因 因为 所以 如果 则 于 由 由于 从 自 对
    对于 关于 把 被 将 让 使 给 向 往 为 为了 之 其 其中 此 该 某 各 每 个 些 等 等等 吗 呢 吧 啊 呀 嘛 么 什么 怎么
    怎样 如何 为什么 为何 哪 哪个 哪些 哪里 哪儿 谁 谁的 几 几个 多少 多 多大 多长 多久 多远 是否 有没有 是不是 能否
    能 可以 可 请 请问 问 告诉 一下 还 还有 又 再 才 只 只有 便 即 已 已经 曾 曾经 正在 过 地 得 所 时 时候 里 中 内
    下 后 前 间 来 做 进行 通过 按照 根据 据 当 当时 现在 目前 这个 那个 这些 那些 这里 那里 这样 那样 一些 一样 一共
    总共 共 共有 约 大约 叫 叫做 名 名字 属于 包括 位 哪一 何 何时 何地 何人 啥 啥时候 咋 咋样 为啥 怎么样 到底 究竟
    """.split()  # noqa: SIM905
)

# Irregular forms that a stemmer leaves apart from their verb or noun: built and build are one word to a reader.
_IRREGULAR = """
became:become began:begin begun:begin bent:bend bought:buy bred:breed broke:break broken:break brought:bring
built:build caught:catch chose:choose chosen:choose children:child cut:cut dealt:deal drawn:draw drew:draw
driven:drive drove:drive ate:eat eaten:eat fallen:fall fed:feed feet:foot fell:fall felt:feel fought:fight flew:fly
flown:fly found:find frozen:freeze grew:grow grown:grow heard:hear held:hold hidden:hide kept:keep knew:know
known:know laid:lay lain:lie leant:lean learnt:learn led:lead left:leave lent:lend lives:life lost:lose made:make
meant:mean men:man met:meet overcame:overcome oversaw:oversee overseen:oversee paid:pay people:people ran:run
rebuilt:rebuild repaid:repay risen:rise rose:rise sang:sing sat:sit saw:see seen:see sent:send shown:show
shrank:shrink shrunk:shrink sold:sell sought:seek spent:spend spoke:speak spoken:speak spread:spread sprang:spring
stood:stand struck:strike sung:sing swept:sweep taught:teach thought:think threw:throw thrown:throw told:tell
took:take taken:take undergone:undergo understood:understand undertaken:undertake undertook:undertake went:go gone:go
withdrawn:withdraw withdrew:withdraw woke:wake women:woman won:win wore:wear worn:wear wives:wife wrote:write
written:write
"""
IRREGULAR: dict[str, str] = dict(pair.split(":") for pair in _IRREGULAR.split())

# Function words, which the translation table leaves out, and times told from the day of writing.
_MEANING = """
的:of 了:(done) 在:at 是:is 我:I 有:have 和:and 就:then 不:not 都:all 一:one 一个:a 上:on 也:also 很:very 到:to
说:say 要:will 去:go 你:you 会:can 着:(ongoing) 没有:not 看:see 好:good 自己:oneself 这:this 那:that 它:it 他:he
她:she 们:(plural) 我们:we 你们:you 他们:they 她们:they 它们:they 咱:we 咱们:we 与:with 及:and 以:by 以及:and 或:or
或者:or 而:and 而且:moreover 并:and 并且:and 但:but 但是:but 因:because 因为:because 所以:therefore 如果:if 则:then
于:at 由:by 由于:due_to 从:from 自:from 对:towards 对于:for 关于:about 把:(object) 被:by 将:will 让:let 使:make
使用:use 给:give 向:towards 往:towards 为:for 为了:for 之:of 其:its 其中:among_them 此:this 该:this 某:some 各:each
每:each 个:(unit) 些:some 等:etc. 等等:etc. 吗:? 呢:? 谁:who 什么:what 怎么:how 怎样:how 如何:how 为什么:why
为何:why 哪里:where 哪儿:where 哪些:which 几:several 多少:how_many 多:many 是否:whether 能:can 可以:can 可:can
请:please 问:ask 告诉:tell 还:still 还有:also 又:again 再:again 才:only 只:only 只有:only 便:then 即:that_is
已:already 已经:already 曾:once 曾经:once 正在:now 过:past 地:-ly 得:(so) 所:that_which 时:when 时候:time 里:in
中:in 内:within 下:under 后:after 前:before 间:between 来:come 做:do 进行:carry_out 通过:through 按照:according_to
根据:according_to 据:according_to 当:when 当时:then 现在:now 目前:at_present 这个:this 那个:that 这些:these
那些:those 这里:here 那里:there 这样:thus 那样:thus 一些:some 一样:same 一共:altogether 总共:altogether
共:altogether 共有:have_altogether 约:about 大约:about 叫:be_called 叫做:be_called 名:(person) 名字:name
属于:belong_to 包括:include 位:(person) 何时:when 何地:where 今年:this_year 去年:last_year 前年:the_year_before_last
明年:next_year 年初:the_start_of_the_year 年末:the_end_of_the_year 年底:the_end_of_the_year
上半年:the_first_half_of_the_year 下半年:the_second_half_of_the_year 日前:recently 近日:recently 昨日:yesterday
今日:today 当天:that_day 近年来:in_recent_years 期间:period 比:than
"""
MEANING: dict[str, str] = {
    word: meaning.replace("_", " ") for word, meaning in (pair.split(":") for pair in _MEANING.split())
}
"""What these words mostly mean in English; in brackets what one does where English has no word for it."""
