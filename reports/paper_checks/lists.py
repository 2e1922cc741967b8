"""“涉及 n 个”“等 n 个”: the number written against the distinct names listed (dossier §6.3, 2; table F, 5)."""
import re
from collections.abc import Iterator

from reports.paper_checks.reading import Passage, Reading, bare, found
from reports.warning import Warning

NOUN = r"(?:个(?:县区|县|市|区|乡镇|镇|乡|单位|部门|项目|楼盘|小区)|(?:县区|县|乡镇|家企业|家单位|家银行|家))"
CONCERNS = re.compile(rf"涉及(\d+){NOUN}")
LISTED = re.compile(r"(?:其中|分别[是为有]|为)[:：，,]?")
COUNTED = re.compile(rf"((?:[一-龥]{{2,14}}、)+[一-龥]{{2,14}}?)(等)?(\d+){NOUN}")
LEAD = re.compile(r"^(?:其中|分别[是为有]|为|和|及|以及|另有)[:：，,]?")
ITEM = re.compile(r"^([一-龥]{2,14}?)(?=各?\d|$)")
NAME_END = re.compile(r"(?:镇|乡|县|市|区|街道|局|公司|小区|花园|楼盘|项目|银行|中心|本级|矿|园)$")
VERBS = re.compile(r"^(?:共|计|问题|有|正在|已|还|尚)")


def concerned_are_listed(reading: Reading) -> Iterator[Warning]:
    """涉及 5 个县, then a list: as many distinct names."""
    for passage in reading.passages:
        text = bare(passage.text)
        for match in CONCERNS.finditer(text):
            clause = re.split(r"[；;。！？]", text[match.end():])[0]
            mark = LISTED.search(clause)
            if mark is None:
                continue
            names = _names(clause[mark.end():])
            if names and len(names) != int(match[1]):
                yield _differs(passage, match.group(), int(match[1]), names)


def counted_are_named(reading: Reading) -> Iterator[Warning]:
    """甲、乙、丙 3 县: three names; 甲、乙等 n 个 needs n to be more than the names."""
    for passage in reading.passages:
        text = bare(passage.text)
        for match in COUNTED.finditer(text):
            names = _unique(LEAD.sub("", name) for name in match[1].split("、"))
            number, has_more = int(match[3]), match[2] is not None
            if not has_more and text[match.end():match.end() + 1] == "各":
                continue  # 5县各1个 counts the last names alone; the whole list is checked as 涉及
            if not _are_names(reading, names):
                continue
            if len(names) > number or (not has_more and len(names) != number):
                yield _differs(passage, match.group()[-16:], number, names)
            elif has_more and len(names) == number:
                yield found(
                    "list", passage.place, f"已列全 {number} 个，不写“等”：{'、'.join(names)}。",
                    number, "所写", len(names), "列名", "个", amber=True,
                )


def _differs(passage: Passage, written: str, number: int, names: list[str]) -> Warning:
    return found(
        "list", passage.place,
        f"写“{written}”，列名 {len(names)} 个：{'、'.join(names)[:100]}。请按列名改写个数，或补列、删去多列的。",
        number, "所写", len(names), "列名", "个",
    )


def _names(listed: str) -> list[str]:
    """Return the distinct names that open the items of a list."""
    items = (LEAD.sub("", item.strip(" \u3000")) for item in re.split(r"[、，,]", listed))
    return _unique(match[1] for item in items if (match := ITEM.match(item)) and not VERBS.match(match[1]))


def _unique(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _are_names(reading: Reading, names: list[str]) -> bool:
    """Tell whether a list is one of names: most of them stand in the register or end like a name."""
    known = [unit.name for unit in reading.units] + [unit.short_name for unit in reading.units if unit.short_name]
    alike = sum(bool(NAME_END.search(name)) or any(name in one or one in name for one in known) for name in names)
    return alike * 2 > len(names)


CHECKS = (concerned_are_listed, counted_are_named)
