"""The operator's back office: each person sees the exchanges of their own companies only."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from operators.models import AuditEntry, Brand, Exchange, MarginPolicy, Membership

admin.site.unregister(Group)


class OwnExchanges(admin.ModelAdmin):
    """Rows of the exchanges whose operator employs the signed-in person; support reads, the others change."""

    path_to_operator = "exchange__operator"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.path_to_operator}__memberships__user": request.user})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> object:
        """One of the person's own rows; 404 for every other (SECURITY T2)."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or request.user.memberships.exists()

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request) and (obj is None or self._is_own(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        if request.user.is_superuser:
            return True
        editing = request.user.memberships.exclude(role=Membership.Role.SUPPORT)
        if obj is not None:
            editing = editing.filter(operator=self._operator(obj))
        return editing.exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def _operator(self, obj: object) -> object:
        for name in self.path_to_operator.split("__"):
            obj = getattr(obj, name)
        return obj

    def _is_own(self, request: HttpRequest, obj: object) -> bool:
        return (
            request.user.is_superuser
            or request.user.memberships.filter(operator=self._operator(obj)).exists()
        )


@admin.register(Exchange)
class ExchangeAdmin(OwnExchanges):
    path_to_operator = "operator"
    list_display = ["name", "venue", "network", "default_market"]

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        """Going to another network is the platform's to do: real money begins there."""
        own = ["name", "tagline", "default_market"]
        return [*own, "network"] if request.user.is_superuser else own


@admin.register(Brand)
class BrandAdmin(OwnExchanges):
    list_display = ["exchange", "theme", "palette", "font", "density", "radius"]
    list_select_related = ["exchange"]
    fields = ["theme", "palette", "font", "density", "radius", "mark"]


@admin.register(MarginPolicy)
class MarginPolicyAdmin(OwnExchanges):
    list_display = ["exchange", "audience", "default_mode", "default_leverage", "caution", "critical"]
    list_select_related = ["exchange"]
    fields = [
        "audience",
        "default_mode",
        "cross_enabled",
        "isolated_enabled",
        "default_leverage",
        "caution",
        "critical",
    ]


@admin.register(AuditEntry)
class AuditEntryAdmin(OwnExchanges):
    """The log, to be read. Nobody changes it; the database would refuse."""

    path_to_operator = "operator"
    list_display = ["at", "kind", "exchange", "actor_id", "person_id", "target", "ip"]
    list_filter = ["kind"]
    list_select_related = ["exchange"]
    date_hierarchy = "at"

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
