from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.journal.exports import run_export
from housing_portal.journal.models import Export


class Command(BaseCommand):
    help = "写出一项已登记的导出；由门户自动启动"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, help="导出登记的内部号")

    def handle(self, **options: Any) -> None:
        try:
            state = run_export(options["pk"])
        except Export.DoesNotExist:
            raise CommandError(f"没有内部号为 {options['pk']} 的导出登记") from None
        self.stdout.write(state.label)
