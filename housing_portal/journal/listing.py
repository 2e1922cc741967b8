"""A list page without a browser: opened at its address as one person sees it, for the register of exports."""
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from housing_portal.accounts.models import User
from housing_portal.journal.persons import PersonField
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import ListPage


def open_list(path: str, query: str, user: User) -> ListPage:
    """Return the list page at ``path`` with the rows of ``query`` that ``user`` may see.

    Raises ServiceError when there is no such list and PermissionDenied when it is closed to the user.
    """
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    page_class = getattr(match and match.func, "view_class", None)
    if not (page_class and issubclass(page_class, ListPage)):
        raise ServiceError("没有这个列表，请从列表页点“导出”。")
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.user, request.session, request.resolver_match = QueryDict(query), user, {}, match
    page = page_class()
    page.setup(request, *match.args, **match.kwargs)
    if page.permission and not user.can(page.permission):
        raise PermissionDenied
    page.build()
    return page


def column_heads(page: ListPage) -> list[str]:
    """Return the heads of the columns that an export of ``page`` holds."""
    return [str(c.header) for c in page.table.columns if not c.column.exclude_from_export]


def conditions(page: ListPage) -> str:
    """Return the query of ``page`` in words; persons are masked, for the register is read by others."""
    form = page.filterset.form
    form.is_valid()
    found = ((field, form.cleaned_data.get(name)) for name, field in form.fields.items())
    words = [f"{field.label}：{_word(field, value)}" for field, value in found if value not in (None, "", [])]
    return "；".join(words) or "全部"


def _word(field: forms.Field, value: Any) -> str:
    if isinstance(value, slice):
        return f"{value.start or ''} 至 {value.stop or ''}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, PersonField):
        return field.masked(value)
    if isinstance(value, Model) or not isinstance(field, forms.ChoiceField):
        return str(value)
    words = {str(key): str(label) for key, label in field.choices}
    return "、".join(words.get(str(item), str(item)) for item in (value if isinstance(value, list) else [value]))
