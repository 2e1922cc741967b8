"""Certification of stages."""
from django.urls import path

from presale.views import nodes

STEPS = {"inspect": nodes.NodeInspect, "certify": nodes.NodeCertify, "reject": nodes.NodeReject, "void": nodes.NodeVoid}

urlpatterns = [
    path("nodes/", nodes.NodeList.as_view(), name="node_list"),
    path("nodes/new/", nodes.NodeCreate.as_view(), name="node_create"),
    path("nodes/<int:pk>/", nodes.NodePage.as_view(), name="node_detail"),
    *(path(f"nodes/<int:pk>/{code}/", view.as_view(), name=f"node_{code}") for code, view in STEPS.items()),
]
