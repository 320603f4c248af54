"""Real programs that fail: each is run in two worlds that differ in all that is no cause.

In `SAME` each fails for one cause, another one than all others there. The two of a pair in
`DIFFERENT` fail for causes that look alike.
"""

# What programs print is as long as it is.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Script:
    """Files, and what is run in their folder, in a shell. Comments are put above the lines of files
    that end in .py, .sh, .js or .c, but for `as_it_is`. `needs` is a program."""

    name: str
    command: str
    files: Mapping[str, str] = field(default_factory=dict)
    needs: str = "sh"


def python(name: str, text: str, **more: str) -> Script:
    """A Python script; further files by names with `__` in place of the dot and `_in_` of `/`."""
    files = {key.replace("_in_", "/").replace("__", "."): more[key] for key in more}
    return Script(name, "python main.py", {"main.py": text, **files})


def sh(name: str, text: str, command: str = "sh -e main.sh", **more: str) -> Script:
    return Script(name, command, {"main.sh": text, **more})


LOOK_UP = "def look_up(row):\n    return row[{key!r}]\n"
CALL = "from util import look_up\ndef main():\n    look_up({})\nmain()\n"
GROUP = """\
def fail(error):
    raise error
errors = []
for each in {errors}:
    try:
        fail(each)
    except Exception as error:
        errors.append(error)
raise ExceptionGroup("several failed", errors)
"""
DEEP = """\
import os, sys
sys.setrecursionlimit(int(os.environ["DEPTH"]))
def {name}(n):
    return {name}(n + 1)
{name}(0)
"""
CHAINED = """\
def read():
    return {{}}["port"]
def main():
    try:
        read()
    except KeyError as error:
        raise {error} from error
main()
"""
LOGGED = """\
import logging, sys
try:
    1 / 0
except ZeroDivisionError:
    logging.exception("the cache is of no use")
sys.exit("error: {end}")
"""
UNITTEST = """\
import unittest
class Sums(unittest.TestCase):
    def test_{name}(self):
        self.assertEqual({left}, 2)
"""
C_ASSERT = (
    "#include <assert.h>\nint main(int count, char **words) {{ assert({what}); return 0; }}\n"
)
RAISES = "def {function}():\n    raise {error}\n{function}()\n"


