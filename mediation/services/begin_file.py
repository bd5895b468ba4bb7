"""What beginning a diagram and beginning a form in a draft share: who may, what it is called, a name of its own."""

from collections.abc import Callable
from itertools import count

from mediation.case.step import Actor
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, require
from mediation.services.model_drafts import MAX_TITLE, files_of_draft, save_file
from mediation.services.office import Office


def begin_file(
    office: Office, actor: Actor, draft: int, title: str, kind: tuple[str, str], made: Callable[[str, str], bytes]
) -> str:
    """Put a new file into a draft; gives its name.

    `kind` is what it is called and how its name ends (图, .bpmn); `made` writes it for an id and a title.

    Raises:
        NotAllowed: not the system administrator.
        NotFound, ActRefused, EditClash.
    """
    require(office, actor, "draft_edited", SYSTEM)
    title, (word, ending) = title.strip(), kind
    if not 1 <= len(title) <= MAX_TITLE:
        raise ActRefused(f"请写明这张{word}叫什么(不超过 {MAX_TITLE} 字)。")
    _, files = files_of_draft(office, draft)
    own = next(f"own_{number}" for number in count(1) if f"own_{number}{ending}" not in files)
    save_file(office, actor, draft, f"{own}{ending}", made(own, title), 0)
    return f"{own}{ending}"
