"""A Spark cluster on loopback: a master and two workers from the pyspark package, each a process of ours, ended by its id."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

_HOME = Path(pyspark.__file__).parent
_HOST = "127.0.0.1"
_WORKERS = 2
_PATIENCE_SECONDS = 300
SETTINGS = {
    "spark.driver.host": _HOST,
    "spark.driver.bindAddress": _HOST,
    "spark.executor.memory": "600m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "4",
}


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a cluster whose files are all in a folder; give its address."""
    processes = [start(folder, "master", "org.apache.spark.deploy.master.Master", "--port", "0")]
    try:
        address = found(folder / "master.log", r"Starting Spark master at (spark://\S+)", processes)[0]
        for number in range(_WORKERS):
            options = ("--port", "0", "--cores", "1", "--memory", "700m", "--work-dir", str(folder / f"work{number}"))
            processes.append(
                start(folder, f"worker{number}", "org.apache.spark.deploy.worker.Worker", *options, address)
            )
        found(folder / "master.log", r"Registering worker", processes, times=_WORKERS)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in reversed(processes):
            process.wait(_PATIENCE_SECONDS)


def start(folder: Path, name: str, main: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [str(_HOME / "bin" / "spark-class"), main, "--host", _HOST, "--webui-port", "0", *arguments]
    environment = {
        **os.environ,
        "SPARK_HOME": str(_HOME),
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment)  # noqa: S603  from the package


def found(log: Path, pattern: str, processes: list[subprocess.Popen[bytes]], times: int = 1) -> list[str]:
    """Wait until a log says something so many times."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and all(process.poll() is None for process in processes):
        said = re.findall(pattern, log.read_text())
        if len(said) >= times:
            return said
        time.sleep(0.1)
    message = f"The cluster did not start: {log.read_text()[-2000:]}"
    raise RuntimeError(message)
