from django.db.models import TextChoices


class SharedStatus(TextChoices):
    BUILT = "built", "待分配"
    SOLD = "sold", "已出售"
    CERTIFIED = "certified", "已办证"
    FULL = "full", "已取得全部产权"
    BOUGHT_BACK = "bought_back", "已回购"

    @property
    def chip(self) -> str:
        return {"built": "grey", "sold": "blue", "certified": "green", "full": "green", "bought_back": "amber"}[
            self.value
        ]
