"""Mail headers as strangers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.google.headers import addresses, decoded


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?Caf=C3=A9?=", "Café"),
        ("=?utf-8?b?8J+YgA==?= plain", "😀 plain"),
        ("=?iso-8859-1?q?M=FCller?=", "Müller"),
        ("already Café", "already Café"),
        ("folded\r\n  over lines", "folded over lines"),
    ],
)
def test_text_is_decoded_into_one_line(written: str, read: str) -> None:
    assert decoded(written) == read


@pytest.mark.parametrize(
    "written",
    ["=?utf-8?b?####?=", "=?utf-8?q?=FF=FE?=", "=?x-klingon?q?=FF?=", "=?utf-8?b?8J+Y?=", "\udc80", "=?"],
)
def test_what_cannot_be_decoded_is_replaced(written: str) -> None:
    decoded(written).encode("utf-8")


def test_names_groups_and_doubles() -> None:
    read = addresses(
        [
            '"Last, First" <A@x.test>, Team: b@x.test, C <c@x.test>;',
            "undisclosed-recipients:;",
            "B <b@x.test>",
        ]
    )
    assert [(address.email, address.name) for address in read] == [
        ("a@x.test", "Last, First"),
        ("b@x.test", ""),
        ("c@x.test", "C"),
    ]


def test_one_unreadable_address_does_not_hide_the_others() -> None:
    found = addresses(['"broken <a@x.test>, good@x.test', "Mia & Co (a, b <c@x.test>"])
    assert {address.email for address in found} >= {"good@x.test", "c@x.test"}


def test_five_hundred_recipients() -> None:
    header = ", ".join(f'"Person, {n}" <p{n}@x.test>' for n in range(500))
    assert len(addresses([header])) == 500


@pytest.mark.parametrize("header", ["", "   ", "nobody", "<>", "=?utf-8?q?x?="])
def test_no_address_is_no_address(header: str) -> None:
    assert addresses([header]) == ()


@given(st.text(max_size=300))
def test_no_header_at_all_breaks_anything(text: str) -> None:
    decoded(text).encode("utf-8")
    for address in addresses([text]):
        assert "@" in address.email
        assert address.email == address.email.lower()
