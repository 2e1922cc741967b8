"""The course of records: the dated steps of every kind, read afresh against its state and its status table."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db.models import F, Model, Q, QuerySet

from affordable.enums import CommunityStatus, HomeStatus, QuotaStatus, RelocationStatus, RuralStatus
from affordable.models import CommunityStep, HomeStep, RelocationStep, ResettlementStep, RuralStep
from affordable.workflow import COMMUNITY, HOME, RELOCATION, RESETTLEMENT, RURAL
from housing_portal.journal.happening import Happening
from housing_portal.kit.workflow import Workflow
from inspections.enums.credit import CreditStatus
from inspections.models import CreditStep
from inspections.workflow import CREDIT

Sentences = Iterator[str]
BLOCK = 2_000
BACKWARDS = ("undo", "return")  # these take steps back and are no steps themselves


@dataclass(frozen=True)
class Course:
    """Records with happenings; ``owner`` leads from a step to its record, which begins at ``first``."""

    steps: type[Happening]
    owner: str
    workflow: Workflow
    first: str

    @property
    def records(self) -> type[Model]:
        return self.steps._meta.get_field(self.owner).related_model

    @property
    def noun(self) -> str:
        return str(self.records._meta.verbose_name)

    def astray(self) -> Sentences:
        """Yield the records whose state is not the one to which the last standing step led."""
        led = dict(self.steps.objects.standing().order_by("pk").values_list(self.owner, "code").iterator(BLOCK))
        stored = self.records._base_manager.order_by("pk").values_list("pk", self.workflow.field)
        for pk, state in stored.iterator(BLOCK):
            if state != (last := led.get(pk, self.first)):
                yield f"{self.noun} {pk}：状态为{self._word(state)}，最近一次步骤为{self._word(last)}"

    def disordered(self) -> Sentences:
        """Yield the steps that do not follow from the one before or are dated before it."""
        ways = {(source, step.target) for step in self.workflow if step.code not in BACKWARDS
                for source in step.sources}
        rows = self.steps.objects.standing().order_by(self.owner, "pk").values_list(self.owner, "code", "on")
        for pk, taken in groupby(rows.iterator(BLOCK), key=itemgetter(0)):
            state, day = self.first, date.min
            for _pk, code, on in taken:
                if (state, code) not in ways:
                    yield f"{self.noun} {pk}：{self._word(state)}之后不能直接到{self._word(code)}"
                if on < day:
                    yield f"{self.noun} {pk}：{self._word(code)}的日期 {on} 早于上一步 {day}"
                state, day = code, on

    def mistaken(self) -> Sentences:
        """Yield the rows that take back something else than they say, and the steps dated after their entry."""
        same = Q(undoes__undoes=None, undoes__code=F("code"), undoes__on=F("on"), undoes__pk__lt=F("pk"))
        right = same & Q(**{f"undoes__{self.owner}": F(self.owner)})
        for pk in self._owners(self.steps.objects.exclude(undoes=None).exclude(right)):
            yield f"{self.noun} {pk}：撤回的步骤与原步骤不符"
        for pk in self._owners(self.steps.objects.filter(recorded_at__date__lt=F("on"))):
            yield f"{self.noun} {pk}：步骤的日期晚于录入日期"

    def _owners(self, steps: QuerySet) -> Iterator[int]:
        yield from steps.order_by("pk").values_list(self.owner, flat=True)

    def _word(self, state: str) -> str:
        return self.workflow.states.get(state, state)


COURSES = (
    Course(RelocationStep, "household", RELOCATION, RelocationStatus.SURVEYED),
    Course(ResettlementStep, "quota", RESETTLEMENT, QuotaStatus.PRELIMINARY),
    Course(CommunityStep, "community", COMMUNITY, CommunityStatus.PLANNED),
    Course(RuralStep, "house", RURAL, RuralStatus.SURVEYED),
    Course(HomeStep, "home", HOME, HomeStatus.AVAILABLE),
    Course(CreditStep, "record", CREDIT, CreditStatus.RECORDED),
)


def states_follow_steps() -> Sentences:
    for course in COURSES:
        yield from course.astray()


def steps_follow_each_other() -> Sentences:
    for course in COURSES:
        yield from course.disordered()


def steps_are_what_they_say() -> Sentences:
    for course in COURSES:
        yield from course.mistaken()


STEP_RULES: dict[str, Callable[[], Sentences]] = {
    "状态等于最近一次未撤回的步骤": states_follow_steps,
    "步骤按规定的次序和日期先后": steps_follow_each_other,
    "撤回与原步骤相符，步骤日期不晚于录入日期": steps_are_what_they_say,
}
