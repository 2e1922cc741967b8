"""What the compiled rows of every list say is what the library's own way of drawing says."""
from collections.abc import Callable
from itertools import count

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from tests.conftest import Office
from tests.pages.records import Writers
from tests.pages.test_query_counts import LISTS

STOCK = """{% for row in table.paginated_rows %}<tr {{ row.attrs.as_html }}>{% for column, cell in row.items %}\
<td {{ column.attrs.td.as_html }}>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}"""


# drawn by templates of their own
TREES = {"accounts:unit_list", "accounts:role_list", "registry:parameter_list"}


@pytest.mark.parametrize("name", sorted(set(LISTS) - TREES))
def test_rows_read_as_the_library_draws_them(
    name: str, writers: Writers, office: Office, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    role, make = LISTS[name]
    for unit in office.townships[1:]:
        make(writers, unit)
    answer = client_of(person(role)).get(reverse(name))
    table = answer.context["table"]
    table._counter = count()
    stock = engines["django"].from_string(STOCK).render({"table": table})
    assert (len(table.paginated_rows) >= 3, stock in answer.content.decode()) == (True, True)
