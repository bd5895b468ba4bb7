"""退回修改: what a review that sends a case back does to the review itself, and what it tells who has to mend."""

from mediation.case import handing
from mediation.case.record_events import MENDED
from mediation.case.step import Actor
from mediation.services.case_work import Work
from mediation.services.drafts import place_of_handed_in
from mediation.services.office import Office
from mediation.store import cases, drafts
from mediation.store.db import Connection

WORDS = {
    "record": "笔录、登记填得不对", "papers": "材料、附件不全", "notice": "告知、送达没做到",
    "agreement": "协议内容要改", "visit": "回访没做实",
}  # fmt: skip


def comes_back_to(work: Work, actor: Actor) -> None:
    """Mended, the case comes straight back to who sent it; what others had prepared of the review counts no more."""
    for task in work.tasks():
        if task.task_id == "C_close":
            handing.withdraw(work.case, task.key)
            work.case.claims[task.key] = actor.id


def forget_half_reviews(connection: Connection, work: Work) -> None:
    """What was typed of the review rests on what is about to change: it is not offered again."""
    for task in work.tasks():
        if task.task_id == "C_close":
            for place in (task.key, place_of_handed_in(task.key)):
                drafts.drop_place(connection, work.row.id, place)


def asked_for(office: Office, work: Work) -> str:
    """What the reviewer wants mended, in the reviewer's words."""
    with office.store.reading() as connection:
        said = [row for row in cases.event_forms(connection, work.row.id) if row.event == "sent_back"]
    if not said:
        return ""
    words = work.row.key.open(said[-1].sealed)
    parts = "、".join(WORDS[part] for part in MENDED if part in words.get("mend", ()))
    return f"{office.directory().name(said[-1].actor_id)}审核退回:{parts}。{words.get('guidance', '')}"
