"""Merging two records of the same thing, and the list of those that look like it."""
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Page, written
from housing_portal.registry import duplicates, naming, references, services
from housing_portal.registry.models import Building, Estate, Organization
from housing_portal.registry.services.merging import obstacles
from housing_portal.registry.views.base import VIEW
from housing_portal.registry.workflow import MERGE


class MergePage(ActionPage):
    """First the name of the record to keep, then both side by side and what will move, then the reason."""

    step = MERGE
    template_name = "registry/merge.html"
    done = "已合并。"

    def find(self, typed: str) -> models.Model:
        """Return the record that ``typed`` names."""
        raise NotImplementedError

    @property
    def asked(self) -> str:
        return clean_query(self.request.GET).get("into", "")

    def find_kept(self) -> tuple[models.Model | None, list[str]]:
        """Return the record to keep, and what stands in the way."""
        if not self.asked:
            return None, []
        try:
            kept = self.find(self.asked)
        except ValidationError as error:
            return None, error.messages
        return kept, obstacles(self.object, kept)

    def perform(self, form: ReasonForm) -> models.Model:
        kept, problems = self.find_kept()
        if kept is None:
            raise ValidationError(problems or "请先填写保留哪一条。")
        return services.merge(actor=self.request.user, duplicate=self.object, into=kept, reason=form.reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, problems = self.find_kept()
        own = {
            "asked": self.asked, "kept": kept, "problems": problems, "known": self.known(),
            "pairs": self._side_by_side(kept) if kept else [], "moving": references.counted(self.object),
        }
        return super().get_context_data(**{**own, **kwargs})

    def known(self) -> list[str]:
        """Return the names to choose from."""
        return []

    def _side_by_side(self, kept: models.Model) -> list[tuple[str, Any, Any, bool]]:
        """Return (label, of the duplicate, of the kept one, whether they differ)."""
        names = [field.name for field in kept._meta.concrete_fields if field.editable and not field.primary_key]
        rows = [(kept._meta.get_field(name).verbose_name, written(self.object, name), written(kept, name))
                for name in names]
        return [(label, left, right, left != right) for label, left, right in rows if left or right]


class OrganizationMerge(MergePage):
    model = Organization

    def find(self, typed: str) -> Organization:
        return naming.organizations().find(typed)

    def known(self) -> list[str]:
        return naming.organizations().words


class EstateMerge(MergePage):
    model = Estate

    def find(self, typed: str) -> Estate:
        return naming.estates().find(typed)

    def known(self) -> list[str]:
        return naming.estates().words


class BuildingMerge(MergePage):
    model = Building

    def find(self, typed: str) -> Building:
        return naming.find_building(typed, self._others())

    def known(self) -> list[str]:
        return [one.number for one in self._others()]

    def _others(self) -> list[Building]:
        return list(self.object.estate.buildings.current().exclude(pk=self.object.pk).order_by("number_key", "pk"))


class Duplicates(Page, TemplateView):
    """Likely duplicates, each with the way to look at both."""

    permission = VIEW
    title = "疑似重复"
    template_name = "registry/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = (
            ("单位企业", "名称只差企业形式，或简称相同", duplicates.organizations()),
            ("楼盘", "备案名或推广名相同", duplicates.estates()),
            ("楼幢", "同一楼盘内幢号读法相同", duplicates.buildings()),
        )
        may_merge = self.request.user.can(MERGE.permission)
        groups = [
            (title, rule, [(one, other, _merge_url(other, one) if may_merge else "") for one, other in pairs])
            for title, rule, pairs in kinds
        ]
        return super().get_context_data(groups=groups, **kwargs)


def _merge_url(duplicate: models.Model, kept: models.Model) -> str:
    """Return the way to merging the younger record into the older one."""
    url = reverse(f"registry:{duplicate._meta.model_name}_merge", args=[duplicate.pk])
    return f"{url}?{urlencode({'into': str(kept)})}"
