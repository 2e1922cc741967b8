"""Repeat the draw of a round from its seed and its list."""
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from affordable.models import AllocationRound
from affordable.services import rounds


class Command(BaseCommand):
    help = "按种子重演公租房分配的抽取，与登记的结果和名单校验值逐户比较；不一致时退出码 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="批次编号，例如 FP2026-001")

    def handle(self, *, round: str, **options: Any) -> None:
        allocation = AllocationRound.objects.filter(number=round).exclude(seed="").first()
        if allocation is None:
            raise CommandError(f"没有已抽取的批次“{round}”。")
        again = rounds.repeat(allocation)
        self.stdout.write(f"种子 {allocation.seed}")
        for one in again:
            self.stdout.write(f"{one.rank}　{one.number}　{f'房源 {one.home}' if one.home else '未配到'}")
        if rounds.list_digest(allocation) != allocation.list_digest:
            raise CommandError("名单与公示时的校验值不一致。")
        if again != rounds.stored(allocation):
            raise CommandError("重演的结果与登记的结果不一致。")
        self.stdout.write("重演结果与登记的结果一致。")
