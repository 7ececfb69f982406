"""Addresses of the platform's host: sign-up, the admin, nothing else."""

from django.contrib import admin
from django.urls import include, path

from perps_studio import views

urlpatterns = [
    path("", views.platform_home, name="platform-home"),
    path("", include("operators.accounts.urls_platform")),
    path("admin/", admin.site.urls),
    path("sign-in/<str:token>/", views.demo_sign_in, name="demo-sign-in"),
    path("outbox/", views.outbox, name="outbox"),
    path("healthz", views.health, name="health"),
]

handler404 = "perps_studio.views.not_found"
handler500 = "perps_studio.views.server_error"
