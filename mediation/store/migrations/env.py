"""Alembic's entry: runs on the connection it is handed."""

from alembic import context

from mediation.store.schema import target_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=target_metadata(),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
