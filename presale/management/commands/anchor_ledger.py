"""manage.py anchor_ledger: once a day, at its end; the line is printed and the file copied to another machine."""
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.services import anchors


class Command(BaseCommand):
    help = "生成当日的监管流水锚点：写入数据库和锚点文件，并打印一行供留存"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = anchors.anchor(clock.today())
            path = anchors.write(made)
        except ServiceError as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(anchors.line(made))
        self.stdout.write(f"已写入 {path}，请另存到其他机器。")
