"""退回: what a review that sends a case back does to the review itself, and what who sends a case back tells."""

from mediation.case import handing
from mediation.case.record_events import MENDED
from mediation.case.step import Actor
from mediation.law import visibility
from mediation.services.drafts import place_of_handed_in
from mediation.services.office import Office
from mediation.services.work import Work
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


def returned_with(connection: Connection, work: Work, actor: Actor) -> list[str]:
    """Why the upper committee sent a case back, and what it advises, till a round has been talked after it."""
    done = [step.task for step in work.case.done]
    back = max((at for at, task in enumerate(done) if task == "X_return"), default=None)
    if back is None or "S3_mediate_yield" in done[back:] or not visibility.reads_record(actor, work.case):
        return []
    said = [row for row in cases.submissions(connection, work.row.id) if row.task == "X_return"][-1]
    words = work.row.key.open(said.sealed)
    who = work.office.directory().name(work.case.done[back].actor)
    return [f"{who}退回,因为:{words.get('reason', '')}。建议:{words.get('guidance', '')}".rstrip("。") + "。"]


def asked_for(office: Office, work: Work) -> str:
    """What the reviewer wants mended, in the reviewer's words."""
    with office.store.reading() as connection:
        said = [row for row in cases.event_forms(connection, work.row.id) if row.event == "sent_back"]
    if not said:
        return ""
    words = work.row.key.open(said[-1].sealed)
    parts = "、".join(WORDS[part] for part in MENDED if part in words.get("mend", ()))
    return f"{office.directory().name(said[-1].actor_id)}审核退回:{parts}。{words.get('guidance', '')}"
