from typing import Any

from affordable.models import PreliminaryStep
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit.forms import Form


class TermForm(Form):
    """By when a step is to be done."""

    planned_on = day("计划办结日期", initial=None)
    note = word(required=False)
    wide = ("note",)

    def __init__(self, *args: Any, preliminary: PreliminaryStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"planned_on": preliminary.planned_on, "note": preliminary.note, **self.initial}


class SubmitForm(Form):
    applied_on = day("报审日期")
    note = word(required=False)
    evidence = proof("报审材料")
    wide = ("note", "evidence")


class ApproveForm(Form):
    doc_no = PreliminaryStep._meta.get_field("doc_no").formfield(required=True)
    issuer = PreliminaryStep._meta.get_field("issuer").formfield(required=True)
    approved_on = day("批复日期")
    note = word(required=False)
    evidence = proof("批复文件或证照", required=True)
    wide = ("note", "evidence")
