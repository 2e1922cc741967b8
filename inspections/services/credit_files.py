"""信用档案: the score of an enterprise, and of all enterprises of a kind, worked out for a day; nothing is stored."""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Organization
from inspections.credit_grade import Counted, Scale, Score, score
from inspections.enums.credit import CreditStanding
from inspections.models.credit import CreditRecord, CreditRule


@dataclass(frozen=True)
class File:
    """What is on file of an enterprise on a day: every record with its standing, and the score they give.

    ``score`` is None as long as no rule for this kind of enterprise is in force.
    """

    rule: CreditRule | None
    counted: list[Counted]
    score: Score | None

    @property
    def effective(self) -> list[Counted]:
        return [one for one in self.counted if one.standing == CreditStanding.EFFECTIVE]

    @property
    def last_on(self) -> date | None:
        """Return the day of the latest record that counts."""
        return max((one.record.on for one in self.effective), default=None)


def file_of(organization: Organization, subject: str, scope: Scope) -> File:
    """Return the file of one enterprise."""
    return files_of(subject, scope, [organization.pk])[organization.pk]


def files_of(subject: str, scope: Scope, organizations: Iterable[int]) -> dict[int, File]:
    """Return the file of each enterprise: the rule is read once, the records of all at once."""
    wanted = list(organizations)
    rule, scale = rule_of(subject, scope.as_of)
    records: dict[int, list[Counted]] = defaultdict(list)
    rows = CreditRecord.objects.filter(subject_kind=subject, organization__in=wanted)
    for one in rows.counted(scope):
        records[one.record.organization_id].append(one)
    return {pk: File(rule, records[pk], _score(scale, records[pk])) for pk in wanted}


def rule_of(subject: str, day: date) -> tuple[CreditRule | None, Scale | None]:
    """Return the rule in force for a kind of enterprise on a day, and its scale."""
    rule = CreditRule.objects.in_force(day).filter(subject_kind=subject).prefetch_related("grades").first()
    if rule is None:
        return None, None
    maxima = {"base": rule.max_base, "operation": rule.max_operation, "good": rule.max_good}
    return rule, Scale(rule.base_score, maxima, [(one.grade, one.at_least) for one in rule.grades.all()])


def _score(scale: Scale | None, counted: list[Counted]) -> Score | None:
    if scale is None:
        return None
    effective = [one.record for one in counted if one.standing == CreditStanding.EFFECTIVE]
    return score(scale, [(record.item.info_kind, record.points) for record in effective])
