"""What programs printed that take long, or are not everywhere: the same cause twice, and causes
that look alike; and what is read in texts of each shape."""

# What programs print is as long as it is.
# ruff: noqa: E501, W291

from __future__ import annotations

from typing import NamedTuple

PYTEST = """\
============================= test session starts ==============================
platform linux -- Python {python}, pytest-8.3.4, pluggy-1.5.0
rootdir: {root}
collected 4 items

test_a.py F.F.                                                           [100%]

=================================== FAILURES ===================================
__________________________________ test_reads __________________________________

tmp_path = PosixPath('{tmp}/test_reads0')

    def test_reads(tmp_path):
>       assert load(tmp_path / "{file}") == "x"

test_a.py:{line}: 
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 

    def load(path):
>       return open(path).read()
E       FileNotFoundError: [Errno 2] No such file or directory: '{tmp}/test_reads0/{file}'

test_a.py:{line}: FileNotFoundError
______________________________ {test} ______________________________

self = <test_a.TestThing object at {address}>

    def test_it(self):
>       assert self.total() == {wanted}
E       assert 41 == {wanted}
E        +  where 41 = total()

test_a.py:2{line}: AssertionError
=========================== short test summary info ============================
FAILED test_a.py::test_reads - FileNotFoundError: [Errno 2] No such file or d...
FAILED test_a.py::{test} - assert 41 == {wanted}
========================= 2 failed, 2 passed in {time}s =========================
"""
_PYTEST_HERE = {
    "python": "3.11.7", "root": "/srv/ada/project", "tmp": "/tmp/pytest-of-ada/pytest-3",
    "line": "7", "test": "TestThing::test_it", "address": "0x7fc267f913d0", "wanted": "42", "time": "0.22",
    "file": "f.txt",
}  # fmt: skip
_PYTEST_THERE = {
    "python": "3.12.1", "root": "/builds/7/project", "tmp": "/tmp/pytest-of-ci/pytest-120",
    "line": "19", "test": "TestThing::test_it", "address": "0x7f0a11aa2240", "wanted": "42", "time": "61.02",
    "file": "f.txt",
}  # fmt: skip
COLLECTING = """\
==================================== ERRORS ====================================
__________________________ ERROR collecting test_a.py __________________________
ImportError while importing test module '{root}/test_a.py'.
Traceback:
/usr/lib/python3.11/importlib/__init__.py:126: in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
test_a.py:{line}: in <module>
    import {module}
E   ModuleNotFoundError: No module named '{module}'
=========================== short test summary info ============================
ERROR test_a.py
!!!!!!!!!!!!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!!!!!!!!!!!!
1 error in {time}s
"""
JAVA = """\
{time} [main] INFO  demo.Main - starting on port {port}
Exception in thread "main" java.lang.RuntimeException: cannot start
\tat demo.Main.main(Main.java:{line})
Caused by: java.lang.IllegalStateException: no {what}
\tat demo.Settings.{method}(Settings.java:1{line})
\tat demo.Main.main(Main.java:{line})
\tat java.base/java.lang.reflect.Method.invoke(Method.java:569)
\t... 3 more
"""
KOTLIN = """\
Exception in thread "main" kotlin.UninitializedPropertyAccessException: lateinit property {what} has not been initialized
\tat demo.MainKt.main(Main.kt:{line})
\tat demo.MainKt.main(Main.kt)
"""
CSHARP = """\
Unhandled exception. System.InvalidOperationException: no {what}
   at Demo.Settings.Read() in {root}/Settings.cs:line {line}
   at Demo.Program.Main() in {root}/Program.cs:line 3
"""
GO = """\
panic: runtime error: index out of range [{index}] with length 3

goroutine {n} [running]:
main.{function}(...)
\t{root}/main.go:{line}
main.main()
\t{root}/main.go:8 +0x1d
exit status 2
"""
GO_TEST = """\
--- FAIL: TestSum (0.0{line}s)
    sum_test.go:{line}: got {got}, want 4
FAIL
FAIL\texample.com/sum\t0.00{line}s
FAIL
"""
GO_BUILD = "# example.com/sum\n{root}/sum.go:{line}:2: undefined: {what}\n"
RUST = """\
    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.{line}s
     Running `target/debug/demo`

thread 'main' ({n}) panicked at src/{file}:{line}:5:
index out of bounds: the len is 3 but the index is 3
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
"""
RUST_ASSERT = """\
running 1 test
test sums ... FAILED

---- sums stdout ----

thread 'sums' panicked at src/lib.rs:{line}:9:
assertion `left == right` failed
  left: {got}
 right: 4

test result: FAILED. 0 passed; 1 failed; 0 ignored; finished in 0.0{line}s
"""
RUSTC = """\
   Compiling demo v0.1.0 ({root})
error[E0425]: cannot find value `{what}` in this scope
 --> src/main.rs:{line}:5
  |
{line} |     {what};
  |     ^ not found in this scope

error: aborting due to 1 previous error
error: could not compile `demo` (bin "demo") due to 1 previous error
"""
TSC = "src/app.ts({line},5): error TS2304: Cannot find name '{what}'.\n"
JEST = """\
FAIL ./sum.test.js
  ● sums › adds

    expect(received).toBe(expected)

    Expected: 4
    Received: {got}

Tests:       1 failed, 1 total
Time:        0.{line} s
"""
NODE_TEST = """\
TAP version 13
# Subtest: {test}
not ok 1 - {test}
  ---
  duration_ms: {line}.071682
  location: '{root}/m.test.js:{line}:1'
  failureType: 'testCodeFailure'
  error: |-
    Expected values to be strictly equal:
    1 !== 2
  ...
1..1
# duration_ms 1{line}.3
"""
NPM = """\
> demo@1.0.0 build
> node build.js

{root}/build.js:{line}
    throw new Error("no {what}");
    ^

Error: no {what}
    at build ({root}/build.js:{line}:11)
    at Object.<anonymous> ({root}/build.js:9:1)

Node.js v20.20.2
npm ERR! code ELIFECYCLE
npm ERR! A complete log of this run can be found in: {root}/.npm/_logs/2026-01-0{line}T10_00_00_000Z-debug-0.log
"""
RUBY = "{root}/main.rb:{line}:in `read': no {what} (ArgumentError)\n\tfrom {root}/main.rb:9:in `<main>'\n"
PHP = "PHP Fatal error:  Uncaught LogicException: no {what} in {root}/main.php:{line}\nStack trace:\n#0 {{main}}\n"
CPP = "listening on {port}\nterminate called after throwing an instance of 'std::out_of_range'\n  what():  no {what}\n"
LINKER = "/usr/bin/ld: /tmp/cc{lot}.o: in function `main':\nmain.c:(.text+0x{line}): undefined reference to `{what}'\ncollect2: error: ld returned 1 exit status\n"
DOCKER = "Unable to find image '{what}:latest' locally\ndocker: Error response from daemon: container {id} is not running.\n"
CURL = """\
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
  {line}  1{line}    0     0    0     0      0      0 --:--:--  0:00:0{line} --:--:--     0
curl: (22) The requested URL returned error: {what}
"""
COMPOSE = """\
web_1  | Traceback (most recent call last):
web_1  |   File "/app/{root}/main.py", line {line}, in start
web_1  |     connect(settings["{what}"])
web_1  | KeyError: '{what}'
web_1 exited with code 1
"""
PIP = """\
  error: subprocess-exited-with-error
  × Getting requirements to build wheel did not run successfully.
  │ exit code: 1
  ╰─> [4 lines of output]
      Traceback (most recent call last):
        File "/tmp/pip-build-env-{lot}/overlay/lib/python3.11/site-packages/setup.py", line {line}, in <module>
      ModuleNotFoundError: No module named '{what}'
      [end of output]
note: This error originates from a subprocess, and is likely not a problem with pip.
"""
TORN = """\
loading {line} of 90
… {n} bytes left out …
in b
    return c(x)
  File "{root}/m.py", line {line}, in c
    return table["{what}"]
KeyError: '{what}'
"""
MASKED = "the account of {who} at {where} is closed, its card {card}: {what}\n"
SYSLOG = "{time} host app[{n}]: cannot bind {where}:{port}: {what}\n"

