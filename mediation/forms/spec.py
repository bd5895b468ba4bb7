"""What a form definition says, as plain frozen values: pages, fields, options, conditions.

Owns the vocabulary the other modules of this room share; must not know WTForms, requests or a case's data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mediation.forms.conditions import Condition

SENSITIVITIES = ("public", "case", "personal", "sensitive", "confidential")


@dataclass(frozen=True)
class Option:
    """One thing a person may choose: the code that is kept and the words that are shown."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldSpec:
    """One field of a form.

    `kind` is one of text, textarea, integer, money, date, datetime, choice, yes_no, checkbox, choices, booleans,
    file, static, group, rows, strings, party_rows, party_map. `children` are the fields inside a group or a row.
    `help` stands below the label, `guide` behind the question mark beside it.
    `required_for` names the roles whose row must be filled, `present_by` the sibling that says who came,
    `row_word` what rows are counted in (`位当事人`), `quiet` that an answer alone makes no row,
    `fold` that it waits behind 更多 in a long row, `one_by_one` that on a phone only one of its rows lies open.
    """

    key: str
    kind: str
    label: str
    id: str = ""
    help: str = ""
    guide: str = ""
    required: bool = False
    required_when: Condition | None = None
    hide_when: Condition | None = None
    refuse_when: Condition | None = None
    refuse_message: str = ""
    warn_when: Condition | None = None
    warn_message: str = ""
    options: tuple[Option, ...] = ()
    source: str = ""
    free: bool = False
    dropdown: bool = False
    whole_number: bool = False
    minimum: int | None = None
    maximum: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    default: str = ""
    numbered: bool = False
    past: bool = False
    check: str = ""
    refuse_words: tuple[str, ...] = ()
    warn_words: tuple[str, ...] = ()
    starts_with: str = ""
    system: bool = False
    suggest: bool = False
    hint_only: bool = False
    sensitivity: str = "case"
    locked: bool = False
    law: str = ""
    papers: tuple[str, ...] = ()
    accept: str = ""
    children: tuple["FieldSpec", ...] = ()
    required_for: tuple[str, ...] = ()
    present_by: str = ""
    spare_rows: int = 1
    row_word: str = ""
    quiet: bool = False
    fold: bool = False
    one_by_one: bool = False
    fixed_rows: bool = False

    @property
    def counted(self) -> str:
        """What its rows are counted in, as in 第 2 位当事人: the form's own word, else 条 or 行."""
        return self.row_word or ("条" if self.kind == "strings" else "行")

    @property
    def repeats(self) -> bool:
        """Whether the field holds several entries, each with fields of its own."""
        return self.kind in ("rows", "strings", "party_rows", "party_map")

    def walk(self, prefix: str = "") -> Iterator[tuple[str, "FieldSpec"]]:
        """This field and all inside it, each with its dotted path (`terms.amount`)."""
        path = f"{prefix}{self.key}"
        yield path, self
        for child in self.children if self.kind not in ("strings", "party_map") else ():
            yield from child.walk(f"{path}.")


@dataclass(frozen=True)
class Page:
    """One screen of a form: a handful of fields under a heading; a collapsed one holds the optional extras."""

    id: str
    title: str
    fields: tuple[FieldSpec, ...]
    collapsed: bool = False


@dataclass(frozen=True)
class FormDefinition:
    """A whole form: what one user task (or one case event) asks. `name` is the task's id."""

    name: str
    title: str
    intro: str
    pages: tuple[Page, ...]
    digest: str
    paths: Mapping[str, FieldSpec] = field(repr=False)

    @cached_property
    def fields(self) -> Mapping[str, FieldSpec]:
        """The fields by their key, in the order a person meets them; fixed texts have no place here."""
        return {spec.key: spec for page in self.pages for spec in page.fields if spec.kind != "static"}

    @cached_property
    def declared_keys(self) -> frozenset[str]:
        """All top-level keys this form knows, those the system computes included."""
        return frozenset(self.fields)

    @cached_property
    def system_keys(self) -> frozenset[str]:
        """The dotted paths of what the system computes: shown, never accepted from a client."""
        return frozenset(path for path, spec in self.paths.items() if spec.system)

    @cached_property
    def statutory_keys(self) -> frozenset[str]:
        """The dotted paths of what a law demands: no administrator may drop them or make them optional."""
        return frozenset(path for path, spec in self.paths.items() if spec.locked)

    def paths_of(self, *sensitivities: str) -> frozenset[str]:
        """The dotted paths of the fields that are declared this sensitive."""
        return frozenset(path for path, spec in self.paths.items() if spec.sensitivity in sensitivities)

    @cached_property
    def papers(self) -> frozenset[str]:
        """The codes of all official papers that some field of this form feeds."""
        return frozenset(code for spec in self.paths.values() for code in spec.papers)

    def find(self, path: str) -> FieldSpec | None:
        """The field at a dotted path (`terms.amount`; row numbers may stand in it), or None."""
        return self.paths.get(".".join(part for part in path.split(".") if not part.isdecimal()))
