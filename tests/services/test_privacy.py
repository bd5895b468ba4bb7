"""What people confide is nowhere to be read but under its key: not in logs, not in any row, not in the file's bytes.

A whole case is played with a canary in every field that takes words; then everything that was written is searched.
"""

import logging
import random
import re
from datetime import timedelta

import orjson
import pytest
import zstandard
from house import WORKED_CASES, House, at, instant, new_key
from lives import Lives
from sound import ailments
from values import able, fill, registration
from werkzeug.datastructures import MultiDict

from mediation import clock
from mediation.case.own_words import OWN
from mediation.engine.archives import paths_in
from mediation.errors import MediationError
from mediation.forms.context import FormContext
from mediation.forms.encode import encode
from mediation.services import replay
from mediation.services.drafts import keep_draft
from mediation.services.keep_history import as_text, checkpoint, export_histories
from mediation.services.raise_case_event import raise_case_event
from mediation.services.submit_task import submit_task
from mediation.store import cases
from mediation.store.packing import unpack

CANARY = "金丝雀"
NAMES = ("犇淼焱", "骉麤猋", "鱻羴晶")
IDENTITY = "509901199001010379"
PHONE = "19987654321"
SECRETS = (CANARY, *NAMES, IDENTITY, PHONE, "麒麟巷八十八号")
WORDS = ("text", "textarea")


def with_canaries(form, definition):
    """A form in which every field for words, in rows too, holds a canary, wherever the form has a place for it."""
    return {**form, **{key: sung for key, spec in definition.fields.items() if (sung := singing(spec, form.get(key)))}}


def singing(spec, value):
    """What to write into a field instead of a value: nothing where it takes no words of one's own."""
    if spec.system or spec.check:
        return None
    if spec.kind in WORDS or (spec.kind == "choice" and spec.free and value):
        return song(spec)
    if spec.kind == "choices" and spec.free:
        return [*(value or ()), song(spec)]
    if spec.kind == "strings" and value is not None:
        inner = spec.children[0]
        return [song(inner)] if inner.kind in WORDS else [*value, song(inner)] if inner.free else None
    if spec.kind == "party_map" and value and spec.children[0].kind in WORDS:
        return {party: song(spec.children[0]) for party in value}
    if spec.kind == "rows" and value:
        words = [child for child in spec.children if child.kind in WORDS and not child.check]
        return [{**row, **{child.key: song(child) for child in words if row.get(child.key)}} for row in value]
    return None


def song(spec):
    return f"{CANARY}{spec.key}{'唱' * max(0, (spec.min_length or 0) - 10)}"[: spec.max_length or 300]


def told(chance):
    """A registration full of secrets."""
    form = registration(chance, summary=f"{CANARY}在树上唱歌,唱了三天三夜", claims=[f"{CANARY}不要再唱"])
    person = {
        "phone": PHONE,
        "address": "麒麟巷八十八号",
        "occupation": f"{CANARY}饲养员",
        "is_minor": False,
        "capacity": "完全",
    }
    agent = {"name": NAMES[2], "type": "近亲属"}
    rows = [
        {**row, **person, "name": name, "id_no": IDENTITY} for row, name in zip(form["parties"], NAMES, strict=False)
    ]
    rows = [{key: value for key, value in row.items() if key != "guardian"} for row in rows[:2]]
    form["parties"] = [{**rows[0], "agent": agent}, rows[1]]
    return {
        **form,
        "occurred_place": f"{CANARY}树下",
        "apply_note": CANARY,
        "dispute_subtype": CANARY,
        "people_involved": 2,
    }


def live_a_whole_case(house, seed):
    """A case from its telling to the archive, with what was refused and drafted on the way."""
    chance = random.Random(seed)
    clock.move_to(instant("2026-03-03T09:00"))
    case = house.register("u_xiang", told(chance)).case_id
    for _ in range(120):
        clock.move_to(clock.now() + timedelta(minutes=10))
        if house.case(case).archived_at:
            return case
        act(house, case, chance)
    return case


def act(house, case, chance):
    tasks = house.open_tasks(case)
    if not tasks:
        lives = Lives(house, [case])
        lives.wait()
        return
    task = tasks[0]
    who = able(house, case, task)[0]
    page = house.page(case, task, who.id)
    form = with_canaries(fill(house, case, task, chance, lawful(task, house.case(case))), page.definition)
    filled = replay.as_filled(page.definition, page.context, form)
    keep_draft(house.office, who, case, page.task_key, task, filled)
    trespass(house, case, page.task_key, filled)
    submit_task(house.office, who, case, page.task_key, filled, key=new_key(), shown=page.shown)


