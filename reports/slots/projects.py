"""What is done project by project (source 002 L7, L8): sets founded, homes allotted, claims, and their papers.

Each part is cut from the records of a figure, so that the projects together are that figure: ``shanty_founded_of.12``.
"""
from collections.abc import Callable, Sequence

from affordable.enums import PreliminaryCode, PreliminaryStatus, ProjectKind
from affordable.measures import relocation
from affordable.models import AffordableProject, PreliminaryStep
from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure, Run
from reports.documents.phrases import measured
from reports.slots.housing import APPROVED, OF_YEAR, Keep, approved, under_way
from reports.slots.indicators import lines_of
from reports.slots.making import NAMED, NOBODY, lines, listed, of_text
from reports.slots.parts import Answer, Facts, Line, Slot

PART = "_of."
UNNAMED = "未分项目"  # a unit may report a sum without its projects
SHOWN = 3
KINDS = (ProjectKind.SHANTYTOWN, ProjectKind.RESETTLEMENT)
# code of a list → what it lists, and the figures that it divides among projects
DIVIDED = {
    "shanty_founded_projects": ("棚改完成基础的项目", ("shanty_founded",)),
    "quota_allotted_projects": ("安置房分配的项目", ("quota_sets_allotted",)),
    "quota_audited_projects": ("安置指标审核的项目", ("quota_audited_hh", "quota_audited_count")),
    "quota_preliminary_projects": ("安置指标初审的项目", ("quota_preliminary_hh", "quota_preliminary_count")),
}
PARTED = {key for _, keys in DIVIDED.values() for key in keys}
MEASURES = {measure.key: measure for measure in relocation.MEASURES if measure.key in PARTED}


def _lines(facts: Facts, key: str) -> Sequence[Line]:
    return lines_of(facts.figures, key, None)


def _part(facts: Facts, key: str, project: int) -> list[Line]:
    return [line for line in _lines(facts, key) if (line[0].project_id or 0) == project]


def _sum(found: Sequence[Line]) -> int:
    return sum(adds for _, adds in found)


def _said(facts: Facts, key: str, project: int) -> Figure:
    measure = MEASURES[key]
    text = measured(_sum(_part(facts, key, project)), measure.unit)
    return Figure(text, f"{key}{PART}{project}", f"{measure.label}：{measure.formula}")


def _divided(code: str) -> Slot:
    """Return “甲项目40套、乙项目20套”, each number with records of its own."""
    label, keys = DIVIDED[code]

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        rows = {row.pk: row for key in keys for row, _ in _lines(facts, key)}.values()
        projects = {row.project_id or 0: row.project.name if row.project_id else UNNAMED for row in rows}
        runs: list[Run] = []
        for pk in sorted(projects, key=lambda pk: (not pk, pk)):
            runs += ["、" if runs else "", projects[pk], *(_said(facts, key, pk) for key in keys)]
        words = "".join(run if isinstance(run, str) else run.text for run in runs)
        return Answer(words, runs, lines(rows)) if runs else NOBODY

    return Slot(code, label, "", "按项目列出，各项目之和为合计", NAMED, answer)


def resolve(key: str) -> Slot | None:
    """Return the slot of one project's part of a figure; None for any other key."""
    code, _, pk = key.partition(PART)
    if code not in MEASURES or not (pk.isdecimal() and len(pk) < 10):
        return None
    project = AffordableProject.objects.filter(pk=int(pk)).first()
    if project is None and int(pk):
        return None

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        found = _part(facts, code, int(pk))
        return Answer(_sum(found), (_said(facts, code, int(pk)),), found)

    measure = MEASURES[code]
    label = f"{project or UNNAMED}：{measure.label}"[:80]
    return Slot(key, label, measure.unit, measure.formula, measure.basis, answer)


# -- procedures ----------------------------------------------------------------------------------------------


def _with_step(code: PreliminaryCode, keep: Keep) -> Callable[[Facts], Answer]:
    """Return a function that names the projects of the year whose step ``code`` is kept."""
    def tell(facts: Facts) -> Answer:
        projects = AffordableProject.objects.known(facts.scope).filter(kind__in=KINDS, plan_year=facts.scope.year)
        steps = PreliminaryStep.objects.filter(project__in=projects, code=code).select_related("project")
        steps = steps.exclude(status=PreliminaryStatus.NOT_NEEDED)
        rows = list(keep(facts, steps).order_by("project_id"))
        names = listed([row.project.name for row in rows], SHOWN)
        return Answer(f"{names}{len(rows)}个项目" if len(rows) > SHOWN else names, records=lines(rows))
    return tell


def _steps(code: str, label: str, step: PreliminaryCode) -> tuple[Slot, Slot]:
    return (
        of_text(f"{code}_done", f"{label}已批复的项目", "该项手续已批复的项目名称，列前三个",
                f"{OF_YEAR}；{APPROVED}；{NAMED}", _with_step(step, approved)),
        of_text(f"{code}_doing", f"{label}在办的项目", "该项手续已着手、未批复的项目名称，列前三个",
                f"{OF_YEAR}；{NAMED}", _with_step(step, under_way)),
    )


SLOTS: tuple[Slot, ...] = (
    *(_divided(code) for code in DIVIDED),
    *_steps("site", "用地预审", PreliminaryCode.SITE),
    *_steps("design", "初步设计", PreliminaryCode.DESIGN),
)
