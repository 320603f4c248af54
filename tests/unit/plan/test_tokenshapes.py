"""Tests of the shapes of tokens, each put together from pieces, and of what looks like them."""

from __future__ import annotations

import base64
import hashlib
import string
import uuid
from collections.abc import Callable
from random import Random

import pytest

from orchestrator.plan.tokens import hide_tokens, unmistakable_in

RANDOM = Random(2026)


def some(letters: str) -> Callable[[int], str]:
    # A digit among them, as there nearly always is.
    return lambda count: "".join(RANDOM.choices(letters, k=count - 1)) + "7"


alnum = some(string.ascii_letters + string.digits)
upper = some(string.ascii_uppercase + string.digits)
lower = some(string.ascii_lowercase + string.digits)
hexed = some("0123456789abcdef")
word = some(string.ascii_letters + string.digits + "_")
BOT = base64.b64encode(b"123456789012345678").decode().rstrip("=")
EYJ = base64.b64encode(b'{"iat": 1700000000.0, "url": "https://example.org"}').decode().rstrip("=")
UUID = str(uuid.UUID(int=RANDOM.getrandbits(128)))
GITLAB = [
    "glpat", "gloas", "gldt", "glrt", "glrtr", "glcbt", "glptt", "glft", "glimt", "glagent",
    "glsoat", "glffct", "glwt",
]  # fmt: skip
TOKENS = {
    "Shopify": [f"{mark}_{hexed(32)}" for mark in ("shpat", "shpss", "shpca", "shppa")],
    "Databricks": [f"dapi{hexed(32)}", f"dapi{hexed(32)}-2"],
    "Linear": [f"lin_api_{alnum(40)}"],
    "Twilio": [f"SK{hexed(32)}"],
    "Telegram": [f"{digits}:AA{word(33)}" for digits in ("12345678", "1234567890")],
    "Discord": [f"{BOT}.{word(6)}.{word(27)}", f"{BOT}.{word(6)}.{word(38)}"],
    "Square": [f"sq0atp-{word(22)}", f"sq0csp-{word(43)}"],
    "Sentry": [f"sntrys_{EYJ}_{alnum(43)}", f"sntryu_{hexed(64)}"],
    "Postman": [f"PMAK-{hexed(24)}-{hexed(34)}"],
    "New Relic": [f"NRAK-{upper(27)}"],
    "Mailgun": [f"key-{hexed(32)}"],
    "Tailscale": [f"tskey-{kind}-{alnum(17)}-{alnum(32)}" for kind in ("auth", "api", "client")],
    "Groq": [f"gsk_{alnum(52)}"],
    "xAI": [f"xai-{alnum(80)}"],
    "Pulumi": [f"pul-{hexed(40)}"],
    "Figma": [f"figd_{word(40)}"],
    "Atlassian": [f"{mark}xFf{word(60)}={upper(8)}" for mark in ("ATATT3", "ATCTT3")],
    "Dropbox": [f"sl.{word(140)}", f"sl.u.{word(900)}"],
    "DigitalOcean": [f"{mark}_v1_{hexed(64)}" for mark in ("dop", "doo", "dor")],
    "Doppler": [f"dp.pt.{alnum(43)}", f"dp.st.dev.{alnum(43)}"],
    "Grafana": [f"glsa_{alnum(32)}_{hexed(8)}", f"glc_{EYJ}"],
    "Hugging Face": [f"hf_{alnum(34)}", f"api_org_{alnum(34)}"],
    "npm": [f"npm_{alnum(36)}"],
    "PyPI": [f"pypi-AgEIcHlwaS5vcmc{word(100)}"],
    "Vault": [f"{mark}.{word(90)}" for mark in ("hvs", "hvb", "hvr")],
    "Fly": [f"fm2_{alnum(120)}", f"fo1_{word(43)}"],
    "Render": [f"rnd_{alnum(32)}"],
    "Supabase": [f"sbp_{hexed(40)}", f"sb_secret_{word(31)}"],
    "Stripe": [f"{kind}_{mode}_{alnum(24)}" for kind in ("sk", "rk") for mode in ("live", "test")],
    "SendGrid": [f"SG.{word(22)}.{word(43)}"],
    "Slack": [f"xox{kind}-123456789012-{alnum(24)}" for kind in "abcdeoprs"]
    + [f"xapp-1-A{upper(10)}-1234567890-{hexed(64)}", f"xoxe.xoxp-1-{alnum(80)}"],
    "GitLab": [f"{kind}-{word(20)}" for kind in GITLAB] + [f"GR1348941{word(20)}"],
    "age": [f"AGE-SECRET-KEY-1{upper(58)}"],
    "OpenAI": [f"sk-proj-{word(120)}", f"sk-{alnum(48)}", f"sk-svcacct-{word(60)}"],
    "Anthropic": [f"sk-ant-api03-{word(93)}AA"],
    "Azure": [f"{alnum(3)}8Q~{word(34)}"],
    "RubyGems": [f"rubygems_{hexed(48)}"],
    "crates.io": [f"cio{'Ab'}{alnum(30)}"],
    "NuGet": [f"oy2{lower(43)}"],
    "Perplexity": [f"pplx-{alnum(48)}"],
    "Replicate": [f"r8_{alnum(37)}"],
    "LangSmith": [f"lsv2_pt_{hexed(32)}_{hexed(10)}"],
    "Brevo": [f"xkeysib-{hexed(64)}-{alnum(16)}"],
    "Notion": [f"ntn_{alnum(46)}"],
    "Airtable": [f"pat{alnum(14)}.{hexed(64)}"],
    "HubSpot": [f"pat-na1-{UUID}"],
    "Dynatrace": [f"dt0c01.{upper(24)}.{upper(64)}"],
    "SonarQube": [f"{kind}_{hexed(40)}" for kind in ("squ", "sqp", "sqa")],
    "Netlify": [f"nfp_{alnum(36)}"],
    "PlanetScale": [f"pscale_tkn_{word(43)}", f"pscale_pw_{word(43)}"],
    "CircleCI": [f"CCIPAT_{alnum(22)}_{hexed(40)}"],
    "Buildkite": [f"bkua_{hexed(40)}"],
    "Heroku": [f"HRKU-{UUID}"],
    "Terraform": [f"{alnum(14)}.atlasv1.{word(67)}"],
    "Contentful": [f"CFPAT-{word(43)}"],
    "Mapbox": [f"sk.{EYJ}.{word(22)}"],
    "1Password": [f"ops_{EYJ}{alnum(200)}"],
}
MD5, SHA1, SHA256 = (hashlib.new(kind, b"x").hexdigest() for kind in ("md5", "sha1", "sha256"))
ORDINARY = [
    MD5, SHA1, SHA256, UUID, f"commit {SHA1}", f"cache-key-{MD5}", f"restore-key-{MD5}",
    f"/srv/key-{MD5}/x", f"build.key-{MD5}", f"TASK{MD5}", f"disk{MD5}", f"DISK{MD5}",
    f"s3://bucket/dapi{SHA1}", f"adapi{MD5}", f"path{MD5}.txt", f"patch-na1-{UUID}",
    f"spat{SHA1}.{SHA256}", f"pul-{MD5}", f"gpul{SHA1}", f"squ_{MD5}", f"npm_{SHA256}",
    f"lookup_{SHA1}", f"hub_{SHA1}", f"run-{UUID}", f"sha256:{SHA256}",
    "12:34:56:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55", "0123456789:AABBCC",
    "NotificationServiceFactory.create.withSomeVeryLongMethodNameHere",
    "MyModuleNameThatIsRatherLong.handle.AnotherVeryLongNameOfSomething",
    "OrderedDictionaryOfThings.update.from_a_sequence_of_pairs_and_more",
    "dp.status.pending dp.standard.library_of_functions_that_are_long_enough_here",
    "sl.no sl.vertical_scroll_position_of_the_list", "gsk_something_else", "rnd_generator_of_tests",
    "ntn_notification_settings_of_users_and_their_groups", "figd_figure_directory_of_the_document",
    "tskey-auth", "xai-explainable-artificial-intelligence-and-what-it-is-good-for-in-general",
    "glft-parser-of-some-sort-and-more-words", "GR1348941", "sq0atp-short", "HRKU-something-else",
    "NRAK-SOMETHING-THAT-HAS-NO-NUMBER-IN-IT-AT-ALL", "cioAbstractFactoryBeanOfThings",
    "r8_compiler_of_the_android_project", "keyboard key-value key-0123", "AKIAshort",
    "https://example.org/SK/0123456789abcdef0123456789abcdef/index.html",
    "fm2_radio_station_with_some_other_name", "ops_eyJust a word", "sb_secret_name",
    "lib/python3.11/site-packages/hf_transfer/hf_transfer.abi3.so", "sk-SK.UTF-8 sk-learn",
    "class SKPaymentTransactionObserver(SKProductsRequestDelegate)", "8Q~ and 7Q~",
    "dt0c01.json", "SG.com SG.group.of.things", "oy2 oy25 soy2milk", "xoxo-hugs", "pat-na1-north",
]  # fmt: skip


@pytest.mark.parametrize(
    "token", [pytest.param(token, id=f"{name} {number}") for name, every in TOKENS.items()
              for number, token in enumerate(every)]
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "see {} there", '{{"a": "{}"}}', "VALUE={}\n", "'{}',", "<{}>", "({})"]
)
def test_each_is_found_as_a_whole(token: str, around: str) -> None:
    assert hide_tokens(around.format(token)) == around.format("***")
    assert list(unmistakable_in(token))


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("around", ["{}", "see {} there", "'{}',"])
def test_what_only_looks_like_one_stays(text: str, around: str) -> None:
    assert hide_tokens(around.format(text)) == around.format(text)
