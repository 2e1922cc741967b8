from django.contrib.auth.views import LogoutView
from django.urls import path

from housing_portal.accounts.views import session

urlpatterns = [
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", session.PasswordChange.as_view(), name="password_change"),
]
