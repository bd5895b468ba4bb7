"""Guards of 指派 and of the talk itself (四步): who mediates, what is read, who is there, how often."""

from mediation.case.facts import Case, instant
from mediation.case.step import Step
from mediation.law.guarding import law, principals, refuse, turn, vulnerable
from mediation.law.values import per_party, rows, texts

RULES_25 = "人民调解工作若干规定第25条"
_ABSENT_MAY = ("reschedule", "escalate", "terminate")


def mediators_are_named(case: Case, step: Step) -> None:
    """One or more mediators, named or chosen; the first one presides (人民调解法 19)."""
    if not texts(step.get("mediators")):
        refuse("assign", "请至少指派或选定一名调解员。", "mediators", law(19))


def recusal_changes_presider(case: Case, step: Step) -> None:
    """G21: who is asked to step aside is replaced, whatever the reason (规定 25)."""
    named, after = texts(step.get("mediators")), texts(step.get("mediators_after"))
    if step.get("recusal_requested"):
        if step.get("recusal_result", "调换") != "调换":
            refuse("G21", "当事人提出回避要求的,应当予以调换。", "recusal_result", RULES_25)
        if not after or (named and named[0] in after):
            refuse("G21", "当事人要求回避,请换一名主持人,原主持人不再参加。", "mediators_after", RULES_25)
    chosen = after if step.get("recusal_requested") else named
    aside = set(turn(case).recused) | set(turn(case).mediators[:1] if recusal_owed(case) else ())
    if set(chosen) & aside:
        refuse("G21", "该调解员已按当事人要求回避,请另选。", "mediators", RULES_25)


def recusal_owed(case: Case) -> bool:
    """A party asked in the middle of the talk that the presiding mediator step aside; nobody has been named since."""
    asked = [event.at for event in case.raised if event.name == "recusal_requested"]
    named = [step.at for step in case.done if step.task == "T_assign"]
    return bool(asked) and (not named or instant(asked[-1]) > instant(named[-1]))


def parties_know_who_mediates(case: Case, step: Step) -> None:
    """Who mediates is chosen or accepted by the parties (人民调解法 19): whoever took over is told to them first."""
    if case.untold:
        refuse("assign", "换了调解员,还没有告诉双方:告诉以后,在案件页按“已告诉双方”。", None, law(19))


def recusal_comes_first(case: Case, step: Step) -> None:
    """G21: who is asked to step aside does not go on with the talk (规定 25)."""
    if recusal_owed(case):
        refuse("G21", "当事人要求换调解员,请先办调换,再接着谈。", None, RULES_25)


def guests_are_agreed(case: Case, step: Step) -> None:
    """Whoever is invited to help comes with the parties' consent (人民调解法 20)."""
    for number, row in enumerate(rows(step.get("invited"))):
        if not row.get("parties_agreed"):
            refuse("invited", "邀请他人参加调解须经当事人同意。", f"invited.{number}.parties_agreed", law(20))


def rights_are_read(case: Case, step: Step) -> None:
    """The first round begins with the parties' rights and duties (规定 30; 人民调解法 23, 24)."""
    read = any(item.startswith("权利义务告知") for item in texts(step.get("read_items")))
    if not read and not any(episode.read_rights for episode in case.episodes):
        refuse("rights", "第一次调解须先宣读权利义务告知。", "read_items", "人民调解工作若干规定第30条")


def guardian_is_there(case: Case, step: Step) -> None:
    """G10: no talk with a minor or somebody without full capacity unless the guardian is there (民法典 27)."""
    present = per_party(step.get("attendance"))
    alone = [p.id for p in case.principals if vulnerable(p) and present.get(p.id) in ("到场", "远程")]
    if alone and not step.get("guardian_present"):
        refuse("G10", "未成年人或无、限制民事行为能力人到场,须有监护人在场。", "guardian_present", "民法典第27条")


def absent_is_not_decided_over(case: Case, step: Step) -> None:
    """With a side missing there is nothing to talk out: another day, a higher tier, or the end (人民调解法 2)."""
    present = per_party(step.get("attendance"))
    missing = [party for party in principals(case) if present.get(party) == "缺席"]
    if missing and step.get("decision") not in _ABSENT_MAY:
        refuse("absent", "有当事人缺席,只能改期、提级或终止。", "decision")


def rounds_are_limited(case: Case, step: Step) -> None:
    """Office practice: a tier tries so many rounds, then the case moves up or ends."""
    limit = step.settings.max_rounds.get(step.tier)
    if limit is None:
        return
    if turn(case).rounds >= limit:
        refuse("rounds", f"本级已调解{limit}轮,不能再开新一轮;请提级或终止。", None)
    again = step.task == "S3_mediate_yield" and step.get("decision") == "again"
    if again and turn(case).rounds + 1 >= limit:
        refuse("rounds", f"本级最多{limit}轮,这是最后一轮;未达成的请选提级或终止。", "decision")


def outcome_adds_up(case: Case, step: Step) -> None:
    """全部达成 leaves nothing open; 部分达成 says what is; and a decision fits its outcome."""
    outcome, unresolved = step.get("outcome"), texts(step.get("unresolved_items"))
    if outcome == "full" and unresolved:
        refuse("outcome", "还有未达成的事项,请改选部分达成或清空未达成事项。", "outcome")
    if outcome in ("full", "partial") and not texts(step.get("agreed_items")):
        refuse("outcome", "请写明达成了哪些事项。", "agreed_items")
    if outcome == "partial" and step.get("agreement_form") == "oral":
        refuse("outcome", "部分达成的,应当制作书面协议。", "agreement_form")
    if outcome == "none" and step.get("decision") == "agree":
        refuse("outcome", "没有达成协议,请另选下一步。", "decision")
