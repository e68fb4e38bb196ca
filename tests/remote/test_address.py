"""Addresses: told from paths, shown without credentials, told apart."""

import pytest

from generator.remote.address import identity, is_address, masked, without_secrets


@pytest.mark.parametrize(
    "text",
    ["s3://b/x.pdf", "file:///a", "oss://b/年度/*.pdf", "simplecache::s3://b/x", "zip://*.pdf::s3://b/a.zip"],
)
def test_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["a.pdf", "C:/表.pdf", "C://表.pdf", "/a/b", "项目：一", "a::b.pdf", "年://x"]
)
def test_a_path(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("s3://b/2020/*.pdf", "s3://b/2020/*.pdf"),
        ("s3://b/202?/表.pdf", "s3://b/202?/表.pdf"),
        ("s3://b/a@b.pdf", "s3://b/a@b.pdf"),
        ("sftp://host:22/x", "sftp://host:22/x"),
        ("ftp://user:SECRET@host/x", "ftp://***@host/x"),
        ("ftp://SECRET@host/x", "ftp://***@host/x"),
        ("s3://KEY:SEC/SECRET@b/x", "s3://***@b/x"),
        ("ftp://user:SEC@SECRET@host/x", "ftp://***@host/x"),
        ("ftp://user:SECRET", "ftp://***"),
        ("https://h/x.pdf?Signature=SECRET&id=3", "https://h/x.pdf?***"),
        ("https://h/x.pdf?SECRET", "https://h/x.pdf?***"),
        ("https://h/x.pdf#SECRET", "https://h/x.pdf?***"),
        ("abfs://container@account/x?sig=SECRET", "abfs://container@account/x?sig=***"),
        ("abfs://container:SECRET@account/x", "abfs://***@account/x"),
        ("zip://*.pdf::ftp://u:SECRET@h/a.zip", "zip://*.pdf::ftp://***@h/a.zip"),
        ("simplecache::https://h/x?SECRET", "simplecache::https://h/x?***"),
        ("/mnt/共享", "/mnt/共享"),
    ],
)
def test_no_credential_is_shown(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert "SECRET" not in shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ftp://a:1@h/x", "ftp://a:2@h/x", True),
        ("ftp://a:1@h/x", "ftp://b:1@h/x", False),
        ("ftp://a:1@h/x", "ftp://a:1@g/x", False),
        ("https://h/x?id=1&Signature=a&Expires=2", "https://h/x?id=1&Signature=b&Expires=3", True),
        ("https://h/x?X-Amz-Date=1&X-Amz-Signature=a", "https://h/x?X-Amz-Date=2&X-Amz-Signature=b", True),
        ("https://h/x?id=1&token=a", "https://h/x?id=2&token=a", False),
        ("s3://b/x.pdf", "s3://c/x.pdf", False),
        ("abfs://b@account/x", "abfs://c@account/x", False),
        ("github://org:repo@main/x", "github://org:other@main/x", False),
    ],
)
def test_credentials_make_no_other_document(one: str, other: str, same: bool) -> None:
    assert (identity(one) == identity(other)) is same


def test_what_a_library_says_is_cleaned() -> None:
    address = "ftp://user:p%40ssword@host/x?sig=ABCDEF"
    said = "530 login of user with p@ssword (p%40ssword) at ftp://user:p%40ssword@host, signature ABCDEF"
    cleaned = without_secrets(said, address)
    assert not any(secret in cleaned for secret in ("p@ssword", "p%40ssword", "ABCDEF", "user"))
    assert cleaned.startswith("530 login of")
