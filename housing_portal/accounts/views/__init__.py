"""Pages of sessions, people, duties and units."""
from housing_portal.accounts.views.session import locked_out

__all__ = ["locked_out"]
