"""What Alembic runs: the migrations, on the connection that it is given, in one transaction."""

from alembic import context

from fairservice.storage.tables import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
