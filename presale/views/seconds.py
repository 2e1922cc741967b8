"""Steps that only another person may take: the page says so before he tries."""
from housing_portal.kit.errors import ServiceError
from presale.services.duties import must_be_another


class SecondPerson:
    """A step of one who has not entered ``what`` himself; ``maker`` is the field of whoever has."""

    what: str
    maker = "recorded_by"

    def get_blocked(self) -> str:
        try:
            must_be_another(self.request.user, getattr(self.object, f"{self.maker}_id"), self.what)
        except ServiceError as refusal:
            return refusal.sentence
        return super().get_blocked()