def trespass(house, case, task_key, filled):
    """Others try the same, and somebody sends half of it: refusals are kept and logged, without a word of it."""
    for stranger in ("u_mu", "u_tan", "u_admin", "u_audit"):
        with pytest.raises(MediationError):
            half = MultiDict(list(filled.items(multi=True))[:2])
            submit_task(house.office, house.person(stranger), case, task_key, half, key=new_key())
    with pytest.raises(MediationError):
        words = encode_refusal(house)
        raise_case_event(house.office, house.person("u_chen"), case, "party_refused", words, key=new_key())


def encode_refusal(house):
    definition = house.office.library.in_force().forms["party_refused"]
    words = {"refused_by": "p2", "refusal_text": f"{CANARY}不唱了"}
    return encode(definition, FormContext(now=clock.now()), words)


def lawful(task, case):
    """What keeps the case on its way: a written agreement on a monthly duty, changed once, kept, and archived."""
    here = {"p1": "到场", "p2": "到场"}
    yes = {"consent": "同意", "method": "当面", "at": "2026-03-03T09:00", "rights_notice_ack": True}
    return {
        "T_screen": {
            "decision": "accept", "in_scope": True, "exclusion_code": "none", "three_conditions": [True] * 3,
            "risk_flags": [], "risk_color": "blue", "forecast_code": "1", "difficulty_code": "2", "reason": None,
        },
        "T_consent": {"parties": [{"party_id": party, **yes} for party in here]},
        "S1_read_calm": {
            "attendance": here, "emotion_before": {"p1": 1, "p2": 1}, "emotion_after": {"p1": 1, "p2": 1},
            "decision": "continue", "cooling_needed": False, "cooling_hours": None,
        },
        "S2_lay_talk": {
            "attendance": here, "decision": "continue", "statements": {"p1": "说了", "p2": "说了"},
            "witness": ["有"], "measure": "有", "private_statements": {"p1": "背着说"},
        },
        "S3_mediate_yield": {
            "outcome": "full", "agreed_items": ["修墙"], "agreement_form": "written", "decision": "agree",
            "unresolved_items": None, "reason_none": None, "concessions": {"p1": "让", "p2": "让"},
        },
        "T_assign": {"mediators": ["u_xiang"], "recusal_requested": False, "co_mediators": []},
        "A_written": {"terms": [{**duty(), "amount": "10.00"}]},
        "A_amend": {"terms": [{**duty(), "amount": "20.00"}]},
        "F_visit": {"performance_status": "全部履行", "action": "无"} if case.visits else {
            "performance_status": "未履行", "action": "再次调解",
        },
        "C_archive": {"retention": "10年"},
    }.get(task, {})  # fmt: skip


def duty():
    term = {"no": 1, "obligor": "p2", "obligee": "p1", "way_code": "11", "content": "每月修一次墙"}
    return {**term, "period": "每月", "first_due": "2026-04-05", "place": "墙下", "method": "当面"}


@pytest.fixture(scope="module")
def sung(tmp_path_factory):
    """An office in which a canary has sung through a whole case, with every logger at its most talkative."""
    heard = []

    class Ear(logging.Handler):
        def emit(self, record):
            heard.append(self.format(record))

    loggers = [logging.getLogger(name) for name in ("", "sqlalchemy", "sqlalchemy.engine", "mediation", "alembic")]
    before, ear = [logger.level for logger in loggers], Ear(logging.DEBUG)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(ear)
    try:
        house = House.build(tmp_path_factory.mktemp("sung") / "house")
        case = live_a_whole_case(house, 11)
        yield house, case, heard
    finally:
        clock.move_to(None)
        logging.getLogger().removeHandler(ear)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
    house.office.store.engine.dispose()


def test_the_case_was_lived_to_its_end_and_the_canary_sang_in_many_fields(sung):
    """The control: the secrets were really there, under their key."""
    house, case, _ = sung
    assert house.case(case).archived_at and ailments(house, case) == []
    said = orjson.dumps(house.entered(case)).decode()
    assert all(secret in said for secret in SECRETS)
    assert len(re.findall(CANARY, said)) > 60
    assert len({task for task in house.case(case).done_tasks()}) >= 11


