"""What the commands of the analyses ask: the tables of a store, and look-ups in it."""

from pathlib import Path

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import open_store
from cuibono.texts import TextLibrary


def opened(
    data: Path | None, store: str | None, texts: Path | None = None
) -> tuple[DuckTables, Lookup]:
    """Return the tables and look-ups of the newest state, by what is given and by settings."""
    settings = read_settings(data=data, store=store, texts=texts)
    snapshot = open_store(settings).current()
    return DuckTables(snapshot), Lookup(snapshot, Catalogue.read(), TextLibrary(settings.texts))
