"""The audit log only grows: the database refuses everything else, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from operators.models import AuditEntry
from tests.people.conftest import sign_in


@pytest.fixture
def entry(at, ada) -> AuditEntry:
    sign_in(at("localhost"))
    return AuditEntry.objects.get()


def refused(statement: str) -> str:
    """What PostgreSQL says when it refuses this statement."""
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(raised.value)


def test_a_row_cannot_be_changed(entry):
    assert "append-only: UPDATE is refused" in refused("UPDATE operators_auditentry SET kind = 'x'")
    entry.kind = "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_a_row_cannot_be_deleted(entry):
    assert "append-only: DELETE is refused" in refused("DELETE FROM operators_auditentry")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.count() == 1


def test_the_table_cannot_be_emptied(db):
    with connection.cursor() as cursor:  # tests empty tables between them, so theirs is switched off there
        cursor.execute("ALTER TABLE operators_auditentry ENABLE TRIGGER audit_table_stays")
    assert "append-only: TRUNCATE is refused" in refused("TRUNCATE operators_auditentry")


def test_a_session_that_plays_a_replica_skips_nothing(entry):
    playing = "SET LOCAL session_replication_role = replica; "
    assert "append-only: DELETE is refused" in refused(playing + "DELETE FROM operators_auditentry")
    assert "append-only: UPDATE is refused" in refused(playing + "UPDATE operators_auditentry SET kind = 'x'")
    assert AuditEntry.objects.count() == 1


def test_people_cannot_be_removed_from_the_log_by_deleting_them(entry, ada):
    ada.sessions.all().delete()
    ada.delete()
    entry.refresh_from_db()
    assert entry.person_id is not None
