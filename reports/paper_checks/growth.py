"""How change is written: 下降 x%, never 增长－x%; between rates percentage points (dossier §5, 3; pitfall 45)."""
import re
from collections.abc import Iterator

from reports.paper_checks.reading import Reading, found
from reports.warning import Warning

NEGATIVE = re.compile(r"(增长|上升|提高|增加|下降|减少|降低)(?:了)?\s*[-－−–—]+\s*(\d+(?:\.\d+)?)(%|％|个百分点)?")
PACE = re.compile(r"(?:序时进度|时间进度|完成率)[^，,。；;]{0,16}(?:高|低|快|慢)(\d+(?:\.\d+)?)[%％]")
HALF_YEAR = re.compile(r"时间过半[、，,]?任务过半")
DEMANDED = re.compile(r"实现时间过半|确保时间过半")


def no_negative_growth(reading: Reading) -> Iterator[Warning]:
    for passage in reading.passages:
        for match in NEGATIVE.finditer(passage.text):
            opposite = "下降" if match[1] in ("增长", "上升", "提高", "增加") else "增长"
            yield found("growth", passage.place,
                        f"写“{match.group()}”，请写“{opposite}{match[2]}{match[3] or ''}”。")


def rates_differ_by_points(reading: Reading) -> Iterator[Warning]:
    for passage in reading.passages:
        for match in PACE.finditer(passage.text):
            yield found("points", passage.place, f"写“{match.group()}”。率之差请写“{match[1]}个百分点”。")


def half_is_said_of_half_a_year(reading: Reading) -> Iterator[Warning]:
    """时间过半任务过半 judges results only from 30 June on; before it the paper states 序时进度 (dossier §5, 2)."""
    day = reading.document.as_of
    for passage in reading.body:
        judging = (text for _, text in passage.sentences if HALF_YEAR.search(text) and not DEMANDED.search(text))
        if (day.month, day.day) < (6, 30) and any(judging):
            share = reading.figures.time_share
            yield found("half_year", passage.place,
                        f"截至 {day.month} 月 {day.day} 日序时进度为 {share}%，不能用“时间过半任务过半”评价。"
                        "请与序时进度比较。", share.percent, "序时进度", 50, "过半", "%")


CHECKS = (no_negative_growth, rates_differ_by_points, half_is_said_of_half_a_year)
