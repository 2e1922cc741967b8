"""manage.py reseal: after a change of the encryption key, before the old one is taken out of the file of secrets."""
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing_portal.accounts.models import User
from housing_portal.journal.sealing import reseal


class Command(BaseCommand):
    help = "更换加密密钥后，用新密钥重新加密全部个人信息并重建检索索引；可中断，再次运行即接着办理"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="办理人账号，记入操作日志")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        actor = User.objects.filter(username=user, is_active=True).first()
        if actor is None:
            raise CommandError(f"没有账号“{user}”，或账号已停用。")
        done = reseal(actor=actor, progress=self.tell)
        for name, seen in done.seen.items():
            self.stdout.write(f"{name}：共 {seen} 条，重新加密 {done.renewed[name]} 条")
        if done.damaged:
            shown = "、".join(done.damaged[:10])
            raise CommandError(f"有 {len(done.damaged)} 条无法读取，请勿删除旧密钥，先从备份核对：{shown}")
        self.stdout.write("全部已用新密钥加密，旧密钥可从 old_encryption_keys 中删除。")
        self.stdout.write("读取旧备份仍需旧密钥，请另行封存。")

    def tell(self, name: str, seen: int) -> None:
        self.stderr.write(f"{name} {seen}", ending="\r")
