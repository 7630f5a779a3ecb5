"""The settings, read once where the program starts, and where the content lies. Nothing else reads the environment.

Every setting is an environment variable with the prefix FIXPOINT_, or a line of `.env`; a secret may also stand in a
file named by the same variable with _FILE added. Refused here: values that mean nothing, always by the variable's name.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "FIXPOINT_"
SQLITE = "sqlite:///"
CONFIG = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)


class Settings(BaseSettings):
    """What an operator may set; every field is described in the README's table of settings."""

    model_config = CONFIG

    env: Literal["development", "production"] = "development"
    bot_token: SecretStr | None = None
    database: str = "sqlite:///data/fixpoint.db"
    data_key: SecretStr | None = None
    company: str = "an IT support firm"
    area: str = ""
    region: Literal["us", "eu"] = "us"
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

    @property
    def database_path(self) -> Path:
        """The file of the SQLite database."""
        return Path(self.database.removeprefix(SQLITE))


class _Files(BaseSettings):
    """Where secrets lie that stand in files."""

    model_config = CONFIG

    bot_token_file: Path | None = None
    data_key_file: Path | None = None


def read_settings() -> Settings:
    """The settings of the environment and `.env`. Raises SettingsError with one line that names the variable."""
    try:
        settings, files = Settings(), _Files()
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        name = f"{PREFIX}{str(detail['loc'][0]).upper()}" if detail["loc"] else PREFIX
        message = str(detail["msg"]).removeprefix("Value error, ")
        raise SettingsError(f'{name} is "{detail["input"]}": {message[0].lower()}{message[1:]}') from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8; save it as UTF-8") from None
    read = {
        name: SecretStr(_from_file(path, f"{PREFIX}{name.upper()}_FILE"))
        for name, path in (("bot_token", files.bot_token_file), ("data_key", files.data_key_file))
        if path is not None and getattr(settings, name) is None
    }
    return settings.model_copy(update=read)


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
