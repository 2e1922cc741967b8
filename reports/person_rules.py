"""Who is one person: what two had to do was not done by one with two accounts."""
from collections.abc import Iterator, Sequence

from django.db.models import Q

from housing_portal.accounts.models import User
from presale.models import Refund, Release
from presale.services.decisions import REFUND_PERSONS, RELEASE_NOT_OWN, RELEASE_PERSONS

GROUPS: Sequence[tuple[type[Release] | type[Refund], Sequence[tuple[str, str]]]] = (
    (Release, RELEASE_PERSONS), (Release, RELEASE_NOT_OWN), (Refund, REFUND_PERSONS),
)


def no_person_twice() -> Iterator[str]:
    """No release or refund was handled by two accounts of the same natural person, in parts that exclude each other."""
    yield from dict.fromkeys(_found())


def _found() -> Iterator[str]:
    person = dict(User.objects.sharing_a_person().values_list("pk", "identity_index"))
    for model, group in GROUPS:
        labels = dict(group)
        acted = Q(*((f"{name}__in", person) for name in labels), _connector=Q.OR)
        for row in model.objects.filter(acted).order_by("pk"):
            by: dict[str, str] = {}
            for name, label in labels.items():
                one = person.get(getattr(row, f"{name}_id"), "")
                if one in by:
                    yield f"{model._meta.verbose_name} {row}：{by[one]}与{label}是同一人的两个账号"
                if one:
                    by[one] = label
