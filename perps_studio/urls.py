"""Addresses of an exchange's own host."""

from django.urls import include, path

from operators import views as site
from perps_studio import views

urlpatterns = [
    path("", include("trading.terminal.urls")),
    path("", include("trading.practice.urls")),
    path("", include("operators.accounts.urls")),
    path("", include("operators.education.urls")),
    path("brand.css", site.brand_stylesheet, name="brand-stylesheet"),
    path("theme/", site.theme, name="theme"),
    path("outbox/", views.outbox, name="outbox"),
    path("healthz", views.health, name="health"),
]

handler404 = "perps_studio.views.not_found"
handler500 = "perps_studio.views.server_error"
