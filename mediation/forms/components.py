"""One form-js component → one FieldSpec; what cannot be used becomes a finding, never an exception.

Must not judge the form as a whole (see `rules`), must not know WTForms.
"""

from collections.abc import Mapping
from typing import Any

from mediation.errors import Finding
from mediation.expressions import ExpressionRefused
from mediation.forms.conditions import Condition
from mediation.forms.document import Member, element_of, flag, key_of, label_of, listed, mapping, text, whole
from mediation.forms.spec import FieldSpec, Option, Page

KINDS = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "integer",
    "datetime": "datetime",
    "select": "choice",
    "radio": "choice",
    "checkbox": "checkbox",
    "checklist": "choices",
    "taglist": "choices",
    "filepicker": "file",
    "group": "group",
    "dynamiclist": "rows",
    "text": "static",
    "expression": "text",
}
SHAPED = {("rows", "list"): "strings", ("choice", "bool"): "yes_no", ("choices", "booleans"): "booleans"}
FLAGS = ("free", "past", "suggest", "hint_only", "quiet", "fold", "one_by_one")
TEXTS = ("check", "starts_with", "law", "present_by", "row_word", "guide")
CONDITIONS = ("required_when", "refuse_when", "warn_when")
DEPTH_LIMIT = 4
FIELD_LIMIT = 300


class ComponentReader:
    """Reads the components of one file and gathers the findings in `findings`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._count = 0

    def page(self, component: Member) -> Page:
        """A top-level group as a page."""
        fields = self.fields(component.get("components"))
        collapsed = flag(mapping(component, "properties"), "collapsed")
        return Page(text(component, "id"), text(component, "label"), fields, collapsed)

    def fields(self, components: Any, depth: int = 1) -> tuple[FieldSpec, ...]:
        """The fields of a list of components; what is no component is reported."""
        if not isinstance(components, list):
            self._report("form-component", "分组里没有 components 列表。", "请在表单编辑器里重建这一组。")
            return ()
        read = (self._field(component, depth) for component in components)
        return tuple(spec for spec in read if spec is not None)

    def _field(self, component: Any, depth: int) -> FieldSpec | None:
        if not isinstance(component, dict):
            self._report("form-component", "这里应是一个控件。", "请删去它,在表单编辑器里重建。")
            return None
        type_, element = component.get("type"), element_of(component)
        self._count += 1
        if depth > DEPTH_LIMIT or self._count > FIELD_LIMIT:
            self._report("form-size", "表单太大或套得太深。", "请拆成几张表单,行里最多再套一层。", element)
            return None
        if not isinstance(type_, str) or type_ not in KINDS:
            self._report("form-type", f"控件类型 {type_!r} 不支持。", f"可用的类型:{'、'.join(KINDS)}。", element)
            return None
        children = self.fields(component["components"], depth + 1) if "components" in component else ()
        return FieldSpec(
            key=key_of(component),
            kind=_kind(component),
            label=label_of(component),
            id=text(component, "id"),
            children=children,
            options=self._options(component, element),
            hide_when=self._condition(mapping(component, "conditional").get("hide"), element, on_page=True),
            **self._rules(component, element),
            **_limits(component),
            **_extras(component),
        )

    def _rules(self, component: Member, element: str) -> dict[str, Any]:
        own = mapping(component, "properties")
        return {name: self._condition(own.get(name), element) for name in CONDITIONS}

    def _options(self, component: Member, element: str) -> tuple[Option, ...]:
        values = component.get("values", [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self._report("form-options", "选项写得不对。", "每个选项要有 label 和 value。", element)
            return ()
        return tuple(Option(text(one, "value"), text(one, "label") or text(one, "value")) for one in values)

    def _condition(self, words: Any, element: str, on_page: bool = False) -> Condition | None:
        """A condition; one that hides must also be one that the page's script can compute."""
        if words is None or words == "":
            return None
        try:
            condition = Condition(str(words))
            if on_page:
                condition.to_json()
            return condition
        except ExpressionRefused as refused:
            self._report("form-condition", f"条件“{words}”看不懂:{refused}", "请按提示改这个条件。", element)
            return None

    def _report(self, rule: str, message: str, remedy: str, element: str | None = None) -> None:
        self.findings.append(Finding(rule, message, remedy, self.file, element))


def _limits(component: Member) -> dict[str, Any]:
    """What form-js itself can say about a field."""
    validate = mapping(component, "validate")
    help_text = text(component, "text") if component["type"] == "text" else text(component, "description")
    return {
        "help": help_text,
        "required": flag(validate, "required"),
        "minimum": whole(validate, "min"),
        "maximum": whole(validate, "max"),
        "min_length": whole(validate, "minLength"),
        "max_length": whole(validate, "maxLength"),
        "default": text(component, "defaultValue"),
        "accept": text(component, "accept"),
        "dropdown": component["type"] == "select",
        "spare_rows": min(whole(component, "defaultRepetitions") or 1, 10),
        "fixed_rows": component.get("allowAddRemove") is False,
    }


def _extras(component: Member) -> dict[str, Any]:
    """What form-js lacks and `properties` adds."""
    own = mapping(component, "properties")
    return {
        **{name: flag(own, name) for name in FLAGS},
        **{name: text(own, name) for name in TEXTS},
        "refuse_message": text(own, "refuse_message") or "这里填的与前面不一致,请检查。",
        "warn_message": text(own, "warn_message") or "请再核对一下这里。",
        "source": text(own, "from"),
        "whole_number": own.get("shape") == "integer",
        "numbered": own.get("shape") == "row_number",
        "refuse_words": listed(own, "refuse_words"),
        "warn_words": listed(own, "warn_words"),
        "system": flag(own, "system") or component["type"] == "expression",
        "sensitivity": text(own, "sensitivity") or "case",
        "locked": own.get("locked") == "statutory",
        "papers": listed(own, "paper"),
        "required_for": listed(own, "required_for") or ("applicant", "respondent"),
    }


def _kind(component: Mapping[str, Any]) -> str:
    """The kind of field, from the component's type and what its properties add."""
    own = mapping(component, "properties")
    kind, shape = KINDS[component["type"]], text(own, "shape")
    if kind == "rows" and own.get("repeat_over") == "parties":
        return "party_map" if shape == "map" else "party_rows"
    if component["type"] == "number" and component.get("decimalDigits"):
        return "money"
    if component["type"] == "datetime" and component.get("subtype") == "date":
        return "date"
    return SHAPED.get((kind, shape), kind)
