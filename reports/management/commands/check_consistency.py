import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from housing_portal.kit.scope import current
from reports.consistency import check
from reports.management.scopes import add_as_of
from reports.warning import warning_json


class Command(BaseCommand):
    help = "勾稽检查：列出数字之间的矛盾，每条带两个数"

    def add_arguments(self, parser: CommandParser) -> None:
        add_as_of(parser)
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options: Any) -> None:
        warnings = check(current(options["as_of"]))
        if options["json"]:
            self.stdout.write(json.dumps([warning_json(w) for w in warnings], ensure_ascii=False, indent=1))
            return
        for warning in warnings:
            self.stdout.write(f"[{warning.severity.label}] {warning.sentence}")
        self.stdout.write(f"共 {len(warnings)} 条")
