"""What an office may not take from a form: the fields that a law demands stay, and stay demanded.

Compares an edited form with the one the product brings along; the edited form's own word on what is locked counts
for nothing. Must not know WTForms or any case's data.
"""

from collections.abc import Iterator

from mediation.errors import Finding
from mediation.forms.spec import SENSITIVITIES, FieldSpec, FormDefinition
from mediation.forms.vocabulary import LIKE


def check_statutory(edited: FormDefinition, factory: FormDefinition) -> list[Finding]:
    """What the edited form lacks of what the law demands; empty where nothing does."""
    file = f"{factory.name}.form"
    found = [
        Finding(rule, message, remedy, file, path)
        for path in sorted(factory.statutory_keys)
        for rule, message, remedy in _lost(factory.paths[path], edited.paths.get(path))
    ]
    for path, spec in factory.paths.items():
        mine = edited.paths.get(path)
        if mine is not None and _openness(mine) < _openness(spec):
            message = f"“{spec.label}”含个人信息,不能把敏感级别降到 {mine.sensitivity}"
            found.append(Finding("form-privacy", message, f"改回 {spec.sensitivity}", file, path))
    return found


def _lost(factory: FieldSpec, edited: FieldSpec | None) -> Iterator[tuple[str, str, str]]:
    name, law = factory.label or factory.key, f"(依据:{factory.law})" if factory.law else ""
    if edited is None:
        yield "statutory-field", f"法定项目“{name}”被删去了{law}", f"放回键为 {factory.key} 的字段"
        return
    if edited.kind != factory.kind and edited.kind not in LIKE.get(factory.kind, ()):
        yield "statutory-field", f"法定项目“{name}”换成了别的控件,填不出法定的内容{law}", "改回原来的控件类型"
    if not _as_demanding(factory, edited):
        yield "statutory-required", f"法定项目“{name}”原来必填,现在可以不填{law}", "改回必填"
    if edited.hide_when is not None and edited.hide_when != factory.hide_when:
        yield "statutory-hidden", f"法定项目“{name}”会被藏起来{law}", "去掉或改回“隐藏条件”"
    if edited.system != factory.system:
        yield "statutory-field", f"法定项目“{name}”由谁填变了{law}", "改回原来的样子"
    gone = {option.value for option in factory.options} - {option.value for option in edited.options}
    if gone and not factory.free:
        labels = "、".join(option.label for option in factory.options if option.value in gone)
        yield "statutory-option", f"法定项目“{name}”少了选项:{labels}{law}", "放回这些选项;选项的文字可以改"


def _as_demanding(factory: FieldSpec, edited: FieldSpec) -> bool:
    if factory.required:
        return edited.required
    if factory.required_when is not None:
        return edited.required or edited.required_when == factory.required_when
    return True


def _openness(spec: FieldSpec) -> int:
    """How well a field is kept; an unknown word is a finding of its own."""
    return SENSITIVITIES.index(spec.sensitivity) if spec.sensitivity in SENSITIVITIES else 0
