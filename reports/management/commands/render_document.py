import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Paper, render_pdf
from housing_portal.kit.gongwen.word import word_file
from reports.compose import compose
from reports.differences import captured_bindings
from reports.enums import OUT, DocumentKind, DocumentStatus
from reports.kinds import KINDS
from reports.management.periods import Asked, period
from reports.management.scopes import cannot_write, day
from reports.models import Capture, Document
from reports.moments import figures_for
from reports.office import paper_for
from reports.papers import kept_paper
from reports.services.parts import captured, last_capture
from reports.slot_sheet import captured_slots, live_slots

# the PDF, and what makes its content for a word processor and its slots when they are asked for
Forms = tuple[bytes, Callable[[], Paper], Callable[[], dict[str, Any]]]


class Command(BaseCommand):
    help = "输出公文版式文件（PDF）；已取数的为所取文本，已印发的为其原件。可同时输出全部取数项（JSON）和 Word 文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=DocumentKind.values, help="文种")
        days = parser.add_mutually_exclusive_group()
        days.add_argument("--as-of", type=day, help="截至日期（含当日），默认今天")
        days.add_argument(
            "--period", type=period,
            help="统计期：2026-06（当年1月至6月累计）、2026-H1（上半年）、2026-H2 或 2026（全年）；截至期末",
        )
        parser.add_argument("--out", type=Path, required=True, help="写到哪个文件（.pdf）")
        parser.add_argument("--json", type=Path, help="全部取数项写到哪个文件（.json）")
        parser.add_argument("--docx", type=Path, help="Word 文件写到哪里（.docx）")

    def handle(self, **options: Any) -> None:
        document = self.document(options["kind"], options["as_of"], options["period"])
        try:
            files = self.files(document, options)
        except ServiceError as problem:
            raise CommandError(problem.sentence) from problem
        for path, content in files:
            try:
                path.write_bytes(content)
            except OSError as problem:
                raise CommandError(cannot_write(path, problem)) from problem
            self.stdout.write(f"已写入 {path}")

    def document(self, kind: str, as_of: Any, asked: Asked | None) -> Document:
        """Return the paper that is asked for. A period that is not over has no paper yet."""
        like = KINDS[DocumentKind(kind)]
        if asked is None:
            found = paper_for(kind, as_of or clock.today())
        else:
            if asked.last > clock.today():
                raise CommandError(f"统计期到 {asked.last} 为止，还没有结束，不能出具；可用 --as-of 指定截至日期。")
            found = paper_for(kind, asked.last, asked.start(like.monthly) if like.period else None)
        if found.pk is None and like.made_by != "form":
            raise CommandError(f"没有这一天的{found.get_kind_display()}；它由督办事项或原文起草，不能凭空出具。")
        return found

    def files(self, document: Document, options: dict[str, Any]) -> list[tuple[Path, bytes]]:
        """Return every file that is asked for. Raises ServiceError for a paper that cannot be printed."""
        if document.status in OUT:
            pdf, paper, slots = _issued(document)
        else:
            pdf, paper, slots = _live(document) if document.status == DocumentStatus.DRAFT else _kept(document)
        files = [(options["out"], pdf)]
        if options["json"]:
            files.append((options["json"], f"{json.dumps(slots(), ensure_ascii=False, indent=1)}\n".encode()))
        if options["docx"]:
            files.append((options["docx"], word_file(paper())))
        return files


def _live(document: Document) -> Forms:
    """Return the draft as it would be now."""
    figures = figures_for(document)
    paper = replace(compose(document, figures).paper, draft=True)
    return render_pdf(paper), lambda: paper, partial(live_slots, document, figures)


def _kept(document: Document) -> Forms:
    """Return the paper as it was captured, with number and date once it is signed: what is checked and signed."""
    capture = captured(document)
    paper = kept_paper(document, capture, None)
    return render_pdf(paper), lambda: paper, lambda: captured_slots(document, capture, captured_bindings(capture))


def _issued(document: Document) -> Forms:
    """Return the bytes that were issued, the captured paper and its figures."""
    def kept() -> Capture:
        if (capture := last_capture(document)) is None:
            raise ServiceError("这份公文印发时没有保存取数明细，只有版式文件。")
        return capture

    return (
        bytes(document.issued_copy.pdf), lambda: kept_paper(document, kept(), document.issued_copy),
        lambda: captured_slots(document, kept(), captured_bindings(kept())),
    )
