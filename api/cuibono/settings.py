"""The settings of a deployment: one frozen object, built once and handed down.

Order of precedence: command-line flags, then `CUIBONO_*` variables, then a TOML file
(`cuibono.toml` in the working folder, or the file that `CUIBONO_CONFIG` names). `docs/settings.md`
lists them; `tests/test_settings.py` holds that page to this module.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from cuibono.errors import CallError


class Settings(BaseSettings):
    """Where things are and how the service is reached."""

    model_config = SettingsConfigDict(env_prefix="CUIBONO_", frozen=True, extra="forbid")

    data: Path = Field(default=Path(".cuibono"), description="Folder of the store.")
    store: str = Field(
        default="",
        description="Address of a remote store: an engine, or its query service. "
        "Without one the store is in the data folder.",
    )
    store_engine: Literal["auto", "oxigraph", "fuseki", "virtuoso", "other"] = Field(
        default="auto", description="The remote engine; auto recognises it by its answers."
    )
    store_query: str = Field(default="", description="Its query service, where not as usual.")
    store_update: str = Field(default="", description="Its update service, where not as usual.")
    store_graphs: str = Field(default="", description="Its graph store, where not as usual.")
    store_user: str = Field(default="", description="User name at the remote store.")
    store_password: SecretStr = Field(default=SecretStr(""), description="The user's password.")
    store_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for the remote store, in place of a user."
    )
    store_auth: Literal["auto", "basic", "digest"] = Field(
        default="auto", description="How the user is told; auto is digest for Virtuoso only."
    )
    store_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Seconds that the remote store may take over one request of cuibono's own.",
    )
    texts: Path | None = Field(
        default=None,
        description="Folder with lawful copies of source texts, found by their digest.",
    )
    token: SecretStr | None = Field(
        default=None,
        description="Bearer token that may write everything, or its `sha256:` digest; more are "
        "made by `cuibono token`. Without any, nothing can be written over HTTP.",
    )
    allowed_addresses: tuple[str, ...] = Field(
        default=(),
        description="Addresses that LOAD may read from: each stands for all that begin with it.",
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description="Address under which the service is reached, when it is not the one it sees.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one."
    )
    query_seconds: float = Field(
        default=10.0,
        gt=0,
        description="Seconds after which a query is stopped.",
    )
    query_megabytes: int = Field(
        default=1024, ge=64, description="Memory that one query may take, in MiB."
    )
    answer_megabytes: int = Field(
        default=64, ge=1, description="Largest answer of a query sent to the service, in MiB."
    )
    send_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Seconds that a client may take to receive an answer or to send a request.",
    )
    readers: int = Field(
        default=2, ge=1, le=64, description="Queries sent to the service that are begun at once."
    )
    slow_readers: int = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 2) - 1),
        ge=1,
        le=64,
        description="Long queries that go on at once besides; one processor less than there are.",
    )
    queue: int = Field(
        default=32, ge=0, le=10_000, description="Queries that wait; one more is turned away."
    )
    write_megabytes: int = Field(
        default=64, ge=1, description="Largest graph that is sent to be written, in MiB."
    )
    write_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Seconds after which a write sent to the service is given up.",
    )
    cache_megabytes: int = Field(
        default=32, ge=0, description="Memory for answers that are asked for again, in MiB."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get("CUIBONO_CONFIG", "cuibono.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)


def read_settings(**flags: Any) -> Settings:
    """Return the settings in force; flags that are None were not given.

    Raises `CallError`, naming each setting at fault, where it comes from and what it takes.
    """
    named = os.environ.get("CUIBONO_CONFIG")
    if named and not Path(named).is_file():
        raise CallError(f"CUIBONO_CONFIG names {named}, and there is no such file")
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as fault:
        lines = [
            f"setting {'.'.join(map(str, error['loc']))}: {error['msg']}"
            for error in fault.errors()
        ]
        raise CallError("; ".join(lines)) from None
    except tomllib.TOMLDecodeError as fault:
        raise CallError(f"{named or 'cuibono.toml'} is not TOML: {fault}") from None
