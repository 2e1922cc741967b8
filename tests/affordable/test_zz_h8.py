import pytest
from django.urls import get_resolver, reverse
pytestmark = pytest.mark.django_db
NAMES = [p for p in "target project milestone investment subsidy note stock arrears continued finding".split()]
@pytest.mark.parametrize("name", NAMES)
def test_list(name, clerk, client_of):
    c = client_of(clerk)
    r = c.get(reverse(f"affordable:{name}_list"))
    assert r.status_code == 200
    r = c.get(reverse(f"affordable:{name}_create"))
    assert r.status_code == 200
def test_home(clerk, client_of, chief, deputy):
    for u in (clerk, chief, deputy):
        assert client_of(u).get("/").status_code == 200
        assert client_of(u).get("/search/?q=a").status_code == 200
