"""数据来源清单: behind every figure of a captured paper its meaning, value and records, from the capture alone."""
from collections.abc import Sequence

from housing_portal.journal.services import plain
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.gongwen import Attachment, Block, HeadCell, Heading, Paper, Paragraph, TableBlock
from housing_portal.kit.numerals import chinese_number
from housing_portal.kit.periods import written
from reports.documents.phrases import exact
from reports.models import Capture, FigureBinding
from reports.overrides import told

HEADS = ("序号", "文中写法", "指标", "公式与口径", "数值", "分子", "分母", "记录（条）")
WIDTHS = (6, 22, 26, 46, 14, 12, 12, 10)
NO_FIGURES = "本文没有由台账带出的数字。"
NO_REASONS = "没有须说明的差异。"
LATER = "取数以后，台账如有变动，本清单不变。"


def sources(capture: Capture, bindings: Sequence[FigureBinding], reasons: Sequence[str]) -> Paper:
    """Return the list as a paper: ``reasons`` are the explanations of red items, one sentence each."""
    document = capture.document
    about = f"《{document.title}》（{document.number or '未编号'}）截至{written(capture.as_of)}的数字"
    digest = f"（{capture.template_sha256[:12]}）" if capture.template_sha256 else ""
    template = f"所用模板为“{capture.template_name}”{digest}"
    body: list[Block] = [
        Paragraph(f"{about}于{plain(capture.data_cutoff)}取数，共{len(bindings)}项，逐项列于附件；{template}。{LATER}"
                  if bindings else f"{about}：{NO_FIGURES}"),
        Heading(1, "一、差异说明"),
        *([Heading(3, f"{place}.{reason}") for place, reason in enumerate(reasons, 1)] or [Paragraph(NO_REASONS)]),
    ]
    overrides = [row.override for row in bindings if row.override]
    parts = (("改写的数字", list(told(overrides))), ("省略的句子", capture.omitted))
    for place, (title, lines) in enumerate([one for one in parts if one[1]], 2):
        body.append(Heading(1, f"{chinese_number(place)}、{title}"))
        body += [Heading(3, f"{n}.{line}") for n, line in enumerate(lines, 1)]
    sheets = [Attachment("数字来源明细", [_table(bindings)], landscape=True)] if bindings else []
    day = capture.captured_at.astimezone(SHANGHAI).date()
    return Paper(
        mark=document.issuer, number=f"取数{capture.pk:06}", title_lines=["数据来源清单"],
        addressee="本文校核、会签、签发人员", body=body,
        issuer=document.issuer, issued_on=day, attachments=sheets, letter=True, sealed=False, double_sided=False,
    )


def _table(bindings: Sequence[FigureBinding]) -> TableBlock:
    rows = [
        [str(place), "、".join(row.texts), row.label, "；".join(filter(None, (row.formula, row.basis))),
         _value(row), exact(row.numerator, ""), exact(row.denominator, ""), str(len(row.records))]
        for place, row in enumerate(bindings, 1)
    ]
    return TableBlock(
        head=[[HeadCell(text) for text in HEADS]], widths=WIDTHS, align="clllrrrr", rows=rows,
        notes=["记录逐条可在系统中打开；分子、分母为未舍入的原值。"],
    )


def _value(row: FigureBinding) -> str:
    """Return what the records state, and what is printed where that is another value."""
    other = f"（文中改写为{exact(row.override.value, row.measured_in)}）" if row.override else ""
    return f"{exact(row.value, row.measured_in)}{other}"