_HERE = {
    "root": "/srv/ada/project", "line": "3", "what": "port", "time": "2026-01-02 10:20:30,123", "port": "8080",
    "n": "18", "function": "f", "method": "read", "index": "5", "got": "3", "file": "main.rs", "test": "adds",
    "lot": "Ab12Xy", "id": "3f9a0c1b2d4e", "who": "ada@example.org", "where": "10.0.0.7",
    "card": "[card]", "module": "nowhere",
}  # fmt: skip
_THERE = {
    **_HERE, "root": "/builds/77/group/project", "line": "7", "time": "2026-03-04 11:21:31,456", "port": "48123",
    "n": "3091", "lot": "Zz9Qw3", "id": "77aa88bb99cc", "who": "[email]", "where": "[ip]",
}  # fmt: skip

_TEXTS = {
    "pytest while it collects": COLLECTING, "Java": JAVA, "Kotlin": KOTLIN, "C#": CSHARP, "Go": GO,
    "go test": GO_TEST, "go build": GO_BUILD, "Rust": RUST, "an assertion of Rust": RUST_ASSERT, "rustc": RUSTC,
    "tsc": TSC, "jest": JEST, "node --test": NODE_TEST, "npm": NPM, "Ruby": RUBY, "PHP": PHP, "C++": CPP,
    "a linker": LINKER, "docker": DOCKER, "curl": CURL, "compose": COMPOSE, "pip": PIP,
    "a traceback without its beginning": TORN, "what was masked": MASKED, "a log of the system": SYSLOG,
}  # fmt: skip

