"""Invented persons, enterprises and estates of the market. Nobody's number: the area code belongs to no real county."""
from datetime import date, timedelta
from random import Random

from housing_portal.kit import numbers
from reports.demo.place import COUNTY_CODE

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛")
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建国志海波宁桐瑶晨曦泽宇欣怡梓涵浩然子轩佳琪雨嘉俊思远文博晓峰立"
    "新春梅冬生学义长青松柏云鹏飞翔安康乐岩岚山川河源淑贞凤仪惠珍素琴雪莲彩虹永贵富荣庆祥瑞麟骏驰毅恒鑫森淼"
)
RARE = ("𠮷", "㛃", "喆", "赟", "禤")
ESTATE_HEADS = (
    "锦川", "云栖", "东城", "南苑", "望岭", "清溪", "石桥", "翠屏", "金麟", "滨河", "学府", "文昌", "紫荆", "玉泉",
    "龙湾", "凤鸣", "瑞景", "和悦", "盛世", "福临", "书香", "明珠", "天悦", "远山", "半山", "丽水", "御景", "枫林",
    "梧桐", "银杏", "海棠", "芳草", "春晓", "秋实", "星河", "月明", "朗润", "嘉和", "泰和", "永安",
)
ESTATE_TAILS = (
    "云庭", "花园", "府邸", "公馆", "雅苑", "新城", "小区", "华庭", "名邸", "家园", "里", "湾", "阁", "苑", "广场",
    "尚城", "一品", "天地", "佳园", "庄园",
)
DEVELOPER_HEADS = (
    "鼎恒", "安澜", "启元", "众诚", "鸿基", "博远", "润泽", "金桥", "昌隆", "瑞丰", "天成", "恒昇", "华岳",
    "信达地", "广厦云", "东旭岭", "中岭", "盛源", "嘉业", "宏图", "泰岳", "万象云", "鹏程", "永固", "兴邦", "德润",
    "建兴", "同创", "富民", "长青云",
)


def person(rng: Random) -> str:
    """Return a name; some are short, some have a double surname, a few a rare character."""
    dice = rng.randrange(1000)
    surname = rng.choice(COMPOUND) if dice < 6 else rng.choice(SURNAMES)
    if dice > 995:
        return surname + rng.choice(RARE)
    return surname + rng.choice(GIVEN) + (rng.choice(GIVEN) if dice < 800 else "")


def identity(rng: Random, since: date = date(1948, 1, 1), days: int = 20_500) -> str:
    """Return an ID number with the right check digit, of somebody born in the ``days`` from ``since`` on."""
    born = since + timedelta(days=rng.randrange(days))
    first17 = f"{COUNTY_CODE}{born:%Y%m%d}{rng.randrange(1000):03}"
    return first17 + numbers.identity_check_digit(first17)


def phone(rng: Random) -> str:
    """Return a fixed line of the demonstration county, whose area code does not exist."""
    return f"0900-6{rng.randrange(1_000_000):06}"


def estate(serial: int) -> str:
    """Return the name of estate number ``serial``; after all pairs comes a second phase."""
    heads, tails = len(ESTATE_HEADS), len(ESTATE_TAILS)
    phase, place = divmod(serial, heads * tails)
    # step through the tails with every head, so that neighbours do not share their first word
    name = ESTATE_HEADS[place % heads] + ESTATE_TAILS[(place // heads + place % heads) % tails]
    return name if not phase else f"{name}{phase + 1}期"


def developer(serial: int) -> str:
    """Return the name of developer number ``serial``."""
    phase, place = divmod(serial, len(DEVELOPER_HEADS))
    return f"云岭县{DEVELOPER_HEADS[place]}{'' if not phase else phase + 1}房地产开发有限公司"
