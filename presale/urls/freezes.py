from django.urls import path

from presale.views import freezes

urlpatterns = [
    path("freezes/", freezes.FreezeList.as_view(), name="freeze_list"),
    path("accounts/<int:pk>/freezes/new/", freezes.FreezeCreate.as_view(), name="freeze_create"),
    path("freezes/<int:pk>/", freezes.FreezePage.as_view(), name="freeze_detail"),
    path("freezes/<int:pk>/extend/", freezes.FreezeExtend.as_view(), name="freeze_extend"),
    path("freezes/<int:pk>/effect/", freezes.FreezeEffect.as_view(), name="freeze_effect"),
    path("freezes/<int:pk>/release/", freezes.FreezeRelease.as_view(), name="freeze_release"),
    path("freezes/<int:pk>/confirm/", freezes.FreezeConfirm.as_view(), name="freeze_confirm"),
    path("freezes/<int:pk>/reject/", freezes.FreezeReject.as_view(), name="freeze_reject"),
    path("freezes/<int:pk>/end/", freezes.FreezeConfirmRelease.as_view(), name="freeze_confirm_release"),
    path("freezes/<int:pk>/keep/", freezes.FreezeRefuseRelease.as_view(), name="freeze_refuse_release"),
]
