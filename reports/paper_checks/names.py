"""Names of units are those of the register (dossier §6.3, 19; pitfall 43; table F, 8)."""
import re
from collections.abc import Iterator

from reports.paper_checks.reading import Reading, found
from reports.warning import Warning

# what may follow a name that has lost its last character, in place of another word that begins with it
AFTER = r"(?=[、，。；：（）\d]|[等和与及已未开完正因有无占的共落上报]|$)"
ENDING = ("县", "市", "区", "镇", "乡")


def units_are_spelled_as_registered(reading: Reading) -> Iterator[Warning]:
    for unit in reading.units:
        stem = unit.name[:-1]
        if not unit.name.endswith(ENDING) or len(stem) < 2 or stem == unit.short_name:
            continue
        for passage in reading.passages:
            match = re.search(re.escape(stem) + AFTER, passage.text)
            if match:
                yield found("unit_name", passage.place,
                            f"单位写作“{stem}”，登记的名称是“{unit.name}”。全文请用登记的名称。", at=stem)
                break


CHECKS = (units_are_spelled_as_registered,)
