"""What a case is: the facts that guards, policy, routing and figures rest on. Plain values, no free text.

Personal data and what people said never come here: they stay sealed with the submission they were entered in.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from msgspec import Struct, ValidationError, field, json

TIERS = ("group", "village", "township", "county")
TIER_NAMES = {"group": "社/组/院", "village": "村", "township": "镇", "county": "区县"}
PRINCIPALS = ("applicant", "respondent")


class Party(Struct, omit_defaults=True):
    """当事人, without a name: `role` applicant | respondent | third | representative; `kind` 1–4 (SF/T 0018)."""

    id: str
    role: str
    kind: int = 1
    is_minor: bool = False
    capacity: str = "完全"
    represents: int | None = None
    has_id_no: bool = False
    has_guardian: bool = False
    has_agent: bool = False


class Screening(Struct, omit_defaults=True):
    """受理审查, as submitted; dates are ISO days."""

    decision: str
    exclusion_code: str = "none"
    forecast_code: str | None = None
    risk_color: str = "blue"
    risk_flags: list[str] = field(default_factory=list)
    special_flags: list[str] = field(default_factory=list)
    difficulty_code: str | None = None
    entry_tier: str | None = None
    accepted_on: str | None = None
    deadline_on: str | None = None


class Episode(Struct, omit_defaults=True):
    """一级调解期: one tier's turn with the case, from entry, acceptance, return or a change of party.

    `homes` says whose people those are who mediate here from elsewhere: person → organisation; a committee that joins
    as a whole stands there as its own. `joint` are the committees that mediate together with this one and seal too.
    """

    tier: str
    org: str
    how: str = "entry"
    mediators: list[str] = field(default_factory=list)
    co_mediators: list[str] = field(default_factory=list)
    recused: list[str] = field(default_factory=list)
    rounds: int = 0
    steps: int = 0
    records: int = 0
    read_rights: bool = False
    absences: dict[str, int] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    joint: list[str] = field(default_factory=list)


class Term(Struct, omit_defaults=True):
    """履行项: `obligor` owes `obligee`; `amount` in yuan as text with two decimals; days are ISO."""

    no: int
    obligor: str
    obligee: str
    way_code: str
    amount: str = "0.00"
    due_on: str | None = None
    period: str | None = None
    first_due: str | None = None


class Agreement(Struct, omit_defaults=True):
    """协议: `form` oral | written; `no` is the volume number, amendments add 之二、之三…

    `co_seals` are the committees that mediated jointly and sealed it too.
    """

    no: str
    form: str
    org: str
    seal_org: str
    effective_on: str
    total_amount: str
    terms: list[Term] = field(default_factory=list)
    partial: bool = False
    basis: str | None = None
    co_seals: list[str] = field(default_factory=list)

    @property
    def periodic(self) -> bool:
        """A duty that comes again, such as an old mother's monthly keep."""
        return any(term.period for term in self.terms)

    def due_days(self) -> list[date]:
        """Every day on which something falls due, in order; a periodic term gives its first day."""
        days = {term.due_on or term.first_due for term in self.terms}
        return sorted(date.fromisoformat(day) for day in days if day)


class Visit(Struct, omit_defaults=True):
    """回访, done; `satisfaction` is what each party said of it who said anything."""

    no: int
    planned_on: str
    at: str
    kind: str
    status: str
    action: str
    amount: str | None = None
    terms: dict[str, str] = field(default_factory=dict)  # number of a term → how far it was performed
    satisfaction: list[str] = field(default_factory=list)


class Plan(Struct, omit_defaults=True):
    """A visit planned for a day (ISO) by the `since`-th step; `until` is the step that did or dropped it, 0 none."""

    on: str
    since: int
    until: int = 0


class Termination(Struct, omit_defaults=True):
    """终止: `scope` full | partial."""

    scope: str
    reason_code: str
    notice_no: str
    at: str
    withdrawn_by: str | None = None


class RiskReport(Struct, omit_defaults=True):
    """激化风险报告."""

    at: str
    risk_color: str
    forecast_code: str
    civil_mediation_possible: bool = False


class HandOff(Struct, omit_defaults=True):
    """移交/引导: `signed` where the other side gave a receipt, `resolved` as the one who called says."""

    kind: str
    at: str
    feedback_due: str | None = None
    no_penalty: bool = False
    signed: bool = False
    resolved: bool | None = None


class Whistle(Struct, omit_defaults=True):
    """吹哨报到, done: of `due` departments `on_time` came in time; `calls` are [called, arrived], ISO instants."""

    at: str
    due: int
    on_time: int
    calls: list[list[str | None]] = field(default_factory=list)


