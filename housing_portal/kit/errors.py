"""What services raise. Both carry the Chinese sentence that the reader sees."""
from django.core.exceptions import ValidationError


class ServiceError(ValidationError):
    """The request breaks a rule: what is wrong and what to do, per field where possible."""

    @property
    def sentence(self) -> str:
        """Return all messages as one sentence, for command lines and journals."""
        return "；".join(self.messages)


class NeedsReason(Exception):
    """Unusual but allowed: the same request succeeds when it brings a written reason."""

    def __init__(self, sentence: str, code: str = "unusual") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
