"""Papers of a permit procedure: what is to be mended, why a permit is refused, and what a permit says.

Each is made of what its step has fixed in the application, so that it says the same ever after.
"""
from housing_portal.kit.figures import grouped
from housing_portal.kit.gongwen import Paper
from housing_portal.kit.periods import written
from housing_portal.registry.enums import PermitKind
from presale.models import PermitApplication
from presale.services.permits import written_scope
from reports.documents.letter import Rows, letter

TITLES = {PermitKind.PRESALE: "商品房预售许可证", PermitKind.SPOT: "商品房现售备案证"}
REMEDIES = (
    "不服本决定的，可以自收到本决定书之日起60日内依法申请行政复议，或者自收到之日起6个月内依法向人民法院提起行政诉讼。"
)


def fix_notice(it: PermitApplication, issuer: str) -> Paper:
    """Return 补正告知书: everything that is missing, said once."""
    return letter(
        "补正材料告知书", f"{it.number}BZ", str(it.developer),
        f"你单位提交的{it.title}申请，材料不齐全或者不符合法定形式，"
        "根据《中华人民共和国行政许可法》第三十二条，现一次告知需要补正的全部内容：",
        [*_applied(it), ("须补正内容", it.fix_notice)],
        ["请补正后重新提交。申请自材料补正齐全、符合法定形式之日起受理。"], issuer, it.fix_notified_on,
    )


def refusal(it: PermitApplication, issuer: str) -> Paper:
    """Return 不予许可决定书: the reasons, and what may be done about it."""
    return letter(
        "不予行政许可决定书", f"{it.number}BX", str(it.developer),
        f"你单位的{it.title}申请于{written(it.accepted_on)}受理。经审查，不符合法定条件，决定不予许可：",
        [*_applied(it), ("不予许可的理由", it.decision)], [REMEDIES], issuer, it.decided_on,
    )


def permit(it: PermitApplication, issuer: str) -> Paper:
    """Return the page of 预售许可证 as this application has made it; a later change makes another."""
    account = it.account
    bank = [("监管银行", str(account.bank)), ("监管账号", account.account_no)] if account else []
    rows = [
        ("许可证号", it.permit.number), ("开发企业", str(it.developer)), ("楼盘", str(it.estate)),
        ("批准楼幢", written_scope(it)),
        ("批准面积", f"{grouped(it.area_total, 2)}㎡，其中住宅{grouped(it.area_residential, 2)}㎡"),
        ("批准套数", f"{grouped(it.sets_total)}套，其中住宅{grouped(it.sets_residential)}套"),
        *bank, ("申请编号", it.number),
    ]
    closing = ["销售时应当出示本证，广告和说明书应当载明证号。"]
    opening = f"你单位的{it.title}申请，经审查符合法定条件，准予许可："
    title, to = TITLES[PermitKind(it.kind)], str(it.developer)
    return letter(title, it.permit.number, to, opening, rows, closing, issuer, it.decided_on)


def _applied(it: PermitApplication) -> Rows:
    return [("申请编号", it.number), ("楼盘", str(it.estate)), ("申请楼幢", written_scope(it)),
            ("提交日期", written(it.submitted_on))]
