"""The database itself refuses to change or remove an event, and to remove a decision."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_KEPT = (("event", "UPDATE"), ("event", "DELETE"), ("decision", "DELETE"), ("person", "DELETE"), ("chain", "DELETE"))
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'history is never changed'; END $$ LANGUAGE plpgsql"""


def refuse(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  Django's signature
    """Make the triggers."""
    is_postgres = editor.connection.vendor == "postgresql"
    if is_postgres:
        editor.execute(_FUNCTION)
    for table, change in _KEPT:
        name = f"no_{change.lower()}_of_{table}"
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
            if is_postgres
            else f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'history is never changed'); END"
        )
    if is_postgres:
        editor.execute(
            "CREATE TRIGGER no_truncate_of_event BEFORE TRUNCATE ON event EXECUTE FUNCTION refuse_change_of_history()"
        )


def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  Django's signature
    """Take the triggers away, with the tables that they guard."""
    for table, change in _KEPT:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS no_{change.lower()}_of_{table}{on}")


class Migration(migrations.Migration):
    """Triggers, in the words of each database."""

    dependencies = (("store", "0001_initial"),)
    operations = (migrations.RunPython(refuse, allow),)
