"""Settings from the environment and a `.env` file, read once, frozen. Unknown or unsafe ones end the start.

Each refusal is a sentence that names the setting. Nothing else in Holdfast reads the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import BadSettings

PREFIX = "HOLDFAST_"
KEY_FILE = "secret-key"
MAKE_A_KEY = "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
DATABASES = frozenset({"sqlite", "postgresql+psycopg"})
LOCAL_ADDON_CALLER = "addon-service@gsuiteaddons.local.test"  # the local Google's own
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
Names = Annotated[tuple[str, ...], NoDecode]  # written with commas


class Settings(BaseSettings):
    """All that is set from outside; a field is its setting's name in lower case. `load` makes one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    google_url: str | None = None  # None: real Google
    database_url: str = ""  # empty: SQLite in `home`
    data: Path = Path("holdfast-data")
    base_url: str = "http://127.0.0.1:8000"  # where people and Google reach `serve`
    secret_keys: Names = Field(default=(), repr=False)
    client_id: str = ""
    client_secret: str = Field(default="", repr=False)
    service_account_file: Path | None = None
    addon_client_id: str = ""  # empty: `client_id`
    addon_service_account: str = ""
    pubsub_topic: str = ""
    push_service_account: str = ""
    allowed_domains: Names = ()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    keep_runs_days: int = Field(default=90, ge=1)
    now: str = ""  # a time: the clock stands there; "+90d" or "-2h": it runs shifted
    recorded: Path | None = None  # for tests

    @property
    def local(self) -> bool:
        """True: a local Google, on this machine or in its own container network."""
        return self.google_url is not None and _near(self.google_url)

    @property
    def home(self) -> Path:
        """Where the service keeps its own state."""
        return self.data / "holdfast"

    @property
    def state_url(self) -> str:
        """The state database, as SQLAlchemy wants it."""
        return self.database_url or f"sqlite:///{(self.home / 'state.sqlite').absolute()}"

    @property
    def addon_caller(self) -> str:
        """The account with which Google's add-on service calls us. Empty: the side panel is not set up."""
        return self.addon_service_account or (LOCAL_ADDON_CALLER if self.local else "")

    def clock(self) -> Callable[[], datetime]:
        """What time it is: aware, in UTC."""
        if not self.now:
            return lambda: datetime.now(UTC)
        shift = _shift(self.now)
        if shift is not None:
            return lambda: datetime.now(UTC) + shift
        fixed = _moment(self.now)
        return lambda: fixed

    def keys(self) -> tuple[str, ...]:
        """The secret keys; with a local Google and none set, one made for it in `home` and kept."""
        if self.secret_keys:
            return self.secret_keys
        if not self.local:
            raise BadSettings(f"HOLDFAST_SECRET_KEYS is not set. Make a key with: {MAKE_A_KEY}")
        return (_kept_key(self.home / KEY_FILE),)

    @field_validator("secret_keys", "allowed_domains", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("google_url", "base_url")
    @classmethod
    def _safe_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("has to be an address such as https://holdfast.school.example")
        if parts.scheme == "http" and not _near(value):
            raise ValueError("has to begin with https://, except on this machine: tokens travel there")
        return value.rstrip("/")

    @field_validator("secret_keys")
    @classmethod
    def _keys_are_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for place, key in enumerate(value, start=1):
            try:
                Fernet(key)
            except ValueError as wrong:
                raise ValueError(
                    f"holds no valid key in place {place}. Make one with: {MAKE_A_KEY}"
                ) from wrong
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            if value and make_url(value).drivername not in DATABASES:
                raise ValueError("has to begin with sqlite:/// or postgresql+psycopg://")
        except ArgumentError as wrong:
            raise ValueError("is no database address: sqlite:///PATH or postgresql+psycopg://…") from wrong
        return value

    @field_validator("service_account_file")
    @classmethod
    def _file_is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("names a file that is not there")
        return value

    @field_validator("allowed_domains")
    @classmethod
    def _bare_domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("@" in domain or "." not in domain for domain in value):
            raise ValueError("takes bare domains with commas between, such as school.org,district.org")
        return tuple(domain.lower() for domain in value)

    @field_validator("pubsub_topic")
    @classmethod
    def _whole_topic(cls, value: str) -> str:
        if value and not re.fullmatch(r"projects/[^/]+/topics/[^/]+", value):
            raise ValueError("has to be written as projects/PROJECT/topics/TOPIC")
        return value

    @field_validator("now")
    @classmethod
    def _a_time(cls, value: str) -> str:
        if value and _shift(value) is None:
            try:
                _moment(value)
            except ValueError as wrong:
                raise ValueError(
                    "has to be a time such as 2026-11-22T08:00:00Z, or a shift: +90d, -2h"
                ) from wrong
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.now and not self.local:
            raise BadSettings(
                "HOLDFAST_NOW moves the clock, which is refused with real Google. Unset it, "
                "or set HOLDFAST_GOOGLE_URL to a local Google."
            )
        if bool(self.client_id) != bool(self.client_secret):
            raise BadSettings(
                "HOLDFAST_CLIENT_ID and HOLDFAST_CLIENT_SECRET belong together. Set both or neither."
            )
        return self


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings as they are now. BadSettings: one line that names the setting and what to do."""
    written = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted({*os.environ, *written}):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1)
            raise BadSettings(
                f"{name} is not a setting. " + (f"Is {near[0]} meant?" if near else "Remove it.")
            )
    from_file = {
        name.upper().removeprefix(PREFIX).lower(): value
        for name, value in written.items()
        if name.upper() in known and value and not os.environ.get(name.upper())
    }
    try:
        return Settings.model_validate(from_file)  # adds what the environment says
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BadSettings(f"{name} {first['msg'].removeprefix('Value error, ')}.") from None


def _near(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("127.0.0.1", "::1") or "." not in host  # localhost, or a container's name


def _shift(text: str) -> timedelta | None:
    found = re.fullmatch(r"([+-]\d+)([dhms])", text)
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


def _moment(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _kept_key(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = Fernet.generate_key()
    try:  # exclusive: of two processes that start at once, one makes it
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "wb") as out:
        out.write(fresh)
    return fresh.decode()
