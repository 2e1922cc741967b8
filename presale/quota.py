"""How a quota is worked out: five ways (dossier §3.2), each with its working in words. Rates come from the rule set."""
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale.enums import QuotaBasis
from presale.models import RuleSet

CENT, HUNDRED = Decimal("0.01"), Decimal(100)


@dataclass(frozen=True)
class Inputs:
    """What a quota is worked out from: areas in ㎡, amounts in 元; each way uses its own."""

    area: Decimal = Decimal(0)
    finished_area: Decimal = Decimal(0)
    presale_total: Decimal = Decimal(0)
    average_price: Decimal = Decimal(0)
    contract_total: Decimal = Decimal(0)
    is_finished: bool = False


@dataclass(frozen=True)
class Calculation:
    """The amount in 元 and, line by line, how it came about."""

    amount: Decimal
    lines: tuple[str, ...]


def work_out(rules: RuleSet, given: Inputs) -> Calculation:
    """Return the quota by ``rules``; raises ServiceError naming the input that the rule needs and does not have."""
    return WAYS[QuotaBasis(rules.basis)](rules, given)


def _cost(rules: RuleSet, given: Inputs) -> Calculation:
    price, factor = _rule(rules, "unit_price"), _rule(rules, "rate") / HUNDRED
    area = _need(given.area, "area", "建筑面积")
    amount = price * area * factor
    lines = [f"{_m(price)} 元/㎡ × {_m(area)} ㎡ × {_f(factor)} = {_m(_round(amount))} 元"]
    if given.finished_area and rules.finished_extra:
        extra = rules.finished_extra * given.finished_area * factor
        lines.append(
            f"成品另加 {_m(rules.finished_extra)} 元/㎡ × {_m(given.finished_area)} ㎡ × {_f(factor)}"
            f" = {_m(_round(extra))} 元"
        )
        amount += extra
    return _done(amount, lines)


def _presale_total(rules: RuleSet, given: Inputs) -> Calculation:
    total, rate = _need(given.presale_total, "presale_total", "项目总预售款"), _rule(rules, "rate")
    amount = total * rate / HUNDRED
    return _done(amount, [f"总预售款 {_m(total)} 元 × {_f(rate)}% = {_m(_round(amount))} 元"])


def _filing_price(rules: RuleSet, given: Inputs) -> Calculation:
    area, price = _need(given.area, "area", "监管面积"), _need(given.average_price, "average_price", "住宅备案均价")
    rate = _rule(rules, "rate")
    each = price * rate / HUNDRED
    lines = [f"备案均价 {_m(price)} 元/㎡ × {_f(rate)}% = {_m(_round(each))} 元/㎡"]
    cap = rules.cap_finished if given.is_finished else rules.cap_rough
    if cap is not None and each > cap:
        each = cap
        lines.append(f"超过{'成品' if given.is_finished else '毛坯'}封顶，按 {_m(cap)} 元/㎡")
    amount = each * area
    return _done(amount, [*lines, f"{_m(_round(each))} 元/㎡ × {_m(area)} ㎡ = {_m(_round(amount))} 元"])


def _fixed(rules: RuleSet, given: Inputs) -> Calculation:
    price, area = _rule(rules, "unit_price"), _need(given.area, "area", "监管面积")
    return _done(price * area, [f"{_m(price)} 元/㎡ × {_m(area)} ㎡ = {_m(_round(price * area))} 元"])


def _contract_cost(rules: RuleSet, given: Inputs) -> Calculation:
    total = _need(given.contract_total, "contract_total", "施工合同总价")
    factor = _rule(rules, "rate") / HUNDRED
    return _done(total * factor, [f"施工合同总价 {_m(total)} 元 × {_f(factor)} = {_m(_round(total * factor))} 元"])


WAYS: dict[QuotaBasis, Callable[[RuleSet, Inputs], Calculation]] = {
    QuotaBasis.COST_PER_SQM: _cost,
    QuotaBasis.PRESALE_TOTAL: _presale_total,
    QuotaBasis.FILING_PRICE: _filing_price,
    QuotaBasis.FIXED_PER_SQM: _fixed,
    QuotaBasis.CONTRACT_COST: _contract_cost,
}


def _rule(rules: RuleSet, name: str) -> Decimal:
    value = getattr(rules, name)
    if value is None:
        label = rules._meta.get_field(name).verbose_name
        raise ServiceError(f"监管规则“{rules}”没有填写“{label}”，不能按“{rules.get_basis_display()}”测算。")
    return value


def _need(value: Decimal, field: str, label: str) -> Decimal:
    if value <= 0:
        raise ServiceError({field: f"按这一算法须填写{label}。"})
    return value


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _done(amount: Decimal, lines: list[str]) -> Calculation:
    return Calculation(_round(amount), tuple(lines))


def _m(amount: Decimal) -> str:
    return grouped(amount, 2)


def _f(number: Decimal) -> str:
    return f"{number.normalize():f}"
