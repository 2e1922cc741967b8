"""全称词: all, every, daily are said only when they are true (table F, 2; pitfall 31)."""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.evaluate import IndicatorSet
from reports.kinds import FREE_TEXTS
from reports.paper_checks.reading import Reading, found, free_lines
from reports.warning import Number, Warning

ALL = re.compile(r"全部|(?<![平人户月日年])均(?![价衡线值等匀])|每日|每天|全面|所有|一律|无一|逐一|从未|全覆盖")
# what is told of the past and the present; what is asked for the future claims nothing
TOLD = {label for field, label in FREE_TEXTS.items() if field != "measures"}


@dataclass(frozen=True)
class Claim:
    """Words that a template may print, and the two figures that must agree for them to be true."""

    words: re.Pattern[str]
    told: str
    left: Callable[[IndicatorSet], Number | None]
    right: Callable[[IndicatorSet], Number | None]


def _of(key: str) -> Callable[[IndicatorSet], Number | None]:
    return lambda figures: figures.value(key) if key in figures.indicators else None


def _none(figures: IndicatorSet) -> Number:
    return 0


def _hundred(figures: IndicatorSet) -> Number:
    return 100


CLAIMS = (
    Claim(re.compile(r"(?:老旧|改造)小区[^。；]{0,60}全部开工"), "老旧小区已开工与计划",
          _of("old_started"), _of("old_cnt")),
    Claim(re.compile(r"审计[^。；]{0,60}全部整改"), "审计未整改问题", _of("audit_open_total"), _none),
    Claim(re.compile(r"检查[^。；]{0,60}问题[^。；]{0,60}(?:全部|均已)整改"), "检查发现、尚未整改的问题",
          _of("check_open"), _none),
    Claim(re.compile(r"每日[^。；]{0,60}(?:报送|上报|日报)"), "交易日报报送及时率",
          _of("daily_report_punctuality"), _hundred),
    Claim(re.compile(r"楼盘表[^。；]{0,60}全部|(?:全部|均建立)[^。；]{0,60}楼盘表"), "已建楼盘表的在售企业与在售企业",
          _of("dev_with_tables"), _of("dev_on_sale")),
    Claim(re.compile(r"在保家庭[^。；]{0,60}全部录入"), "基准名册中未录入的户", _of("sub_left"), _none),
    Claim(re.compile(r"共有产权[^。；]{0,60}全部[^。；]{0,60}产权"), "未办产权证的共有产权住房",
          _of("shared_uncertified"), _none),
)


def all_is_true(reading: Reading) -> Iterator[Warning]:
    """What a template says of all is held against the figures."""
    for passage in reading.body:
        for claim in CLAIMS:
            match = claim.words.search(passage.text)
            left, right = claim.left(reading.figures), claim.right(reading.figures)
            if match and left is not None and left != right:
                yield found(
                    "claim", passage.place,
                    f"写“{match.group()[:40]}”，而{claim.told}分别为 {left} 和 {right}。请改写。",
                    left, claim.told[:20], right, "应为",
                )


def all_is_confirmed(reading: Reading) -> Iterator[Warning]:
    """Whoever writes 全部 or 均 in the free text says in writing why it is true."""
    for label, number, line in free_lines(reading.document):
        words = list(dict.fromkeys(ALL.findall(line))) if label in TOLD else []
        if words:
            yield found(
                "all_words", f"{label}第{number}段", f"用了“{'”“'.join(words)}”：“{line[:40]}”。"
                "全称词只在确实无一例外时使用，请改写，或书面确认。",
            )


CHECKS = (all_is_true, all_is_confirmed)
