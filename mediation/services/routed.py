"""Which answers of a form a diagram may ask for: closed choices that say nothing personal."""

from mediation.forms.spec import FormDefinition

ROUTED_KINDS = frozenset({"choice", "yes_no", "checkbox", "integer"})
ROUTED_SENSITIVITIES = frozenset({"public", "case"})


def routed_keys(form: FormDefinition) -> frozenset[str]:
    """The keys of a form whose values go to the engine, where its diagrams ask for them."""
    return frozenset(
        key
        for key, field in form.fields.items()
        if field.kind in ROUTED_KINDS and field.sensitivity in ROUTED_SENSITIVITIES and not field.free
    )
