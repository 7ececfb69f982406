"""Addresses of account pages on the platform's host."""

from django.urls import path

from operators.accounts.urls import everywhere
from operators.accounts.views import people

urlpatterns = [
    *everywhere,
    path("people/", people.people, name="people"),
    path("people/<int:operator_id>/invitation/", people.people_invitation, name="people-invitation"),
    path(
        "people/<int:operator_id>/invitations/<int:invitation_id>/withdrawal/",
        people.people_withdrawal,
        name="people-withdrawal",
    ),
    path(
        "people/<int:operator_id>/members/<int:membership_id>/role/", people.people_role, name="people-role"
    ),
    path("invitation/<str:token>/", people.invitation, name="invitation"),
]
