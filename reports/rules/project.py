"""The invariants of projects: eleven preliminary steps, papers of approvals, sets by building, revisions of plans."""
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef

from affordable.enums import MilestoneCode, PreliminaryCode, PreliminaryStatus
from affordable.models import AffordableProject, Milestone, MilestonePlan, PreliminaryStep, ProjectBuilding
from housing_portal.journal.models import Attachment

Sentences = Iterator[str]


def preliminaries_are_complete() -> Sentences:
    held: dict[int, set[str]] = defaultdict(set)
    for project, code in PreliminaryStep.objects.order_by("pk").values_list("project", "code"):
        held[project].add(code)
    for project in AffordableProject.objects.order_by("pk").values_list("pk", flat=True):
        if missing := [code.label for code in PreliminaryCode if code not in held[project]]:
            yield f"保障性项目 {project}：缺少前期手续 {'、'.join(missing)}"


def approvals_have_their_paper() -> Sentences:
    papers = Attachment.objects.filter(object_type=PreliminaryStep._meta.label_lower, object_id=OuterRef("pk"))
    bare = PreliminaryStep.objects.filter(~Exists(papers), status=PreliminaryStatus.APPROVED).order_by("pk")
    for row in bare.select_related("project"):
        yield f"前期手续 {row}：已批复，没有批复文件"


def buildings_hold_their_milestones() -> Sentences:
    """What is recorded of a step on a building, all rows together, is not more than the building has."""
    reached: dict[tuple[int, str, str], int] = defaultdict(int)
    rows = Milestone.objects.live().filter(project__isnull=False).exclude(building="").order_by("pk")
    for project, building, code, sets in rows.values_list("project", "building", "code", "sets"):
        reached[project, building, code] += sets
    buildings = ProjectBuilding.objects.order_by("pk").values_list("project", "no", "sets")
    known = {(project, number): sets for project, number, sets in buildings}
    for (project, building, code), total in reached.items():
        if total > (sets := known.get((project, building), total)):
            step = MilestoneCode(code).label
            yield f"保障性项目 {project} {building}：{step}累计 {total} 套，大于楼幢 {sets} 套"


def plans_are_revised_in_order() -> Sentences:
    rows = MilestonePlan.objects.order_by("project", "code", "pk").values_list("project", "code", "revision")
    for (project, code), found in groupby(rows, key=itemgetter(0, 1)):
        revisions = [revision for _project, _code, revision in found]
        if revisions != list(range(1, len(revisions) + 1)):
            yield f"保障性项目 {project} {MilestoneCode(code).label}：计划节点版次应为 1—{len(revisions)}"


PROJECT_RULES: dict[str, Callable[[], Sentences]] = {
    "每个项目十一项前期手续齐全": preliminaries_are_complete,
    "已批复的前期手续有批复文件": approvals_have_their_paper,
    "楼幢里程碑不大于楼幢套数": buildings_hold_their_milestones,
    "计划节点版次连续": plans_are_revised_in_order,
}
