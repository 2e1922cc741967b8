"""Historical contracts as a workbook states them: its columns, and the rows of each contract brought together."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial

from django.db.models import TextChoices

from housing_portal.kit.excel.bulk import BulkRow, BulkTable, CellError, read_bulk
from housing_portal.kit.fields import LIMIT
from housing_portal.kit.secrecy import mask_names, mask_number, mask_phone
from housing_portal.kit.text import fold
from housing_portal.registry.identity import IdentityKind
from transactions.enums import EndReason, PayMethod, PriceBasis, SaleKind, Special

MOST_BUYERS = 4  # columns in one row; further buyers follow in rows with the same contract number
BUYER = {
    "name": ("姓名", "姓名（名称）"), "identity_kind": ("证件类型",), "identity": ("证件号码", "证件号", "身份证号"),
    "share": ("份额", "份额（%）"), "phone": ("电话", "联系电话"),
}
HEADS: dict[str, tuple[str, ...]] = {
    "estate": ("楼盘", "楼盘名称", "项目名称"),
    "building": ("楼幢", "幢号", "楼号"),
    "section": ("单元", "单元号"),
    "number": ("房号", "房间号", "室号"),
    "contract_no": ("合同编号", "网签编号", "合同号"),
    "filing_no": ("备案号", "备案编号", "备案证号"),
    "kind": ("类别", "销售类别"),
    "signed_on": ("签订日期", "网签日期", "签约日期"),
    "filed_on": ("备案日期",),
    "ended_on": ("注销日期", "撤销日期"),
    "end_reason": ("注销原因", "撤销原因"),
    "price_basis": ("计价方式",),
    "area_priced": ("计价面积", "合同面积"),
    "unit_price": ("单价", "成交单价"),
    "total_price": ("总价", "合同总价", "成交总价"),
    "pay_method": ("付款方式",),
    "down_payment": ("首付款", "首付"),
    "loan_amount": ("贷款金额", "贷款"),
    "loan_bank": ("贷款银行",),
    "delivery_on": ("约定交房日期", "交房日期"),
    "special": ("特殊交易",),
    **{f"buyer_{n}_{key}": tuple(f"买受人{n} {label}" for label in labels)
       for n in range(1, MOST_BUYERS + 1) for key, labels in BUYER.items()},
}
BUYER_KEYS = {n: {key: f"buyer_{n}_{key}" for key in BUYER} for n in range(1, MOST_BUYERS + 1)}
DATES = ("signed_on", "filed_on", "ended_on", "delivery_on")
AMOUNTS = ("area_priced", "unit_price", "total_price", "down_payment", "loan_amount")
SHARES = tuple(f"buyer_{n}_share" for n in range(1, MOST_BUYERS + 1))
NEEDED = ("estate", "building", "number", "contract_no", "signed_on", "area_priced", "unit_price", "total_price",
          "delivery_on", "buyer_1_name", "buyer_1_identity")
# a list of errors is shown, kept and handed on
MASKS = {f"buyer_{n}_{key}": mask for n in range(1, MOST_BUYERS + 1)
         for key, mask in (("name", mask_names), ("identity", mask_number), ("phone", mask_phone))}
LENGTHS = {"contract_no": 40, "filing_no": 40}
NAME_LENGTH, PHONE_LENGTH, NUMBER_LENGTH = 80, 30, 40
CHOICES: dict[str, tuple[type[TextChoices], TextChoices | None]] = {
    "kind": (SaleKind, None), "end_reason": (EndReason, None), "price_basis": (PriceBasis, PriceBasis.GROSS),
    "pay_method": (PayMethod, PayMethod.FULL), "special": (Special, Special.NONE),
}
IDENTITY_KINDS = {label: value for value, label in IdentityKind.choices}
LABELS = {key: {fold(label): value for value, label in kind.choices} for key, (kind, _) in CHOICES.items()}
OFFERED = {
    **{key: kind.labels for key, (kind, _) in CHOICES.items()},
    **{f"buyer_{n}_identity_kind": IdentityKind.labels for n in range(1, MOST_BUYERS + 1)},
}
CORRECT = "请改正后重新导入"
folded = lru_cache(maxsize=100_000)(fold)


@dataclass(slots=True)
class Statement:
    """One contract as the file has it: its first row, and the buyers of all its rows with the row each stands in."""

    row: BulkRow
    buyers: list[tuple[BulkRow, int]]
    errors: list[CellError] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, object]:
        return self.row.values


def open_sheet(content: bytes, name: str) -> BulkTable:
    """Return the list of a file."""
    return read_bulk(content, name, HEADS, required=NEEDED, dates=DATES, numbers=(*AMOUNTS, *SHARES), masks=MASKS)


def statements(table: BulkTable, progress: Callable[[int], None]) -> tuple[list[Statement], int, int]:
    """Return the contracts of the file in its order, the number of rows, and how many of them said nothing new."""
    found: dict[object, Statement] = {}
    count = repeated = 0
    for count, row in enumerate(table, 1):
        if count % 1000 == 0:
            progress(count)
        number = row.values["contract_no"] or row.number  # a row without number stands alone, with its error
        known = found.get(number)
        if known is None:
            found[number] = Statement(row, _buyers(row), _row_errors(table, row))
        elif any(row.values == earlier.values for earlier, _ in known.buyers):
            repeated += 1
        else:
            _add(table, known, row)
    return list(found.values()), count, repeated


def _buyers(row: BulkRow) -> list[tuple[BulkRow, int]]:
    values = row.values
    return [(row, n) for n, keys in BUYER_KEYS.items() if values.get(keys["name"]) or values.get(keys["identity"])]


def _add(table: BulkTable, known: Statement, row: BulkRow) -> None:
    """Take further buyers from a row with the number of an earlier one; anything else must be the same or empty."""
    for key in HEADS:
        value = row.values.get(key)
        if value is not None and not key.startswith("buyer_") and value != known.values.get(key):
            reason = f"与第 {known.row.number} 行同一合同编号的内容不同（那里是“{known.values.get(key) or '空'}”）"
            known.errors.append(table.problem(row, key, reason, "同一合同的各行应一致；是两份合同的请核对合同编号"))
    known.buyers += _buyers(row)
    known.errors += row.errors


def _row_errors(table: BulkTable, row: BulkRow) -> list[CellError]:
    """Return what the cells of a row say that no contract can say."""
    values, told = row.values, {error.column_letter for error in row.errors}
    problem = partial(table.problem, row)
    found = list(row.errors)
    for key in NEEDED:
        if values[key] is None:
            error = problem(key, "没有填写", "请补填")
            if error.column_letter not in told:
                found.append(error)
    for key, most in LENGTHS.items():
        if len(values.get(key) or "") > most:
            found.append(problem(key, f"超过 {most} 个字", CORRECT))
    for key in AMOUNTS:
        value = values.get(key)
        if value is not None and (not is_exact(value) or abs(value) >= LIMIT):
            found.append(problem(key, "的小数超过两位或数值过大", "请四舍五入到两位，核对单位"))
    for key, labels in LABELS.items():
        value = values.get(key)
        if value is not None and folded(value) not in labels:
            known = "、".join(CHOICES[key][0].labels)
            found.append(problem(key, "不是可用的填法", f"请填写：{known}"))
    return found


def is_exact(value: Decimal) -> bool:
    """Return whether a number has at most two decimals."""
    return value.as_tuple().exponent >= -2 or value == round(value, 2)


def choice(values: Mapping[str, object], key: str) -> str | None:
    """Return the stored value of a column of choices, its default when the cell is empty or wrong."""
    stated = values.get(key)
    default = CHOICES[key][1]
    return LABELS[key].get(folded(stated), default) if stated is not None else default
