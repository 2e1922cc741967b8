"""合计 = Σ 分项, 其中 ≤ 主项, 落实 ≤ 欠账: in sentences (dossier §6.3, 1, 3, 4)."""
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from housing_portal.kit.figures import plain
from reports.paper_checks.reading import Amount, Passage, Reading, bare, found
from reports.warning import Warning

# what follows adds up to what stands before
PARTS = re.compile(
    r"分别[是为有][:：]?|分(?:县市区|县区|县|单位|乡镇|项目|类别|年度)(?:情况)?(?:看|分析)[:：，,]?|其中[:：，,]?"
)
WITHIN = "其中"
EACH = re.compile(r"(?:(\d+)个?(?:县区|县|市|区|乡镇|单位)?)?各$")
TASK = re.compile(r"(?:任务|目标|计划|应|需|须|还有|尚有|未|欠)[^，,、；;。\d]{0,4}$")
NEXT = re.compile(r"[，,、]")
CLAUSE_END = re.compile(r"[；;]")
SHARES = {"%", "个百分点", "元/㎡", "万元/套"}
NOT_STARTED = re.compile(r"具备开工条件|正在(?:进行)?摸底|正在拆迁|仅摸底|尚未开工|暂未开工")
STARTED = re.compile(r"(?<![未可])开工(\d+(?:\.\d+)?)套")
ARRANGED = re.compile(r"落实[^，,。；;\d]*欠账(\d+)套")
OWED = re.compile(r"(?<!落实)历史欠账共?(\d+)套")


def parts_add_up(reading: Reading) -> Iterator[Warning]:
    """The parts that a sentence lists after 分别是 or 分单位看 add up to its total; after 其中 they stay within it."""
    for passage in reading.passages:
        text = bare(passage.text)
        marks = list(PARTS.finditer(text))
        for number, mark in enumerate(marks):
            end = min(_end(text, mark), marks[number + 1].start() if number + 1 < len(marks) else len(text))
            total = _total(passage, text, mark.start(), mark.end(), end)
            if total is None:
                continue
            parts = list(_parts(passage, text, mark.end(), end, total))
            is_within = mark.group().startswith(WITHIN)
            if not parts or (len(parts) == 1 and not is_within):
                continue
            yield from _judged(passage, total, parts, is_within)


def _judged(passage: Passage, total: Amount, parts: Sequence[tuple[Amount, int]], is_within: bool) -> Iterator[Warning]:
    added = sum(part.value * times for part, times in parts)
    slack = total.half + sum(part.half * times for part, times in parts)
    gap = added - total.value
    if gap <= slack if is_within else abs(gap) <= slack:
        return
    sums = "＋".join(plain(part.value) if times == 1 else f"{plain(part.value)}×{times}" for part, times in parts)
    word = "其中各项之和" if is_within else "所列分项之和"
    relation = "大于" if is_within else "不等于"
    yield found(
        "within" if is_within else "total", passage.place,
        f"{word} {sums[:80]}＝{plain(added)}{total.unit}，{relation}合计 {total}，相差 {plain(abs(gap))}{total.unit}。"
        "请核对分项与合计，以记录为准。",
        total.value, "合计", added, "分项和", total.unit,
        at=total.start,
    )


def _end(text: str, mark: re.Match[str]) -> int:
    """Return where a list ends: with its sentence when it opens it, for its clauses are parted by ；, else with ；."""
    opens = not text[max(text.rfind(stop, 0, mark.start()) for stop in "。！？") + 1:mark.start()].strip()
    stop = re.compile(r"[。！？]" if opens else r"[。！？；;]").search(text, mark.end())
    return stop.start() if stop else len(text)


def _total(passage: Passage, text: str, start: int, after: int, end: int) -> Amount | None:
    """Return the amount before the mark, in the measure of the first part; a figure when the parts are its parts."""
    listed = [one for one in passage.amounts if after <= one.start < end and one.unit not in SHARES]
    if not listed:
        return None
    first = listed[0]
    base = first.key.partition("@")[0]
    before = [one for one in passage.amounts if one.end <= start and one.unit == first.unit]
    if first.key:
        if "@" not in first.key:  # no part of a figure by unit: a figure of its own, checked by its records
            return None
        return next((one for one in reversed(before) if one.key == base), None)
    sentence = max(text.rfind(mark, 0, start) for mark in "。！？；;") + 1
    own = [one for one in before if one.start >= sentence and "占" not in text[max(one.start - 3, 0):one.start]]
    if own:
        return own[-1]
    # the mark opens its sentence: the first amount of the sentence before it is what is broken down
    previous = max(text.rfind(mark, 0, max(sentence - 1, 0)) for mark in "。！？") + 1
    if text[sentence:start].strip(" \u3000"):
        return None
    earlier = [one for one in before if one.start >= previous]
    return earlier[0] if earlier else None


def _parts(passage: Passage, text: str, start: int, end: int, total: Amount) -> Iterator[tuple[Amount, int]]:
    """Yield the amounts listed, the first of each clause, with how many times it counts (5县各1个)."""
    clause_from, names_from = start, start
    parted = CLAUSE_END if CLAUSE_END.search(text, start, end) else NEXT
    for stop in (*parted.finditer(text, start, end), None):
        until = stop.start() if stop else end
        amounts = [
            one for one in passage.amounts
            if clause_from <= one.start < until and one.unit == total.unit
            and (one.key.partition("@")[0] == total.key or not one.key)
        ]
        if amounts and not TASK.search(text[clause_from:amounts[0].start]):
            each = EACH.search(text[clause_from:amounts[0].start])
            times = 1
            if each:
                times = int(each[1]) if each[1] else len(NEXT.findall(text[names_from:amounts[0].start])) + 1
            yield amounts[0], times
            names_from = until + 1
        clause_from = until + 1


def started_or_not(reading: Reading) -> Iterator[Warning]:
    """Sets that have begun are not said, in one breath, to be ready to begin (dossier §9.22)."""
    for passage in reading.passages:
        for clause in re.split(r"[；;。]", passage.text):
            begun, ready = STARTED.search(clause), NOT_STARTED.search(clause)
            if begun and ready and begun.start() < ready.start() and int(Decimal(begun[1])):
                if "任务" in clause[max(begun.start() - 4, 0):begun.end()] or "有" in clause[begun.end():ready.start()]:
                    continue
                if re.search(r"\d+套", clause[begun.end():ready.end()]):  # the rest has sets of its own
                    continue
                yield found(
                    "started_or_not", f"{passage.where}“{clause.strip()[:24]}”",
                    f"写“开工{begun[1]}套”，又写“{ready.group()}”。具备条件不是开工：请写“开工任务{begun[1]}套”，"
                    "或登记开工后再写。", int(Decimal(begun[1])), "所写开工", 0, "按状态应计",  "套",
                )


def arranged_within_owed(reading: Reading) -> Iterator[Warning]:
    """落实历史欠账 is not more than 历史欠账, or a word says why (dossier §6.3, 4)."""
    arranged, owed = ARRANGED.search(reading.text), OWED.search(reading.text)
    if arranged and owed and int(arranged[1]) > int(owed[1]):
        left, right = int(arranged[1]), int(owed[1])
        yield found(
            "arranged_words", "历史欠账",
            f"落实历史欠账 {left} 套，大于历史欠账 {right} 套，多 {left - right} 套，文中没有说明。请核对或写明原因。",
            left, "落实", right, "欠账", "套",
        )


CHECKS = (parts_add_up, started_or_not, arranged_within_owed)
