"""What a form as a whole must obey before anyone may fill it in; each rule gives findings with a remedy.

Must not know WTForms or any case's data.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from mediation.errors import Finding
from mediation.forms.spec import SENSITIVITIES, FieldSpec, FormDefinition

CONTROL_LIMIT = 6
RESERVED = frozenset({"idempotency_key", "case_id", "task_id", "party_id", "version"})
# what every form page sends beside its fields: a field of such a name would be read as the page's own
HIDDEN = frozenset({"csrf_token", "key", "shown", "form"})
NEVER_PROPOSED = frozenset(
    {"outcome", "satisfaction", "decision", "consent", "consents", "performance_status", "agree"}
)
FACTS = frozenset(
    """source_code dispute_type decision tier rounds round special_flags risk_color difficulty_code publicity
    amount_claimed people_involved party_role party_is_minor party_capacity apply_mode confidential_level risk_flags
    screen_decision first_round has_agreement periodic has_departments several_agreements""".split()  # noqa: SIM905
)
SOURCES = frozenset(
    {"parties", "people", "orgs", "departments", "signers", "party_signers", "articles", "agreements", "tiers"}
)

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


def findings_of(form: FormDefinition, file: str) -> list[Finding]:
    """All findings about a form that could be read, in the order of its fields."""
    placed = [*_twice(form.name, [spec for page in form.pages for spec in page.fields])]
    for path, spec in _everything(form):
        placed += [(path, *found) for rule in _RULES for found in rule(spec)]
    placed += [*_crowded(form), *_unknown_names(form)]
    return [Finding(rule, text, remedy, file, at, level=level) for at, rule, text, remedy, level in placed]


_Raw = tuple[str, str, str, str]  # rule, message, remedy, level
_Placed = tuple[str, str, str, str, str]  # the same, behind the element


def _everything(form: FormDefinition) -> Iterator[tuple[str, FieldSpec]]:
    for page in form.pages:
        for spec in page.fields:
            yield from spec.walk()


def _twice(place: str, specs: Iterable[FieldSpec]) -> Iterator[_Placed]:
    """A key may stand once in its form, once in its row."""
    specs = [spec for spec in specs if spec.kind != "static"]
    for key, count in Counter(spec.key for spec in specs).items():
        if count > 1:
            message = f"字段“{key}”出现了 {count} 次。"
            yield key or place, "form-key-twice", message, "每个字段的键只能用一次,请改名。", "error"
    for spec in specs:
        yield from _twice(spec.key, spec.children)


def _bad_key(spec: FieldSpec) -> Iterator[_Raw]:
    if spec.kind == "static":
        return
    if not _KEY.fullmatch(spec.key):
        yield "form-key", f"字段的键“{spec.key}”不能用。", "键用英文字母开头,只含字母、数字和下划线。", "error"
    elif spec.key in RESERVED:
        yield "form-key-reserved", f"键“{spec.key}”由系统保留。", "请换一个键。", "error"
    elif spec.key in HIDDEN:
        message = f"键“{spec.key}”和网页自带的隐藏字段同名,填的内容会被当成网页自己的。"
        yield "form-key-reserved", message, f"请换一个键,例如 {spec.key}_text。", "error"


def _no_label(spec: FieldSpec) -> Iterator[_Raw]:
    if not spec.label and spec.kind not in ("static",):
        yield "form-label", "这个字段没有标签。", "请写上填表的人看得懂的标签。", "error"


def _wrong_choices(spec: FieldSpec) -> Iterator[_Raw]:
    if spec.kind == "choice" and not (spec.options or spec.source or spec.system):
        yield "form-options", "这个字段没有选项。", "请列出选项,或写明 from。", "error"
    if any(name not in SOURCES for name in spec.source.split("+") if name):
        yield "form-source", f"选项来源“{spec.source}”不认识。", f"可用:{'、'.join(sorted(SOURCES))}。", "error"
    if spec.whole_number and any(not option.value.isascii() or not option.value.isdigit() for option in spec.options):
        yield "form-options", "shape 为 integer 的选项,值必须是整数。", "请把选项的值改成数字。", "error"


def _proposed_answer(spec: FieldSpec) -> Iterator[_Raw]:
    if spec.key in NEVER_PROPOSED and (spec.default or spec.suggest):
        yield "form-default", "结果、意愿、满意度不得预填。", "请去掉默认值和建议值。", "error"


def _unknown_sensitivity(spec: FieldSpec) -> Iterator[_Raw]:
    if spec.sensitivity not in SENSITIVITIES:
        yield "form-sensitivity", f"敏感级别“{spec.sensitivity}”不认识。", f"可用:{'、'.join(SENSITIVITIES)}。", "error"


def _lock_without_law(spec: FieldSpec) -> Iterator[_Raw]:
    if spec.locked and not spec.law:
        yield "form-law", "法定必填字段没有写明依据。", "请在 law 里写明法律条文。", "error"


def _wrong_children(spec: FieldSpec) -> Iterator[_Raw]:
    if (spec.repeats or spec.kind == "group") and not spec.children:
        yield "form-row", "这个列表或分组里没有字段。", "请至少放一个字段。", "error"
    if spec.kind in ("strings", "party_map") and len(spec.children) != 1:
        yield "form-row", "每行只有一个值的列表里只能放一个字段。", "请只留一个字段。", "error"
    if any(child.repeats for child in spec.children):
        yield "form-row", "行里不能再套重复的行。", "请改用多选,或另立一个列表。", "error"


def _crowded(form: FormDefinition) -> Iterator[_Placed]:
    for page in form.pages:
        controls = [spec for spec in page.fields if spec.kind != "static" and not spec.system]
        if len(controls) > CONTROL_LIMIT + 2 and not page.collapsed:
            message = f"“{page.title}”一屏有 {len(controls)} 项,手机上太长。"
            yield page.id or form.name, "form-page", message, f"每屏最好不超过 {CONTROL_LIMIT} 项,请分页。", "warning"


def _unknown_names(form: FormDefinition) -> Iterator[_Placed]:
    """A condition that asks for a name nobody knows is never true: most likely a slip of the pen."""
    known = {path.replace(".", "_") for path in form.paths} | {path.split(".")[-1] for path in form.paths} | FACTS
    known |= {f"{key}_values" for key in form.fields}
    for path, spec in _everything(form):
        for condition in filter(None, (spec.hide_when, spec.required_when, spec.refuse_when, spec.warn_when)):
            for name in sorted(condition.names - known):
                message = f"条件里的“{name}”既不是本表单的字段,也不是已知的案件信息。"
                yield path, "form-condition-name", message, "请检查有没有写错。", "warning"


_RULES = (
    _bad_key,
    _no_label,
    _wrong_choices,
    _proposed_answer,
    _unknown_sensitivity,
    _lock_without_law,
    _wrong_children,
)
