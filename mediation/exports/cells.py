"""A cell that no spreadsheet takes for a formula, whatever somebody is called."""

_TRIGGERS = frozenset("=+-@\t\r\n\x00|%＝＋－＠")
_BEFORE = " \ufeff\u00a0\u3000\u200b'\""
# what no spreadsheet and no XML can hold
_UNWRITABLE = {code: None for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


def safe(value: object) -> object:
    """The value for a cell: numbers as they are, text that could be read as a formula with an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = writable(value)
    bare = text.lstrip(_BEFORE)
    dangerous = text[:1] in ("\t", "\r", "\n") or bare[:1] in _TRIGGERS
    return f"'{text}" if dangerous and text else text


def writable(text: str) -> str:
    """Text without the characters that neither a spreadsheet nor XML can hold."""
    held = text.translate(_UNWRITABLE)
    return "".join(letter for letter in held if not 0xD800 <= ord(letter) <= 0xDFFF)
