"""Official forms of escrow: the ledger of an account, the register of releases, the overview of all accounts."""
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.figures import NO_VALUE, Ratio, in_unit
from housing_portal.kit.periods import written
from housing_portal.kit.secrecy import mask_names
from presale.available import ZERO
from presale.completion import NOT_STATED
from presale.models import EscrowAccount, LedgerEntry, Release
from presale.overview import Overview

Row = Mapping[str, str | int | Decimal | date | None]
SIGNOFF = "单位负责人：　　　　　　审核人：　　　　　　填表人：　　　　　　联系电话：　　　　　　填报日期："
MONEY = "#,##0.00"  # the cell holds every 分, in 万元 as well
FILLER = "填报单位（盖章）："


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


# -- ledger of an account -------------------------------------------------------------------------------


def ledger_sheet(account: EscrowAccount, entries: Sequence[LedgerEntry], first: date, last: date,
                 cutoff: datetime) -> FormSheet:
    """Return the entries of an account from ``first`` to ``last`` in the order of the books; names are masked."""
    rows = [_entry(entry) for entry in entries]
    came = sum((row["in"] or ZERO for row in rows), ZERO)
    went = sum((row["out"] or ZERO for row in rows), ZERO)
    return FormSheet(
        name="监管流水", title="商品房预售资金监管账户流水",
        filler=f"{account.account_name}　账号 {account.account_no}　{account.bank}",
        unit_line=f"{written(first)}至{written(last)}　单位：元",
        columns=[
            Head("序号", key="seq", width=7, align="center", number="0"),
            Head("记账日期", key="day", width=12, align="center"), Head("类别", key="kind", width=12, align="left"),
            Head("摘要", key="memo", width=24, align="left", empty=""),
            Head("对方户名", key="party", width=22, align="left", empty=""),
            Head("银行流水号", key="serial", width=20, align="left"),
            Head("发生额", Head("收入", key="in", width=16, number=MONEY, empty=""),
                 Head("支出", key="out", width=16, number=MONEY, empty="")),
            Head("余　额", key="balance", width=17, number=MONEY),
        ],
        rows=rows,
        total={"seq": "合　计", "in": came, "out": went, "balance": entries[-1].balance_after if entries else ZERO},
        notes=["逻辑关系：本笔余额＝上笔余额＋收入－支出；冲正记在相反方向。", f"取数时刻：{_at(cutoff)}。"],
        signoff=SIGNOFF,
    )


def _entry(entry: LedgerEntry) -> Row:
    return {
        "seq": entry.seq, "day": entry.booked_on, "kind": entry.get_kind_display(), "memo": entry.memo,
        "party": mask_names(entry.counterparty), "serial": entry.bank_serial, "balance": entry.balance_after,
        "in": entry.amount if entry.amount > 0 else None, "out": -entry.amount if entry.amount < 0 else None,
    }


def ledger_workbook(account: EscrowAccount, first: date, last: date) -> bytes:
    """Return the account's ledger of the days asked for."""
    cutoff = clock.now()
    entries = LedgerEntry.objects.filter(account=account, booked_on__range=(first, last), recorded_at__lte=cutoff)
    return write_forms([ledger_sheet(account, list(entries.order_by("seq")), first, last, cutoff)])


# -- register of releases -------------------------------------------------------------------------------


def release_sheet(releases: Sequence[Release], first: date, last: date) -> FormSheet:
    """Return the releases paid from ``first`` to ``last``."""
    rows = [
        {
            "no": number, "notice": release.notice_no, "on": release.paid_on,
            "estate": str(release.account.estate), "account": release.account.account_no,
            "node": release.node.get_node_display() if release.node else "超额度资金",
            "purpose": release.get_purpose_display(), "payee": release.payee_name,
            "asked": release.amount, "paid": release.approved_amount,
            "emergency": "应急" if release.is_emergency else "",
        }
        for number, release in enumerate(releases, start=1)
    ]
    return FormSheet(
        name="拨付台账", title="商品房预售监管资金拨付台账", filler=FILLER,
        unit_line=f"{written(first)}至{written(last)}　单位：元",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("拨付通知书号", key="notice", width=22, align="left"),
            Head("拨付日期", key="on", width=12, align="center"), Head("楼　盘", key="estate", width=16, align="left"),
            Head("监管账号", key="account", width=22, align="left"),
            Head("依据节点", key="node", width=22, align="left"),
            Head("用　途", key="purpose", width=12, align="left"),
            Head("收款单位", key="payee", width=24, align="left"),
            Head("金　额", Head("申请", key="asked", width=16, number=MONEY),
                 Head("拨付", key="paid", width=16, number=MONEY)),
            Head("备注", key="emergency", width=8, align="left", empty=""),
        ],
        rows=rows,
        total={"no": "合　计", "asked": sum((release.amount for release in releases), ZERO),
               "paid": sum((release.approved_amount for release in releases), ZERO)},
        notes=["以银行回单的拨付日期为准；退票重付的只列一次；拨付后冲正的见监管流水。"], signoff=SIGNOFF,
    )


