"""Addresses of the terminal."""

from django.urls import path

from trading.terminal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("trade/<str:symbol>/", views.trade, name="trade"),
]
