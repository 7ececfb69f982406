"""The audit log's triggers fire in every session, also in one that plays a replica to skip them."""

from django.db import migrations

ALWAYS = """
ALTER TABLE operators_auditentry ENABLE ALWAYS TRIGGER audit_rows_stay;
ALTER TABLE operators_auditentry ENABLE ALWAYS TRIGGER audit_table_stays;
"""
AS_BEFORE = """
ALTER TABLE operators_auditentry ENABLE TRIGGER audit_table_stays;
ALTER TABLE operators_auditentry ENABLE TRIGGER audit_rows_stay;
"""


class Migration(migrations.Migration):
    dependencies = [("operators", "0003_audit_is_append_only")]
    operations = [migrations.RunSQL(ALWAYS, AS_BEFORE)]
