"""Use case: the files (卷宗) of a selection of cases leave as one ZIP, case by case, each noted in its history.

It streams: one case is made at a time. What broke off goes on after a given case, as a ZIP of the rest.
"""

import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from mediation import clock
from mediation.case import facts
from mediation.case.step import Actor
from mediation.errors import FormInvalid, MediationError
from mediation.law import auditing, policy, visibility
from mediation.services import dossier_parts as parts
from mediation.services import export_progress
from mediation.services.administering import note
from mediation.services.export_cases import Selection, how_many, mediated, page_of
from mediation.services.export_dossier import Dossier, export_dossier
from mediation.services.export_outline import export_outline
from mediation.services.export_progress import Progress, Watched
from mediation.services.office import Office
from mediation.store import cases
from mediation.store.packing import unpack

REASONS = ("review", "audit")
PIECE = 256 * 1024


class _Sink:
    """What the ZIP is written to: keeps nothing but what has not left yet."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.waiting.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def leaving(self) -> Iterator[bytes]:
        """What may leave now."""
        going, self.waiting = self.waiting, []
        yield from going


def export_dossiers(
    office: Office, actor: Actor, wanted: Selection, reason: str, *, key: str = ""
) -> Iterator[bytes]:  # fmt: skip
    """The pieces of the ZIP. Whole files where this person may take them out, outlines for an auditor.

    By `key` the same person may ask how far it is.

    Raises:
        FormInvalid: no reason of the list, or no case to go on after.
    """
    if reason not in REASONS:
        names = "、".join(visibility.EXPORT_REASONS[one] for one in REASONS)
        raise FormInvalid({"reason": [f"导出卷宗的原因请选:{names}。"]})
    with office.store.writing() as connection:
        begin = cases.summary(connection, wanted.after) if wanted.after else None
        if wanted.after and begin is None:
            raise FormInvalid({"after": ["没有这件案件,请从头导。"]})
        said = f"{reason} {wanted.asked.period.code}"
        note(connection, actor.id, "dossiers_exported", f"zip {wanted.asked.org}"[:40], said)
    after = begin.id if begin else 0
    progress = export_progress.begin(office, actor, key, how_many(office, wanted, after))
    return iter(Watched(_zipped(office, actor, wanted, reason, after, progress), progress))


def _zipped(
    office: Office, actor: Actor, wanted: Selection, reason: str, after: int, progress: Progress
) -> Iterator[bytes]:  # fmt: skip
    sink, listed = _Sink(), [["案件标识", "编号", "文件", "清单摘要 SHA-256", "说明"]]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for public_id, number, take in _chosen(office, actor, wanted, after, progress):
            try:
                made = take(reason)
            except MediationError as refused:
                listed.append([public_id, number, "", "", str(refused)])
                continue
            listed.append([public_id, number, made.name, made.digest, ""])
            yield from _added(archive, sink, made, len(listed) - 1)
        archive.writestr(zipfile.ZipInfo("清单.csv", clock.now().timetuple()[:6]), parts.table(listed))
    yield from sink.leaving()


def _added(archive: zipfile.ZipFile, sink: _Sink, made: Dossier, number: int) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(f"{number:04d}-{made.name}", clock.now().timetuple()[:6])
    with made.content as content, archive.open(entry, "w", force_zip64=made.size > zipfile.ZIP64_LIMIT) as place:
        while piece := content.read(PIECE):
            place.write(piece)
            yield from sink.leaving()
    yield from sink.leaving()


Take = Callable[[str], Dossier]


def _chosen(
    office: Office, actor: Actor, wanted: Selection, after: int, progress: Progress
) -> Iterator[tuple[str, str, Take]]:  # fmt: skip
    """The cases of the selection in this person's scope, and how each is taken; nothing is held open in between."""
    while True:
        with office.store.reading() as connection:
            rows = page_of(connection, wanted, after)
        for row in rows:
            case = facts.load(unpack(row.facts))
            if policy.in_scope(actor, case) and mediated(case, wanted.mediator):
                yield row.public_id, row.volume_no or row.register_no or "", _way(office, actor, row)
            progress.done += 1
        if not rows:
            return
        after = rows[-1].id


def _way(office: Office, actor: Actor, row: Any) -> Take:
    if auditing.audits(actor):
        return lambda reason: export_outline(office, actor, row.public_id, reason)
    return lambda reason: export_dossier(office, actor, row.public_id, reason)
