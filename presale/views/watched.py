from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from presale.services.refusals import denied


class Watched:
    """Mix into a page that moves money, before it: who tries what is not his to do is named in the diary."""

    noun = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if request.method == "POST":
                obj = self.model.objects.filter(pk=kwargs["pk"]).first() if "pk" in kwargs else None
                denied(request.user, f"{self.noun}{self.get_title()}", obj)
            raise