class Call(Struct, omit_defaults=True):
    """呼叫单: a department (`org`; empty for a body outside the system) that is whistled for or handed a matter.

    `kind` whistle | handoff. `due`: when it should be there, or have answered. `arrived`: there, or signed for;
    `answered`: it said what it did; `resolved`: it says the matter is settled; `rating`: what the caller says of it;
    `released`: it may go (事不完,人不走). All ISO.
    """

    no: int
    kind: str
    org: str
    at: str
    due: str
    arrived: str | None = None
    answered: str | None = None
    resolved: bool | None = None
    rating: str | None = None
    released: str | None = None


class Escalation(Struct, omit_defaults=True):
    """提级: asked for by `from_org`, answered with accepted True/False, or open (None); `more`: its other triggers."""

    from_tier: str
    to_tier: str
    trigger: str
    at: str
    consent: list[str]
    lower_role: str
    accepted: bool | None = None
    from_org: str = ""
    more: list[str] = field(default_factory=list)


class Confirmation(Struct, omit_defaults=True):
    """司法确认 of the `of`-th agreement: a changed one, and one on the rest, may be taken to court each."""

    applied_on: str | None
    ruling: str | None
    ruling_on: str | None = None
    of: int = 1


class Closing(Struct, omit_defaults=True):
    """结案审核."""

    result_code: str | None
    performance_code: str | None
    difficulty_final: str | None
    prevention: list[dict[str, Any]] = field(default_factory=list)


class Done(Struct, array_like=True):
    """One submitted task: the path of the case is the list of these."""

    task: str
    tier: str
    org: str
    actor: str
    at: str


class Raised(Struct, omit_defaults=True):
    """案件事件 that a button raised: `params` are codes and party ids only."""

    name: str
    at: str
    actor: str
    params: dict[str, Any] = field(default_factory=dict)


class Entrusted(Struct, omit_defaults=True):
    """委派: `by` lets `to` do an open task and confirms it; `answered` is when it came back."""

    task_key: str
    by: str
    to: str
    at: str
    answered: str | None = None


class Copy(Struct, omit_defaults=True):
    """抄送: `to` may read the case until the end of the day `until`; `seen` is when they said that they had."""

    to: str
    by: str
    at: str
    until: str
    seen: str | None = None


class Clock(Struct, omit_defaults=True):
    """期限: a term that runs beside the diagrams. `name` and `about` (what it runs for) tell it from all others.

    `start` is the day or instant it runs from, `due` the instant it acts at, both ISO; `rung` once it has acted.
    """

    no: int
    name: str
    about: str
    start: str
    due: str
    rung: bool = False

    @property
    def key(self) -> str:
        """Its key in the clock's table; the engine's own are plain numbers."""
        return f"c{self.no}"


