"""The shapes of well-known tokens; searches nothing.

Rather too little than too much: digests, ids, paths and ordinary words have to stay readable.
Each issuer's prefix comes from its own documentation.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from msgspec import Struct

# A token begins where a word does, or after an escaped line end.
_LEFT = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_END = r"(?![A-Za-z0-9])"
_GAP = r"(?:\s|\\[nrt]|[-+|> ])"
_BASE64_LINE = rf"{_GAP}*[A-Za-z0-9+/=]{{16,}}+"
_KEYS = (
    r"(?P<key>pass(?:word|wd|phrase)|secret(?:[_-]?key)?|token|credentials?"
    r"|(?:api|access|private|account|auth|signing|encryption)[_-]?key)"
)


class Rule(Struct, frozen=True):
    """A shape. One of the `marks` stands in every text that has it, in lower case with
    `any_case`. The group `secret` is taken out, without one all of it; `asks` may refuse it."""

    name: str
    marks: tuple[str, ...]
    pattern: str
    any_case: bool = False
    asks: Callable[[re.Match[str]], bool] | None = None


def _is_value(match: re.Match[str]) -> bool:
    """Whether what a name like `token` is given is a secret rather than code or prose."""
    value = match["quoted"] or match["bare"]
    if _CODE.fullmatch(value) or _CODE_OPENS.match(value):
        return False
    if match["key"].lower().startswith("pass"):
        return any(char.isdigit() or not char.isalnum() for char in value)
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return has_both and _NAME.fullmatch(value) is None


# A reference, a placeholder, a path, a call, markup.
_CODE_OPENS = re.compile(r"[$*%<{(\[@&~/.-]|\\|https?:|(?:str|int|bool|None|null|true|false)\b")
_CODE = re.compile(
    r"[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)+"  # an attribute
    r"|_?[A-Za-z]+(?:[-_: ][A-Za-z]+)*[.,:;=!?…]*"  # words and names
    r"|v?\d+(?:\.\d+)+|[xX*.•-]+"
)
# A word with a number behind it, as things are called.
_NAME = re.compile(r"[a-z]+(?:[-_./:][a-z]+)*[-_./:]?\d{1,3}")


def _prefixed(name: str, marks: str, rest: str) -> Rule:
    """Tokens of an issuer: one of the marks, and what follows it."""
    each = tuple(marks.split())
    return Rule(name, each, rf"{_LEFT}(?:{'|'.join(map(re.escape, each))}){rest}")


def _words(name: str, marks: str, rest: str) -> Rule:
    """The same, where the mark is a word that others may end with."""
    each = tuple(marks.split())
    return Rule(name, each, rf"(?<![\w./-])(?:{'|'.join(map(re.escape, each))}){rest}")


def _is_of_a_bot(match: re.Match[str]) -> bool:
    """Whether it begins with a number in base64, as Discord's do."""
    head = match[0].split(".")[0]
    try:
        return base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).isdigit()
    except ValueError:
        return False


