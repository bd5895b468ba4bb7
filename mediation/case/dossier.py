"""The file of a case: which papers are bound in it and in what order, and what is still missing.

Nothing is made up: a paper that the work did not produce is left out of the contents (人民调解法 27).
"""

from collections.abc import Iterable

from mediation.case import outcome
from mediation.case.facts import Case, money
from mediation.law import confirmation
from mediation.law.codes import PAPERS

# The binding order: the Ministry's own papers by their numbers, the office's notices where they happened.
ORDER = (
    "D00", "D01", "D02", "D03", "E01", "D04", "D05", "D06", "E03", "D07", "D08", "D09", "E04", "E05", "D10", "D11",
    "E02", "D12", "E06", "D13", "D14", "E07", "D15", "D16",
)  # fmt: skip

# Papers that people bring (listed once when there are any), that a task makes once, and that it makes each time.
_ENCLOSED = {
    "D02": "application", "D05": "identity", "D06": "authorization", "D07": "investigation", "D08": "evidence",
    "D12": "voucher", "E07": "source_feedback",
}  # fmt: skip
_ONCE = {"D03": "T_register", "D04": "T_consent", "E01": "T_reject_notice"}
_EACH = {
    "D11": "A_oral", "D13": "F_visit", "E02": "T_terminate", "E03": "E_report", "E04": "X_escalate",
    "E05": "X_return",
}  # fmt: skip
_BINDING = ("D00", "D01", "D16")
# the field of a form that a file came with (the last word of its path) → what it is in the file
_BROUGHT = {"identity_files": "identity", "poa_file": "authorization", "voucher": "voucher"}


def enclose(case: Case, fields: Iterable[str]) -> None:
    """Note what files came with a step, by the paths of their fields: 身份证明, 授权委托书, 凭证 count so."""
    for path in fields:
        paper = _BROUGHT.get(path.rsplit(".", 1)[-1])
        if paper is not None:
            case.papers[paper] = 1


def counts(case: Case) -> dict[str, int]:
    """How many of each paper the case has, by the paper's code; none means 0."""
    done = [step.task for step in case.done]
    enclosed = {code: _any(case.papers.get(key)) for code, key in _ENCLOSED.items()}
    once = {code: _any(task in done) for code, task in _ONCE.items()}
    each = {code: done.count(task) for code, task in _EACH.items()}
    return {
        **enclosed,
        **once,
        **each,
        "D00": 1,
        "D01": 1,
        "D09": _records(case),
        "D10": done.count("A_written") + done.count("A_amend"),
        "D14": _applications(case) if "J_confirm" in done else 0,
        "D15": _any(_statement(case)),
        "D16": 1,
        "E06": case.papers.get("supervision_notice", 0),
    }


def _any(found: object) -> int:
    return 1 if found else 0


def _applications(case: Case) -> int:
    """One for each agreement that holds and was taken to court; one where it was only spoken of."""
    return max(1, sum(confirmation.asked(case, number) for number in confirmation.standing(case)))


def _records(case: Case) -> int:
    """One record a round; a talk that broke off in its first step is a round that was begun."""
    talked = any(step.task in ("S1_read_calm", "S2_lay_talk", "S3_mediate_yield") for step in case.done)
    rounds = case.papers.get("mediation_record", 0) or sum(episode.rounds for episode in case.episodes)
    return max(rounds, _any(talked))


def _statement(case: Case) -> bool:
    """A note on the file: hand-offs, changes, corrections, late entries, papers that are missing."""
    changed = any(step.task in ("H_handoff", "A_amend") for step in case.done)
    return changed or bool(case.papers.get("statement")) or bool(_unnumbered(case))


def _unnumbered(case: Case) -> list[str]:
    return [party.id for party in case.principals if not party.has_id_no]


def papers(case: Case) -> list[str]:
    """Every paper of the file in binding order, one entry for each copy's worth (four visits are four entries)."""
    count = counts(case)
    return [PAPERS[code] for code in ORDER for _ in range(count.get(code, 0))]


def so_far(case: Case) -> list[str]:
    """What the file holds by now: cover, contents and back are made when it is bound."""
    bound = {PAPERS[code] for code in _BINDING} if case.archived_at is None else set()
    return [name for name in papers(case) if name not in bound]


def as_listed(names: Iterable[str]) -> list[str]:
    """A list as the contents show it: what comes several times once, with xN (人民调解回访记录x4)."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return [name if count == 1 else f"{name}x{count}" for name, count in found.items()]


def missing(case: Case) -> list[str]:
    """The required papers the case does not have; what keeps it from the archive (G19)."""
    count, agreed = counts(case), case.agreement is not None
    talked = "S1_read_calm" in case.done_tasks()
    required = {
        "D03": True,
        "D04": "T_consent" in case.done_tasks(),
        "D09": talked,
        "D13": agreed,
        "E01": outcome.rejected(case),
        "E02": _ended_without(case) or bool(case.terminations),
    }
    lacking = [PAPERS[code] for code, needed in required.items() if needed and not count[code]]
    if agreed and not count["D10"] and not count["D11"]:
        lacking.append(PAPERS["D11" if case.agreement and case.agreement.form == "oral" else "D10"])
    return lacking


def _ended_without(case: Case) -> bool:
    """Mediation was under way and no agreement came of it: somebody must have been told it is over."""
    taken_on = outcome.accepted(case) and "T_consent" in case.done_tasks()
    return taken_on and case.agreement is None


def hints(case: Case) -> list[str]:
    """What would make the file better but stops nobody, as sentences."""
    found = []
    if not case.papers.get("identity") and any(party.has_id_no for party in case.principals):
        found.append("当事人身份证明复印件还没有附卷。")
    if _unnumbered(case):
        found.append("有当事人没有登记证件号码,请在卷宗情况说明里写明原因。")
    if any(party.has_agent for party in case.parties) and not case.papers.get("authorization"):
        found.append("有代理人但没有附授权委托书。")
    paid = money(outcome.amount(case)) > 0 and outcome.performed(case)
    if paid and not case.papers.get("voucher"):
        found.append("款项已履行,收条或汇款凭证还没有附卷。")
    return found
