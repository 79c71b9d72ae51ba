"""The notebook of the docs runs, and its outputs are those that stand in it.

`CUIBONO_WRITE_NOTEBOOK=1 pytest tests/client/test_notebook.py` writes them anew.
"""

import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from cuibono import Client
from cuibono.client.client import LOCAL

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


def outputs(notebook: Any) -> list[list[Any]]:
    return [
        [one.get("data", one.get("text")) for one in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.filterwarnings("default")  # what Jupyter's own packages warn of is not ours to mend
def test_the_notebook_runs_and_shows_what_stands_in_it(service: Client) -> None:
    if "python3" not in KernelSpecManager().find_kernel_specs():
        pytest.skip("there is no Jupyter kernel of Python here (pip install ipykernel)")
    stored = nbformat.read(NOTEBOOK, as_version=4)
    run = nbformat.read(NOTEBOOK, as_version=4)
    addressed = [cell for cell in run.cells if LOCAL in cell.source and cell.cell_type == "code"]
    assert len(addressed) == 1
    before = addressed[0].source
    addressed[0].source = before.replace(LOCAL, service.address)
    NotebookClient(run, timeout=120, kernel_name="python3", record_timing=False).execute()
    addressed[0].source = before
    if os.environ.get("CUIBONO_WRITE_NOTEBOOK"):
        run.metadata.pop("language_info", None)
        nbformat.write(run, NOTEBOOK)
        return
    assert outputs(run) == outputs(stored)


def test_the_notebook_shows_something_and_nothing_of_a_machine() -> None:
    shown = outputs(nbformat.read(NOTEBOOK, as_version=4))
    assert len([cell for cell in shown if cell]) >= 8
    assert not re.search(r"/(home|work|tmp|root|Users)/|\.venv|Traceback", NOTEBOOK.read_text())
