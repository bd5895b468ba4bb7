"""Random damage to model files."""

from lxml import etree

TEXTS = [
    "",
    "x",
    "begin",
    "finish",
    "accept",
    "tier",
    "n + 1",
    "a = 1",
    '"P1D"',
    '"R3/P3D"',
    "true",
    "false",
    "0",
    "-1",
    "九",
]


def damaged(data, chance):
    """A diagram with one to four of its elements removed, copied, moved, renamed or rewritten."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 4)):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        act = chance.choice(["remove", "copy", "move", "attribute", "drop", "text", "tag"])
        if act == "remove":
            one.getparent().remove(one)
        elif act == "copy":
            other.append(etree.fromstring(etree.tostring(one)))
        elif act == "move" and not any(above is one for above in other.iterancestors()) and one is not other:
            other.append(one)
        elif act == "attribute" and one.attrib:
            one.set(chance.choice(list(one.attrib)), chance.choice([*TEXTS, *list(other.attrib.values())]))
        elif act == "drop" and one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]
        elif act == "text":
            one.text = chance.choice([*TEXTS, other.text])
        elif act == "tag":
            one.tag = other.tag
    return etree.tostring(root)
