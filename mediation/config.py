"""Where things are and how this office runs, from the environment. Read once, when the app is made."""

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Config:
    """`data` holds the database, the keys and the files; `database` is an SQLAlchemy URL."""

    data: Path
    database: str
    models: Path | None = None
    forms: Path | None = None
    public_url: str = ""

    @classmethod
    def from_environment(cls) -> "Config":
        """MEDIATION_DATA, MEDIATION_DATABASE and MEDIATION_PUBLIC_URL, with defaults for a demo on this machine.

        The public address is where a code printed on a paper leads to, e.g. https://tj.example.gov.cn
        """
        data = Path(os.environ.get("MEDIATION_DATA") or "var").resolve()
        database = os.environ.get("MEDIATION_DATABASE") or f"sqlite:///{data / 'mediation.db'}"
        public = (os.environ.get("MEDIATION_PUBLIC_URL") or "").rstrip("/")
        return cls(data=data, database=database, public_url=public)

    @property
    def keys(self) -> Path:
        """The folder of the office's keys: never inside the database, never in a backup of it."""
        return self.data / "keys"

    @property
    def files(self) -> Path:
        """The folder of uploaded photos and papers."""
        return self.data / "files"

    @property
    def papers(self) -> Path:
        """The folder of the office's own templates of papers; those that are not there come with the product."""
        return self.data / "papers"


def shipped(folder: str) -> Path:
    """`bpmn`, `forms` or `static`: inside an installed package, or beside it in a checkout."""
    inside = PACKAGE / "shipped" / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
