"""项目楼幢: they have no page of their own, the page of their project lists them."""
from django.db.models import QuerySet

from affordable.forms.buildings import BuildingEditForm, BuildingForm
from affordable.models import AffordableProject, ProjectBuilding
from affordable.services import buildings as services
from affordable.views.record import RecordCreate
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, EditPage
from housing_portal.kit.workflow import Step

REMOVE = Step("remove", "删除楼幢", frozenset(), "", services.PERMISSION, needs_reason=True, danger=True)


class BuildingCreate(RecordCreate):
    title = "登记楼幢"
    model = ProjectBuilding
    form_class = BuildingForm
    list_url = "affordable:project_list"
    done = "已登记。以后这个项目的里程碑按楼幢填写。"

    def perform(self, form: BuildingForm) -> ProjectBuilding:
        return services.add_building(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class BuildingEdit(EditPage):
    permission = services.PERMISSION
    title = "修改楼幢"
    model = ProjectBuilding
    form_class = BuildingEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("project")

    def perform(self, form: BuildingEditForm) -> ProjectBuilding:
        return services.edit_building(
            actor=self.request.user, building=self.object, **form.cleaned_data, reason=form.reason
        )


class BuildingRemove(ActionPage):
    model = ProjectBuilding
    step = REMOVE
    done = "已删除。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("project")

    def get_effects(self) -> list[str]:
        return [f"从“{self.object.project}”删除{self.object}（{self.object.sets} 套）；已登记里程碑的楼幢不能删除。"]

    def perform(self, form: ReasonForm) -> AffordableProject:
        return services.remove_building(actor=self.request.user, building=self.object, reason=form.reason)
