"""家庭成员: joining, leaving, putting right, and the list of people for the departments."""
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from affordable.filters.members import MemberFilter
from affordable.forms.members import CorrectForm, JoinForm, LeaveForm
from affordable.models import Family, Member
from affordable.services import members as services
from affordable.tables.members import MemberListTable
from affordable.workflow import ENTER
from housing_portal.kit.pages import ActionPage, CreatePage, ListPage
from housing_portal.kit.workflow import Step
from housing_portal.registry.views.personal import RevealPage

VIEW = "rental.view"
LEAVE = Step("leave", "登记离开", frozenset(), "", ENTER, danger=True)
CORRECT = Step("edit", "更正", frozenset(), "", ENTER)


class MemberList(ListPage):
    """Everybody who belongs to a family now; an export with a reason goes to the departments for comparison."""

    permission = VIEW
    unmasked_permission = "personal.export"
    title = "成员名册"
    model = Member
    table_class = MemberListTable
    filterset_class = MemberFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().current().select_related("family")


class OfFamily:
    """A new record of the family in the address."""

    @cached_property
    def family(self) -> Family:
        visible = Family.objects.visible_to(self.request.user).select_related("unit", "notice")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.family), self.family.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.family.get_absolute_url()

    def get_success_url(self) -> str:
        return self.family.get_absolute_url()


class MemberJoin(OfFamily, CreatePage):
    permission = ENTER
    title = "成员加入"
    model = Member
    form_class = JoinForm
    done = "已登记成员加入。"

    def perform(self, form: JoinForm) -> Family:
        values = form.cleaned_data
        return services.join_member(
            actor=self.request.user, family=self.family, member=values["facts"], joined_on=values["joined_on"],
            reason=values["reason"], evidence=values["evidence"],
        )


class MemberPage(ActionPage):
    """A deed about one current member; it leads back to the family."""

    model = Member

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().current().select_related("family__unit")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "member": self.object}

    def get_crumbs(self) -> list[tuple[str, str]]:
        family = self.object.family
        return [(str(family), family.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.object.family.get_absolute_url()


class MemberLeave(MemberPage):
    step = LEAVE
    form_class = LeaveForm
    done = "已登记离开。"

    def get_effects(self) -> list[str]:
        return ["离开的人可以加入别的家庭；以他为户名的代发账户停用。补贴按新的人口另行调整。"]

    def perform(self, form: LeaveForm) -> Family:
        return services.leave_member(actor=self.request.user, member=self.object, **form.cleaned_data)


class MemberEdit(MemberPage):
    step = CORRECT
    title = "更正成员信息"
    form_class = CorrectForm
    done = "已更正。"

    def get_effects(self) -> list[str]:
        return ["姓名、证件号码、电话以星号显示，不改的保持原样；原内容留在办理记录。"]

    def perform(self, form: CorrectForm) -> Family:
        values = form.cleaned_data
        return services.correct_member(
            actor=self.request.user, member=self.object, facts=values["facts"], reason=values["reason"],
            evidence=values["evidence"],
        )


class FamilyReveal(RevealPage):
    """All who belong or belonged to the family, in plain text."""

    model = Family

    def get_persons(self) -> QuerySet:
        return self.object.members.order_by("-is_current", "pk")
