import pytest
from django.apps import apps

from inspections import seeds
from inspections.models.domain import InspectionDomain


@pytest.fixture
def dictionary(db: None) -> InspectionDomain:
    """Return the domain of the market with the violations and the checklist that every database starts with."""
    seeds.seed(apps)
    return InspectionDomain.objects.get(code="market")