SAME: dict[str, tuple[str, str]] = {
    "pytest": (PYTEST.format(**_PYTEST_HERE), PYTEST.format(**_PYTEST_THERE)),
    **{name: (text.format(**_HERE), text.format(**_THERE)) for name, text in _TEXTS.items()},
    "colours": (
        "\x1b[1;31merror\x1b[0m: \x1b]8;;http://x\x07no port\x1b]8;;\x07\n",
        "error: no port\n",
    ),
    "line ends": ("one\r\nno port\r\n", "one\nno port\n"),
    "a bar that was written over": ("[=>   ]  3%\r[===> ] 70%\nno port\n", "[====>] 99%\nno port\n"),
    "how it is quoted": ("cannot read '/tmp/a b/x.csv'\n", "cannot read '/srv/ada/c/x.csv'\n"),
    "file and line": ("lib/a.js:3:17 no port\n", "lib/a.js:44:1 no port\n"),
    "an address of the Internet": ("cannot reach 10.1.2.3:443\n", "cannot reach 192.168.0.1:8443\n"),
    "an address of version 6": ("cannot bind fe80::1:2\n", "cannot bind 2001:db8:0:1:2:3:4:5\n"),
    "sizes": ("read 12.5 MiB, then no port\n", "read 3 kB, then no port\n"),
    "counts": ("no port after 17 requests\n", "no port after 4 requests\n"),
    "a digest of digits alone": ("commit 12345678 has no port\n", "commit 1a2b3c4d has no port\n"),
    "a digest that ends as days do": ("no key 07809318037d\n", "no key 85cfe7764452\n"),
    "a digest that ends as bits do": ("lost 7809318037b\n", "lost 85cfe776445\n"),
    "a Windows path": ("cannot open C:\\Users\\ada\\x.csv\n", "cannot open D:\\work\\x.csv\n"),
    "code without a file": (
        'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nKeyError: 1\n',
        'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n    {}[1]\n    ~~^^^\nKeyError: 1\n',
    ),
    "frames of a library": (
        'Traceback (most recent call last):\n  File "/a/main.py", line 3, in f\n    get()\n'
        '  File "/venv/lib/python3.11/site-packages/requests/api.py", line 7, in get\nrequests.exceptions.Timeout: no\n',
        'Traceback (most recent call last):\n  File "/b/main.py", line 9, in f\n    get()\n'
        '  File "/x/lib/python3.12/site-packages/requests/api.py", line 70, in get\n'
        '  File "/x/lib/python3.12/site-packages/requests/sessions.py", line 1, in send\nrequests.exceptions.Timeout: no\n',
    ),
}  # fmt: skip

