"""One form-js component → one FieldSpec; what cannot be used becomes a finding, never an exception.

Must not judge the form as a whole (see `rules`), must not know WTForms.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mediation.errors import Finding
from mediation.expressions import ExpressionRefused
from mediation.forms.conditions import Condition
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
DEPTH_LIMIT = 4
FIELD_LIMIT = 300


class ComponentReader:
    """Reads the components of one file and gathers the findings in `findings`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._count = 0

    def page(self, component: Mapping[str, Any]) -> Page:
        """A top-level group as a page."""
        properties = _properties(component)
        fields = self.fields(component.get("components"))
        return Page(_text(component, "id"), _text(component, "label"), fields, _flag(properties, "collapsed"))

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
        type_, element = component.get("type"), _element(component)
        self._count += 1
        if depth > DEPTH_LIMIT or self._count > FIELD_LIMIT:
            self._report("form-size", "表单太大或套得太深。", "请拆成几张表单,行里最多再套一层。", element)
            return None
        if not isinstance(type_, str) or type_ not in KINDS:
            self._report("form-type", f"控件类型 {type_!r} 不支持。", f"可用的类型:{'、'.join(KINDS)}。", element)
            return None
        return self._spec(component, element, depth)

    def _spec(self, component: Mapping[str, Any], element: str, depth: int) -> FieldSpec:
        properties, validate = _properties(component), _mapping(component, "validate")
        children = self.fields(component.get("components"), depth + 1) if "components" in component else ()
        kind = _kind(component, properties, children)
        locked = properties.get("locked") == "statutory"
        return FieldSpec(
            key=_key(component),
            kind=kind,
            label=_label(component),
            id=_text(component, "id"),
            help=_text(component, "description") or (_text(component, "text") if kind == "static" else ""),
            required=_flag(validate, "required"),
            required_when=self._condition(properties.get("required_when"), element),
            hide_when=self._condition(_mapping(component, "conditional").get("hide"), element, on_page=True),
            refuse_when=self._condition(properties.get("refuse_when"), element),
            refuse_message=_text(properties, "refuse_message") or "这里填的与前面不一致,请检查。",
            warn_when=self._condition(properties.get("warn_when"), element),
            warn_message=_text(properties, "warn_message") or "请再核对一下这里。",
            options=self._options(component, element),
            source=_text(properties, "from"),
            free=_flag(properties, "free"),
            dropdown=component.get("type") == "select",
            whole_number=properties.get("shape") == "integer",
            minimum=_whole(validate.get("min")),
            maximum=_whole(validate.get("max")),
            min_length=_whole(validate.get("minLength")),
            max_length=_whole(validate.get("maxLength")),
            default=_text(component, "defaultValue"),
            numbered=properties.get("shape") == "row_number",
            past=_flag(properties, "past"),
            check=_text(properties, "check"),
            refuse_words=_list(properties, "refuse_words"),
            warn_words=_list(properties, "warn_words"),
            starts_with=_text(properties, "starts_with"),
            system=_flag(properties, "system") or component.get("type") == "expression",
            suggest=_flag(properties, "suggest"),
            hint_only=_flag(properties, "hint_only"),
            sensitivity=_text(properties, "sensitivity") or "case",
            locked=locked,
            law=_text(properties, "law"),
            papers=_list(properties, "paper"),
            accept=_text(component, "accept"),
            children=children,
            required_for=_list(properties, "required_for") or ("applicant", "respondent"),
            present_by=_text(properties, "present_by"),
            spare_rows=_whole(component.get("defaultRepetitions")) or 1,
            fixed_rows=component.get("allowAddRemove") is False,
        )

    def _options(self, component: Mapping[str, Any], element: str) -> tuple[Option, ...]:
        values = component.get("values", [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self._report("form-options", "选项写得不对。", "每个选项要有 label 和 value。", element)
            return ()
        return tuple(Option(_text(one, "value"), _text(one, "label") or _text(one, "value")) for one in values)

    def _condition(self, text: Any, element: str, on_page: bool = False) -> Condition | None:
        """A condition; one that hides must also be one that the page's script can compute."""
        if text is None or text == "":
            return None
        try:
            condition = Condition(str(text))
            if on_page:
                condition.to_json()
            return condition
        except ExpressionRefused as refused:
            self._report("form-condition", f"条件“{text}”看不懂:{refused}", "请按提示改这个条件。", element)
            return None

    def _report(self, rule: str, message: str, remedy: str, element: str | None = None) -> None:
        self.findings.append(Finding(rule, message, remedy, self.file, element))


def _kind(component: Mapping[str, Any], properties: Mapping[str, Any], children: Sequence[FieldSpec]) -> str:
    """The kind of field, from the component's type and what its properties add."""
    kind, shape = KINDS[component["type"]], properties.get("shape")
    if kind == "rows" and properties.get("repeat_over") == "parties":
        return "party_map" if shape == "map" else "party_rows"
    by_shape = {("rows", "list"): "strings", ("choice", "bool"): "yes_no", ("choices", "booleans"): "booleans"}
    if component["type"] == "number" and component.get("decimalDigits"):
        return "money"
    if component["type"] == "datetime" and component.get("subtype") == "date":
        return "date"
    return by_shape.get((kind, shape or ""), kind)


def _properties(component: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(component, "properties")


def _mapping(component: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = component.get(key)
    return value if isinstance(value, dict) else {}


def _text(component: Mapping[str, Any], key: str) -> str:
    value = component.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _flag(properties: Mapping[str, Any], key: str) -> bool:
    return properties.get(key) in (True, "true")


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _list(properties: Mapping[str, Any], key: str) -> tuple[str, ...]:
    words = _text(properties, key).replace("、", ",").replace(",", ",").split(",")
    return tuple(word.strip() for word in words if word.strip())


def _key(component: Mapping[str, Any]) -> str:
    return _text(component, "path" if component["type"] in ("dynamiclist", "group") else "key")


def _label(component: Mapping[str, Any]) -> str:
    return next((text for key in ("label", "dateLabel", "timeLabel") if (text := _text(component, key))), "")


def _element(component: Mapping[str, Any]) -> str:
    return next((text for key in ("key", "path", "id") if (text := _text(component, key))), "")