def test_no_log_tells(sung):
    _, _, heard = sung
    assert heard, "the ear was deaf"
    assert [line for line in heard if any(secret in line for secret in SECRETS)] == []


def every_value(house):
    """Each value of each row of each table, with the table's name; packed bytes unpacked where they can be."""
    tables = [name for (name,) in house.ask("select name from sqlite_master where type = 'table'")]
    for table in tables:
        for row in house.ask(f'select * from "{table}"'):
            for value in row:
                yield table, value


def readings(value, words):
    """What a value can be read as without a key; `words` are those of the model."""
    if not isinstance(value, bytes):
        yield str(value)
        return
    yield value.decode("utf-8", "replace")
    yield value.decode("utf-16", "replace")
    for read in (
        unpack,
        lambda data: orjson.dumps(words.unpack(data)),
        lambda data: zstandard.ZstdDecompressor().decompress(data),
    ):
        try:
            yield read(value).decode("utf-8", "replace")
        except (ValueError, zstandard.ZstdError, KeyError, TypeError):
            continue


def telling(house):
    words = house.office.library.in_force().bundle.words
    return {
        table
        for table, value in every_value(house)
        for text in readings(value, words)
        if any(secret in text for secret in SECRETS)
    }


def test_no_row_of_any_table_tells(sung):
    house, _, _ = sung
    assert telling(house) == set()


def test_the_engines_state_and_the_facts_tell_nothing(sung):
    house, case, _ = sung
    row = house.row(case)
    with house.office.store.reading() as connection:
        runs = [state for _, state in cases.archived(connection, row.id)]
    words = house.office.library.models(row.bundle).bundle.words
    texts = [orjson.dumps(words.unpack(state)).decode() for state in (row.state, *runs)]
    assert sum(len(paths_in(run, words)) for run in runs) > 3 and all('"' in text for text in texts)
    for text in (*texts, row.facts.decode()):
        assert not any(secret in text for secret in SECRETS)


def test_no_byte_of_the_database_files_tells(sung):
    house, _, _ = sung
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert {"mediation.db", "mediation.db-wal"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        for secret in SECRETS:
            assert secret.encode() not in data and secret.encode("utf-16-le") not in data, path


def test_history_its_export_and_the_checkpoint_tell_nothing(sung):
    house, case, _ = sung
    texts = [*export_histories(house.office, case), as_text(house.office, checkpoint(house.office))]
    assert not any(secret in text for text in texts for secret in SECRETS)


def test_refusals_are_kept_with_ids_only(sung):
    house, case, _ = sung
    kept = house.ask("select action, subject, outcome from access_log")
    assert any(outcome == "refused" for _, _, outcome in kept)
    assert all(re.fullmatch(r"[ -~]*", text) for row in kept for text in row if text is not None), kept


@pytest.mark.parametrize("table", ["access_log", "incident"])
def test_control_a_secret_in_the_clear_would_be_found(house, table):
    columns = {"access_log": "at, actor_id, action, subject, outcome", "incident": "case_id, at, kind, subject, told"}
    clock.move_to(instant("2026-03-03T09:00"))
    house.register("u_xiang", told(random.Random(1)))
    assert telling(house) == set()
    values = {"access_log": (1, "u", "a", NAMES[0], "o"), "incident": (1, 1, "k", NAMES[0], "t")}[table]
    with house.office.store.writing() as connection:
        connection.exec_driver_sql(f"insert into {table} ({columns[table]}) values (?, ?, ?, ?, ?)", values)
    assert telling(house) == {table}


def test_a_stranger_who_mediates_jointly_is_not_named_in_the_facts_but_counts(house):
    """Another county's mediator, in one's own words; one of ours is named by id."""
    case = house.stage(WORKED_CASES["C02"], 3)
    with at("2026-03-06T10:10"):
        form = {"choice": "接受指定", "mediators": ["u_xiang"], "disclosure": "无", "recusal_requested": False}
        house.do(case, "T_assign", "u_xiang", {**form, "co_mediators": ["邻县的李调解员", "u_mu", "O-V2"]})
    assert house.case(case).episode.co_mediators == [OWN, "u_mu", "O-V2"]
    assert house.entered(case)[-1]["co_mediators"][0] == "邻县的李调解员"
