"""Samples of credit rules to copy from: the frame is published elsewhere, every figure is for the county to confirm.

None of them is ever in force itself: a rule made from one is entered, corrected and confirmed like any other.
"""
from collections.abc import Mapping
from dataclasses import dataclass

from inspections.enums.credit import CreditSubject, InfoKind

B, R, G, X = InfoKind.BASE, InfoKind.OPERATION, InfoKind.GOOD, InfoKind.BAD
PENDING = "待县局确认"


@dataclass(frozen=True)
class Item:
    """An item of a sample: ``months`` 0 for always, ``published`` for a penalty that may be shown to everybody."""

    code: str
    kind: InfoKind
    text: str
    points: int
    months: int = 12
    published: bool = False


@dataclass(frozen=True)
class Sample:
    """A rule as it is copied; ``maxima`` are of base, operation and good information, in this order."""

    subject: CreditSubject
    base_score: int
    maxima: tuple[int | None, int | None, int | None]
    grades: tuple[tuple[str, int], ...]
    items: tuple[Item, ...]


THOUSAND = (("A", 850), ("B", 700), ("C", 600), ("D", 0))
SIXTY = (("优秀", 90), ("良好", 75), ("合格", 60), ("不合格", 0))
DEVELOPER = (
    Item("J01", B, "按时申报企业基本信息", 300, 0),
    Item("J02", B, "资质证书有效", 300, 0),
    Item("Y01", R, "按时归集预售资金", 100),
    Item("Y02", R, "按合同约定交付", 100),
    Item("L01", G, "获得县级以上表彰", 60, 24),
    Item("L02", G, "参与保障性住房建设", 50, 24),
    Item("B01", X, "未取得预售许可预售商品房", -200, 24, True),
    Item("B02", X, "售楼现场公示资料不齐全", -30),
    Item("B03", X, "预售资金未进入监管账户", -150, 24, True),
    Item("B04", X, "逾期交房，未按承诺整改", -120, 24),
    Item("B05", X, "未经竣工验收备案交付", -150, 24, True),
    Item("B06", X, "发布虚假房源或价格信息", -100, 24, True),
)
BROKER = (
    Item("L01", G, "获得县级以上表彰", 10, 24),
    Item("L02", G, "主动调解交易纠纷", 5),
    Item("B01", X, "未办理备案从事经纪业务", -20, 24, True),
    Item("B02", X, "未公示服务项目和收费标准", -5),
    Item("B03", X, "发布虚假房源", -15, 24, True),
    Item("B04", X, "侵占、挪用交易资金", -30, 36, True),
)
PROPERTY = (
    Item("L01", G, "获评示范小区", 10, 24),
    Item("B01", X, "擅自提高收费标准", -10, 12, True),
    Item("B02", X, "消防设施、电梯维护不到位", -15),
    Item("B03", X, "擅自动用专项维修资金", -30, 36, True),
    Item("B04", X, "退出项目拒不移交", -20, 24, True),
)
APPRAISER = (
    Item("L01", G, "年度报告抽查合格", 5),
    Item("B01", X, "出具有重大差错的估价报告", -20, 24, True),
    Item("B02", X, "允许他人以本机构名义执业", -30, 36, True),
    Item("B03", X, "未按规定保存估价档案", -5),
)
SAMPLES: Mapping[str, Sample] = {
    "开发企业（1000 分制）": Sample(CreditSubject.DEVELOPER, 0, (600, 200, 200), THOUSAND, DEVELOPER),
    "经纪机构（60 分起评）": Sample(CreditSubject.BROKER, 60, (None, None, 40), SIXTY, BROKER),
    "物业企业（60 分起评）": Sample(CreditSubject.PROPERTY, 60, (None, None, 40), SIXTY, PROPERTY),
    "评估机构（60 分起评）": Sample(CreditSubject.APPRAISER, 60, (None, None, 40), SIXTY, APPRAISER),
    "销售代理（60 分起评）": Sample(CreditSubject.AGENCY, 60, (None, None, 40), SIXTY, BROKER),
}
