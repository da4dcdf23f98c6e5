"""A session on a Spark cluster, for counting what one machine should not. Needs the extra `perpupil[spark]` and Java 17."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from perpupil.intake.counting.cluster import Cluster

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


@contextmanager
def spark(
    master: str, files: Mapping[str, Sequence[Path | str]], settings: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Give a cluster in which Parquet files stand as tables; its session ends with the block.

    Args:
        master: `spark://host:port`, or `local[*]`.
        files: Table → its files or folders, at a place that every machine of the cluster reads.
        settings: Further settings of the session, such as `spark.executor.memory`.

    """
    import ibis  # noqa: PLC0415  half a gigabyte that only a cluster needs
    from pyspark.sql import SparkSession  # noqa: PLC0415  as above

    builder = SparkSession.builder.master(master).appName("perpupil count")
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        for table, listed in files.items():
            session.read.parquet(*map(str, listed)).createOrReplaceTempView(table)
        yield Cluster(ibis.pyspark.connect(session), lambda query: session.sql(query).toArrow())
    finally:
        session.stop()
