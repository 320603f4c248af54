"""Names that were made to lead elsewhere, to hide, or to fit nowhere; knows no program.

Lone surrogates stand for bytes that are no UTF-8, as in names of files.
"""

from __future__ import annotations

_LEADING_ELSEWHERE = (
    "../x", "../../x", "../../../x", "../../../../x", "../../../../../../../../../../etc/x",
    "../../etc/x", "../../../etc/passwd", "/etc/x", "//etc/x", "///etc/x", "/../etc/x", "/", "//",
    "/.", "/..", "./../x", ".//../x", "a/../../x", "a/../../../x", "a/b/../../../x", "docs/../../x",
    "docs/tasks/../../../x", "docs/reports/../../../x.md", "../x.md", "../x.json", "../../x.md",
    "../reports/x.md", "docs/reports/../../x.md", "/docs/reports/x.md", ".orchestrator/../../x",
    ".orchestrator/state.db", ".orchestrator/plans/x.json", "../.orchestrator/x", "x/..", "x/../..",
    "x/./../../x", "....//....//x", "..../x", "...", ". .", ".. /x", " ../x", "..", ".", "./",
    "../", "../..", "../../", "~/x", "~root/x", "~", "~user", "~root", "~+", "~-", "C:\\x", "c:x",
    "C:/x", "\\\\host\\share\\x", "\\\\?\\C:\\x", "\\\\.\\pipe\\x", "..\\x", "..\\..\\x",
    "..\\..\\..\\etc\\x", "a\\..\\..\\x", "..\\/x", "../\\x", "\\x", "\\", "file:///etc/x",
    "file://../x", "http://127.0.0.1/x", "{outside}", "{outside}/x", "{outside}/x.md",
    "{outside}/../x", "{root}/../x", "{root}/../../x", "/proc/self/cwd/../x", "/proc/self/environ",
    "/dev/null/x", "/dev/stdin", "/dev/fd/1", "/dev/tty",
)  # fmt: skip
_PERCENT = (
    "%2e%2e%2fx", "..%2fx", "..%2f..%2fx", "%2e%2e/x", "..%5cx", "%252e%252e%252fx", "..%c0%afx",
    "%00", "x%00.md", "%2fetc%2fx", "..%u2215x", "&#46;&#46;/x", "..&#x2f;x", "=2E=2E=2Fx",
    "\\u002e\\u002e/x", "\\x2e\\x2e\\x2fx", "%", "%%", "%s", "%n%n%n", "%(x)s", "%COMSPEC%",
)  # fmt: skip
_LOOKING_ALIKE = (
    "\uff0e\uff0e\uff0fx", "\u2024\u2024/x", "..\u2215x", "..\u2044x", "..\uff0fx", "..\uff3cx",
    "\u2025/x", "\u2026/x", "é", "e\u0301", "É", "Å", "A\u030a", "\u212b", "ﬁle", "file", "FILE",
    "File", "fi\u200ble", "file\u200b", "\ufefffile", "ſet", "set", "SET", "straße", "strasse",
    "STRASSE", "İ", "i", "I", "ı", "ω", "\u2126", "Ω", "K", "\u212a", "k", "\u0430", "a", "А", "A",
    "①", "1", "²", "2", "a\u0301\u0301\u0301", "z" + "\u0300" * 60, "x\u034f", "x", "X", "한",
    "\u1112\u1161\u11ab", "ｘ",
)  # fmt: skip
_CONTROLS = (
    "a\x00b", "\x00", "x\x00.md", "../x\x00.md", "a\nb", "\n", "a\rb", "a\r\nb", "\ta", "a\tb",
    "a\x0bb", "a\x0cb", "a\x1b[2Jb", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "a\x08\x08b",
    "a\x7fb", "a\x85b", "a\x9b2Jb", "\u202ecod.exe", "a\u2066b\u2069", "a\u200eb", "a\u200fb",
    "a\u061cb", "a\u2028b", "a\u2029b", "a\u2060b", "a\u00adb", "a\u180eb", "\ufffd", "\uffff",
    "\ufffe", "\ue000", "\U000e0041", "\U0010ffff", "a\u3164b", "\xa0", "\u3000",
)  # fmt: skip
_BYTES = (
    "\udcff", "a\udcffb", "\udc80", "\udcc0\udcaf", "..\udcc0\udcafx", "\udcc0\udcae\udcc0\udcae/x",
    "\udce0\udc80\udcaf", "\udcf0\udc80\udc80\udcaf", "\udced\udca0\udc80",
    "\udcfe\udcfe\udcff\udcff", "caf\udce9", "\udce9t\udce9.md", "\ud800", "\udfff",
)  # fmt: skip
_DEVICES = (
    "CON", "con", "Con", "con.txt", "CON.md", "PRN", "AUX", "aux.txt", "aux.h", "NUL", "nul",
    "nul.txt", "COM1", "com9.log", "COM0", "LPT1", "lpt1.txt", "CONIN$", "CONOUT$", "CLOCK$",
    "com¹", "con .txt", "aux:", "x:stream", "x::$DATA", "desktop.ini", "Thumbs.db",
)  # fmt: skip
_ENDS = (
    "", " ", "  ", "\t", "x ", " x", "x.", "x..", "x. .", ".x", "..x", "...x", "x...", "-", "--",
    "-x", "-rf", "--help", "--root=/", "-o/x", "-C", "_", "__", "._", "-.", ".-", ".git",
    ".git/config", ".gitignore", ".tmp-1-000000000000", ".hidden", "state.db", "state.db-wal",
    "x.json", "x.md", "x.log", "x.lock", "x_final_summary.md", "1_final_summary.md", "x.junit.xml",
    "x.new.md", "plan", "locks", "runs", "evidence",
)  # fmt: skip
_SHELL = (
    "$HOME", "${HOME}", "$(id)", "$(touch {outside}/x)", "`id`", "`touch {outside}/x`", "a;b",
    "a; touch {outside}/x", "a && id", "a | id", "a > {outside}/x", "a < /etc/passwd", "a & b",
    "!!", "!x", "#x", "*", "**", "?", "[a-z]", "[!a]", "[", "]", "{a,b}", "{", "}", "**/*", "../*",
    "../**", "/*", "*.md", "'", "''", "\"", "'\"'", "a'b", "a\"b", "a b", "a  b", "(", ")", "<",
    ">", "<x>", "|", "||", "&", "&&", "=", "a=b", ",", ";", ":", "@", "@x", "#", "^", "+", "x\\\n",
    "\\n", "\\0", "$'\\x41'", "$((1+1))", "<(id)", "{{7*7}}", "{% x %}", "'; drop table runs; --",
    "1 or 1=1", "<script>x</script>", "]]>", "-->", "<!--",
)  # fmt: skip
_LONG = (
    "x" * 99, "x" * 100, "x" * 101, "x" * 255, "x" * 256, "x" * 300, "x" * 299 + "y", "é" * 128,
    "é" * 300, "🎉" * 64, "🎉" * 300, "x" * 4095, "x" * 5000, "x" * 4999 + "y", "a/" * 150 + "x",
    "a/" * 2500, "../" * 100 + "x", "." * 300, "-" * 300, " " * 300, "%2e" * 200, "x." * 150,
    "\u202e" * 300,
)  # fmt: skip
_OTHERS = (
    "задача", "任务", "タスク",
    "مهمة", "משימה", "कार्य", "🎉", "👩\u200d🚀", "🏴\U000e0067\U000e007f", "1",
    "01", "001", "0", "-1", "1e9", "0x1", "null", "None", "true", "nan", "undefined", "__proto__",
    "constructor",
)  # fmt: skip

NAMES = tuple(
    dict.fromkeys(
        _LEADING_ELSEWHERE + _PERCENT + _LOOKING_ALIKE + _CONTROLS + _BYTES + _DEVICES + _ENDS
        + _SHELL + _LONG + _OTHERS
    )
)  # fmt: skip


def names_for(root: str, outside: str) -> list[str]:
    """All of them, with the places that some of them lead to."""
    return [name.replace("{outside}", outside).replace("{root}", root) for name in NAMES]


def as_bytes(text: str) -> bytes:
    """The text as it stands in a file or an argument: a lone surrogate for a byte is that byte."""
    return b"".join(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
        for char in text
    )
