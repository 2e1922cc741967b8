"""工单清单: what a hotline or another office hands over in one file; a number that is registered already stays."""
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.secrecy import mask_names, mask_phone
from housing_portal.registry import naming
from housing_portal.registry.imports import Facts, Sheet, at, choice, columns, given, labels
from inspections.enums.petitions import PetitionCategory, PetitionChannel, PetitionerRole
from inspections.models.petition import Petition
from inspections.services.petitioners import add_petitioner
from inspections.services.petitions import register_petition
from inspections.workflow import HEAR

COMPARED = ("received_on", "category", "estate")  # the words of the matter differ from list to list
PERSON = ("name", "phone")


class PetitionSheet(Sheet):
    """One row per petition; it is known by its channel and the number that it came with."""

    label = "信访清单"
    permission = HEAR
    specs = (
        *columns(
            ("channel", "信访渠道", "text"), ("source_no", "来件编号", "text"), ("received_on", "收到日期", "date"),
            ("category", "类别", "text"), ("title", "诉求", "text"),
        ),
        ColumnSpec("summary", ("内容摘要",), required=False),
        ColumnSpec("estate", ("楼盘",), required=False),
        ColumnSpec("persons", ("人数",), "int", required=False),
        ColumnSpec("name", ("信访人",), required=False),
        ColumnSpec("phone", ("联系电话",), required=False),
    )
    needed = ("channel", "source_no", "received_on", "category", "title")
    notes = {"title": "一句话写清，不写姓名", "persons": "不填为 1 人"}
    masks = {"name": mask_names, "phone": mask_phone}

    def __init__(self) -> None:
        self.estates = naming.estates()

    def choices(self) -> dict[str, list[str]]:
        return {"channel": labels(PetitionChannel), "category": labels(PetitionCategory)}

    def facts(self, values: Any) -> Facts:
        estate = values["estate"]
        return given({
            **values, "channel": choice("channel", PetitionChannel, values["channel"]),
            "category": choice("category", PetitionCategory, values["category"]),
            "estate": at("estate", self.estates.find, estate) if estate else None,
        })

    def known(self, facts: Facts) -> Petition | None:
        same = Petition.objects.filter(channel=facts["channel"], source_no=facts["source_no"])
        return same.select_related("estate").first()

    def differing(self, record: Petition, facts: Facts) -> list[str]:
        return [key for key in COMPARED if key in facts and self.held(record, key) != facts[key]]

    def register(self, actor: User, facts: Facts) -> Petition:
        person = {key: facts[key] for key in PERSON if key in facts}
        petition = register_petition(actor=actor, **{key: facts[key] for key in facts if key not in PERSON})
        if person:
            add_petitioner(
                actor=actor, petition=petition, role=PetitionerRole.DELEGATE, **{"name": "", **person}
            )
        return petition

    def named(self, record: Petition) -> str:
        return f"{record.get_channel_display()} {record.source_no}　{record.title}（{record.received_on}）"
