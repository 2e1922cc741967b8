

from affordable.forms.base import PROOF, ProgressForm
from affordable.models import (
    Milestone,
)
from housing_portal.journal.files import FilesField
from housing_portal.journal.forms import KINDS
from housing_portal.kit.forms import ModelForm


class MilestoneForm(ProgressForm):
    cards = [
        ("对象", ["project", "building", "unit", "kind", "is_continued"]),
        ("里程碑", ["code", "actual_on", "sets", "old_core_sets", "note"]),
        ("证明", ["evidence"]),
    ]
    wide = ("note", "evidence")
    evidence = FilesField(
        label="证明材料", required=False, help_text=f"开工、基本建成、竣工验收必须上传：{PROOF}；{KINDS}"
    )

    class Meta:
        model = Milestone
        fields = [
            "project", "building", "unit", "kind", "is_continued", "code", "actual_on", "sets", "old_core_sets", "note",
        ]


class ResubmitForm(ModelForm):
    """What a returned milestone may change: the figures, the day and the proof, never whose it is."""

    cards = [("里程碑", ["actual_on", "building", "sets", "old_core_sets", "note"]), ("补充证明", ["evidence"])]
    wide = ("note", "evidence")
    evidence = FilesField(
        label="补充证明材料", required=False, help_text="原有材料仍然保留；需要补充时上传"
    )

    class Meta:
        model = Milestone
        fields = ["actual_on", "building", "sets", "old_core_sets", "note"]
