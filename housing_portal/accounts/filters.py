import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest

from housing_portal.accounts.enums import Switch
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import ROLE_CHOICES
from housing_portal.kit.filters import FilterSet, SearchFilter


def units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user)


class UserFilter(FilterSet):
    q = SearchFilter(("username", "name", "name_key", "phone"), label="关键词")
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=units)
    role = django_filters.ChoiceFilter(label="角色", choices=ROLE_CHOICES, method="held")
    is_active = django_filters.ChoiceFilter(label="状态", choices=Switch.choices)

    class Meta:
        model = User
        fields = ("q", "unit", "role", "is_active")

    def held(self, users: QuerySet, name: str, value: str) -> QuerySet:
        return users.holding(value)
