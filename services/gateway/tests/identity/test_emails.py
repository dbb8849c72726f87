import pytest
from hirewire_gateway.identity.emails import canonical_email
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.Lovelace@Example.ORG ", "ada.lovelace@example.org"),
        ("ada+jobs@example.org", "ada+jobs@example.org"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@example.org.", "ada@example.org"),
    ],
)
def test_spellings_of_one_address_are_one(written, canonical):
    assert canonical_email(written) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "a da@example.org",
        "ada@exa mple.org",
        "ada@-example.org",
        "ada..l@example.org",
        ".ada@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "Ada <ada@example.org>",
        "a" * 65 + "@example.org",
        "ada@" + "a." * 140 + "org",
    ],
)
def test_what_is_no_address(written):
    with pytest.raises(ValueError, match="address"):
        canonical_email(written)


@given(st.text(max_size=80))
def test_canonical_addresses_stay_as_they_are(written):
    try:
        canonical = canonical_email(written)
    except ValueError:
        return
    assert canonical_email(canonical) == canonical
    assert "\n" not in canonical
