import stat
import subprocess
import sys

import pytest
from hirewire_gateway.identity.keys import load_keys, make_signing_key, read_signing_keys
from hirewire_gateway.settings import GatewaySettings
from joserfc.jwk import ECKey, RSAKey
from pydantic import ValidationError

SECRET = "Zq3vT8xLw1Rk6NpYb0Hs9DfJm4CgUe7A"
BASE = {
    "database_url": "postgresql://a@localhost/b",
    "amqp_url": "amqp://localhost",
    "blobs_url": "file:///blobs",
}


def _local(folder):
    return GatewaySettings.model_validate({**BASE, "mode": "local", "state_dir": folder})


def test_local_keys_are_made_once_and_kept_to_oneself(tmp_path):
    first, second = load_keys(_local(tmp_path)), load_keys(_local(tmp_path))
    assert first.secret == second.secret
    assert first.public() == second.public()
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_keys(_local(tmp_path / "other")).secret != first.secret


def test_two_processes_that_start_at_once_agree(tmp_path):
    script = (
        "import sys; from pathlib import Path; from hirewire_gateway.identity import keys;"
        "print(keys._kept_in(Path(sys.argv[1]), 'secret_key', keys.make_signing_key))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "state")]
    starting = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    made = [process.communicate(timeout=60)[0] for process in starting]
    assert len(set(made)) == 1
    assert b"PRIVATE KEY" in made[0]


def test_keys_for_different_purposes_differ(tmp_path):
    keys = load_keys(_local(tmp_path))
    assert keys.derive("cursors") != keys.derive("idempotency")


def test_keys_of_another_kind_are_refused():
    rsa = RSAKey.generate_key(2048).as_pem(private=True).decode()
    p384 = ECKey.generate_key("P-384").as_pem(private=True).decode()
    public = ECKey.generate_key("P-256").as_pem(private=False).decode()
    for pem in (rsa, p384, public, "", "-----BEGIN X-----\nnonsense\n-----END X-----"):
        with pytest.raises(ValueError, match="key"):
            read_signing_keys(pem)


def test_the_first_key_signs_and_the_others_verify():
    keys = read_signing_keys(make_signing_key() + make_signing_key())
    assert len({key.kid for key in keys.keys}) == 2


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "GATEWAY_SECRET_KEY"),
        ({"secret_key": "short"}, "GATEWAY_SECRET_KEY"),
        ({"secret_key": "changeme" * 8}, "GATEWAY_SECRET_KEY"),
        ({"secret_key": "a" * 64}, "GATEWAY_SECRET_KEY"),
        ({"secret_key": SECRET}, "GATEWAY_SIGNING_KEY"),
        ({"mode": "local"}, "GATEWAY_STATE_DIR"),
    ],
)
def test_a_gateway_without_its_own_secrets_does_not_start(given, named):
    with pytest.raises(ValidationError, match=named):
        GatewaySettings.model_validate({**BASE, **given})


def test_in_production_the_keys_are_those_of_the_settings(tmp_path):
    pem = tmp_path / "key.pem"
    pem.write_text(make_signing_key())
    given = {**BASE, "secret_key": SECRET, "signing_key_file": pem}
    keys = load_keys(GatewaySettings.model_validate(given))
    assert keys.secret == SECRET.encode()
    assert keys.public() == load_keys(GatewaySettings.model_validate(given)).public()
