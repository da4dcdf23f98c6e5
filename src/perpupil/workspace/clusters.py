"""A session on a Spark cluster, for counting what one machine should not. Needs the extra `perpupil[spark]` and Java 17."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from perpupil.intake.counting.cluster import Cluster
from perpupil.workspace.files import NoSuchFile

_CONDITION = re.compile(r"\[[A-Z][A-Z_.]+\] [^\n]+")
LOCAL = "local[*]"
"""Spark within this machine, to try it."""
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a sum beyond 64 bits is an error, and no wrong number
    "spark.sql.session.timeZone": "UTC",
    "spark.eventLog.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class ClusterFailed(NoSuchFile):
    """The cluster cannot be reached, cannot read the files, or stopped; the sentence is Spark's own."""


@contextmanager
def spark(
    master: str, files: Mapping[str, Sequence[Path | str]], settings: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Give a cluster in which Parquet files stand as tables; its session ends with the block.

    Args:
        master: `spark://host:port`, or `local[*]`.
        files: Table → its files or folders, at a place that every machine of the cluster reads.
        settings: Further settings of the session, such as `spark.executor.memory`.

    Raises:
        ClusterFailed: It cannot be reached, cannot read the files, or stopped.

    """
    import ibis  # noqa: PLC0415  half a gigabyte that only a cluster needs
    from py4j.protocol import Py4JError  # noqa: PLC0415  as above
    from pyspark.errors import PySparkException  # noqa: PLC0415  as above
    from pyspark.sql import SparkSession  # noqa: PLC0415  as above

    builder = SparkSession.builder.master(master).appName("perpupil count")
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        try:
            for table, listed in files.items():
                session.read.parquet(*map(str, listed)).createOrReplaceTempView(table)
            yield Cluster(ibis.pyspark.connect(session), lambda query: session.sql(query).toArrow())
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        message = f"The cluster cannot count the files. Spark says: {_said(str(error))}"
        raise ClusterFailed(message) from error


def _said(text: str) -> str:
    r"""Find the sentence among what Spark says: the one behind the name of a condition, else the first line.

    >>> _said("An error occurred while calling o40.\n: Caused by: [CANNOT_READ] The file is cut.\n\tat a.b.c")
    '[CANNOT_READ] The file is cut.'
    """
    found = _CONDITION.search(text)
    lines = [line.lstrip(": ") for line in text.strip().splitlines() if not line.startswith("An error occurred")]
    return found[0] if found is not None else next(iter(lines), "nothing")
