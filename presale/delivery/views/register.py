from django.http import HttpRequest, HttpResponse

from housing_portal.registry.services.months import scope_at
from presale.delivery.register import register_workbook
from presale.delivery.workflow import VIEW
from presale.views.workbooks import Workbook


class Register(Workbook):
    """The nine columns as a file, ``?as_of=…`` or as of today."""

    permission = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.file(register_workbook(scope_at(self.last)), f"保交房台账-{self.last}")
