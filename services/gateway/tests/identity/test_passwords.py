import pytest
from hirewire_gateway.identity.passwords import NO_PASSWORD, Passwords, common_passwords, weakness


@pytest.mark.parametrize(
    "password",
    ["seven green herons", "Tr0ub4dor&3x", "пароль-для-всех", "a" * 8 + "b" * 120, "  spaces  "],
)
def test_good_passwords_of_any_kind(password):
    assert weakness(password, ("Ada Lovelace", "ada@example.org")) is None


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "ab" * 64 + "c",
        "aaaaaaaaaaaa",
        "password",
        "PassWord1234",
        "qwertyuiop!",
        "Summer2026!",
        "12345678",
        "lovelace1",
        "P@ssw0rd",
        "123password",
        "passwordpassword",
        "L0v3lac3!",
        "ada@example.org",
    ],
)
def test_passwords_that_others_would_try(password):
    assert weakness(password, ("Ada Lovelace", "Lovelace", "ada@example.org")) is not None


def test_the_list_of_common_passwords_is_there():
    assert len(common_passwords()) > 400


async def test_a_hash_fits_its_password_only():
    passwords = Passwords(at_a_time=2)
    stored = await passwords.hash("seven green herons")
    assert stored.startswith("$argon2id$")
    assert await passwords.matches("seven green herons", stored)
    assert not await passwords.matches("seven green heron", stored)
    assert not await passwords.matches("seven green herons ", stored)
    assert not await passwords.matches("nobody's password", None)
    assert not await passwords.matches("anything", "not a hash")
    assert not await passwords.matches("nobody's password", NO_PASSWORD)
    assert not passwords.is_outdated(stored)
    assert passwords.is_outdated(stored.replace("t=1", "t=2"))
