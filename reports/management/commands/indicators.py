import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from housing_portal.kit.scope import current
from reports.evaluate import evaluate
from reports.listing import indicator_rows
from reports.management.scopes import add_as_of


class Command(BaseCommand):
    help = "列出全部指标：键、名称、单位、数值、分子、分母、记录数"

    def add_arguments(self, parser: CommandParser) -> None:
        add_as_of(parser)
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options: Any) -> None:
        rows = indicator_rows(evaluate(current(options["as_of"])))
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            value = "——" if row["value"] is None else row["value"]
            self.stdout.write(f"{row['key']:34} {row['label']}：{value} {row['unit']}（{row['record_count']} 条）")
