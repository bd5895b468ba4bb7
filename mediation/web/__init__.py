"""The web: pages for people, over the services. Speaks HTTP and holds no rule of mediation."""

from flask import Flask

from mediation.web import (
    account,
    audit,
    auth,
    calls,
    cases,
    colleagues,
    deadlines,
    demo,
    device,
    diagram,
    drafts,
    errors,
    events,
    exports,
    field_words,
    guarding,
    guide,
    handing,
    health,
    looks,
    model_acts,
    model_articles,
    model_drafts,
    model_drawing,
    model_forms,
    model_moves,
    model_tables,
    model_texts,
    model_walk,
    models,
    notifications,
    office_calendar,
    papers,
    patrols,
    people,
    people_acts,
    people_import,
    phrases,
    reading,
    registration,
    reveal,
    sessions,
    settings,
    shrinking,
    stats,
    subsidies,
    tasks,
    text_size,
    worklist,
)
from mediation.web.actions import action, refuse_undeclared
from mediation.web.addresses import CONVERTERS

AREAS = (
    auth, worklist, deadlines, handing, colleagues, cases, papers, diagram, registration, events, tasks, drafts, device,
    notifications, guide, health,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Put the web on an application that has its office.

    Raises:
        RuntimeError: a route declares no action.
    """
    app.url_map.converters.update(CONVERTERS)
    sessions.init_app(app)
    guarding.init_app(app)
    looks.init_app(app)
    field_words.init_app(app)
    text_size.init_app(app)
    errors.init_app(app)
    shrinking.init_app(app)
    for area in AREAS:
        app.register_blueprint(area.area)
    for area in (text_size, phrases, reveal, account, people, people_acts, people_import, office_calendar, settings):
        app.register_blueprint(area.area)
    for area in (audit, calls, demo, exports, patrols, reading, stats, subsidies):
        app.register_blueprint(area.area)
    for area in (models, model_drafts, model_acts, model_moves, model_forms, model_tables, model_texts, model_drawing):
        app.register_blueprint(area.area)
    for area in (model_articles, model_walk):
        app.register_blueprint(area.area)
    action("static")(app.view_functions["static"])
    refuse_undeclared(app)
