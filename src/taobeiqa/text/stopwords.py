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
    总共 共 共有 约 大约 叫 叫做 名 名字 属于 包括 位 哪一 何 何时 何地 何人
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
