"""Every setting of Tongban, from the environment, with a default that works on one machine.

``docs/settings.md`` has a line for each; a test holds the two together.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUSE = Path(__file__).resolve().parent.parent
"""The folder that holds ``engine``: the checkout, or site-packages."""

_VAR = HOUSE / "var"
_PROCESSES = HOUSE / "processes"
_CATALOGUE = _PROCESSES / "catalogue"
_FORMS = HOUSE / "forms"
_PEOPLE = HOUSE / "simulators" / "people.yaml"

MEBIBYTE = 1024 * 1024
_PLATFORM = re.compile(r"TONGBAN_PLATFORM_([A-Z0-9_]+)_(URL|TOKEN|TIMEOUT_SECONDS)")


def _from(name: str) -> dict[str, str]:
    """The environment variable that a field is read from."""
    return {"name": name}


@dataclass(frozen=True, kw_only=True)
class PlatformSettings:
    """How one national platform is reached; None leaves the general setting."""

    url: str | None = None
    token: str | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings. Times are seconds, sizes bytes, unless the name says otherwise."""

    database_url: str = field(default="", metadata=_from("DATABASE_URL"))
    var: Path = field(default=_VAR, metadata=_from("TONGBAN_VAR"))
    processes: Path = field(default=_PROCESSES, metadata=_from("TONGBAN_PROCESSES"))
    forms: Path = field(default=_FORMS, metadata=_from("TONGBAN_FORMS"))
    catalogue: Path = field(default=_CATALOGUE, metadata=_from("TONGBAN_CATALOGUE"))
    people: Path = field(default=_PEOPLE, metadata=_from("TONGBAN_PEOPLE"))
    master_key: str = field(default="", metadata=_from("TONGBAN_MASTER_KEY"))
    public_url: str = field(default="http://127.0.0.1:8000", metadata=_from("TONGBAN_PUBLIC_URL"))

    material_bytes: int = field(default=20 * MEBIBYTE, metadata=_from("TONGBAN_MATERIAL_BYTES"))
    case_data_bytes: int = field(default=MEBIBYTE, metadata=_from("TONGBAN_CASE_DATA_BYTES"))

    continuations: int = field(default=20, metadata=_from("TONGBAN_CONTINUATIONS"))
    stale_retries: int = field(default=8, metadata=_from("TONGBAN_STALE_RETRIES"))

    worker_poll_seconds: float = field(default=0.5, metadata=_from("TONGBAN_WORKER_POLL_SECONDS"))
    worker_lease_seconds: float = field(default=60.0, metadata=_from("TONGBAN_WORKER_LEASE_SECONDS"))
    worker_batch: int = field(default=20, metadata=_from("TONGBAN_WORKER_BATCH"))
    worker_threads: int = field(default=4, metadata=_from("TONGBAN_WORKER_THREADS"))

    call_attempts: int = field(default=6, metadata=_from("TONGBAN_CALL_ATTEMPTS"))
    call_backoff_seconds: float = field(default=2.0, metadata=_from("TONGBAN_CALL_BACKOFF_SECONDS"))
    call_backoff_longest_seconds: float = field(
        default=600.0, metadata=_from("TONGBAN_CALL_BACKOFF_LONGEST_SECONDS")
    )

    platform_url: str = field(default="http://127.0.0.1:8900", metadata=_from("TONGBAN_PLATFORM_URL"))
    platform_token: str = field(default="", metadata=_from("TONGBAN_PLATFORM_TOKEN"))
    platform_timeout_seconds: float = field(default=10.0, metadata=_from("TONGBAN_PLATFORM_TIMEOUT_SECONDS"))

    sign_in_failures: int = field(default=5, metadata=_from("TONGBAN_SIGN_IN_FAILURES"))
    sign_in_lock_seconds: float = field(default=900.0, metadata=_from("TONGBAN_SIGN_IN_LOCK_SECONDS"))
    password_length: int = field(default=12, metadata=_from("TONGBAN_PASSWORD_LENGTH"))

    platforms: Mapping[str, PlatformSettings] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read what is set; everything else keeps its default.

        Raises:
            InvalidInputError: naming the variable that holds something else than it should.
        """
        found = os.environ if environment is None else environment
        types = get_type_hints(cls, localns={"Mapping": dict})
        values: dict[str, Any] = {}
        for entry in fields(cls):
            name = entry.metadata.get("name")
            if name and found.get(name):
                values[entry.name] = _read(name, found[name], types[entry.name])
        return cls(**values, platforms=_platforms(found))

    @property
    def database(self) -> str:
        """The database's URL; without one a SQLite file in ``var``."""
        return self.database_url or f"sqlite:///{self.var / 'tongban.db'}"

    @property
    def materials(self) -> Path:
        """Where the encrypted files of materials lie."""
        return self.var / "materials"

    @property
    def logins(self) -> Path:
        """Where the passwords of the demo accounts lie, readable by the owner alone."""
        return self.var / "logins.txt"

    def platform(self, system: str) -> PlatformSettings:
        """How to reach a system: its own settings, else the general ones with ``/<system>`` behind the URL."""
        own = self.platforms.get(system, PlatformSettings())
        return PlatformSettings(
            url=own.url or f"{self.platform_url.rstrip('/')}/{system}",
            token=own.token or self.platform_token,
            timeout_seconds=own.timeout_seconds or self.platform_timeout_seconds,
        )


def _read(name: str, text: str, wanted: Any) -> Any:
    try:
        return wanted(text)
    except ValueError as error:
        raise InvalidInputError(
            f"The setting {name} is '{text}', which is no {wanted.__name__}. Correct it and start again.",
            f"设置 {name} 的值“{text}”类型不符（应为 {wanted.__name__}），请更正后重新启动。",
        ) from error


def _platforms(found: Mapping[str, str]) -> dict[str, PlatformSettings]:
    own: dict[str, dict[str, Any]] = {}
    for name, value in found.items():
        match = _PLATFORM.fullmatch(name)
        if match and value:
            system, kind = match[1].lower().replace("_", "-"), match[2].lower()
            own.setdefault(system, {})[kind] = (
                _read(name, value, float) if kind == "timeout_seconds" else value
            )
    return {system: PlatformSettings(**values) for system, values in own.items()}
