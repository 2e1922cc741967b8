import time_machine
from django.urls import reverse
from tests.presale.test_overview import *  # noqa
from tests.presale.test_overview import another, _today, people, busy

def test_shot(busy, clerk, director, people, client_of):
    for i, name in enumerate(("南麓新苑", "清溪花园·東岸尊享名邸二期A区", "石桥人家", "北沟雅居", "东屏学府")):
        one = another(name, busy, clerk, director)
        builders.received(one, 9_700_000 + i * 300_000, by=clerk, kind=EntryKind.INTEREST, on=date(2026, 1 + i, 10))
        if i:
            payments.paying(one, 10_000 * i, people)
            Release.objects.filter(account=one).update(submitted_at=clock.end_of(date(2026, 5, 1 + 3 * i)))
    alerts.run_rules(actor=clerk, day=TODAY)
    c = client_of(clerk)
    for name, url in (("overview", reverse("presale:overview")), ("alerts", reverse("presale:alert_list")), ("alert", busy.alerts.first().get_absolute_url())):
        html = c.get(url).content.decode().replace('"/static/', '"file:///work/main/static/')
        open(f"/tmp/h_b5/{name}.html", "w").write(html)
