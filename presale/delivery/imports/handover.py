"""逐套交付 as a list: one room and one step a row; what is registered with the same day already stays."""
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.imports import Facts, Sheet, at, columns
from presale.delivery.models.handover import HandoverStep, UnitDelivery
from presale.delivery.services.handover import take_step
from presale.delivery.workflow import HANDOVER, RECORD
from transactions.find import find_building, find_estate
from transactions.models import Room

WORDS = {"交房通知": "notice", "预交房": "pre_hand", "拒收": "refuse", "交付": "hand", "办证": "title"}


class HandoverSheet(Sheet):
    """Rooms are named by estate, building, section and number, as the building table has them."""

    label = "逐套交付"
    permission = RECORD
    specs = columns(
        ("estate", "楼盘", "text"), ("building", "幢号", "text"), ("section", "单元", "text"),
        ("number", "房号", "text"), ("code", "登记", "text"), ("on", "日期", "date"),
    )
    needed = ("estate", "building", "number", "code", "on")
    notes = {"section": "不分单元的留空", "code": f"可填：{'、'.join(WORDS)}"}

    def choices(self) -> dict[str, list[str]]:
        return {"code": list(WORDS)}

    def facts(self, values: Any) -> Facts:
        if values["code"] not in WORDS:
            raise ServiceError({"code": f"不在可选范围内，可填：{'、'.join(WORDS)}。"})
        building = at("building", find_building, at("estate", find_estate, values["estate"]), values["building"])
        section = (values["section"] or "").removesuffix("单元")
        room = Room.objects.filter(building=building, section=section, number=values["number"]).first()
        if room is None:
            raise ServiceError({"number": f"{building}没有{section and f'{section}单元'}{values['number']}这户，"
                                          "请核对单元和房号。"})
        room.building = building
        return {"number": room, "code": WORDS[values["code"]], "on": values["on"]}

    def known(self, facts: Facts) -> HandoverStep | None:
        target = HANDOVER.steps[facts["code"]].target
        rows = HandoverStep.objects.standing().filter(delivery__room=facts["number"], code=target)
        return rows.select_related("delivery__room__building", "delivery__estate").first()

    def differing(self, record: HandoverStep, facts: Facts) -> list[str]:
        return ["on"] if record.on != facts["on"] else []

    def register(self, actor: User, facts: Facts) -> UnitDelivery:
        return take_step(actor=actor, room=facts["number"], code=facts["code"], on=facts["on"])