class Case(Struct, omit_defaults=True):
    """案件. `orgs` maps a tier to the committee (or group) of this place; `org` is who has the case now."""

    id: str
    tier: str
    org: str
    orgs: dict[str, str]
    registered_org: str
    registered_tier: str
    register_no: str | None = None
    volume_no: str | None = None
    apply_at: str | None = None
    source_code: str | None = None
    apply_mode: str | None = None
    received_on: str | None = None  # the day another office's papers were signed for, or a petition was accepted there
    court_entrust: str | None = None  # how a court sent it: pre 委派, ordinary | summary 委托
    dispute_type: str | None = None
    is_cross_region: bool = False
    confidential_level: str = "normal"
    publicity: str = "不公开"
    people_involved: int = 0
    amount_claimed: str | None = None
    parties: list[Party] = field(default_factory=list)
    screening: Screening | None = None
    consents: dict[str, str] = field(default_factory=dict)
    consent_tries: int = 0
    episodes: list[Episode] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)
    decision: str | None = None
    outcome: str | None = None
    agreement_form: str | None = None
    unresolved: bool = False
    rest: int = 0  # how many agreements there were when the rest of a partial one was asked up; 0: no rest is open
    cooling_until: str | None = None
    agreements: list[Agreement] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    regretted: str | None = None  # when somebody thought better of what was signed; a visit that finds all done ends it
    plans: list[Plan] = field(default_factory=list)  # every visit ever planned, for the figures of a past day
    visits: list[Visit] = field(default_factory=list)
    police_joint_application: bool = False
    terminations: list[Termination] = field(default_factory=list)
    reports: list[RiskReport] = field(default_factory=list)
    handoffs: list[HandOff] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    whistles: list[Whistle] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    returns: int = 0
    extended: bool | None = None
    extended_days: int = 0  # by how many days the parties agreed to go on
    confirmation: Confirmation | None = None
    confirmed_before: list[Confirmation] = field(default_factory=list)  # what was asked of a court before that
    supervisions: int = 0
    closing: Closing | None = None
    archived_at: str | None = None
    retention: str | None = None
    colors: list[str] = field(default_factory=list)
    papers: dict[str, int] = field(default_factory=dict)
    raised: list[Raised] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    clocks_begun: int = 0
    grace_until: str | None = None
    claims: dict[str, str] = field(default_factory=dict)  # open task's key → the person who has taken it on
    entrusted: list[Entrusted] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    urged: dict[str, str] = field(default_factory=dict)  # open task's key → when it was last urged
    former: list[str] = field(default_factory=list)  # mediators who handed their turn on to somebody else
    mending: list[str] = field(default_factory=list)  # what the reviewer sent back and is not mended yet
    smoothed: list[list[str]] = field(default_factory=list)  # what the parties said of each 顺一顺,赞一赞: satisfaction
    untold: bool = False  # who presides was replaced because somebody left, and the parties have not been told yet
    named: list[str] = field(default_factory=list)  # who was named to the case in the place of somebody who left

    @property
    def episode(self) -> Episode:
        """The tier's turn that is running; a new one where none has begun."""
        if not self.episodes:
            self.episodes.append(Episode(self.tier, self.org))
        return self.episodes[-1]

    @property
    def agreement(self) -> Agreement | None:
        """The agreement in force, None before one took effect."""
        return self.agreements[-1] if self.agreements else None

    @property
    def settled(self) -> bool:
        """What is being mediated is agreed: the whole, or, once the rest of a partial agreement went up, the rest."""
        return len(self.agreements) > self.rest

    @property
    def principals(self) -> list[Party]:
        """申请人与被申请人."""
        return [party for party in self.parties if party.role in PRINCIPALS]

    @property
    def seal_org(self) -> str:
        """The committee whose seal this case bears: a group has none, its village's is used (人民调解法 29)."""
        return self.orgs["village"] if self.tier == "group" else self.org

    @property
    def risk_color(self) -> str:
        """The colour now in force; blue before the screening."""
        return self.colors[-1] if self.colors else "blue"

    def done_tasks(self) -> set[str]:
        """The tasks submitted at least once."""
        return {step.task for step in self.done}

    def consented(self) -> bool:
        """Every principal (and representative) has said 同意, and nobody has refused since."""
        asked = [party.id for party in self.parties if party.role != "third"]
        return bool(asked) and all(self.consents.get(party) == "同意" for party in asked) and not self.refused()

    def refused(self) -> bool:
        """At least one party has refused, at the consent talk or later (人民调解法 17)."""
        return "拒绝" in self.consents.values() or any(e.name == "party_refused" for e in self.raised)

    def color(self, color: str | None) -> None:
        """Note a risk colour; the same again is no change."""
        if color and self.risk_color_track() != color:
            self.colors.append(color)

    def risk_color_track(self) -> str | None:
        """The last colour noted, None where none was."""
        return self.colors[-1] if self.colors else None


_LISTS = {
    "parties": Party, "episodes": Episode, "visits": Visit, "terminations": Termination, "reports": RiskReport,
    "handoffs": HandOff, "escalations": Escalation, "raised": Raised, "whistles": Whistle, "entrusted": Entrusted,
    "copies": Copy, "clocks": Clock, "calls": Call, "plans": Plan,
    "confirmed_before": Confirmation,
}  # fmt: skip
_ONES = {"screening": Screening, "confirmation": Confirmation, "closing": Closing}


_READER, _WRITER = json.Decoder(Case), json.Encoder()


def dump(case: Case) -> bytes:
    """A case as compact JSON; only what differs from an empty case is kept, and what was done by place, not by name."""
    return _WRITER.encode(case)


def load(data: bytes) -> Case:
    """The case that `dump` wrote."""
    try:
        return _READER.decode(data)
    except ValidationError:
        return _load_as_it_is(data)


def _load_as_it_is(data: bytes) -> Case:
    """A case with a value of another type than its field says, or with what was done by name, as it was written first.

    What once was stored can always be read: a value's type is a matter for who uses it.
    """
    raw = orjson.loads(data)
    for name, kind in _LISTS.items():
        if name in raw:
            raw[name] = [kind(**item) for item in raw[name]]
    raw["done"] = [Done(**step) if isinstance(step, dict) else Done(*step) for step in raw.get("done", ())]
    for name, kind in _ONES.items():
        if name in raw:
            raw[name] = kind(**raw[name])
    if "agreements" in raw:
        raw["agreements"] = [
            Agreement(**{**item, "terms": [Term(**term) for term in item["terms"]]}) for item in raw["agreements"]
        ]
    return Case(**raw)


def money(value: Any) -> Decimal:
    """Yuan as a Decimal; nothing is zero."""
    return Decimal(str(value or "0"))


def instant(text: str) -> datetime:
    """An ISO instant as a datetime."""
    return datetime.fromisoformat(text)
