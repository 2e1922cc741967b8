"""Passages of 督办通知, 催办函 and bulletins about supervised matters, one heading for each (dossier §6.4)."""
from collections.abc import Sequence

from affordable.models import AnnualTarget
from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Block, Figure, Heading, Paragraph, Run
from housing_portal.kit.periods import written
from reports.documents.phrases import Phrases, cited, measured, plain_rate
from reports.enums import LetterPurpose
from reports.models import SupervisionItem, SupervisionLetter
from reports.slots.parts import Facts
from reports.slots.supervision import items_of, purpose_of, resolve
from reports.slots.units import OPEN_PAPERS
from reports.supervision import BY_CODE, owed_at, programme_of

INVESTMENT = BY_CODE["investment"]
NO_LISTED = "没有催办后仍未落实的督办事项。"


def progress(facts: Facts) -> list[Block]:
    """Say of each matter what was asked for, by which paper, how far it has come and what is missing.

    Where a task of the year lags, the money spent and the papers missing are told too, each once (dossier §6.4, ②).
    """
    items = items_of(facts)
    return [*(Heading(3, (_named(item),), _progress(facts, item)) for item in items), *_around(facts, items)]


def matters(facts: Facts) -> list[Block]:
    """Say of each matter what is to be done, by when, and who answers for it."""
    return [Heading(3, (_named(item),), (_demand(item),)) for item in items_of(facts)]


def urged(facts: Facts) -> list[Block]:
    """Say of each matter how long it is over and what is still missing; a first letter says how far it has come."""
    is_first = purpose_of(facts) == LetterPurpose.FIRST
    tell, items = (_first_said if is_first else _over), items_of(facts)
    told = [Heading(3, (_named(item),), tell(facts, item)) for item in items]
    return [*told, *_around(facts, items)] if is_first else told


def unsettled(facts: Facts) -> list[Block]:
    """Name, for a bulletin, the matters that were entered in it because urging has not moved them."""
    listed = SupervisionLetter.objects.filter(document=facts.document.pk, purpose=LetterPurpose.LISTED)
    rows = SupervisionItem.objects.filter(pk__in=listed.values("item")).select_related("unit")
    found = list(rows.order_by("unit__order", "unit", "pk"))
    if not found:
        return [Paragraph(NO_LISTED)]
    told = ((item, (*_over(facts, item), *_talked(facts, item))) for item in found)
    return [Heading(3, (f"{item.unit.name}：{item.title}。",), body) for item, body in told]


def _named(item: SupervisionItem) -> str:
    """Return the title as a heading; one that begins with a digit in quotes: 1.3号楼 would read as a number."""
    return f"“{item.title}”。" if item.title[:1].isdigit() else f"{item.title}。"


def _first_said(facts: Facts, item: SupervisionItem) -> tuple[Run, ...]:
    return (*_progress(facts, item), _demand(item))


def _demand(item: SupervisionItem) -> str:
    named = (("责任领导", item.leader), ("牵头股室", item.lead_dept))
    who = "".join(f"{label}：{name}。" for label, name in named if name)
    return f"办理标准：{item.requirement.rstrip('。')}。办理时限：{written(item.due_on)}。{who}"


def _over(facts: Facts, item: SupervisionItem) -> tuple[Run, ...]:
    owed = owed_at(item, facts.scope)
    if owed is None:
        return (_demand(item),)
    what, due = owed
    handed = f"{written(item.issued_on)}交办，{what}期限{written(due)}"
    late = _figure(facts, "supervised_days_over", item)
    over = ("，已逾期", late, "（自然日），") if late and due < facts.scope.as_of else ("，",)
    return (handed, *over, f"仍未{what}。办理标准：{item.requirement.rstrip('。')}。")


def _talked(facts: Facts, item: SupervisionItem) -> tuple[str, ...]:
    """Say who was talked to and what was promised, while the matter is still owed."""
    talk = item.talks.counted(facts.scope).order_by("on", "pk").last()
    if talk is None or owed_at(item, facts.scope) is None:
        return ()
    promised = f"承诺{written(talk.promised_by)}前落实：{talk.promise.rstrip('。')}"
    is_over = talk.promised_by < facts.scope.as_of
    return (f"{written(talk.on)}已约谈{talk.talked_to}，{promised}{'，到期仍未落实' if is_over else ''}。",)


