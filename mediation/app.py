"""Wires the product together: configuration, database, services, web. Holds no logic of its own."""

import gc

from flask import Flask

from mediation import web
from mediation.config import Config, shipped
from mediation.services.directory import Reception
from mediation.services.library import Library
from mediation.services.office import Office
from mediation.store.db import engine_options
from mediation.store.keyring import store_at
from mediation.store.tables import db


def create_app(config: Config | None = None) -> Flask:
    """The Flask application of one office.

    Raises:
        VaultLocked: the office's key is not there, or is not the one its cases were sealed with.
    """
    app = _with_office(config)
    web.init_app(app)
    return app


def open_office(config: Config | None = None) -> Office:
    """One office without its pages, for the shell: nothing is put together that nobody will ask for."""
    return office_of(_with_office(config))


def _with_office(config: Config | None) -> Flask:
    config = config or Config.from_environment()
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask("mediation", static_folder=str(shipped("static")), template_folder="web/templates")
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config.database)
    app.extensions["mediation_config"] = config
    db.init_app(app)
    with app.app_context():
        store = store_at(db.engine, config.keys)
    app.extensions["office"] = Office(
        store, Library(store), Reception(store), config.files, papers=config.papers, public_url=config.public_url
    )
    return app


def steady_memory() -> None:
    """Let the collector of garbage pass by what has been loaded: to look through it takes longer than many presses."""
    gc.collect()
    gc.freeze()


def office_of(app: Flask) -> Office:
    """The office that an application serves."""
    office: Office = app.extensions["office"]
    return office
