from typing import Any

from affordable.enums import ProjectKind
from affordable.forms.steps import OfProjectForm
from affordable.models import RelocationHousehold, ResettlementQuota
from affordable.querysets import ProjectQuerySet
from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.kit.secrecy import mask_names


class QuotaForm(OfProjectForm):
    class Meta:
        model = ResettlementQuota
        fields = ["household", "project", "quota_count", "material_checked_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        households = RelocationHousehold.objects.visible_to(user).filter(quota=None, swap_sets__gte=1)
        chosen = self.fields["household"]
        chosen.queryset = households.select_related("compound__project").order_by("compound", "pk")
        chosen.label_from_instance = _named
        self.fields["material_checked_on"].initial = clock.today

    def projects(self, user: User) -> ProjectQuerySet:
        return super().projects(user).filter(kind__in=(ProjectKind.RESETTLEMENT, ProjectKind.SHANTYTOWN))


class QuotaDayForm(Form):
    on = day()


class PublishForm(QuotaDayForm):
    evidence = proof("公示材料")
    wide = ("evidence",)


class AllotForm(PublishForm):
    sets_allocated = ResettlementQuota._meta.get_field("sets_allocated").formfield(label="已分套数", initial=1)
    field_order = ("on", "sets_allocated", "evidence")


def _named(household: RelocationHousehold) -> str:
    it = household
    return f"{it.compound.project} {it.compound.no} {mask_names(it.owner)}（调换 {it.swap_sets} 套）"