def release_workbook(first: date, last: date) -> bytes:
    """Return the releases paid in the days asked for."""
    paid = Release.objects.paid().filter(paid_on__range=(first, last)).select_related("account__estate", "node")
    return write_forms([release_sheet(list(paid.order_by("paid_on", "pk")), first, last)])


# -- overview -------------------------------------------------------------------------------------------

SUMS = ("quota", "letters", "effective", "received", "released", "balance", "frozen", "gap")


def overview_sheet(overview: Overview) -> FormSheet:
    """Return one row per account under supervision at the end of the day."""
    rows = []
    for number, risk in enumerate(sorted(overview.risks, key=lambda one: str(one.account)), start=1):
        it = risk.standing.working
        rows.append({
            "no": number, "account": str(risk.account), "developer": str(risk.account.developer),
            "bank": str(risk.account.bank), **{name: in_unit(getattr(it, name), "万元") for name in SUMS},
            "coverage": Ratio(it.balance, it.effective).percent, "risk": risk.word,
            "completion": None if risk.completion is None else in_unit(risk.completion.gap, "万元"),
        })
    total = {name: in_unit(overview.standings.total(name), "万元") for name in SUMS}
    percent, lacking = overview.coverage.percent, overview.completion_gap
    return FormSheet(
        name="监管情况", title="商品房预售资金监管情况表", filler=FILLER,
        unit_line=f"截至{written(overview.scope.as_of)}　单位：万元",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("监管账户", key="account", width=20, align="left"),
            Head("开发企业", key="developer", width=22, align="left"),
            Head("监管银行", key="bank", width=16, align="left"),
            Head("额　度", Head("核定额度", key="quota", width=13, number=MONEY),
                 Head("有效保函", key="letters", width=12, number=MONEY),
                 Head("有效受限额", key="effective", width=13, number=MONEY)),
            Head("资　金", Head("累计入账", key="received", width=13, number=MONEY),
                 Head("累计拨付", key="released", width=13, number=MONEY),
                 Head("监管余额", key="balance", width=13, number=MONEY),
                 Head("其中：冻结", key="frozen", width=12, number=MONEY)),
            Head("覆盖率（%）", key="coverage", width=10, number="0.00", empty=NO_VALUE),
            Head("缺　口", key="gap", width=12, number=MONEY),
            Head("完工资金缺口", key="completion", width=13, number=MONEY, empty=NOT_STATED),
            Head("风险", key="risk", width=9, align="center"),
        ],
        rows=rows, total={"no": "合　计", **total, "coverage": NO_VALUE if percent is None else percent, "risk": "",
               "completion": NOT_STATED if lacking is None else in_unit(lacking, "万元")},
        notes=[
            "逻辑关系：有效受限额＝min（节点额度，核定额度－有效保函）；覆盖率＝监管余额÷有效受限额×100，“—”为没有分母；"
            "缺口＝max（0，有效受限额－监管余额），逐户计算，合计为各户之和。",
            "完工资金缺口＝max（0，剩余工程造价＋应付未付－监管余额－在途应收－未售货值×折扣），只计已登记工程造价的账户。",
            f"取数时刻：{_at(overview.scope.cutoff)}。",
        ],
        signoff=SIGNOFF, frozen_columns=2,
    )


def overview_workbook(overview: Overview) -> bytes:
    return write_forms([overview_sheet(overview)])
