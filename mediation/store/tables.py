"""Every table. Instants are epoch milliseconds (UTC), days are ISO text, sealed values are bytes.

No row refers across counties, so that a county can be a file, a schema or a shard of its own.
"""

from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)

db = SQLAlchemy()


class Hex(TypeDecorator[str]):
    """Hexadecimal text, kept as half as many bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else bytes(value).hex()


# Rows kept in the order of their key, not behind a hidden row number: one page to write instead of two.
BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}

organisation = db.Table(
    "organisation",
    Column("id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("tier", String(12), nullable=False),
    Column("parent_id", String(40), ForeignKey("organisation.id")),
    Column("abbr", String(40)),
    Column("region_code", String(20)),
    Column("type_code", String(4)),
    Column("has_seal", Boolean, nullable=False, default=False),
)

person = db.Table(
    "person",
    Column("id", String(40), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("password_hash", String(200)),
    Column("active", Boolean, nullable=False, default=True),
    Column("note", String(120)),
    # a password that somebody else has seen must be changed; when it was set decides how long it holds
    Column("must_change", Boolean, nullable=False, default=False, server_default=false()),
    Column("password_at", BigInteger),
    # 任期, ISO days: for how long a mediator is appointed
    Column("term_from", String(10)),
    Column("term_until", String(10)),
)

person_role = db.Table(
    "person_role",
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("granted_by", String(40)),
    Column("granted_at", BigInteger),
    **BY_KEY,
)

# Roles that the system administrator proposes; they give nothing until the security administrator grants them.
role_request = db.Table(
    "role_request",
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    **BY_KEY,
)

# The hashes of passwords that were in use, newest last, so that none comes back too soon.
password_past = db.Table(
    "password_past",
    Column("id", Integer, primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("password_hash", String(200), nullable=False),
)

# The shared secret of a code generator, sealed; `used` is the last time step whose code was taken.
second_factor = db.Table(
    "second_factor",
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("used", BigInteger, nullable=False, default=0),
)

recovery_code = db.Table(
    "recovery_code",
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)

login_session = db.Table(
    "login_session",
    Column("id_hash", LargeBinary, primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    # False while the second factor is still asked for: such a session opens nothing
    Column("whole", Boolean, nullable=False, default=True, server_default=true()),
    Column("device", String(80), nullable=False, default="", server_default=""),
    # True while a second factor must be set up before anything else
    Column("owes_factor", Boolean, nullable=False, default=False, server_default=false()),
)

login_failure = db.Table(
    "login_failure",
    Column("person_id", String(40), primary_key=True),
    # which browser, by a random word it was given at a sign-in that succeeded; empty for every other
    Column("device", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

# How a person likes the pages.
preference = db.Table(
    "preference",
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
    **BY_KEY,
)

# A mediator's own phrases, sealed: who writes what one hears every day writes down people's lives.
own_phrase = db.Table(
    "own_phrase",
    Column("id", Integer, primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    # the field it is for, as task and path: `T_register summary`
    Column("place", String(120), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

setting = db.Table(
    "setting",
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    **BY_KEY,
)

number_series = db.Table(
    "number_series",
    Column("org_id", String(40), ForeignKey("organisation.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("last", Integer, nullable=False),
    **BY_KEY,
)

model_bundle = db.Table(
    "model_bundle",
    Column("digest", String(64), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("published_by", String(40), nullable=False),
)

# What puts a bundle in force: asked for by one person, approved by another, from a moment. Rows are never removed.
model_release = db.Table(
    "model_release",
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), ForeignKey("model_bundle.digest"), nullable=False),
    Column("draft_id", Integer),
    Column("title", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", BigInteger),
    Column("answer", Text),
    Column("effective_at", BigInteger, index=True),
)

# A method being redrawn: the files of its base and the edits on top; nothing that runs knows of it.
model_draft = db.Table(
    "model_draft",
    Column("id", Integer, primary_key=True),
    Column("title", String(80), nullable=False),
    Column("base", String(64), ForeignKey("model_bundle.digest"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# Every version of every file of a draft; the newest of a name counts, without content it was removed.
model_edit = db.Table(
    "model_edit",
    Column("draft_id", Integer, ForeignKey("model_draft.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("content", LargeBinary),
    Column("by", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# The scenario library played against a bundle.
model_trial = db.Table(
    "model_trial",
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), ForeignKey("model_bundle.digest"), nullable=False, index=True),
    Column("begun_by", String(40), nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("report", LargeBinary),
)

# A running case moved to another bundle: as it was before, so that it can be put back while nobody has touched it.
case_migration = db.Table(
    "case_migration",
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), nullable=False, index=True),
    Column("by", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("from_bundle", String(64), nullable=False),
    Column("to_bundle", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("archives", LargeBinary, nullable=False),
    Column("undone_at", BigInteger),
)

# Settings as they were, are and will be: the newest whose day has come counts.


def _decided() -> list[Any]:
    """What somebody else decided of a change that somebody asked for."""
    return [
        Column("state", String(12), nullable=False, server_default="approved"),
        Column("decided_by", String(40)),
        Column("decided_at", BigInteger),
        Column("answer", Text),
    ]


setting_change = db.Table(
    "setting_change",
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("value", Text, nullable=False),
    Column("effective_on", String(10), nullable=False),
    Column("why", Text, nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    *_decided(),
    Index("ix_setting_change_key", "key", "effective_on"),
)

# What lists and figures ask of a case; rewritten from the facts whenever they change.
mediation_case = db.Table(
    "mediation_case",
    Column("id", Integer, primary_key=True),
    Column("public_id", String(20), nullable=False, unique=True),
    Column("tier", String(12), nullable=False),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("village_id", String(40), ForeignKey("organisation.id")),
    Column("township_id", String(40), ForeignKey("organisation.id")),
    Column("registered_org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("registered_at", BigInteger, nullable=False),
    Column("register_no", String(60)),
    Column("volume_no", String(60)),
    Column("dispute_type", String(2)),
    Column("source_code", String(2)),
    Column("risk_color", String(8), nullable=False),
    Column("confidential_level", String(12), nullable=False),
    Column("accepted_on", String(10)),
    Column("deadline_on", String(10)),
    Column("status", String(12), nullable=False),
    Column("final_status", String(30)),
    Column("closed_at", BigInteger),
    Index("ix_mediation_case_org", "org_id", "registered_at"),
    Index("ix_mediation_case_village", "village_id", "registered_at"),
    Index("ix_mediation_case_township", "township_id", "registered_at"),
    Index("ix_mediation_case_registered", "registered_org_id", "registered_at"),
    Index(
        "ix_mediation_case_restricted",
        "registered_at",
        sqlite_where=text("confidential_level <> 'normal'"),
        postgresql_where=text("confidential_level <> 'normal'"),
    ),
    Index(
        "ix_mediation_case_deadline",
        "deadline_on",
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

# The hot row: the engine's compact state and the case's facts, under one optimistic version.
process_instance = db.Table(
    "process_instance",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("bundle", String(64), ForeignKey("model_bundle.digest"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("history_seq", Integer, nullable=False),
    Column("history_head", LargeBinary, nullable=False),
)

archived_run = db.Table(
    "archived_run",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("state", LargeBinary, nullable=False),
    **BY_KEY,
)

party = db.Table(
    "party",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("party_no", String(8), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("name_index", LargeBinary),
    Column("id_index", LargeBinary),
    Index("ix_party_name", "name_index"),
    Index("ix_party_id", "id_index"),
    **BY_KEY,
)

# What a person entered, sealed whole: the source of every paper.
submission = db.Table(
    "submission",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("task", String(40), nullable=False),
    Column("tier", String(12), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    **BY_KEY,
)

# What a person entered in the short form of a case event, sealed whole; `seq` is its place among the case's events.
event_form = db.Table(
    "event_form",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("event", String(40), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    **BY_KEY,
)

# The answer given to an idempotency key, inserted in the transaction that it answers for.
receipt = db.Table(
    "receipt",
    Column("actor_id", String(40), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), nullable=False),
    Column("answer", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

draft = db.Table(
    "draft",
    Column("actor_id", String(40), primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("task_key", String(40), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# What somebody has typed into a registration: there is no case yet, so it has a key of its own, gone with the row.
registration_draft = db.Table(
    "registration_draft",
    Column("actor_id", String(40), primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# 待办: one row for each organisation whose people may do an open task, or for each person it is left to.
work_item = db.Table(
    "work_item",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("task_key", String(40), primary_key=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), primary_key=True),
    Column("person_id", String(40), primary_key=True),
    Column("task", String(40), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("claimed", Boolean, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("urgent_at", BigInteger, nullable=False),
    Index(
        "ix_work_item_free",
        "org_id",
        "roles",
        "task",
        "urgent_at",
        sqlite_where=text("person_id = ''"),
        postgresql_where=text("person_id = ''"),
    ),
    Index(
        "ix_work_item_person",
        "person_id",
        "task",
        "urgent_at",
        sqlite_where=text("person_id <> ''"),
        postgresql_where=text("person_id <> ''"),
    ),
    **BY_KEY,
)

# 代理: who is away from a day until another (ISO), and who stands in for them meanwhile; it ends by itself.
absence = db.Table(
    "absence",
    Column("id", Integer, primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("deputy_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("from_on", String(10), nullable=False),
    Column("until_on", String(10), nullable=False),
    Column("noted_by", String(40), nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

# A department that was called to a case or handed a matter; `sealed` is what was said between caller and called.
call_order = db.Table(
    "call_order",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("org_id", String(40), nullable=False),
    Column("caller_org_id", String(40), nullable=False),
    Column("called_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("arrived_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("released_at", BigInteger),
    Column("resolved", Boolean),
    Column("rating", String(8)),
    Column("sealed", LargeBinary),
    Index("ix_call_order_org", "org_id", "called_at"),
    Index("ix_call_order_caller", "caller_org_id", "called_at"),
)

# Who had a hand in a case: `named` by more than taking it in, `running` while the case is not archived.
hand = db.Table(
    "hand",
    Column("person_id", String(40), primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("named", Boolean, nullable=False),
    Column("running", Boolean, nullable=False),
    Index(
        "ix_hand_running",
        "person_id",
        "case_id",
        sqlite_where=text("running = 1"),
        postgresql_where=text("running"),
    ),
    **BY_KEY,
)

# What a case can be found by; the words are keyed digests, nobody can read them here.
search_token = db.Table(
    "search_token",
    Column("token", LargeBinary, primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    **BY_KEY,
)

timer = db.Table(
    "timer",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("timer_key", String(40), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("ended_at", BigInteger),
    Column("cause", String(60)),
    Index(
        "ix_timer_due",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    **BY_KEY,
)

history = db.Table(
    "history",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("role", String(40), nullable=False),
    Column("org_id", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("before", String(60), nullable=False),
    Column("after", String(60), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("bundle", Hex, nullable=False),
    Column("form", Hex, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    **BY_KEY,
)

checkpoint = db.Table(
    "checkpoint",
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

# Refusals worth keeping that changed no case: denied access, failed logins, opened and exported files.
access_log = db.Table(
    "access_log",
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("outcome", String(20), nullable=False),
    Index("ix_access_log_subject", "subject"),
    Index("ix_access_log_actor", "actor_id", "at"),
)

incident = db.Table(
    "incident",
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("told", String(120), nullable=False),
    Column("resolved_at", BigInteger),
)

# What is to be told to somebody, written with what it tells of; `key` says person and matter.
outbox = db.Table(
    "outbox",
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("case_id", Integer, ForeignKey("mediation_case.id")),
    Column("person_id", String(40), nullable=False),
    Column("task_key", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("delivered_at", BigInteger),
    UniqueConstraint("key"),
    Index(
        "ix_outbox_waiting",
        "created_at",
        sqlite_where=text("delivered_at is null"),
        postgresql_where=text("delivered_at is null"),
    ),
)

# What people find in the app.
notification = db.Table(
    "notification",
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("case_id", Integer, ForeignKey("mediation_case.id")),
    Column("task_key", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("read_at", BigInteger),
    UniqueConstraint("key"),
    Index("ix_notification_person", "person_id", "at"),
    Index(
        "ix_notification_unread",
        "person_id",
        sqlite_where=text("read_at is null"),
        postgresql_where=text("read_at is null"),
    ),
)

stored_file = db.Table(
    "stored_file",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("task", String(40), nullable=False),
    Column("field", String(60), nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# 出具: each printing of an official paper, in order; its bytes lie sealed with the case's files under their digest.
issued_paper = db.Table(
    "issued_paper",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("paper", String(20), nullable=False),
    Column("format", String(4), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("mark", String(16), nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("masked", Boolean, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# 签好的页, photographed back: bound to the printing that was signed.
signed_page = db.Table(
    "signed_page",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    **BY_KEY,
)

# 以案定补: a county's scheme for a year, as JSON (`case/subsidy.Scheme`); the newest of a place and year is in force.
subsidy_scheme = db.Table(
    "subsidy_scheme",
    Column("id", Integer, primary_key=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("terms", Text, nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    *_decided(),
)

# One case is claimed once (G20): its key is the case. Amounts are in cents, `flags` say what to look at twice.
subsidy_claim = db.Table(
    "subsidy_claim",
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("quarter", String(6), nullable=False),
    Column("scheme_id", Integer, ForeignKey("subsidy_scheme.id"), nullable=False),
    Column("cents", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("flags", String(120), nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("published_on", String(10)),
    Index("ix_subsidy_claim_org", "org_id", "quarter"),
)

subsidy_share = db.Table(
    "subsidy_share",
    Column("case_id", Integer, ForeignKey("subsidy_claim.case_id"), primary_key=True),
    Column("person_id", String(40), primary_key=True),
    Column("cents", Integer, nullable=False),
    **BY_KEY,
)

# Who claimed, reviewed, paid: each verdict with its reason, by codes.
subsidy_review = db.Table(
    "subsidy_review",
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("subsidy_claim.case_id"), nullable=False, index=True),
    Column("verdict", String(20), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Blind marks of the long texts of claimed cases: two with the same mark hold the same words, which nobody reads here.
subsidy_text = db.Table(
    "subsidy_text",
    Column("mark", LargeBinary, primary_key=True),
    Column("case_id", Integer, ForeignKey("subsidy_claim.case_id"), primary_key=True),
    **BY_KEY,
)

# 排查: a round that was made, also where nothing was found (零报告); `sealed` says where, who, what.
patrol = db.Table(
    "patrol",
    Column("id", Integer, primary_key=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("walked_on", String(10), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_patrol_org", "org_id", "walked_on"),
    UniqueConstraint("actor_id", "key"),
)

# 线索: what was found on a round or reported by itself; it is settled on the spot, passed on, nothing, or a case.
clue = db.Table(
    "clue",
    Column("id", Integer, primary_key=True),
    Column("patrol_id", Integer, ForeignKey("patrol.id"), index=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("found_on", String(10), nullable=False),
    Column("dispute_type", String(2), nullable=False),
    Column("urgency", String(8), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", BigInteger),
    Column("sealed_answer", LargeBinary),
    Column("case_id", Integer, ForeignKey("mediation_case.id")),
    Index("ix_clue_org", "org_id", "state", "found_on"),
    UniqueConstraint("actor_id", "key"),
)

# 抽查: a sample drawn by a rule (JSON) with a seed, so that anybody can draw it again.
audit_sample = db.Table(
    "audit_sample",
    Column("id", Integer, primary_key=True),
    Column("org_id", String(40), ForeignKey("organisation.id"), nullable=False),
    Column("period", String(10), nullable=False),
    Column("rule", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    UniqueConstraint("made_by", "key"),
)

# A case of a sample, why it is in it, and what the auditor found: fit | unfit, empty until looked at.
audit_pick = db.Table(
    "audit_pick",
    Column("sample_id", Integer, ForeignKey("audit_sample.id"), primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), primary_key=True),
    Column("why", String(60), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("by", String(40)),
    Column("at", BigInteger),
    Index("ix_audit_pick_case", "case_id"),
    **BY_KEY,
)

# 审计意见 on a case, sealed with its key; answered by the committee, closed by an auditor.
audit_finding = db.Table(
    "audit_finding",
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), nullable=False, index=True),
    Column("about", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index("ix_audit_finding_state", "state", "case_id"),
)

# What cases add to the statistics, by the page of cases, written down between starts by whom (a digest of the code).
figure_page = db.Table(
    "figure_page",
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("made_by", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# 双人审批: an auditor asks to read a record, a security administrator lets or not, for some days. `sealed` is what for.
read_grant = db.Table(
    "read_grant",
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("mediation_case.id"), nullable=False, index=True),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("reason", String(12), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("extent", String(8), nullable=False),
    Column("days", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", BigInteger),
    Column("until", BigInteger),
    Index("ix_read_grant_reader", "asked_by", "state", "until"),
)

# What was said of a finding, in order: raised, answered, back, closed.
audit_remark = db.Table(
    "audit_remark",
    Column("finding_id", Integer, ForeignKey("audit_finding.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    **BY_KEY,
)
