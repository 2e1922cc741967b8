from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.kit.scope import current
from reports.evaluate import evaluate
from reports.management.scopes import add_as_of, cannot_write
from reports.office import filler
from reports.workbooks.progress import progress_workbook


class Command(BaseCommand):
    help = "导出正式表格（Excel）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["progress"], help="progress：目标任务进展情况表")
        add_as_of(parser)
        parser.add_argument("--out", type=Path, required=True, help="写到哪个文件（.xlsx）")

    def handle(self, **options: Any) -> None:
        figures = evaluate(current(options["as_of"]))
        if not figures.units:
            raise CommandError("没有责任单位，无法出表。请先登记单位，或运行 load_case、demo。")
        try:
            options["out"].write_bytes(progress_workbook(figures, filler(options["as_of"])))
        except OSError as problem:
            raise CommandError(cannot_write(options["out"], problem)) from problem
        self.stdout.write(f"已写入 {options['out']}")
