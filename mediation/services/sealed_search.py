"""What somebody looks for, as it may stand in an address: a name or telephone number there would be read by every proxy
and browser on the way, so the address carries it sealed, for this person only.
"""

import base64
import binascii

from mediation.case.step import Actor
from mediation.services.office import Office
from mediation.store.vault import CaseKey, VaultLocked

LONGEST = 60  # characters


def seal_search(office: Office, actor: Actor, words: str) -> str:
    """Words for an address; nothing for nothing."""
    sealed = _key(office, actor).seal(words[:LONGEST]) if words.strip() else b""
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_search(office: Office, actor: Actor, sealed: str) -> str:
    """The words again; nothing where the address is another person's, or none of ours."""
    try:
        found = _key(office, actor).open(base64.b64decode(sealed + "=" * (-len(sealed) % 4), b"-_", validate=True))
    except (VaultLocked, binascii.Error, ValueError):
        return ""
    return str(found)


def _key(office: Office, actor: Actor) -> CaseKey:
    return CaseKey(office.store.vault.device_key(f"search {actor.id}"))
