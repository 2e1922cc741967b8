"""Policy documents and districts."""
from django.db.models import QuerySet

from housing_portal.kit.pages import CreatePage, EditPage
from housing_portal.registry import services
from housing_portal.registry.filters import DistrictFilter, PolicyFilter
from housing_portal.registry.forms import DistrictForm, PolicyForm
from housing_portal.registry.models import District, PolicyDoc
from housing_portal.registry.tables import DistrictTable, PolicyTable
from housing_portal.registry.views.base import EDIT, MasterDetail, MasterList


class PolicyList(MasterList):
    title = "政策文件"
    template_name = "registry/policies.html"
    model = PolicyDoc
    table_class = PolicyTable
    filterset_class = PolicyFilter
    create_url = "registry:policy_create"


class PolicyDetail(MasterDetail):
    model = PolicyDoc
    edit_url = "registry:policy_edit"
    facts = ("number", "title", "issuer", "issued_on")


class PolicyCreate(CreatePage):
    permission = EDIT
    title = "登记依据文件"
    form_class = PolicyForm
    list_url = "registry:policy_list"

    def perform(self, form: PolicyForm) -> PolicyDoc:
        return services.register_policy(actor=self.request.user, **form.cleaned_data)


class PolicyEdit(EditPage):
    permission = EDIT
    model = PolicyDoc
    form_class = PolicyForm

    def perform(self, form: PolicyForm) -> PolicyDoc:
        return services.edit_policy(actor=self.request.user, policy=self.object, **form.cleaned_data)


class DistrictList(MasterList):
    title = "行政区划"
    model = District
    table_class = DistrictTable
    filterset_class = DistrictFilter
    create_url = "registry:district_create"

    def get_queryset(self) -> QuerySet[District]:
        return super().get_queryset().select_related("parent")


class DistrictDetail(MasterDetail):
    model = District
    edit_url = "registry:district_edit"
    facts = ("code", "name", "parent", "valid_to")


class DistrictCreate(CreatePage):
    permission = EDIT
    title = "登记行政区划"
    form_class = DistrictForm
    list_url = "registry:district_list"

    def perform(self, form: DistrictForm) -> District:
        return services.register_district(actor=self.request.user, **form.cleaned_data)


class DistrictEdit(EditPage):
    permission = EDIT
    model = District
    form_class = DistrictForm

    def perform(self, form: DistrictForm) -> District:
        return services.edit_district(actor=self.request.user, district=self.object, **form.cleaned_data)
