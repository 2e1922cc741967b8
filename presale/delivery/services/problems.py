"""保交房问题: found, taken up, said to be solved, closed by another person."""
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.delivery.enums.problems import AMOUNTS, MissingPermit, ProblemKind, ProblemStatus
from presale.delivery.models import DeliveryProblem, ProblemAmount, ProblemStep, TroubledEstate
from presale.delivery.services.facts import must_be_kept
from presale.delivery.workflow import PROBLEM, RECORD

OWN_SOLVED = "解决情况由您本人登记，须由另一位同事核实后销号。"


@transaction.atomic
def find_problem(
    *, actor: User, estate: TroubledEstate, kind: str, amount: Decimal | None = None,
    missing: Sequence[str] = (), found_on: date, detail: str, evidence: Evidence = (),
) -> DeliveryProblem:
    """Enter a problem; ``amount`` in 元 is the gap of 资金短缺 or the wages of 劳资纠纷, ``missing`` the permits."""
    must(actor, RECORD)
    estate = lock(estate)
    must_be_kept(estate)
    problem = DeliveryProblem(estate=estate, kind=kind)
    _must_fit(kind, amount)
    _state(problem, missing=missing, found_on=found_on, detail=detail)
    enter(actor, "登记问题", problem, evidence)
    if amount is not None:
        stages.happen(actor, ProblemAmount(problem=problem, on=found_on, amount=amount))
        record(actor=actor, action="登记涉及金额", label=f"登记涉及金额：{problem}", obj=problem,
               after={"涉及金额（元）": str(amount), "发生日期": str(found_on)})
    return problem


@transaction.atomic
def edit_problem(
    *, actor: User, problem: DeliveryProblem, missing: Sequence[str] = (), detail: str, evidence: Evidence = (),
) -> DeliveryProblem:
    """Correct the words of a problem that nobody has said to be solved; its kind and its day stay."""
    problem, before = _open(actor, problem)
    _state(problem, missing=missing, found_on=problem.found_on, detail=detail)
    return change(actor, "修改问题", problem, before, evidence)


@transaction.atomic
def restate_amount(
    *, actor: User, problem: DeliveryProblem, on: date, amount: Decimal, note: str, evidence: Evidence = ()
) -> DeliveryProblem:
    """Enter how much is missing or owed by ``on``, in 元; figures of earlier days keep what was found before."""
    problem, before = _open(actor, problem)
    if problem.kind not in AMOUNTS:
        raise ServiceError("这类问题不涉及金额，不能登记。")
    _must_fit(problem.kind, amount)
    not_in_future("on", on)
    last = problem.amounts.standing().order_by("on", "pk").last()
    not_before("on", on, last.on, "上一次金额的日期")
    if amount == last.amount:
        raise ServiceError({"amount": f"{last.on} 起已是这个金额，没有变化，不必登记。"})
    stages.happen(actor, ProblemAmount(problem=problem, on=on, amount=amount, note=note))
    return change(actor, "调整涉及金额", problem, before, evidence, reason=note,
                  also={"涉及金额（元）": (str(last.amount), str(amount)), "发生日期": ("", str(on))})


@transaction.atomic
def take_up(*, actor: User, problem: DeliveryProblem, on: date, note: str = "", evidence: Evidence = ()) -> Any:
    """Enter that somebody is at it."""
    return _step(actor, problem, "take_up", on, note, evidence)


@transaction.atomic
def solve(*, actor: User, problem: DeliveryProblem, on: date, note: str, evidence: Evidence = ()) -> Any:
    """Enter how it was solved, with the papers; another person closes it."""
    if not evidence:
        raise ServiceError({"evidence": "请上传解决情况的证明材料（凭证、批复、整改照片等）。"})
    if not note.strip():
        raise ServiceError({"note": "请写明怎样解决的。"})
    return _step(actor, problem, "solve", on, note, evidence)


@transaction.atomic
def close(*, actor: User, problem: DeliveryProblem, on: date, note: str = "", evidence: Evidence = ()) -> Any:
    """Close a problem that another person says is solved."""
    problem, before = stages.begin(actor, problem, PROBLEM, "close")
    if stages.entered_by(actor, problem, {ProblemStatus.SOLVED}):
        raise ServiceError(OWN_SOLVED)
    return _finish(actor, problem, before, "close", on, note, evidence)


@transaction.atomic
def send_back(*, actor: User, problem: DeliveryProblem, reason: str) -> DeliveryProblem:
    """Send a problem back that is not solved."""
    problem, before = stages.begin(actor, problem, PROBLEM, "reopen")
    return _finish(actor, problem, before, "reopen", clock.today(), stages.must_say(reason), ())


@transaction.atomic
def undo_step(*, actor: User, problem: DeliveryProblem, reason: str) -> DeliveryProblem:
    """Take the last step back; not by whoever entered it."""
    return stages.undo(actor, problem, PROBLEM, reason)


def has_amount(problem: DeliveryProblem) -> bool:
    """Tell whether an amount may be stated anew."""
    return problem.kind in AMOUNTS and problem.status in (ProblemStatus.OPEN, ProblemStatus.DOING)


def _step(actor: User, problem: DeliveryProblem, code: str, on: date, note: str, evidence: Evidence) -> Any:
    problem, before = stages.begin(actor, problem, PROBLEM, code)
    return _finish(actor, problem, before, code, on, note, evidence)


def _finish(
    actor: User, problem: DeliveryProblem, before: dict[str, Any], code: str, on: date, note: str, evidence: Evidence
) -> DeliveryProblem:
    not_before("on", on, problem.found_on, "发现日期")
    step = ProblemStep(problem=problem, code=problem.status, on=on, note=note)
    return stages.finish(actor, problem, before, step, PROBLEM.steps[code].label, evidence)


def _open(actor: User, problem: DeliveryProblem) -> tuple[DeliveryProblem, dict[str, Any]]:
    """Lock a problem that nobody has said to be solved."""
    must(actor, RECORD)
    problem = lock(problem)
    if problem.status not in (ProblemStatus.OPEN, ProblemStatus.DOING):
        raise ServiceError(f"问题{problem.get_status_display()}，不能修改；确需修改请先退回或撤回。")
    return problem, snapshot(problem)


def _must_fit(kind: str, amount: Decimal | None) -> None:
    """Refuse an amount that the kind does not have, or lacks."""
    if kind in AMOUNTS and amount is None:
        raise ServiceError({"amount": f"请填写{AMOUNTS[ProblemKind(kind)]}（元）。"})
    if kind not in AMOUNTS and amount is not None:
        raise ServiceError({"amount": "这类问题不填金额，请删除。"})
    if amount is not None and amount <= 0:
        raise ServiceError({"amount": f"{AMOUNTS[ProblemKind(kind)]}应填正数，不能是 {amount}。"})


def _state(problem: DeliveryProblem, *, missing: Sequence[str], found_on: date, detail: str) -> None:
    """Set what the problem is; each refusal names its box."""
    not_in_future("found_on", found_on)
    if problem.kind == ProblemKind.PROCEDURE and not missing:
        raise ServiceError({"missing": "请勾选缺少的手续。"})
    if problem.kind != ProblemKind.PROCEDURE and missing:
        raise ServiceError({"missing": "只有“手续不全”才勾选缺少的手续，请取消勾选。"})
    problem.found_on, problem.detail = found_on, detail
    problem.missing_permits = "、".join(one.label for one in MissingPermit if one.value in missing)
