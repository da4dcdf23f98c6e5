"""A folder and its database as they stand at a moment, to be brought back as often as wanted."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections


@dataclass(frozen=True)
class Keeping:
    """Where moments are kept; SQLite lies in the folder itself."""

    district: Path
    moments: Path

    def save(self, moment: str) -> None:
        """Keep what stands now."""
        connections.close_all()
        shutil.rmtree(self.moments / moment, ignore_errors=True)
        shutil.copytree(self.district, self.moments / moment)

    def bring_back(self, moment: str) -> None:
        """Let that moment stand again; nobody is connected meanwhile."""
        connections.close_all()
        shutil.rmtree(self.district)
        shutil.copytree(self.moments / moment, self.district)


@dataclass(frozen=True)
class InServer(Keeping):
    """With a database of a PostgreSQL server, which makes it anew of what was kept."""

    database: str

    def save(self, moment: str) -> None:
        super().save(moment)
        self._made_of(f"{self.database}_{moment}", self.database)

    def bring_back(self, moment: str) -> None:
        super().bring_back(moment)
        self._made_of(self.database, f"{self.database}_{moment}")

    @staticmethod
    def _made_of(name: str, template: str) -> None:
        """Make a database of another; whoever was killed may still be connected."""
        with connection._nodb_cursor() as cursor:  # noqa: SLF001  Django makes its own test databases so
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            cursor.execute(ended, [template])
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def keeping(district: Path) -> Keeping:
    """Give where moments of a district are kept."""
    moments = district.parent / "moments"
    if connection.vendor == "sqlite":
        return Keeping(district, moments)
    return InServer(district, moments, str(connection.settings_dict["NAME"]))
