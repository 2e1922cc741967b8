"""The one refusal of this engine."""
from housing_portal.kit.errors import ServiceError


class GongwenError(ServiceError):
    """A paper that cannot be printed as it is; the message is the Chinese sentence for the reader."""
