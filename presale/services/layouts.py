"""How the statement files of a bank are laid out."""
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from presale.models import StatementLayout
from presale.workflow import RULE
from transactions.services.entry import change, enter, lock, must

# our name of a column → what people call it
COLUMNS = {
    "serial": "流水号", "booked_on": "记账日期", "amount": "金额", "amount_in": "收入金额", "amount_out": "支出金额",
    "direction": "借贷标志", "balance": "余额", "counterparty": "对方户名", "memo": "摘要", "account_no": "账号",
}
NEEDED = ("serial", "booked_on")


@transaction.atomic
def add_layout(*, actor: User, columns: Mapping[str, str], **facts: Any) -> StatementLayout:
    """Enter a layout; ``columns`` maps the names of ``COLUMNS`` to the heads in the bank's file."""
    must(actor, RULE)
    return enter(actor, "登记对账单格式", _checked(StatementLayout(columns=_used(columns), **facts)))


@transaction.atomic
def amend_layout(
    *, actor: User, layout: StatementLayout, columns: Mapping[str, str], **facts: Any
) -> StatementLayout:
    """Change a layout; files that were read by it before stay as they were read."""
    must(actor, RULE)
    layout = lock(layout)
    before = snapshot(layout)
    for name, value in {**facts, "columns": _used(columns)}.items():
        setattr(layout, name, value)
    return change(actor, "修改对账单格式", _checked(layout), before)


def _used(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: head.strip() for name, head in columns.items() if head.strip()}


def _checked(layout: StatementLayout) -> StatementLayout:
    """Refuse columns from which no movement could be read."""
    columns, faults = layout.columns, {}
    for name in NEEDED:
        if name not in columns:
            faults[f"column_{name}"] = f"请填写“{COLUMNS[name]}”在文件中的列名。"
    split = {"amount_in", "amount_out"} & set(columns)
    if "amount" in columns and split:
        faults["column_amount"] = "“金额”与“收入金额、支出金额”只填一种。"
    elif "amount" not in columns and len(split) < len({"amount_in", "amount_out"}):
        faults["column_amount"] = "请填写“金额”的列名，或同时填写“收入金额”和“支出金额”的列名。"
    if "direction" in columns and not layout.out_mark.strip():
        faults["out_mark"] = "有借贷标志列的，须填写表示支出的字样。"
    if layout.out_mark.strip() and "direction" not in columns:
        faults["column_direction"] = "填写了支出标志，还须填写借贷标志的列名。"
    heads = list(columns.values())
    for name, head in columns.items():
        if heads.count(head) > 1:
            faults[f"column_{name}"] = f"列名“{head}”填了两次。"
    if faults:
        raise ServiceError(faults)
    return layout
