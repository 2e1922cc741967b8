"""Recompute all invariants from the rows; exit code 1 on a breach."""
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.verify import verify


class Command(BaseCommand):
    help = "由记录重新核算全部规则；有违反时返回码为 1"
    # a missing trigger is one of the findings, not a reason to refuse to look
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        results = verify()
        for result in results:
            self.stdout.write(f"{'违反' if result.breaches else '符合'}　{result.rule}")
            for breach in result.breaches:
                self.stdout.write(f"　　　{breach}")
        broken = sum(bool(result.breaches) for result in results)
        if broken:
            raise CommandError(f"{len(results)} 条规则中有 {broken} 条被违反。")
        self.stdout.write(f"{len(results)} 条规则全部符合。")