SAME = [
    python("a key that is missing, two files", CALL, util__py=LOOK_UP.format(key="name")),
    python("chained", CHAINED.format(error='RuntimeError("no port")')),
    python("a group", GROUP.format(errors='(ValueError("a"), KeyError("b"), OSError("c"))')),
    python("a group after another error", "try:\n    {}[1]\nexcept KeyError as error:\n"
           "    raise ExceptionGroup('of two', [TypeError('a'), ExceptionGroup('b', [OSError('c')])]) from error\n"),
    python("a task group", """\
import asyncio, random
async def fail(what):
    await asyncio.sleep(random.random() / 1000)
    raise ValueError(what)
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail("first"))
asyncio.run(main())
"""),
    python("recursion", DEEP.format(name="walk")),
    python("recursion of two", """\
import os, sys
sys.setrecursionlimit(int(os.environ["DEPTH"]) + 1)
def a(n):
    return b(n)
def b(n):
    return a(n)
a(0)
"""),
    python("recursion that ends with another error", """\
import os
def down(n):
    if n == 0:
        raise LookupError("the bottom")
    down(n - 1)
down(int(os.environ["DEPTH"]) // 10)
"""),
    python("a bracket that is open", "values = [\n    1,\n"),
    python("an indentation", "def f():\nreturn 1\n"),
    python("a module that is missing", "import no_such_module_here\n"),
    python("a name that a module has not", "from json import no_such_name\n"),
    python("a file in a temporary folder", """\
import tempfile
with tempfile.TemporaryDirectory() as folder:
    open(folder + "/input.csv")
"""),
    python("a temporary file of no use", """\
import tempfile
with tempfile.NamedTemporaryFile() as file:
    raise ValueError(f"cannot parse {file.name}")
"""),
    python("a file beside the script", 'import os\nopen(os.path.abspath("settings.toml"))\n'),
    python("a file below the home", 'import os\nopen(os.path.expanduser("~/.no_such/rc"))\n'),
    python("an address", "raise TypeError(f'cannot use {object()!r}')\n"),
    python("a method's address", "class A:\n    def f(self): ...\nraise TypeError(f'not {A().f!r}')\n"),
    python("an id", "import uuid\nraise LookupError(f'order {uuid.uuid4()} is gone')\n"),
    python("an id without dashes", "import uuid\nraise LookupError(f'job {uuid.uuid4().hex} gone')\n"),
    python("a time", "import datetime as d\nraise ValueError(f'late: {d.datetime.now().isoformat()}')\n"),
    python("a time with words", """\
import email.utils
raise ValueError("expired on " + email.utils.formatdate(usegmt=True))
"""),
    python("a port", """\
import socket
free = socket.create_server(("127.0.0.1", 0))
port = free.getsockname()[1]
free.close()
try:
    socket.create_connection(("127.0.0.1", port))
except OSError as error:
    raise ConnectionError(f"cannot reach localhost:{port}") from error
"""),
    python("a pid", "import os\nraise ChildProcessError(f'worker {os.getpid()} is gone')\n"),
    python("a duration", """\
import time, random
raise TimeoutError(f"no answer in {random.random() * 9:.2f}s after {random.randrange(2, 9)} attempts")
"""),
    python("a digest", """\
import hashlib, os
digest = hashlib.sha256(os.urandom(9)).hexdigest()
raise ValueError(f"checksum {digest} does not match, nor does {digest[:12]}")
"""),
    python("a token", "import secrets\nraise PermissionError('session ' + secrets.token_hex(8))\n"),
    python("bytes", "import random\nraise MemoryError(f'{random.randrange(1, 999)} MB, 1{random.random():.9f}')\n"),
    python("JSON, somewhere", """\
import json, random
json.loads(chr(10) * random.randrange(99) + "[" + " " * random.randrange(99) + "nope]")
"""),
    python("another program's end", """\
import subprocess, tempfile
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["sh", "-c", "exit 4", folder], check=True)
"""),
    python("progress before", """\
import random, sys
for n in range(random.randrange(20, 90)):
    print(f"\\r{n}%|{'#' * n}| {n}/90 [00:0{n % 9}<00:09, {n * 1.7:.1f}it/s]", end="", file=sys.stderr)
sys.exit("\\nthe disk is full")
"""),
    python("much output before", """\
import os
for n in range(int(os.environ["DEPTH"])):
    print("line", n, "of what it does", flush=n % 100 == 0)
print(end="", flush=True)
{}["after much output"]
"""),
    python("colours", """\
import os, sys
on, off = ("\\033[1;31m", "\\033[0m") if os.environ["COLOUR"] == "always" else ("", "")
sys.exit(f"{on}error:{off} the {on}queue{off} is closed")
"""),
    python("words alone", "import sys\nsys.exit('the settings name no port')\n"),
    python("an option", """\
import argparse
options = argparse.ArgumentParser()
options.add_argument("--count", type=int)
options.parse_args(["--count", "many"])
"""),
    python("a log with times and pids", """\
import logging, sys
logging.basicConfig(format="%(asctime)s [%(process)d] %(levelname)s %(message)s")
logging.error("cannot open the queue")
sys.exit(4)
"""),
    python("a thread", """\
import sys, threading
def work():
    sys.exit(f"cannot lock, held by thread {threading.get_native_id()}")
work()
"""),
    python("a test of unittest", "import unittest\nfrom checks import *\nunittest.main()\n",
           checks__py=UNITTEST.format(name="one", left=1)),
    python("an environment", "import os\nos.environ['NO_SUCH_VARIABLE']\n"),
    python("a traceback in a script that goes on", LOGGED.format(end="the disk is full")),
    python("an error of the system", "import os\nos.kill(os.getpid(), 6)\n"),
    sh("a command that is missing", "no_such_command --now\n"),
    sh("a command that is missing, bash", "no_such_command --now\n", "bash -e main.sh"),
    sh("a file that is missing", 'cat "$PWD/input.csv"\n'),
    sh("a file of a relative path", "cp data/input.csv out.csv\n"),
    sh("a folder that is missing", "cd build/nowhere\n", "bash main.sh"),
    sh("a variable that is not set", 'set -u\necho "$NO_SUCH_NAME"\n', "bash main.sh"),
    sh("a block that is open", "if true; then\n", "bash main.sh"),
    sh("a temporary file", 'file=$(mktemp -u)\ncat "$file.json"\n'),
    sh("a time, a pid", 'echo "$(date): pid $$ cannot write" >&2\nexit 9\n'),
    sh("an exit code alone", "exit 23\n"),
    sh("a signal", "echo $$\nkill -9 $$\n", "exec sh main.sh"),
    sh("a signal of another process", "sh -c 'kill -9 $$'\n", "bash -e main.sh"),
    Script("a target that is missing", "make -s -C $PWD package", {"Makefile": "all:\n"}, "make"),
    Script("a recipe that fails", "make all", {"Makefile": "all:\n\tcp no.txt yes.txt\n"}, "make"),
    Script("C that does not compile", "gcc -fdiagnostics-color=$COLOUR -c $PWD/main.c",
           {"main.c": "int main(void) { return nowhere; }\n"}, "gcc"),
    Script("C that asserts", "gcc main.c -o main && ./main",
           {"main.c": C_ASSERT.format(what="count > 5")}, "gcc"),
    Script("C that writes nowhere", "gcc -w main.c -o main && ./main",
           {"main.c": "int main(void) { int *p = 0; *p = 1; return 0; }\n"}, "gcc"),
    Script("no repository", "GIT_CEILING_DIRECTORIES=$PWD/.. git log", {}, "git"),
    Script("a branch that is missing", "git init -q . && git -c color.ui=$COLOUR switch nowhere", {}, "git"),
    Script("a type error of node", "node main.js",
           {"main.js": "function f() { return null.size; }\nf();\n"}, "node"),
    Script("a module that node misses", "node main.js", {"main.js": 'require("./lib/nowhere");\n'}, "node"),
    Script("a promise that nobody waits for", "node $PWD/main.js",
           {"main.js": 'async function f() { throw new RangeError("too far"); }\nf();\n'}, "node"),
    Script("perl", "perl main.pl", {"main.pl": 'die "no input for process $$ here";\n'}, "perl"),
]  # fmt: skip

