"""What every table promises, asked of its rows: constraints can be dropped, and with them nothing says no any more."""
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import BooleanField, CheckConstraint, Exists, ExpressionWrapper, Model, OuterRef, Q
from django.db.models import UniqueConstraint as Unique

from housing_portal.journal.models import Attachment, Entry, Export
from reports.querysets import repeated

Sentences = Iterator[str]


def _ours() -> Iterator[type[Model]]:
    """Yield the models of the portal that have rows; its models are those whose package stands in its folder."""
    for config in apps.get_app_configs():
        if Path(config.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in config.path:
            yield from (model for model in config.get_models() if model._base_manager.exists())


def references_lead_somewhere() -> Sentences:
    for model in _ours():
        for field in model._meta.concrete_fields:
            if not field.is_relation:
                continue
            there = Exists(field.related_model._base_manager.filter(pk=OuterRef(field.attname)))
            lost = model._base_manager.filter(~there, **{f"{field.name}__isnull": False}).order_by("pk")
            for pk, key in lost.values_list("pk", field.attname):
                yield f"{model._meta.verbose_name} {pk}：{field.verbose_name} {key} 不存在，记录已被删除"


def constraints_hold() -> Sentences:
    for model in _ours():
        for rule in model._meta.constraints:
            if isinstance(rule, CheckConstraint):
                kept = ExpressionWrapper(rule.condition, BooleanField())
                broken = model._base_manager.alias(kept=kept).filter(kept=False).order_by("pk")
                for pk in broken.values_list("pk", flat=True):
                    yield f"{model._meta.verbose_name} {pk}：{rule.violation_error_message}"
            elif isinstance(rule, Unique) and rule.fields:
                yield from _twice(model, rule.fields, rule.condition or Q(), rule.violation_error_message)
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                yield from _twice(model, [field.name], Q(), f"{field.verbose_name}重复登记。")


def _twice(model: type[Model], names: list[str] | tuple[str, ...], condition: Q, sentence: str) -> Sentences:
    for values in repeated(model._base_manager.filter(condition), names):
        shown = "、".join(map(str, values))
        yield f"{model._meta.verbose_name}（{shown}）：{sentence}"


def choices_are_known() -> Sentences:
    for model in _ours():
        for field in model._meta.concrete_fields:
            if not field.choices:
                continue
            known = [key for key, _label in field.flatchoices] + [""] * field.blank
            strange = model._base_manager.exclude(**{f"{field.name}__in": known}).order_by("pk")
            for pk, value in strange.filter(**{f"{field.name}__isnull": False}).values_list("pk", field.name):
                yield f"{model._meta.verbose_name} {pk}：{field.verbose_name}“{value}”不在可选范围内"


def files_belong_to_their_record() -> Sentences:
    """An attachment is of a record that exists, and its uploader did something to that record."""
    deed = Entry.objects.filter(
        object_type=OuterRef("object_type"), object_id=OuterRef("object_id"), actor=OuterRef("uploaded_by")
    )
    strange = Attachment.objects.filter(~Exists(deed)).order_by("pk")
    yield from (f"附件“{file.name}”（{file.pk}）：操作日志中没有上传人对这条记录的办理" for file in strange)


def exports_are_registered() -> Sentences:
    """Who took what out, and why, stands in the diary as well."""
    for export in Export.objects.order_by("pk"):
        asked = Entry.objects.about(export).filter(action="申请导出").order_by("pk").first()
        said = (export.requested_by_id, export.reason, f"申请导出：{export}"[:200])
        if asked is None or (asked.actor_id, asked.reason, asked.label) != said:
            yield f"导出登记 {export.number}：申请人、理由或列表与操作日志不符"


TABLE_RULES: dict[str, Callable[[], Sentences]] = {
    "引用的记录都在": references_lead_somewhere,
    "各表的约束都成立": constraints_hold,
    "选项都在可选范围内": choices_are_known,
    "附件属于其记录": files_belong_to_their_record,
    "导出登记与操作日志一致": exports_are_registered,
}
