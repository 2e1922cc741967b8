from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import current
from reports.enums import DocumentKind, DocumentStatus
from reports.issue import render_draft
from reports.management.scopes import add_as_of, cannot_write
from reports.office import paper_for


class Command(BaseCommand):
    help = "输出公文版式文件（PDF）；已印发的输出其原件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=DocumentKind.values, help="文种")
        add_as_of(parser)
        parser.add_argument("--out", type=Path, required=True, help="写到哪个文件（.pdf）")

    def handle(self, **options: Any) -> None:
        document = paper_for(options["kind"], options["as_of"])
        try:
            if document.status == DocumentStatus.ISSUED:
                pdf = bytes(document.issued_copy.pdf)
            else:
                pdf = render_draft(document, current(options["as_of"]))
            options["out"].write_bytes(pdf)
        except ServiceError as problem:
            raise CommandError(problem.sentence) from problem
        except OSError as problem:
            raise CommandError(cannot_write(options["out"], problem)) from problem
        self.stdout.write(f"已写入 {options['out']}")
