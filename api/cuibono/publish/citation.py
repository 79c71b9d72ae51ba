"""How to cite a document of the service: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of a document says."""

    key: str
    title: str
    address: str
    iri: str
    version: str
    issued: date
    publisher: str = "cuibono"

    def bibtex(self) -> str:
        """Return it as BibTeX, in UTF-8; braces keep the capitals of the title."""
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "publisher": _latex(self.publisher),
            "year": str(self.issued.year),
            "month": str(self.issued.month),
            "version": _latex(self.version),
            "url": self.address,
            "note": _latex(f"{self.iri}, snapshot {self.version}"),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{self.key},\n{lines}}}\n"

    def ris(self) -> str:
        """Return it in the format of RIS: a tag a line, ended by ER."""
        tags = (
            ("TY", "ELEC"),
            ("ID", self.key),
            ("TI", _line(self.title)),
            ("PB", self.publisher),
            ("PY", str(self.issued.year)),
            ("DA", self.issued.strftime("%Y/%m/%d")),
            ("ET", self.version),
            ("UR", self.address),
            ("N1", self.iri),
        )
        return "".join(f"{tag}  - {value}\r\n" for tag, value in tags) + "ER  - \r\n"

    def csl(self) -> str:
        """Return it as CSL-JSON (https://citeproc-js.readthedocs.io/, schema 1.0)."""
        item = {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "container-title": "cuibono",
            "publisher": self.publisher,
            "issued": {"date-parts": [[self.issued.year, self.issued.month, self.issued.day]]},
            "version": self.version,
            "URL": self.address,
            "note": self.iri,
        }
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, tuple[str, Callable[[Citation], str]]]] = {
    "bib": ("application/x-bibtex; charset=utf-8", Citation.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", Citation.ris),
    "json": ("application/vnd.citationstyles.csl+json", Citation.csl),
}
"""By suffix: the media type, and what writes it."""


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _line(text))


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