DIFFERENT: dict[str, tuple[str, str]] = {
    "what a test wanted": (
        PYTEST.format(**_PYTEST_HERE),
        PYTEST.format(**{**_PYTEST_HERE, "wanted": "43"}),
    ),
    "which test failed": (
        PYTEST.format(**_PYTEST_HERE),
        PYTEST.format(**{**_PYTEST_HERE, "test": "TestThing::test_that"}),
    ),
    "what a summary has no room for": (
        PYTEST.format(**_PYTEST_HERE),
        PYTEST.format(**{**_PYTEST_HERE, "file": "g.txt"}),
    ),
    **{
        f"{name}: {key}": (_TEXTS[name].format(**_HERE), _TEXTS[name].format(**{**_HERE, key: other}))
        for name, key, other in (
            ("pytest while it collects", "module", "elsewhere"), ("Java", "what", "host"),
            ("Java", "method", "write"), ("Kotlin", "what", "host"), ("C#", "what", "host"),
            ("Go", "function", "g"), ("Go", "index", "6"), ("go test", "got", "5"), ("go build", "what", "host"),
            ("Rust", "file", "lib.rs"), ("an assertion of Rust", "got", "5"), ("rustc", "what", "host"),
            ("tsc", "what", "host"), ("jest", "got", "5"), ("node --test", "test", "subtracts"),
            ("npm", "what", "host"), ("Ruby", "what", "host"), ("PHP", "what", "host"), ("C++", "what", "host"),
            ("a linker", "what", "host"), ("docker", "what", "host"), ("curl", "what", "404"),
            ("compose", "what", "host"), ("pip", "what", "host"),
            ("a traceback without its beginning", "what", "host"), ("what was masked", "what", "host"),
            ("a log of the system", "what", "host"),
        )
    },
    "HTTP statuses": ("GET /items -> 404 in 12 ms\n", "GET /items -> 503 in 12 ms\n"),
    "names of errors": ("connect ECONNREFUSED 127.0.0.1:80\n", "connect ETIMEDOUT 127.0.0.1:80\n"),
    "a word of the SQL": ("no such table: orders\n", "no such column: orders\n"),
    "versions": ("needs python >= 3.11\n", "needs python >= 3.12\n"),
    "nothing and something": ("got 0 rows\n", "got 5 rows\n"),
    "two paths of which one is another": ("cp: /a/x.csv /b/y.csv\n", "cp: /a/x.csv /b/z.csv\n"),
    "a flag": ("unknown option -x\n", "unknown option -y\n"),
}  # fmt: skip


class Reading(NamedTuple):
    """What is read in a text: type, message, and how many frames of Python."""

    text: str
    type: str
    message: str
    frames: int = 0
    exit_code: int = 1


