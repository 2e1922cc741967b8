"""Repeat a draw of targets and inspectors from its seed and its list."""
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspections.models.draw import RandomDraw
from inspections.services import draws


class Command(BaseCommand):
    help = "按种子重演双随机抽取，与登记的结果和名单校验值逐个比较；不一致时退出码 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, help="抽取的编号，见抽取结果页地址中的数字")

    def handle(self, *, pk: int, **options: Any) -> None:
        drawing = RandomDraw.objects.filter(pk=pk).exclude(seed="").first()
        if drawing is None:
            raise CommandError(f"没有已抽取的双随机批次 {pk}。")
        again = draws.repeat(drawing)
        self.stdout.write(f"种子 {drawing.seed}")
        for one in again:
            sent = "、".join(one.certificates) or "未抽中"
            self.stdout.write(f"{one.rank}　名单第 {one.order} 号　{sent}")
        if draws.list_digest(drawing) != drawing.list_digest:
            raise CommandError("名单与编制时的校验值不一致。")
        if again != draws.stored(drawing):
            raise CommandError("重演的结果与登记的结果不一致。")
        self.stdout.write("重演结果与登记的结果一致。")
