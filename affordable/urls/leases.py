from django.urls import path

from affordable.views import former_leases, leases, list_imports

STEPS = {
    "occupy": leases.LeaseOccupy, "end": leases.LeaseTerminate, "rent": leases.LeaseRent, "empty": leases.LeaseEmpty,
    "renew": leases.LeaseRenew,
}

urlpatterns = [
    path("leases/", leases.LeaseList.as_view(), name="lease_list"),
    path("leases/take-over/", former_leases.LeaseTakeOver.as_view(), name="lease_take_over"),
    path("leases/import/", list_imports.FormerLeaseImport.as_view(), name="lease_import"),
    path("leases/import/template/", list_imports.FormerLeaseTemplate.as_view(), name="lease_template"),
    path("leases/<int:pk>/", leases.LeasePage.as_view(), name="lease_detail"),
    *(path(f"leases/<int:pk>/{code}/", view.as_view(), name=f"lease_{code}") for code, view in STEPS.items()),
]