def _progress(facts: Facts, item: SupervisionItem) -> tuple[Run, ...]:
    programme = programme_of(item)
    if programme is None:
        return _passed(facts, item)
    say, unit, pace = Phrases(facts.figures), item.unit, facts.figures.pace(programme, item.unit)
    if pace.target is None:
        return (f"{unit.name}没有登记这项年度任务。",)
    day = written(facts.scope.as_of)
    runs: list[Run] = [f"{_ordered(facts, item)}年度任务", say.number(programme.target, unit), f"；截至{day}"]
    done = say.number(programme.done, unit)
    nothing = facts.figures.value(programme.done, unit) is None
    runs += ["尚无完成数"] if nothing else ["完成", done]
    if not nothing and pace.rate is not None:
        runs += ["，完成率", say.number(programme.rate, unit)]
    if pace.gap is not None and pace.gap < 0:
        runs += ["，比序时进度", say.number("time_elapsed_share"), "低", _figure(facts, "supervised_gap", item)]
    return (*runs, "，距年度任务还差", _figure(facts, "supervised_missing", item), "。")


def _around(facts: Facts, items: Sequence[SupervisionItem]) -> list[Block]:
    """Return what stands beside lagging tasks of the year: investment, unless it is one of them, and open papers."""
    lagging = [item for item in items if programme_of(item) is not None]
    if not lagging:
        return []
    unit, codes = lagging[0].unit, {item.programme for item in lagging}
    told = (("完成投资。", () if INVESTMENT.code in codes else _invested(facts, unit)),
            ("前期手续。", _papers(facts, unit)))
    return [Heading(3, (title,), runs) for title, runs in told if runs]


def _invested(facts: Facts, unit: Unit) -> tuple[Run, ...]:
    """Say how much of the year's investment the unit has made, against the share of the year that has passed."""
    figures, say = facts.figures, Phrases(facts.figures)
    if figures.value(INVESTMENT.rate, unit) is None:
        return ()
    task = ("年度投资任务", say.number(INVESTMENT.target, unit), f"；截至{written(facts.scope.as_of)}")
    if figures.value(INVESTMENT.done, unit) is None:
        return (*task, "没有上报完成投资。")
    done = ("完成投资", say.number(INVESTMENT.done, unit), "，完成率", say.number(INVESTMENT.rate, unit))
    return (*task, *done, *say.against_pace(INVESTMENT.rate, unit), "。")


def _papers(facts: Facts, unit: Unit) -> tuple[Run, ...]:
    """Say project by project which preliminary papers are missing; nothing when none is."""
    told = OPEN_PAPERS.slot.answer(facts, unit).runs
    if not told:
        return ()
    return ("有", Phrases(facts.figures).number("unpapered_projects", unit), "项目前期手续不完善。", *told, "。")


def _passed(facts: Facts, item: SupervisionItem) -> tuple[Run, ...]:
    """Say where a matter comes from and by how long its own term has passed."""
    whence = f"来源：{item.get_source_display()}" + (f"（{item.source_note}）" if item.source_note else "")
    days = _figure(facts, "supervised_source_days", item)
    if days is None:
        return (f"{whence}。",)
    term, day = written(item.origin.due_on), written(facts.scope.as_of)
    return (f"{whence}，原定期限{term}，截至{day}已逾期", days, "（自然日）。")


def _ordered(facts: Facts, item: SupervisionItem) -> str:
    """Name the paper by which the target was set, when the register knows it."""
    rows = facts.figures.indicators[programme_of(item).target].records(facts.scope).filter(unit=item.unit)
    paper = next((row.policy_doc for row in rows.select_related("policy_doc") if isinstance(row, AnnualTarget)), None)
    return f"按照{cited(paper)}，" if paper else ""


def _figure(facts: Facts, code: str, item: SupervisionItem) -> Figure | None:
    """Return a figure of the matter with its unit of measure; None when nothing states it."""
    slot = resolve(f"{code}.{item.pk}")
    value = slot.answer(facts, None).value
    if value is None:
        return None
    points = code == "supervised_gap"  # points keep two decimals, as rates do
    text = f"{plain_rate(value)}{slot.measured_in}" if points else measured(value, slot.measured_in)
    return Figure(text, slot.code, f"{slot.label}：{slot.formula}")


PASSAGES = {"督办进度": progress, "督办事项": matters, "催办事项": urged, "督办未落实": unsettled}