_HEX = "[0-9a-f]"
_ALNUM = "[A-Za-z0-9]"
TOKENS = (
    _prefixed("AWS access key id", "AKIA ASIA ABIA ACCA", rf"[A-Z2-7]{{16}}{_END}"),
    _prefixed("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{30,255}"),
    _prefixed("GitHub token", "github_pat_", r"[A-Za-z0-9_]{22,255}"),
    _prefixed(
        "GitLab token",
        "glpat- gloas- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glsoat- glffct-"
        " glwt-",
        r"(?=[\w.-]*\d)[\w.-]{20,300}",
    ),
    _prefixed("GitLab token", "GR1348941", r"[\w-]{20}(?![\w-])"),
    _prefixed(
        "Slack token",
        "xoxa- xoxb- xoxc- xoxd- xoxe- xoxe.xoxb- xoxe.xoxp- xoxo- xoxp- xoxr- xoxs- xapp- xwfp-",
        r"[\w%-]{10,300}",
    ),
    Rule("Slack address", ("hooks.slack.com/",), r"hooks\.slack\.com/\w+/(?P<secret>[\w/]{20,})"),
    Rule(
        "JSON web token",
        ("eyJ",),
        rf"{_LEFT}eyJ[\w-]{{10,}}+(?:\.eyJ[\w-]{{5,}}+\.[\w-]*+|(?:\.[\w-]*+){{4}})",
    ),
    _prefixed("Google key", "AIza", r"[\w-]{35}(?![\w-])"),
    _prefixed("Google token", "ya29. GOCSPX-", r"[\w-]{20,500}"),
    Rule("Azure secret", ("7Q~", "8Q~"), r"(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{31,34}(?![\w.~-])"),
    _prefixed("Stripe key", "sk_live_ rk_live_ sk_test_ rk_test_ whsec_", r"[A-Za-z0-9]{16,300}"),
    _prefixed("npm token", "npm_", rf"[A-Za-z0-9]{{36}}{_END}"),
    _prefixed("PyPI token", "pypi-", r"AgE[\w-]{40,500}"),
    _prefixed("RubyGems key", "rubygems_", rf"{_HEX}{{48}}{_END}"),
    _words("crates.io token", "cio", rf"(?={_ALNUM}*\d)(?={_ALNUM}*[A-Z]){_ALNUM}{{32}}(?!\w)"),
    _words("NuGet key", "oy2", r"(?=[a-z]*\d)[a-z0-9]{43}(?!\w)"),
    _prefixed("API key", "sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-", r"[\w-]{20,300}"),
    _prefixed("API key", "sk-", rf"[A-Za-z0-9]{{32,200}}{_END}"),
    _prefixed("Hugging Face token", "hf_ api_org_", rf"[A-Za-z0-9]{{34}}{_END}"),
    _prefixed("Groq key", "gsk_", rf"{_ALNUM}{{52}}{_END}"),
    _words("xAI key", "xai-", rf"{_ALNUM}{{60,100}}(?!\w)"),
    _prefixed("Perplexity key", "pplx-", rf"{_ALNUM}{{48}}{_END}"),
    _words("Replicate token", "r8_", rf"{_ALNUM}{{37}}(?!\w)"),
    _prefixed("LangSmith key", "lsv2_pt_ lsv2_sk_", rf"{_HEX}{{32}}_{_HEX}{{10}}{_END}"),
    _prefixed("SendGrid key", "SG.", r"[\w-]{16,32}\.[\w-]{32,64}"),
    _words("Mailgun key", "key-", rf"{_HEX}{{32}}(?![\w-])"),
    _prefixed("Brevo key", "xkeysib- xsmtpsib-", rf"{_HEX}{{64}}-{_ALNUM}{{16}}{_END}"),
    _words("Twilio key", "SK", rf"{_HEX}{{32}}(?!\w)"),
    Rule("Telegram token", (":AA",), r"(?<![\w:-])\d{8,10}:AA[\w-]{33}(?![\w-])"),
    Rule(
        "Discord token",
        (".",),
        r"(?<![\w.-])[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])",
        asks=_is_of_a_bot,
    ),
    _prefixed("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"[0-9a-f]{64}"),
    _prefixed("Docker token", "dckr_pat_ dckr_oat_", r"[\w-]{20,100}"),
    _prefixed("Vault token", "hvs. hvb. hvr.", r"[\w-]{24,300}"),
    _prefixed("Atlassian token", "ATATT3 ATCTT3 ATSTT3", r"[\w=-]{30,300}"),
    _prefixed("age key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{40,80}"),
    _prefixed("Shopify token", "shpat_ shpss_ shpca_ shppa_", rf"[0-9a-fA-F]{{32}}{_END}"),
    _prefixed("Square token", "sq0atp- sq0csp- sq0idp-", r"[\w-]{22,43}(?![\w-])"),
    _words("Databricks token", "dapi", rf"{_HEX}{{32}}(?:-\d)?(?!\w)"),
    _prefixed("Linear key", "lin_api_ lin_oauth_", rf"{_ALNUM}{{32,80}}{_END}"),
    _prefixed("Notion token", "ntn_", rf"(?={_ALNUM}*\d){_ALNUM}{{40,60}}{_END}"),
    _words("Airtable token", "pat", rf"{_ALNUM}{{14}}\.{_HEX}{{64}}(?!\w)"),
    _words(
        "HubSpot token",
        "pat-na1- pat-na2- pat-eu1-",
        rf"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?!\w)",
    ),
    _prefixed("Sentry token", "sntrys_", r"eyJ[\w+/=-]{40,1000}"),
    _prefixed("Sentry token", "sntryu_", rf"{_HEX}{{64}}{_END}"),
    _prefixed("Postman key", "PMAK-", rf"{_HEX}{{24}}-{_HEX}{{34}}{_END}"),
    _prefixed(
        "New Relic key", "NRAK- NRRA- NRII- NRIQ- NRBR-", r"(?=[\w-]*\d)[\w-]{24,42}(?![\w-])"
    ),
    _prefixed("Grafana token", "glsa_", rf"{_ALNUM}{{32}}_[0-9a-fA-F]{{8}}{_END}"),
    _prefixed("Grafana token", "glc_", r"eyJ[\w+/=-]{29,400}"),
    _prefixed("Dynatrace token", "dt0c01. dt0s01.", r"[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _prefixed("SonarQube token", "squ_ sqp_ sqa_", rf"{_HEX}{{40}}{_END}"),
    _prefixed(
        "Tailscale key", "tskey-", r"(?:auth|api|client|scim|webhook|oauth)-\w{8,40}-\w{16,80}"
    ),
    _prefixed("Pulumi token", "pul-", rf"{_HEX}{{40}}{_END}"),
    _prefixed("Figma token", "figd_ figo_ figor_ figu_", r"(?=[\w-]*\d)[\w-]{36,60}(?![\w-])"),
    _prefixed("Dropbox token", "sl.", r"(?:[A-Za-z]\.)?(?=[\w-]*\d)[\w-]{100,2000}"),
    _prefixed(
        "Doppler token", "dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.", rf"{_ALNUM}{{40,44}}{_END}"
    ),
    _prefixed("Doppler token", "dp.st.", rf"(?:[\w-]{{2,35}}\.)?{_ALNUM}{{40,44}}{_END}"),
    Rule(
        "Fly token",
        ("fm1r_", "fm1a_", "fm2_", "fo1_"),
        rf"{_LEFT}f(?:m1[ar]_|m2_|o1_)[\w+/=-]{{40,2000}}",
    ),
    _prefixed("Render key", "rnd_", rf"(?={_ALNUM}*\d){_ALNUM}{{28,40}}{_END}"),
    _prefixed("Supabase token", "sbp_", rf"{_HEX}{{40}}{_END}"),
    _prefixed("Supabase key", "sb_secret_", r"[\w-]{30,60}"),
    _prefixed("Netlify token", "nfp_", rf"(?={_ALNUM}*\d){_ALNUM}{{36,40}}{_END}"),
    _prefixed("PlanetScale token", "pscale_tkn_ pscale_oauth_ pscale_pw_", r"[\w.=-]{32,64}"),
    _prefixed("CircleCI token", "CCIPAT_", rf"{_ALNUM}{{20,24}}_{_HEX}{{40}}{_END}"),
    _prefixed("Buildkite token", "bkua_", rf"{_HEX}{{40}}{_END}"),
    _prefixed("Heroku key", "HRKU-", r"(?=[\w-]*\d)[\w-]{36,70}(?![\w-])"),
    Rule("Terraform token", (".atlasv1.",), rf"{_LEFT}{_ALNUM}{{14}}\.atlasv1\.[\w=-]{{60,70}}"),
    _prefixed("Contentful token", "CFPAT-", r"[\w-]{43}(?![\w-])"),
    _prefixed("Mapbox token", "sk.eyJ", r"[\w-]{40,200}\.[\w-]{20,40}"),
    _prefixed("1Password token", "ops_eyJ", r"[\w=-]{100,2000}"),
    Rule(
        "private key",
        ("PRIVATE KEY",),
        r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
        rf"(?P<secret>(?:{_GAP}*(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]{{0,200}})*"
        rf"(?:{_BASE64_LINE})+(?:{_GAP}*[A-Za-z0-9+/=]{{1,15}}(?={_GAP}*-----END))?)",
    ),
)
_VALUE = (
    r"(?:\\?[\"'](?P<quoted>[^\"'\\\n]{6,512}+)\\?[\"']"
    r"|(?P<bare>[^\s\"'`,;&<>(){}\[\]\\|]{6,512}+)(?![(\[{]))"
)
IN_CONTEXT = (
    Rule(
        "AWS secret key",
        ("secretaccesskey", "secret_access_key", "session_token", "sessiontoken"),
        r"(?:secret_?access|session)_?(?:key|token)\W{1,6}(?P<secret>[A-Za-z0-9/+=]{40,2000}+)",
        any_case=True,
    ),
    Rule(
        "password in an address",
        ("://",),
        r"://[^\s/?#:@\"'<>`]{0,256}:(?![$*{<]|%[s(])(?P<secret>[^\s/\"'<>`]{1,512})"
        r"@(?!sha\d+:)(?=[\w\[])",
    ),
    Rule(
        "authorization",
        ("bearer", "basic", "authorization"),
        r"(?:authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token)|bearer)\s{1,3}"
        r"(?=[A-Za-z_.~+/-]*\d)(?P<secret>[\w.~+/-]{16,2000}+=*)",
        any_case=True,
    ),
    Rule(
        "secret by its name",
        ("pass", "secret", "token", "credential", "key"),
        rf"{_KEYS}\\?[\"']?[ \t]{{0,3}}(?:=>|:=|[:=])[ \t]{{0,3}}{_VALUE}",
        any_case=True,
        asks=_is_value,
    ),
    Rule(
        "secret of an option",
        ("--",),
        rf"--(?:[a-z0-9]+-){{0,3}}{_KEYS}[ ]{_VALUE}",
        any_case=True,
        asks=_is_value,
    ),
)
