"""The settings, read once where the program starts, and where the content lies. Nothing else reads the environment.

Every setting is an environment variable with the prefix FIXPOINT_, or a line of `.env`; a secret may also stand in a
file named by the same variable with _FILE added. Refused here: values that mean nothing, always by the variable's name.
"""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "FIXPOINT_"
SQLITE = "sqlite:///"
LAST_PORT = 65535
TOKEN = re.compile(r"\d+:\S+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
CONFIG = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)


class Settings(BaseSettings):
    """What an operator may set; every field is described in the README's table of settings."""

    model_config = CONFIG

    env: Literal["development", "production"] = "development"
    bot_token: SecretStr | None = None
    api_url: str = "https://api.telegram.org"
    proxy: SecretStr | None = None
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    ops_listen: str = ""
    staff: Annotated[frozenset[int], NoDecode] = frozenset()
    log_format: Literal["text", "json"] = "text"
    database: str = "sqlite:///data/fixpoint.db"
    data_key: SecretStr | None = None
    company: str = ""
    area: str = ""
    contact: str = Field("", max_length=300)
    region: Literal["", "us", "eu"] = ""
    privacy_url: str = ""
    retention_days: int = Field(90, ge=1)
    rules: Path | None = None
    knowledge: Path | None = None

    @field_validator("database")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if not url.startswith(SQLITE) or url == SQLITE:
            raise ValueError("write sqlite:///path/to/fixpoint.db")
        return url

    @field_validator("api_url", "webhook_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
            raise ValueError("write a whole address, such as https://bot.example.org/telegram")
        return url.rstrip("/")

    @field_validator("listen", "ops_listen")
    @classmethod
    def _host_and_port(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if listen and not (host and port.isdecimal() and int(port) <= LAST_PORT):
            raise ValueError("write host:port, such as 127.0.0.1:8080")
        return listen

    @field_validator("staff", mode="before")
    @classmethod
    def _ids(cls, ids: object) -> object:
        if not isinstance(ids, str):
            return ids
        numbers = [one.strip() for one in ids.split(",") if one.strip()]
        if not all(one.isdecimal() for one in numbers):
            raise ValueError("write Telegram user ids, which are numbers, separated by commas")
        return frozenset(map(int, numbers))

    @field_validator("bot_token")
    @classmethod
    def _is_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not TOKEN.fullmatch(token.get_secret_value().strip()):
            raise ValueError("a token looks like 123456:letters-and-digits; copy it again from @BotFather")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _fits_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("write 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return secret

    @property
    def database_path(self) -> Path:
        """The file of the SQLite database."""
        return Path(self.database.removeprefix(SQLITE))


class _Files(BaseSettings):
    """Where secrets lie that stand in files."""

    model_config = CONFIG

    bot_token_file: Path | None = None
    data_key_file: Path | None = None
    webhook_secret_file: Path | None = None
    proxy_file: Path | None = None


def read_settings() -> Settings:
    """The settings of the environment and `.env`. Raises SettingsError with one line that names the variable."""
    try:
        settings, files = Settings(), _Files()
        read = {
            name: SecretStr(_from_file(path, f"{PREFIX}{field.upper()}"))
            for field, path in files
            if path is not None and getattr(settings, name := field.removesuffix("_file")) is None
        }
        return settings.model_validate(dict(settings) | read) if read else settings
    except ValidationError as error:
        raise SettingsError(_told(error)) from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8; save it as UTF-8") from None


def secrets_of(settings: Settings) -> list[str]:
    """Everything among the settings that no log may show, also where it is a part of a setting."""
    whole = [one.get_secret_value() for _, one in settings if isinstance(one, SecretStr)]
    keys = settings.data_key.get_secret_value().split(",") if settings.data_key else []
    proxy = urlsplit(settings.proxy.get_secret_value()).password if settings.proxy else None
    return [*whole, *(one.strip() for one in keys), *([proxy] if proxy else [])]


def strangers() -> list[str]:
    """A line for everything that is called like a setting and is none, with the setting that was probably meant."""
    known = {f"{PREFIX}{name.upper()}" for name in (*Settings.model_fields, *_Files.model_fields)}
    named = {name.upper() for name in (*os.environ, *(dotenv_values(".env") if Path(".env").is_file() else {}))}
    found = sorted(name for name in named if name.startswith(PREFIX) and name not in known)
    return [f"{name} is no setting of this version; {nearest(name, known) or 'it is ignored'}" for name in found]


def nearest(name: str, known: Iterable[str]) -> str:
    """The question whether a known name was meant; nothing if none is near."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f"did you mean {close[0]}?" if close else ""


def _told(error: ValidationError) -> str:
    """Everything wrong, each by its variable, in one line."""
    return "; ".join(map(_one_told, error.errors(include_url=False)))


def _one_told(detail: Any) -> str:
    """What is wrong with one. A secret is not repeated: the line ends up in logs."""
    field = str(detail["loc"][0]) if detail["loc"] else ""
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = "set" if f"{field}_file" in _Files.model_fields else f'"{detail["input"]}"'
    return f"{PREFIX}{field.upper()} is {given}: {message[0].lower()}{message[1:]}"


def _from_file(path: Path, variable: str) -> str:
    try:
        found = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable} is {path}, which cannot be read: {error}") from None
    if not found:
        raise SettingsError(f"{variable} is {path}, which is empty: put the secret into it")
    return found


def content_folders(rules: Path | None, knowledge: Path | None) -> tuple[Path, Path]:
    """Where rules/ and knowledge/ lie: as named, else beside the code (a checkout), else inside it (a wheel)."""
    beside = Path(__file__).parent.parent
    inside = Path(__file__).parent / "_content"
    home = beside if (beside / "rules" / "questions.yaml").exists() else inside
    return rules or home / "rules", knowledge or home / "knowledge"
