"""Copies of source texts, found in a folder by the digest of the whole file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cuibono.errors import CallError, DataError


@dataclass(frozen=True)
class SourceText:
    """One text exactly as extracted: nothing of it is changed on reading, line ends included."""

    path: Path
    digest: str

    @classmethod
    def read(cls, path: Path) -> "SourceText":
        """Return the text in a file; raises `CallError` when the file cannot be opened."""
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise CallError(f"{path}: {fault.strerror or fault}") from None
        return cls(path, f"sha256:{hashlib.sha256(content).hexdigest()}")

    @cached_property
    def content(self) -> str:
        """The characters of the text; raises `DataError` when the file is not UTF-8."""
        try:
            return self.path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as fault:
            raise DataError(
                f"{self.path} is not UTF-8 text (byte {fault.start}); passages count characters, "
                "so convert the extracted text to UTF-8 first"
            ) from None


class TextLibrary:
    """The texts in a folder and below, looked up by digest. An absent folder holds none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def texts(self) -> dict[str, SourceText]:
        """All files of the folder by digest; of two equal files the first by name."""
        texts: dict[str, SourceText] = {}
        for path in self._files():
            text = SourceText.read(path)
            texts.setdefault(text.digest, text)
        return texts

    def get(self, digest: str) -> SourceText | None:
        """Return the copy of the text version with this digest of the whole file, if any."""
        return self.texts.get(digest)

    def _files(self) -> Iterator[Path]:
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise CallError(f"{self.folder} is not a folder; --texts takes a folder of texts")
        yield from (path for path in sorted(self.folder.rglob("*")) if path.is_file())
