"""From what people type to the target that they mean."""
from django.db.models import QuerySet

from housing_portal.accounts.find import nearest
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import fold
from housing_portal.registry.choosing import NamedField
from inspections.models.target import InspectionTarget


class TargetNames:
    """The targets in use, by name; where two share one, domain and kind are added."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = list(rows.select_related("domain"))
        by_name: dict[str, list[InspectionTarget]] = {}
        for row in self.rows:
            by_name.setdefault(row.name, []).append(row)
        self.known = {
            (name if len(same) == 1 else f"{name}（{row.domain}{row.get_kind_display()}）"): row
            for name, same in by_name.items() for row in same
        }

    @property
    def words(self) -> list[str]:
        return list(self.known)

    def name_of(self, pk: int) -> str:
        """Return the words for a target by its key."""
        return next((words for words, row in self.known.items() if row.pk == pk), "")

    def find(self, typed: str) -> InspectionTarget:
        """Return the target that ``typed`` names; refuses with the nearest name."""
        if found := self.known.get(typed) or {fold(words): row for words, row in self.known.items()}.get(fold(typed)):
            return found
        near = nearest(typed, self.words)
        remedy = f"是否“{near}”？请核对后填写。" if near else "请先登记检查对象。"
        raise ServiceError(f"没有登记检查对象“{typed}”，{remedy}")


def targets() -> NamedField:
    """Return a box for a target in use."""
    return NamedField(
        lambda: TargetNames(InspectionTarget.objects.in_use().order_by("name", "pk")), label="检查对象",
        help_text="填写对象名称",
    )
