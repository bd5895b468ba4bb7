"""A PostgreSQL server of one's own, in a folder that goes with it: for measurements and for the tests of races.

Its programs must be installed; nothing is asked of a server that may run here.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "psql")
# where Debian keeps what is not for everybody's path
BESIDE = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
PLACES = os.pathsep.join([os.environ.get("PATH", ""), *BESIDE])
FOUND = all(shutil.which(name, path=PLACES) for name in PROGRAMS)


class Cluster:
    """A server reached through a socket in its folder; not run by root, who may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        shutil.chown(folder, self.user)
        self._run("initdb", "-D", f"{folder}/data", "-U", "village", "-A", "trust", "-E", "UTF8", "--no-locale")
        options = f"-k {folder} -c listen_addresses=''"
        self._run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-w", "-l", f"{folder}/log", "start")

    def _run(self, *command: str) -> None:
        as_user = ["runuser", "-u", self.user, "--"] if os.getuid() == 0 else []
        program = str(shutil.which(command[0], path=PLACES))
        whole = [*as_user, program, *command[1:]]
        subprocess.run(whole, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def database(self, name: str) -> str:
        """A new empty database's address."""
        create = f'create database "{name}"'
        self._run("psql", "-q", "-h", str(self.folder), "-U", "village", "-d", "postgres", "-c", create)
        return f"postgresql+psycopg://village@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server at once."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")


@contextmanager
def cluster(beside: Path) -> Iterator[Cluster]:
    """A server for as long as it is asked, in a folder beside others; a socket's path must be short."""
    folder = beside / f"village-{os.getpid()}"
    folder.mkdir(mode=0o755)
    made = Cluster(folder)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)
