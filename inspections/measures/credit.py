"""企业信用 (dossier §4.4): files kept by kind of enterprise, good and bad information of the year, and the grades."""
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Organization
from inspections.enums.credit import CreditSubject, InfoKind
from inspections.models.credit import CreditRecord
from inspections.services import credit_files

Records = Callable[[Scope], QuerySet]
COUNTED = "已复核、未撤销；含截至日当日"


def enterprises(subject: str) -> QuerySet:
    """Return the enterprises of a kind in the register."""
    return Organization.objects.current().filter(roles__kind=CreditSubject(subject).capacity)


def by_grade(subject: str, scope: Scope) -> dict[str, list[int]]:
    """Return grade → enterprises of a kind, highest grade first: as the rule in force on the day names them."""
    keys = enterprises(subject).order_by("name", "pk").values_list("pk", flat=True)
    _rule, scale = credit_files.rule_of(subject, scope.as_of)
    found: dict[str, list[int]] = {grade: [] for grade, _least in scale.grades} if scale else {}
    for pk, file in credit_files.files_of(subject, scope, keys).items():
        if file.score:
            found.setdefault(file.score.grade, []).append(pk)
    return found


def _on_file(subject: str) -> Records:
    def records(scope: Scope) -> QuerySet:
        rows = CreditRecord.objects.confirmed_at(scope).filter(subject_kind=subject, organization=OuterRef("pk"))
        return Organization.objects.current().filter(Exists(rows))

    return records


def _of_year(kind: str) -> Records:
    return lambda scope: CreditRecord.objects.confirmed_at(scope).filter(on__year=scope.year, item__info_kind=kind)


MEASURES = (
    *(
        Measure(f"credit_files_{kind.value}", f"{kind.label}信用档案", "家", "有信用记录的该类企业", COUNTED,
                _on_file(kind.value), grouped=False, related=())
        for kind in CreditSubject
    ),
    Measure("credit_good", "良好信用信息", "条", "本年发生的良好信息", COUNTED, _of_year(InfoKind.GOOD), grouped=False,
            related=("organization", "item")),
    Measure("credit_bad", "不良信用信息", "条", "本年发生的不良信息", f"{COUNTED}；异议期内的计入，异议成立的不计",
            _of_year(InfoKind.BAD), grouped=False, related=("organization", "item")),
    Measure("credit_publishable", "可公示的处罚信息", "条", "已生效、条目可公示、有决定文书号的不良信息",
            "截至日有效的记录", lambda scope: CreditRecord.objects.publishable(scope), grouped=False,
            related=("organization", "item")),
)