READINGS = {
    "pytest": Reading(
        PYTEST.format(**_PYTEST_HERE), "FileNotFoundError",
        "test_a.py::test_reads - FileNotFoundError: [Errno 2] No such file or directory:"
        " '/tmp/pytest-of-ada/pytest-3/test_reads0/f.txt' (and 1 more)",
    ),
    "collecting": Reading(
        COLLECTING.format(**_HERE), "ModuleNotFoundError",
        "test_a.py - ModuleNotFoundError: No module named 'nowhere'",
    ),
    "Java": Reading(JAVA.format(**_HERE), "java.lang.IllegalStateException", "no port"),
    "Kotlin": Reading(
        KOTLIN.format(**_HERE), "kotlin.UninitializedPropertyAccessException",
        "lateinit property port has not been initialized",
    ),
    "C#": Reading(CSHARP.format(**_HERE), "System.InvalidOperationException", "no port"),
    "Go": Reading(GO.format(**_HERE), "panic", "runtime error: index out of range [5] with length 3"),
    "deadlock": Reading(
        "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\n",
        "panic", "all goroutines are asleep - deadlock!",
    ),
    "go test": Reading(GO_TEST.format(**_HERE), "test_failure", "TestSum"),
    "go build": Reading(GO_BUILD.format(**_HERE), "compile_error", "undefined: port"),
    "Rust": Reading(RUST.format(**_HERE), "panic", "index out of bounds: the len is 3 but the index is 3"),
    "Rust of before": Reading(
        "thread 'main' panicked at 'no port', src/main.rs:2:5\n", "panic", "no port"
    ),
    "rustc": Reading(
        RUSTC.format(**_HERE), "compile_error", "error[E0425]: cannot find value `port` in this scope"
    ),
    "tsc": Reading(TSC.format(**_HERE), "compile_error", "TS2304: Cannot find name 'port'."),
    "gcc, the first of two": Reading(
        "a.c: In function 'main':\na.c:1:2: error: no port\na.c:2:2: error: no host\n",
        "compile_error", "no port",
    ),
    "mypy": Reading('a.py:3: error: Name "port" is not defined  [name-defined]\n',
                    "compile_error", 'Name "port" is not defined [name-defined]'),
    "jest": Reading(JEST.format(**_HERE), "test_failure", "sums › adds"),
    "npm": Reading(NPM.format(**_HERE), "Error", "no port"),
    "node with a code": Reading(
        "node:fs:603\n    throw\n\nError [ERR_NO_PORT]: no port\n    at f (/a/b.js:1:2)\n", "Error", "no port"
    ),
    "Ruby": Reading(RUBY.format(**_HERE), "ArgumentError", "no port"),
    "PHP": Reading(PHP.format(**_HERE), "LogicException", "no port"),
    "C++": Reading(CPP.format(**_HERE), "std::out_of_range", "no port", exit_code=134),
    "a linker": Reading(LINKER.format(**_HERE), "link_error", "undefined reference to `port'"),
    "an assertion of C": Reading(
        "a.out: main.c:3: check: Assertion `port > 0' failed.\nAborted\n", "assertion",
        "check: Assertion `port > 0' failed.", exit_code=134,
    ),
    "curl": Reading(CURL.format(**_HERE), "exit_code", "curl: (22) The requested URL returned error: port"),
    "compose": Reading(COMPOSE.format(**_HERE), "KeyError", "'port'", 1),
    "pip": Reading(PIP.format(**_HERE), "ModuleNotFoundError", "No module named 'port'", 1),
    "torn": Reading(TORN.format(**_HERE), "KeyError", "'port'", 1),
    "bash": Reading("bash: line 3: foo: command not found\n", "command_not_found", "foo: command not found", exit_code=127),
    "dash": Reading("sh: 3: foo: not found\n", "command_not_found", "foo: not found", exit_code=127),
    "zsh": Reading("zsh:1: command not found: foo\n", "command_not_found", "command not found: foo", exit_code=127),
    "an unset variable": Reading("main.sh: line 3: port: unbound variable\n", "shell", "port: unbound variable"),
    "the interpreter's own end": Reading(
        "Fatal Python error: _enter_buffered_busy: no lock\nPython runtime state: finalizing\n\nAborted\n",
        "fatal_error", "_enter_buffered_busy: no lock", exit_code=134,
    ),
    "make": Reading(
        "make: *** [Makefile:2: all] Error 2\n", "make", "[Makefile:2: all] Error 2", exit_code=2
    ),
    "a qualified name": Reading(
        'Traceback (most recent call last):\n  File "/a/m.py", line 1, in <module>\n    get()\n'
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x', port=443)\n",
        "requests.exceptions.ConnectionError", "HTTPSConnectionPool(host='x', port=443)", 1,
    ),
    "no message": Reading(
        'Traceback (most recent call last):\n  File "m.py", line 1, in f\n    raise A\nKeyboardInterrupt\n',
        "KeyboardInterrupt", "KeyboardInterrupt", 1,
    ),
    "a message of several lines": Reading(
        'Traceback (most recent call last):\n  File "m.py", line 1, in f\n    User(a=1)\n'
        "pydantic.ValidationError: 1 validation error for User\nname\n  Field required\n",
        "pydantic.ValidationError", "1 validation error for User", 1,
    ),
    "two, the last one counts": Reading(
        'Traceback (most recent call last):\n  File "m.py", line 1, in f\n    x\nKeyError: 1\n\n'
        "During handling of the above exception, another exception occurred:\n\n"
        'Traceback (most recent call last):\n  File "m.py", line 5, in <module>\n    f()\n'
        '  File "m.py", line 3, in f\n    y\nValueError: last\n',
        "ValueError", "last", 2,
    ),
    "a group after another error": Reading(
        'Traceback (most recent call last):\n  File "m.py", line 1, in f\n    x\nKeyError: 1\n\n'
        "The above exception was the direct cause of the following exception:\n\n"
        '  + Exception Group Traceback (most recent call last):\n  |   File "m.py", line 5, in <module>\n  |     f()\n'
        "  | ExceptionGroup: of two (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | TypeError: a\n"
        "    +---------------- 2 ----------------\n    | ExceptionGroup: b (1 sub-exception)\n"
        "    +-+---------------- 1 ----------------\n      | Traceback (most recent call last):\n"
        '      |   File "m.py", line 2, in g\n      |     y\n      |   File "m.py", line 3, in h\n      |     z\n'
        "      | OSError: c\n      +------------------------------------\n",
        "ExceptionGroup", "of two (2 sub-exceptions): TypeError: a; OSError: c", 2,
    ),
    "a line in the middle of it": Reading(
        "error: no port\n  did you mean host?\n", "exit_code", "error: no port", exit_code=2
    ),
    "words that say nothing": Reading("starting\n", "exit_code", "exit code 4, expected 0: starting", exit_code=4),
    "nothing": Reading("", "exit_code", "exit code 4, expected 0", exit_code=4),
    "a signal, by a shell": Reading("", "signal", "SIGSEGV", exit_code=139),
    "git's 129 is no signal": Reading("error: unknown option `x'\n", "exit_code", "error: unknown option `x'", exit_code=129),
}  # fmt: skip
