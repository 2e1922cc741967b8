"""节点核验."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.signing import Signed
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import (
    ActionPage,
    CreatePage,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import NodeStatus, ReleaseStatus
from presale.filters.nodes import NodeFilter
from presale.forms.nodes import InspectForm, NodeForm
from presale.models import NodeCertification
from presale.services import nodes as services
from presale.services.refusals import noted
from presale.tables.nodes import NodeTable
from presale.tables.releases import ReleaseTable
from presale.views.watched import Watched
from presale.workflow import NODE, RECORD

VIEW = "presale.view"
# what stands above already, or on the page of the release
HERE = ("building", "node", "payee_account", "applicant", "notice_no")
RELATED = ("building__estate", "inspector_one", "inspector_two", "certified_by", "voided_by", "recorded_by")


class NodeList(ListPage):
    permission = VIEW
    title = "节点核验"
    model = NodeCertification
    table_class = NodeTable
    filterset_class = NodeFilter
    template_name = "kit/list_views.html"
    create_url, create_label, write_permission = "presale:node_create", "申请核验", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((state.label, state.value) for state in NodeStatus)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


class NodeCreate(CreatePage):
    permission = RECORD
    title = "申请节点核验"
    model = NodeCertification
    form_class = NodeForm
    list_url = "presale:node_list"
    done = "已登记申请，请安排两位同事现场查验。"

    def perform(self, form: NodeForm) -> NodeCertification:
        return services.apply_node(actor=self.request.user, **form.cleaned_data)


class NodePage(RecordPage):
    permission = VIEW
    model = NodeCertification
    related = RELATED
    has_files = True
    workflow = NODE
    facts = (
        "node", "applied_on", "recorded_by", "inspected_on", "inspector_one", "inspector_two", "finding",
        "certified_on", "certified_by", "voided_on", "voided_by",
    )

    def get_title(self) -> str:
        return f"{self.object.building.estate} {self.object}"

    def get_chips(self) -> list[Any]:
        return [NodeStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, resting = self.object, services.resting_on(self.object)
        return [
            KeyFigure("核验日期", str(it.certified_on or "——"), main=True),
            KeyFigure("查验日期", str(it.inspected_on or "——")),
            KeyFigure("据此在途用款（元）", grouped(resting.asked(), 2)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:node_{step.code}", args=[self.object.pk])

    def get_tables(self) -> list[tuple[str, Table]]:
        releases = self.object.releases.select_related("account__estate", "node__building")
        table = ReleaseTable(releases, orderable=False, exclude=HERE, empty_text="还没有用款")
        return [("据此申请的用款", table)]


class NodeStep(Watched, ActionPage):
    model = NodeCertification
    workflow = NODE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def perform(self, form: Form) -> NodeCertification:
        with noted(self.request.user, self.step.label, self.object):
            return self.take(form)

    def take(self, form: Form) -> NodeCertification:
        """Call the service of the step."""
        raise NotImplementedError


class NodeInspect(NodeStep):
    step = NODE.steps["inspect"]
    form_class = InspectForm
    done = "已登记查验，等待另一位同事核验。"

    def take(self, form: InspectForm) -> NodeCertification:
        return services.inspect_node(actor=self.request.user, node=self.object, **form.cleaned_data)


class NodeCertify(Signed, NodeStep):
    step = NODE.steps["certify"]
    done = "已核验，账户应留存额按本节点重新计算。"

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这次申请由您本人登记，须由另一位同事核验。"
        return super().get_blocked()

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"{it.inspected_on} 由 {it.inspector_one}、{it.inspector_two} 现场查验：{it.finding}",
                "核验后账户的应留存额随之降低，可拨付额增加。"]

    def take(self, form: Form) -> NodeCertification:
        return services.certify_node(actor=self.request.user, node=self.object)


class NodeReject(NodeStep):
    step = NODE.steps["reject"]
    done = "已登记不予通过。"

    def take(self, form: Form) -> NodeCertification:
        return services.reject_node(actor=self.request.user, node=self.object, reason=form.reason)


class NodeVoid(Signed, NodeStep):
    step = NODE.steps["void"]
    done = "节点已撤回，应留存额已重新计算。"

    def get_effects(self) -> list[str]:
        resting = services.resting_on(self.object)
        held = [f"{one.number} {one.get_status_display()}，{grouped(one.approved_amount or one.amount, 2)} 元，" + (
            "已送银行，请立即与银行联系。" if one.status == ReleaseStatus.PAYING else "不能继续办理，须退回或撤销。"
        ) for one in resting]
        return ["账户的应留存额立即重新计算：可拨付额减少，可能形成资金缺口或超拨，系统将预警。", *held]

    def take(self, form: Form) -> NodeCertification:
        return services.void_node(actor=self.request.user, node=self.object, reason=form.reason)
