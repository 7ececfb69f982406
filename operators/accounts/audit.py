"""Writing the audit log; nothing else writes to it, and nothing can change it."""

from typing import Any

from django.http import HttpRequest

from operators.accounts.visitor import address_of, agent_of
from operators.models import AuditEntry, Operator, User


def record(
    request: HttpRequest,
    kind: AuditEntry.Kind,
    *,
    person: User | None = None,
    actor: User | None = None,
    operator: Operator | None = None,
    target: str = "",
    before: Any = None,
    after: Any = None,
) -> AuditEntry:
    """Adds one entry. The actor is the signed-in person unless told; `before`, `after` are JSON values."""
    signed_in = request.user if request.user.is_authenticated else None
    return AuditEntry.objects.create(
        kind=kind,
        exchange=request.exchange,
        operator=operator or (request.exchange.operator if request.exchange else None),
        actor=actor or signed_in,
        person=person,
        target=target[:120],
        before=before,
        after=after,
        ip=address_of(request),
        agent=agent_of(request),
    )
