"""What a form must be told about the case and the moment before it can be shown or bound.

Plain values handed over by the caller; must not know where they come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mediation.forms.beside import Fold
from mediation.forms.spec import Option


@dataclass(frozen=True)
class PartyOption:
    """A party of the case as forms see it; `role` is applicant, respondent, third or representative."""

    id: str
    name: str
    role: str
    is_minor: bool = False
    capacity: str = "完全"
    guardian: str = ""
    agent: str = ""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What conditions inside this party's row may ask."""
        return {"party_role": self.role, "party_is_minor": self.is_minor, "party_capacity": self.capacity}


@dataclass(frozen=True)
class FormContext:
    """Everything outside the form that decides how it looks and what it accepts.

    `people` are the mediators to choose from, `orgs` the committees (whose seal counts),
    `departments` whom a matter may be given to, `agreements` those that hold, `tiers` where the
    case may go, `computed` what the system
    worked out (shown read-only; for a field marked `suggest` it is a proposal), `facts` what conditions may ask.
    `articles` are those that fit the dispute, `beside` what stands before a field to be read out, `phrases` what one
    tap may put into it, both by the field's path.
    """

    now: datetime
    parties: Sequence[PartyOption] = ()
    people: Sequence[Option] = ()
    orgs: Sequence[Option] = ()
    departments: Sequence[Option] = ()
    agreements: Sequence[Option] = ()
    tiers: Sequence[Option] = ()
    computed: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    articles: Sequence[Option] = ()
    beside: Mapping[str, Sequence[Fold]] = field(default_factory=dict)
    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def options(self, source: str) -> list[Option]:
        """The choices of one or more sources of the lists above, joined with `+`."""
        makers = {
            "parties": self._parties,
            "people": lambda: list(self.people),
            "orgs": lambda: list(self.orgs),
            "departments": lambda: list(self.departments),
            "signers": lambda: [*self._party_signers(), *self.people],
            "party_signers": self._party_signers,
            "articles": lambda: list(self.articles),
            "agreements": lambda: list(self.agreements),
            "tiers": lambda: list(self.tiers),
        }
        return [option for name in source.split("+") if name in makers for option in makers[name]()]

    def _parties(self) -> list[Option]:
        return [Option(party.id, party.name) for party in self.parties]

    def _party_signers(self) -> list[Option]:
        """Whoever agrees or signs for the parties: they and who stands for them."""
        stand_ins = [
            Option(f"{kind}:{name}", f"{name}({party.name}的{word})")
            for party in self.parties
            for kind, name, word in (("guardian", party.guardian, "监护人"), ("agent", party.agent, "代理人"))
            if name
        ]
        return [*self._parties(), *dict.fromkeys(stand_ins)]
