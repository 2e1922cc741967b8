"""Money in capitals (大写金额) and small Chinese numbers, from integers only."""
from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万")
SMALL = "〇一二三四五六七八九"
LIMIT = Decimal(10) ** 16  # 元: 9999 万亿 can still be said


def _section(number: int) -> str:
    """Write 1…9999 in capitals, with one 零 for each inner gap."""
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return out


def _integer(yuan: int) -> str:
    out, gap = "", False
    for index in (3, 2, 1, 0):
        section = yuan // 10 ** (4 * index) % 10**4
        if not section:
            gap = bool(out)
            continue
        if out and (gap or section < 1000):
            out += "零"
        out += _section(section) + SECTIONS[index]
        if index == 3 and not yuan // 10**8 % 10**4:
            out += "亿"  # 壹万亿, but 壹万贰仟亿
        gap = False
    return out


def rmb_upper(amount: Decimal) -> str:
    """Return ``amount`` (元, two decimals) as 人民币大写, e.g. 人民币壹佰伍拾万元整.

    Rule: 支付结算办法 附件一 (正确填写票据和结算凭证的基本规定): 元 or 角 end with 整, 分 does not.
    Raises ValueError above 9999 万亿, for fractions of a 分 and for what is no number at all.
    """
    # before the conversion: NaN has no integer, and that of 1E+999999 would take seconds to build
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise ValueError(f"not an amount in yuan: {amount}")
    fen = int(amount.scaleb(2))
    if Decimal(fen) != amount.scaleb(2):
        raise ValueError(f"not an amount in yuan: {amount}")
    sign, fen = ("负" if fen < 0 else ""), abs(fen)
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = _integer(yuan) + "元" if yuan else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif cent and yuan:
        text += "零"
    if cent:
        text += DIGITS[cent] + "分"
    return f"人民币{sign}{text or '零元'}{'' if cent else '整'}"


def chinese_number(number: int) -> str:
    """Return 1…99 in small Chinese numerals for headings: 一, 十, 十二, 二十一."""
    if not 0 < number < 100:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else SMALL[tens] + "十")
    return head + (SMALL[ones] if ones else "")
