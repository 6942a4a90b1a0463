"""The database itself refuses to change or delete a line of the ledger."""

from django.db import migrations

from broadsheet.membership import ledger_guard


def lay(_apps, schema_editor):
    ledger_guard.lay(schema_editor.connection)


def lift(_apps, schema_editor):
    ledger_guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_first")]
    operations = [migrations.RunPython(lay, lift)]