DIFFERENT: dict[str, tuple[Script, Script]] = {
    "the key": (
        python("", CALL, util__py=LOOK_UP.format(key="name")),
        python("", CALL, util__py=LOOK_UP.format(key="size")),
    ),
    "a short number as the key": (python("", "{}[1]\n"), python("", "{}[2]\n")),
    "the type": (
        python("", RAISES.format(function="f", error='ValueError("no")')),
        python("", RAISES.format(function="f", error='TypeError("no")')),
    ),
    "the module of the type": (
        python("", "import a\nraise a.Error('no')\n", a__py="class Error(Exception): ...\n"),
        python("", "import b\nraise b.Error('no')\n", b__py="class Error(Exception): ...\n"),
    ),
    "the function": (
        python("", RAISES.format(function="f", error='ValueError("no")')),
        python("", RAISES.format(function="g", error='ValueError("no")')),
    ),
    "the line of code": (
        python("", 'def f(a, b):\n    a["id"]\n    b["id"]\nf({}, {"id": 1})\n'),
        python("", 'def f(a, b):\n    a["id"]\n    b["id"]\nf({"id": 1}, {})\n'),
    ),
    "the folder of a module": (
        python("", "from a.util import f\nf()\n", a_in_util__py="def f():\n    raise OSError\n"),
        python("", "from b.util import f\nf()\n", b_in_util__py="def f():\n    raise OSError\n"),
    ),
    "who called": (
        python("", "def a(): c()\ndef b(): c()\ndef c(): raise ValueError\na()\n"),
        python("", "def a(): c()\ndef b(): c()\ndef c(): raise ValueError\nb()\n"),
    ),
    "the last of a chain": (
        python("", CHAINED.format(error='RuntimeError("no port")')),
        python("", CHAINED.format(error='RuntimeError("no host")')),
    ),
    "a member of a group": (
        python("", GROUP.format(errors='(ValueError("a"), KeyError("b"))')),
        python("", GROUP.format(errors='(ValueError("a"), KeyError("c"))')),
    ),
    "what calls itself": (python("", DEEP.format(name="up")), python("", DEEP.format(name="down"))),
    "the module": (python("", "import no_such_module_a\n"), python("", "import no_such_module_b\n")),
    "the name of a file": (python("", 'open("/nowhere/x.csv")\n'), python("", 'open("/nowhere/y.csv")\n')),
    "why a file cannot be opened": (python("", 'open("x")\n'), python("", 'import os\nos.mkdir("x")\nopen("x")\n')),
    "what is wrong with the syntax": (python("", "a = (\n"), python("", "a = )\n")),
    "the status": (
        python("", "raise OSError('GET /items: HTTP 404')\n"),
        python("", "raise OSError('GET /items: HTTP 500')\n"),
    ),
    "the code of an error": (
        python("", "raise OSError('failed with 0x80070005')\n"),
        python("", "raise OSError('failed with 0x80070002')\n"),
    ),
    "a code with a word before": (
        python("", "raise OSError('ORA-00942')\n"),
        python("", "raise OSError('ORA-01017')\n"),
    ),
    "lines of a message": (
        python("", "raise ValueError('2 problems:\\n  name: missing\\n  size: missing')\n"),
        python("", "raise ValueError('2 problems:\\n  name: missing\\n  date: missing')\n"),
    ),
    "the end after the same traceback": (
        python("", LOGGED.format(end="the disk is full")),
        python("", LOGGED.format(end="the queue is closed")),
    ),
    "an option": (
        python("", "import argparse\nargparse.ArgumentParser().parse_args(['--one'])\n"),
        python("", "import argparse\nargparse.ArgumentParser().parse_args(['--two'])\n"),
    ),
    "the test": (
        python("", "import unittest\nfrom t import *\nunittest.main()\n", t__py=UNITTEST.format(name="one", left=1)),
        python("", "import unittest\nfrom t import *\nunittest.main()\n", t__py=UNITTEST.format(name="two", left=1)),
    ),
    "what a test got": (
        python("", "import unittest\nfrom t import *\nunittest.main()\n", t__py=UNITTEST.format(name="one", left=1)),
        python("", "import unittest\nfrom t import *\nunittest.main()\n", t__py=UNITTEST.format(name="one", left=3)),
    ),
    "the exit code": (sh("", "exit 2\n"), sh("", "exit 3\n")),
    "the exit code after the same words": (sh("", "echo no\nexit 2\n"), sh("", "echo no\nexit 3\n")),
    "the words before the same exit code": (sh("", "echo 'no host'\nexit 2\n"), sh("", "echo 'no port'\nexit 2\n")),
    "the command": (sh("", "no_such_command_a\n"), sh("", "no_such_command_b\n")),
    "the variable": (
        sh("", "set -u\necho $NO_A\n", "bash main.sh"),
        sh("", "set -u\necho $NO_B\n", "bash main.sh"),
    ),
    "what cat cannot read": (sh("", 'cat "$PWD/x.csv"\n'), sh("", 'cat "$PWD/y.csv"\n')),
    "why cat cannot read it": (sh("", "cat x.csv\n"), sh("", "mkdir x.csv\ncat x.csv\n")),
    "the signal": (sh("", "kill -9 $$\n", "exec sh main.sh"), sh("", "kill -15 $$\n", "exec sh main.sh")),
    "a signal and its number": (sh("", "kill -9 $$\n", "exec sh main.sh"), sh("", "exit 9\n")),
    "the target": (
        Script("", "make one", {"Makefile": "all:\n"}, "make"),
        Script("", "make two", {"Makefile": "all:\n"}, "make"),
    ),
    "what failed below make": (
        Script("", "make", {"Makefile": "all:\n\tcp a.txt out\n"}, "make"),
        Script("", "make", {"Makefile": "all:\n\tcp b.txt out\n"}, "make"),
    ),
    "a name in C": (
        Script("", "gcc -c main.c", {"main.c": "int f(void) { return one; }\n"}, "gcc"),
        Script("", "gcc -c main.c", {"main.c": "int f(void) { return two; }\n"}, "gcc"),
    ),
    "the branch": (
        Script("", "git init -q . && git switch one", {}, "git"),
        Script("", "git init -q . && git switch two", {}, "git"),
    ),
    "a property in JavaScript": (
        Script("", "node main.js", {"main.js": "null.one\n"}, "node"),
        Script("", "node main.js", {"main.js": "null.two\n"}, "node"),
    ),
    "a function in JavaScript": (
        Script("", "node main.js", {"main.js": "function f() { null.one }\nf()\n"}, "node"),
        Script("", "node main.js", {"main.js": "function g() { null.one }\ng()\n"}, "node"),
    ),
}  # fmt: skip
