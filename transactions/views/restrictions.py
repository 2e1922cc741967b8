from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import ActionPage, Button, CreatePage, ListPage
from housing_portal.kit.workflow import Step
from transactions.enums import RestrictionKind, RestrictionStatus
from transactions.filters.restrictions import OVER, SOON, RestrictionFilter
from transactions.forms.places import initial_place
from transactions.forms.restrictions import EffectForm, ReleaseForm, RenewForm, RestrictionForm
from transactions.models import RoomRestriction
from transactions.services import restrictions as services
from transactions.tables.restrictions import RestrictionTable

PERMISSION, WRITE = "transactions.view", "transactions.record"
RENEW = Step("renew", "续期", frozenset(), "", WRITE)
RELEASE = Step("release", "解除限制", frozenset(), "", WRITE)
EFFECT = Step("effect", "轮候转查封", frozenset(), "", WRITE)
PLACE = "room__building__estate"


class RestrictionList(ListPage):
    permission = PERMISSION
    title = "房屋限制"
    model = RoomRestriction
    table_class = RestrictionTable
    filterset_class = RestrictionFilter
    template_name = "transactions/restrictions.html"
    create_url, create_label, write_permission = "transactions:restriction_create", "登记限制", WRITE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(PLACE, "creditor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), ("将到期", SOON), ("已过期未解除", OVER)]
        return super().get_context_data(views=views, term=self.query.get("term", ""), **kwargs)


class RestrictionPage(RecordPage):
    permission = PERMISSION
    model = RoomRestriction
    related = (PLACE, "creditor", "released_by", "recorded_by", "renews")
    has_files = True
    facts = (
        "kind", "authority", "case_no", "document_no", "unsellable_reason", "creditor", "secured_amount",
        "creditor_consents", "from_on", "until_on", "released_on", "release_document_no", "released_by", "note",
        "recorded_by", "recorded_at",
    )

    def get_title(self) -> str:
        return f"{self.object.room.label}　{self.object.get_kind_display()}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(self.object.room.label, self.object.room.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [RestrictionStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        lien, later = self.object, getattr(self.object, "renewal", None)
        place = [("楼盘", lien.room.building.estate), ("房屋", lien.room.label)]
        links = [("续自", f"{lien.renews}") if lien.renews_id else None, ("续为", f"{later}") if later else None]
        return [*place, *super().get_facts(), *filter(None, links)]

    def get_buttons(self) -> list[Button]:
        lien = self.object
        if lien.status != RestrictionStatus.ACTIVE or not self.request.user.can(WRITE):
            return []
        waits = lien.kind == RestrictionKind.WAITING_SEAL
        steps = [RENEW, RELEASE] + ([EFFECT] if waits and services.first_seal(lien.room) is None else [])
        return [
            Button(step.label, reverse(f"transactions:restriction_{step.code}", args=[lien.pk]),
                   style="plain" if step is RENEW else "primary")
            for step in steps
        ]


class RestrictionCreate(CreatePage):
    permission = WRITE
    title = "登记限制"
    model = RoomRestriction
    form_class = RestrictionForm
    list_url = "transactions:restriction_list"
    done = "已登记限制，房屋状态随之改变。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **initial_place(clean_query(self.request.GET))}

    def perform(self, form: RestrictionForm) -> RoomRestriction:
        facts = {name: value for name, value in form.cleaned_data.items() if name not in ("estate", "building")}
        return services.restrict_rooms(actor=self.request.user, **facts)[0]


class RestrictionStep(ActionPage):
    model = RoomRestriction

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(PLACE)

    def get_title(self) -> str:
        return f"{self.step.label}：{self.object.get_kind_display()}"

    def get_blocked(self) -> str:
        lien = self.object
        if lien.status == RestrictionStatus.ACTIVE:
            return ""
        return f"这条限制{lien.get_status_display()}（{lien.released_on}），不能再办理。"


class RestrictionRenew(RestrictionStep):
    step = RENEW
    form_class = RenewForm
    done = "已续期。"

    def get_effects(self) -> list[str]:
        term = f"期限至 {self.object.until_on}" if self.object.until_on else "没有期限"
        return [f"原限制（{term}）留存，标为已续期；新的一条自续期起始日期起生效，中间没有空档。"]

    def perform(self, form: RenewForm) -> RoomRestriction:
        return services.renew_restriction(actor=self.request.user, restriction=self.object, **form.cleaned_data)


class RestrictionEffect(RestrictionStep):
    step = EFFECT
    form_class = EffectForm
    done = "轮候查封已转为查封。"

    def get_effects(self) -> list[str]:
        return ["在先的查封已解除，这条轮候查封自生效日期起为正式查封；原轮候记录留存。"]

    def get_blocked(self) -> str:
        if fault := super().get_blocked():
            return fault
        first = services.first_seal(self.object.room)
        return f"在先的{first}尚未解除，轮候查封不能生效。" if first else ""

    def perform(self, form: EffectForm) -> RoomRestriction:
        return services.seal_from_waiting(actor=self.request.user, restriction=self.object, **form.cleaned_data)


class RestrictionRelease(RestrictionStep):
    step = RELEASE
    form_class = ReleaseForm
    done = "已解除。"

    def get_effects(self) -> list[str]:
        effects = ["解除后房屋状态按其余限制、合同和许可重新确定。"]
        waiting = services.next_waiting(self.object.room)
        if self.object.kind in services.FIRST_SEALS and waiting:
            effects.append(
                f"还有轮候查封：{waiting.authority} {waiting.case_no}（{waiting.from_on} 登记）。解除后由它接续，"
                "请随即到该条限制办理“轮候转查封”；办理之前房屋仍不可售。"
            )
        return effects

    def perform(self, form: ReleaseForm) -> RoomRestriction:
        return services.release_restriction(actor=self.request.user, restriction=self.object, **form.cleaned_data)
