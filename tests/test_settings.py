"""Settings: flags before variables before the file; each on the page of settings."""

from pathlib import Path

import pytest

from cuibono.errors import CallError
from cuibono.settings import Settings, read_settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_flags_win_over_variables_and_variables_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cuibono.toml").write_text('port = 1\nhost = "file"\ndata = "file"\n')
    monkeypatch.setenv("CUIBONO_PORT", "2")
    monkeypatch.setenv("CUIBONO_HOST", "variable")
    settings = read_settings(port=3, host=None)
    assert (settings.port, settings.host, settings.data) == (3, "variable", Path("file"))


def test_a_named_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("port = 7")
    monkeypatch.setenv("CUIBONO_CONFIG", str(tmp_path / "other.toml"))
    assert read_settings().port == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("port = 'many'", "port"),
        ("prot = 1", "prot"),
        ("port = ", "TOML"),
        ("public_url = 'ftp://x'", "public_url"),
        ("query_seconds = 0", "query_seconds"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "cuibono.toml").write_text(content)
    with pytest.raises(CallError, match=words):
        read_settings()


def test_a_named_file_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIBONO_CONFIG", "nowhere.toml")
    with pytest.raises(CallError, match=r"nowhere\.toml"):
        read_settings()


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_each_setting_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
    assert f"`CUIBONO_{name.upper()}`" in PAGE.read_text(encoding="utf-8")
