"""`from cuibono import Client` is cheap until it is used, and never loads the server."""

import subprocess
import sys

import pytest

import cuibono


def loaded(code: str) -> set[str]:
    """Return the modules that a new Python has loaded after some code."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


def test_the_package_alone_loads_no_room() -> None:
    assert {name for name in loaded("import cuibono") if name.startswith("cuibono")} == {"cuibono"}


def test_the_client_loads_neither_the_server_nor_pandas() -> None:
    found = loaded("from cuibono import Client")
    assert "cuibono.client" in found
    unwanted = {"cuibono.web", "cuibono.ingest", "cuibono.validation", "cuibono.publish"}
    assert found & (unwanted | {"fastapi", "uvicorn", "pandas", "IPython"}) == set()


def test_what_the_package_does_not_offer_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Klient'"):
        getattr(cuibono, "Klient")  # noqa: B009
