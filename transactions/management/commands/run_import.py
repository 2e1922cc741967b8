"""Run one import that the portal has stored."""
import gc
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transactions.imports.runs import run
from transactions.models import ImportBatch


class Command(BaseCommand):
    help = "执行一次已登记的历史合同导入；由门户自动启动"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, help="导入记录的内部号")

    def handle(self, **options: Any) -> None:
        gc.disable()  # a hundred thousand records at once: walking them over and over takes a third of the time
        try:
            state = run(options["pk"])
        except ImportBatch.DoesNotExist:
            raise CommandError(f"没有内部号为 {options['pk']} 的导入记录") from None
        self.stdout.write(state.label)
