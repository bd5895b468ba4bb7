"""Use cases of the system administrator on organisations: the tree of county, townships, villages and groups."""

import re
from collections.abc import Mapping
from typing import Any

from mediation.case.facts import TIERS
from mediation.case.step import Actor
from mediation.law.codes import TIER_NAMES
from mediation.law.separation import SYSTEM
from mediation.services.administering import ActRefused, note, require
from mediation.services.office import Office
from mediation.store import accounts, people
from mediation.store.db import Clash, Connection, Row

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
COLUMNS = ("id", "name", "tier", "parent_id", "abbr", "region_code", "type_code", "has_seal")
NO_TIER = "层级要填:区县、镇、村、组。"
_TYPE = re.compile(r"\d{2}")


def organisations(connection: Connection) -> dict[str, Row[Any]]:
    """All organisations by id."""
    return people.organisations(connection)


def value_troubles(values: Mapping[str, Any]) -> list[str]:
    """What is wrong with an organisation by itself, each with how to mend it."""
    found = []
    if not CODE.fullmatch(values["id"] or ""):
        found.append("编码要填,用 1 到 40 位英文字母、数字、点或横线。")
    if not values["name"]:
        found.append("名称要填。")
    for name, words, most in (("name", "名称", 120), ("abbr", "简称", 40)):
        if len(values[name] or "") > most:
            found.append(f"{words}最多 {most} 个字。")
    if not values["tier"]:
        found.append(NO_TIER)
    if values["type_code"] and not _TYPE.fullmatch(values["type_code"]):
        found.append("类型代码是 2 位数字,如 01 村居、03 乡镇街道。数字前面的 0 不要丢。")
    if values["tier"] == "group" and values["has_seal"]:
        found.append("组没有印章,请写“无”:协议用村调委会的印章。")
    return found


def place_troubles(standing: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> list[str]:
    """What is wrong with an organisation's place in the tree."""
    tier, above = values["tier"], values["parent_id"]
    if not tier:
        return []
    if tier == TIERS[-1]:
        return ["区县是最上一级,上级编码请空着。"] if above else []
    wanted = TIERS[TIERS.index(tier) + 1]
    if not above:
        # a township may stand alone: not every office has its county in the system
        return [] if wanted == TIERS[-1] else [f"上级编码要填:{TIER_NAMES[tier]}要归到一个{TIER_NAMES[wanted]}。"]
    parent = standing.get(above)
    if parent is None:
        return [f"没有编码为 {above[:40]} 的上级单位。请先加上级,或在同一个文件里写上。"]
    if parent["tier"] != wanted:
        return [f"{TIER_NAMES[tier]}的上级应当是{TIER_NAMES[wanted]},“{parent['name']}”不是。"]
    return []


def save_organisation(office: Office, actor: Actor, values: Mapping[str, Any], fresh: bool) -> None:
    """Add an organisation, or change one (`fresh` says which); its tier stays.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "org_changed", SYSTEM)
    try:
        with office.store.writing() as connection:
            _save(connection, actor.id, {name: values.get(name) or None for name in COLUMNS}, fresh)
    except Clash as clash:
        raise ActRefused(f"编码 {values['id']} 已经有单位用了。") from clash
    office.forget_settings()


def _save(connection: Connection, who: str, wanted: dict[str, Any], fresh: bool) -> None:
    known = {org: dict(row._mapping) for org, row in organisations(connection).items()}
    was = known.get(wanted["id"] or "")
    if was is None and not fresh:
        raise ActRefused("没有这个单位,请从单位里点开再改。")
    if was is not None and fresh:
        raise ActRefused(f"编码 {wanted['id']} 已经有单位用了。")
    wanted["has_seal"] = bool(wanted["has_seal"])
    wanted["tier"] = was["tier"] if was else wanted["tier"]
    if wanted["tier"] not in (*TIERS, None):
        raise ActRefused("请从列出的层级里选一个。")
    troubles = [*value_troubles(wanted), *place_troubles(known, wanted)]
    if troubles:
        raise ActRefused("".join(troubles))
    if was is None:
        add(connection, who, wanted)
    else:
        alter(connection, who, wanted["id"], {key: value for key, value in wanted.items() if value != was[key]})


def add(connection: Connection, who: str, values: Mapping[str, Any]) -> None:
    """The rows of a new organisation that was found fit."""
    people.add_organisations(connection, [{name: values[name] for name in COLUMNS}])
    note(connection, who, "org_added", values["id"])


def alter(connection: Connection, who: str, org: str, changes: Mapping[str, Any]) -> None:
    """The rows of a change that was found fit."""
    if changes:
        accounts.change_organisation(connection, org, changes)
        note(connection, who, "org_changed", org)
