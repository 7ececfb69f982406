"""PostgreSQL refuses to change, remove or empty what the audit log holds, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION operators_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON operators_auditentry
    FOR EACH ROW EXECUTE FUNCTION operators_audit_is_append_only();
CREATE TRIGGER audit_table_stays BEFORE TRUNCATE ON operators_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION operators_audit_is_append_only();
"""
ALLOW = """
DROP TRIGGER audit_table_stays ON operators_auditentry;
DROP TRIGGER audit_rows_stay ON operators_auditentry;
DROP FUNCTION operators_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("operators", "0002_people_sessions_audit")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
