"""批量办理: what many families of former years need once, chosen on one page."""
from typing import Any

from django.db.models import QuerySet

from affordable.enums import FamilyStatus, SupportMode
from affordable.filters.families import PickFilter
from affordable.forms.family_many import PickForm, QueuePickForm
from affordable.models import Family, Member
from affordable.querysets.families import applicant_name, person_count
from affordable.services import family_many as services
from affordable.views.many import ManyRows
from affordable.workflow import FAMILY


class FamilyMany(ManyRows):
    model = Family
    filter_class = PickFilter
    template_name = "affordable/family_many.html"
    submit_label = "办理"
    per_page = 100

    def choose(self, families: QuerySet) -> QuerySet:
        """Keep the families with which the step can be taken."""
        raise NotImplementedError

    def get_rows(self) -> QuerySet:
        families = self.choose(Family.objects.visible_to(self.request.user)).select_related("unit")
        members = {"applicant_name": applicant_name(Member.objects), "persons": person_count(Member.objects)}
        return families.annotate(**members).order_by("unit__order", "applied_on", "pk")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "families": list(self.page)}


class TakeOverMany(FamilyMany):
    """Approvals of former days; those that the reader has entered himself are for a colleague."""

    permission = FAMILY.steps["take_over"].permission
    title = "批量确认原批准"
    form_class = PickForm
    list_url = "affordable:family_list"

    def choose(self, families: QuerySet) -> QuerySet:
        return families.to_take_over().exclude(recorded_by__in=self.request.user.accounts)

    def perform(self, form: PickForm) -> None:
        count = services.take_over_families(
            actor=self.request.user, families=form.picked(), note=form.cleaned_data["note"]
        )
        self.done = f"已确认 {count} 户的原批准。"


class QueueMany(FamilyMany):
    permission = FAMILY.steps["queue"].permission
    title = "批量进入轮候"
    form_class = QueuePickForm
    list_url = "affordable:waiting_list"

    def choose(self, families: QuerySet) -> QuerySet:
        return families.filter(status=FamilyStatus.APPROVED, wanted=SupportMode.ALLOCATION)

    def perform(self, form: QueuePickForm) -> None:
        values = form.cleaned_data
        count = services.queue_families(
            actor=self.request.user, families=form.picked(), on=values["on"], note=values["note"]
        )
        self.done = f"{count} 户已进入轮候。"
