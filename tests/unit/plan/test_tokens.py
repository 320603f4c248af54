"""Tests of the shapes of tokens: what has one is found, what only looks similar is not."""

from __future__ import annotations

import base64
import json
import time
import uuid

import pytest

from orchestrator.plan.tokens import hide_tokens, tokens_in, unmistakable_in

LETTERS = "aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5mN6nM7"
JWT = f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.{LETTERS}"
BODY = "\n".join(f"MIIE{LETTERS}{LETTERS[:18]}" for _ in range(4)) + "\nQw9Zkg=="
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----"
TOKENS = [
    "AKIAIOSFODNN7EXAMPLE",
    *(f"{kind}_{LETTERS[:36]}" for kind in ("ghp", "gho", "ghu", "ghs", "ghr")),
    f"github_pat_{LETTERS[:22]}_{LETTERS}",
    f"glpat-{LETTERS[:20]}",
    f"xoxb-123456789012-1234567890123-{LETTERS[:24]}",
    JWT,
    f"AIza{LETTERS[:35]}",
    f"sk_live_{LETTERS[:24]}",
    f"npm_{LETTERS[:36]}",
    f"pypi-AgEIcHlwaS5vcmc{LETTERS}{LETTERS}",
    f"sk-proj-{LETTERS}",
    f"sk-ant-api03-{LETTERS}",
    f"sk-{LETTERS[:32]}",
    f"hf_{LETTERS[:34]}",
]
IN_CONTEXT = [
    ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"),
    ("postgres://app:s3cr3t@db.local:5432/app", "s3cr3t"),
    ("https://me:p@ss@example.org/x", "p@ss"),
    ("Authorization: Bearer abc123def456ghi789", "abc123def456ghi789"),
    ("password=hunter22", "hunter22"),
    ('{"password": "correct horse 7 battery"}', "horse"),
    (r"{\"api_key\": \"a1b2c3d4e5f6\"}", "a1b2c3d4e5f6"),
    ("token: 9f8e7d6c5b4a3210ffee", "9f8e7d6c5b4a"),
    ("login --password hunter22 --user me", "hunter22"),
    ("GET /x?access_token=zz9plural8z&y=1", "zz9plural8z"),
    ("DB_PASSWORD='tr0ub4dor&3'", "tr0ub4dor"),
]
ORDINARY = [
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    f"run {uuid.UUID(int=12345678901234567890)}",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    f"data:image/png;base64,{base64.b64encode(bytes(range(256))).decode()}",
    "docker://alpine:3.19@sha256:9f86d081884c7d659a2feaa0c55ad015",
    "http://localhost:8080/@scope/package@1.2.3",
    "git@github.com:owner/project.git ssh://git@host:22/x",
    "Unexpected token: punc (})",
    "SyntaxError: invalid token: identifier",
    "password: required",
    "def login(user: str, password: str = None, token: Optional[str] = None)",
    "password=os.environ['DB_PASSWORD'] token=$TOKEN secret=${{ secrets.X }}",
    "password: *** token=<redacted>",
    "max_token: 100000 token: v1.2.3",
    "secret: my-app-tls-2 token: token2",
    "tests/test_token.py::test_password PASSED",
    "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOC\n-----END PUBLIC KEY-----",
    "task-abcdefghijklmnopqrstuvwxyz0123456789 disk-0123456789abcdef0123456789abcdef",
    "class sk-cube-grid sk-folding-cube; npm_config_cache npm_lifecycle_event",
    "--no-ask-password --no-block --help",
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("around", ["{}", "x {} y", '"{}"', "a={};", "line\n{}\n", r"say\n{}\n"])
def test_a_token_is_taken_out_wherever_it_stands(token: str, around: str) -> None:
    assert hide_tokens(around.format(token)) == around.format("***")
    assert [each.name for each in unmistakable_in(token)] != []


@pytest.mark.parametrize(("text", "secret"), IN_CONTEXT)
def test_what_a_name_or_an_address_makes_a_secret_is_taken_out(text: str, secret: str) -> None:
    scrubbed = hide_tokens(text)
    assert secret not in scrubbed
    assert "***" in scrubbed
    assert hide_tokens(scrubbed) == scrubbed


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_tokens(text) == text


@pytest.mark.parametrize("form", [str, json.dumps, lambda key: key.replace("\n", "\n  + ")])
def test_of_a_private_key_only_its_brackets_stay(form: object) -> None:
    assert callable(form)
    scrubbed = hide_tokens(form(KEY))
    assert not any(line in scrubbed for line in BODY.splitlines())
    assert "BEGIN RSA PRIVATE KEY" in scrubbed
    assert "END RSA PRIVATE KEY" in scrubbed


def test_a_private_key_that_is_cut_off_goes_too() -> None:
    assert "MIIE" not in hide_tokens(KEY[:150])
    assert "MIIE" not in hide_tokens(KEY[150:])
    assert hide_tokens(f"before\n{KEY[99:]}\nafter").startswith("before\n***-----END")


def test_words_beside_a_gap_may_be_pieces_of_a_token() -> None:
    text = f"see ghp_{LETTERS[:12]}\n… 900 bytes left out …\n{LETTERS[12:]} and more"
    assert hide_tokens(text) == "see …\n… 900 bytes left out …\n… and more"
    assert hide_tokens("see it\n… 900 bytes left out …\nand more").startswith("see it\n")
    torn = "to bob.roe@exa\n… 900 bytes left out …\nmple.com and"
    assert hide_tokens(torn) == "to …\n… 900 bytes left out …\nmple.com and"


def test_offsets_lead_to_the_token() -> None:
    text = f"x {TOKENS[0]} y"
    (found,) = tokens_in(text)
    assert (text[found.start : found.end], found.name) == (TOKENS[0], "AWS access key id")


@pytest.mark.parametrize(
    "piece",
    ["eyJ", "ghp_", "-----BEGIN PRIVATE KEY-----", "://a:", "token=", "A" * 99, "-----END ", "x@",
     "\n… 1 bytes left out …\n", "-----END PRIVATE KEY", "MIIEabcdefghijklmnop\n"],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    began = time.monotonic()
    hide_tokens(piece * (200_000 // len(piece)))
    assert time.monotonic() - began < 3
