"""Settings: what is read, what is refused, and that each refusal names its setting."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.errors import BadSettings
from app.settings import load

LOCAL = "http://127.0.0.1:9000/"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOLDFAST_DATA", str(tmp_path))


def test_nothing_set_is_real_google_with_sqlite_under_data(tmp_path: Path) -> None:
    settings = load(None)
    assert settings.google_url is None
    assert not settings.local
    assert settings.state_url == f"sqlite:///{tmp_path}/holdfast/state.sqlite"


def test_environment_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(
        "HOLDFAST_LOG_LEVEL=debug\nHOLDFAST_ALLOWED_DOMAINS=School.org, b.org\nPATH_OF_OTHERS=1\n"
    )
    assert load(env_file).log_level == "DEBUG"
    assert load(env_file).allowed_domains == ("school.org", "b.org")
    monkeypatch.setenv("HOLDFAST_LOG_LEVEL", "error")
    assert load(env_file).log_level == "ERROR"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOLDFAST_GOGLE_URL", LOCAL),
        ("HOLDFAST_GOOGLE_URL", "http://google.example.org"),
        ("HOLDFAST_GOOGLE_URL", "127.0.0.1:8000"),
        ("HOLDFAST_BASE_URL", "http://holdfast.school.org"),
        ("HOLDFAST_BASE_URL", "http://localhost.evil.org"),
        ("HOLDFAST_DATABASE_URL", "mysql://x/y"),
        ("HOLDFAST_DATABASE_URL", "nonsense"),
        ("HOLDFAST_SECRET_KEYS", "short"),
        ("HOLDFAST_CLIENT_ID", "only-the-id"),
        ("HOLDFAST_SERVICE_ACCOUNT_FILE", "/no/such/file.json"),
        ("HOLDFAST_ALLOWED_DOMAINS", "teacher@school.org"),
        ("HOLDFAST_PUBSUB_TOPIC", "topic"),
        ("HOLDFAST_LOG_LEVEL", "LOUD"),
        ("HOLDFAST_NOW", "2026-11-22T08:00:00Z"),  # with real Google
        ("HOLDFAST_NOW", "tomorrow"),
    ],
)
def test_unknown_and_unsafe_values_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        load(None)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.exit_status == 2


def test_an_unknown_name_in_the_env_file_is_refused_with_the_nearest(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("HOLDFAST_SECRET_KEY=x\n")
    with pytest.raises(BadSettings, match="Is HOLDFAST_SECRET_KEYS meant"):
        load(env_file)


def test_a_refused_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_SECRET_KEYS", f"{Fernet.generate_key().decode()},hush-hush")
    with pytest.raises(BadSettings, match="place 2") as refused:
        load(None)
    assert "hush" not in str(refused.value)


def test_secrets_do_not_show_in_the_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key().decode()
    monkeypatch.setenv("HOLDFAST_SECRET_KEYS", key)
    monkeypatch.setenv("HOLDFAST_CLIENT_ID", "id")
    monkeypatch.setenv("HOLDFAST_CLIENT_SECRET", "very-secret")
    assert key not in repr(load(None))
    assert "very-secret" not in repr(load(None))


def test_a_key_is_made_once_for_a_local_google_and_never_for_the_real_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(BadSettings, match="HOLDFAST_SECRET_KEYS"):
        load(None).keys()
    monkeypatch.setenv("HOLDFAST_GOOGLE_URL", LOCAL)
    made = load(None).keys()
    assert load(None).keys() == made
    assert (tmp_path / "holdfast" / "secret-key").stat().st_mode & 0o077 == 0


def test_the_clock_stands_or_runs_shifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_GOOGLE_URL", LOCAL)
    monkeypatch.setenv("HOLDFAST_NOW", "2027-01-05T08:00:00+04:00")
    assert load(None).clock()() == datetime(2027, 1, 5, 4, tzinfo=UTC)
    monkeypatch.setenv("HOLDFAST_NOW", "+90d")
    ahead = load(None).clock()() - datetime.now(UTC)
    assert timedelta(days=89, hours=23) < ahead <= timedelta(days=90)


def test_settings_are_frozen() -> None:
    settings, field = load(None), "log_level"
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, field, "DEBUG")


def test_a_local_google_brings_its_own_caller_of_the_side_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(None).addon_caller == ""
    monkeypatch.setenv("HOLDFAST_GOOGLE_URL", LOCAL)
    assert load(None).addon_caller == "addon-service@gsuiteaddons.local.test"
    monkeypatch.setenv("HOLDFAST_ADDON_SERVICE_ACCOUNT", "caller@project.test")
    monkeypatch.setenv("HOLDFAST_ADDON_CLIENT_ID", "panel-client")
    assert (load(None).addon_caller, load(None).addon_client_id) == ("caller@project.test", "panel-client")
