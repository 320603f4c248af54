"""What programs print that no other case has, once here and once there, or for another reason.

In `SAME` the same failure is told in two places, at two times; in `DIFFERENT` two that look alike.
"""

# What programs print is as long as it is.
# ruff: noqa: E501

from __future__ import annotations

# Whose homes they are stands nowhere in the repository.
_HOMES = {
    "HOME_OF_ADA": "/".join(("", "home", "ada")),
    "HOME_OF_BOB": "/".join(("", "Users", "bob")),
    "HOME_OF_ROOT": "/" + "root",
}


def _in_homes(cases: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    return {name: (_in_home(one), _in_home(other)) for name, (one, other) in cases.items()}


def _in_home(text: str) -> str:
    for name, home in _HOMES.items():
        text = text.replace(name, home)
    return text


_SAME: dict[str, tuple[str, str]] = {
    "terraform": (
        (
            "\x1b[31m╷\x1b[0m\n"
            "│ Error: creating S3 Bucket (acme-logs): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 7GTB3V9ZK2QX1C4M, HostID: o1Zs+Q9jY3k==, BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.\n"
            "│ \n"
            "│   with aws_s3_bucket.logs,\n"
            '│   on main.tf line 12, in resource "aws_s3_bucket" "logs":\n'
            '│   12: resource "aws_s3_bucket" "logs" {\n'
            "╵\n"
        ),
        (
            "╷\n"
            "│ Error: creating S3 Bucket (acme-logs): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: K3MZQ8W1T0PLX5RD, HostID: 8aBcD3/xyZ0==, BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.\n"
            "│ \n"
            "│   with aws_s3_bucket.logs,\n"
            '│   on main.tf line 18, in resource "aws_s3_bucket" "logs":\n'
            '│   18: resource "aws_s3_bucket" "logs" {\n'
            "╵\n"
        ),
    ),
    "git clone": (
        """\
Cloning into '/tmp/tmpab12cd34/app'...
fatal: unable to access 'https://git.example.com/acme/app.git/': Could not resolve host: git.example.com
""",
        """\
Cloning into '/builds/7/app'...
fatal: unable to access 'https://git.example.com/acme/app.git/': Could not resolve host: git.example.com
""",
    ),
    "git conflict": (
        """\
Auto-merging src/app.py
CONFLICT (content): Merge conflict in src/app.py
error: could not apply 9a1b2c4... Add port
""",
        """\
Auto-merging src/app.py
CONFLICT (content): Merge conflict in src/app.py
error: could not apply 0fe8d71a... Add port
""",
    ),
    "psql": (
        'psql: error: connection to server at "db.example.com" (10.0.0.5), port 5432 failed: FATAL:  password authentication failed for user "app"\n',
        'psql: error: connection to server at "db.example.com" (10.0.3.9), port 5432 failed: FATAL:  password authentication failed for user "app"\n',
    ),
    "psql script": (
        'psql:HOME_OF_ADA/app/schema.sql:12: ERROR:  relation "orders" already exists\n',
        'psql:/builds/3/app/schema.sql:31: ERROR:  relation "orders" already exists\n',
    ),
    "mysql": (
        "ERROR 1045 (28000) at line 3: Access denied for user 'app'@'172.18.0.4' (using password: YES)\n",
        "ERROR 1045 (28000) at line 9: Access denied for user 'app'@'172.20.0.7' (using password: YES)\n",
    ),
    "npm eresolve": (
        """\
npm ERR! code ERESOLVE
npm ERR! ERESOLVE unable to resolve dependency tree
npm ERR! Found: react@18.2.0
npm ERR! Could not resolve dependency:
npm ERR! peer react@"^17.0.0" from acme-ui@2.1.0
npm ERR! A complete log of this run can be found in: HOME_OF_ADA/.npm/_logs/2026-03-01T10_20_30_123Z-debug-0.log
""",
        """\
npm ERR! code ERESOLVE
npm ERR! ERESOLVE unable to resolve dependency tree
npm ERR! Found: react@18.2.0
npm ERR! Could not resolve dependency:
npm ERR! peer react@"^17.0.0" from acme-ui@2.1.0
npm ERR! A complete log of this run can be found in: HOME_OF_ROOT/.npm/_logs/2026-11-22T01_02_03_987Z-debug-0.log
""",
    ),
    "npm 404": (
        """\
npm error code E404
npm error 404 Not Found - GET https://npm.example.com/acme-nope - Not found
npm error A complete log of this run can be found in: HOME_OF_ADA/.npm/_logs/2026-03-01T10_20_30_123Z-debug-0.log
""",
        """\
npm error code E404
npm error 404 Not Found - GET https://npm.example.com/acme-nope - Not found
npm error A complete log of this run can be found in: HOME_OF_BOB/.npm/_logs/2026-03-05T11_21_31_003Z-debug-0.log
""",
    ),
    "gradle": (
        """\
> Task :app:compileJava FAILED
HOME_OF_ADA/app/src/main/java/App.java:7: error: cannot find symbol
    int x = prot;
            ^
  symbol:   variable prot
  location: class App
1 error

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':app:compileJava'.
> Compilation failed; see the compiler error output for details.

BUILD FAILED in 3s
1 actionable task: 1 executed
""",
        """\
> Task :app:compileJava FAILED
/builds/acme/app/src/main/java/App.java:19: error: cannot find symbol
    int x = prot;
            ^
  symbol:   variable prot
  location: class App
1 error

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':app:compileJava'.
> Compilation failed; see the compiler error output for details.

BUILD FAILED in 1m 12s
3 actionable tasks: 2 executed, 1 up-to-date
""",
    ),
    "maven": (
        """\
[INFO] Scanning for projects...
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile (default-compile) on project shop: Compilation failure
[ERROR] HOME_OF_ADA/shop/src/main/java/A.java:[3,17] cannot find symbol
[INFO] Total time:  1.234 s
[INFO] Finished at: 2026-03-01T10:20:30+01:00
""",
        """\
[INFO] Scanning for projects...
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile (default-compile) on project shop: Compilation failure
[ERROR] /builds/9/shop/src/main/java/A.java:[44,5] cannot find symbol
[INFO] Total time:  17.9 s
[INFO] Finished at: 2026-11-22T08:00:01Z
""",
    ),
    "dotnet": (
        """\
HOME_OF_ADA/app/Program.cs(7,13): error CS0103: The name 'prot' does not exist in the current context [HOME_OF_ADA/app/app.csproj]

Build FAILED.
    0 Warning(s)
    1 Error(s)

Time Elapsed 00:00:01.93
""",
        """\
/builds/2/app/Program.cs(19,9): error CS0103: The name 'prot' does not exist in the current context [/builds/2/app/app.csproj]

Build FAILED.
    2 Warning(s)
    1 Error(s)

Time Elapsed 00:00:12.04
""",
    ),
    "cmake": (
        """\
CMake Error at CMakeLists.txt:7 (find_package):
  By not providing "FindFoo.cmake" in CMAKE_MODULE_PATH this project has asked
  CMake to find a package configuration file provided by "Foo", but CMake did
  not find one.

-- Configuring incomplete, errors occurred!
See also "HOME_OF_ADA/b/CMakeFiles/CMakeOutput.log".
""",
        """\
CMake Error at CMakeLists.txt:12 (find_package):
  By not providing "FindFoo.cmake" in CMAKE_MODULE_PATH this project has asked
  CMake to find a package configuration file provided by "Foo", but CMake did
  not find one.

-- Configuring incomplete, errors occurred!
See also "/tmp/build.x1/CMakeFiles/CMakeOutput.log".
""",
    ),
    "ninja": (
        (
            "[3/17] Building CXX object a.o\n"
            "FAILED: a.o \n"
            "/usr/bin/c++ -IHOME_OF_ADA/x -o a.o -c HOME_OF_ADA/x/a.cpp\n"
            "HOME_OF_ADA/x/a.cpp:3:10: fatal error: port.h: No such file or directory\n"
            '    3 | #include "port.h"\n'
            "      |          ^~~~~~~~\n"
            "compilation terminated.\n"
            "ninja: build stopped: subcommand failed.\n"
        ),
        (
            "[1/9] Building CXX object a.o\n"
            "FAILED: a.o \n"
            "/usr/bin/c++ -I/b/x -o a.o -c /b/x/a.cpp\n"
            "/b/x/a.cpp:5:10: fatal error: port.h: No such file or directory\n"
            '    5 | #include "port.h"\n'
            "      |          ^~~~~~~~\n"
            "compilation terminated.\n"
            "ninja: build stopped: subcommand failed.\n"
        ),
    ),
    "clang": (
        """\
a.c:3:5: error: use of undeclared identifier 'port'
    3 |     port = 1;
      |     ^
1 error generated.
""",
        """\
/b/a.c:33:9: error: use of undeclared identifier 'port'
   33 |         port = 1;
      |         ^
1 error generated.
""",
    ),
    "swift": (
        """\
HOME_OF_ADA/a.swift:3:5: error: cannot find 'port' in scope
    port = 1
    ^~~~
""",
        """\
HOME_OF_BOB/x/a.swift:9:1: error: cannot find 'port' in scope
port = 1
^~~~
""",
    ),
    "rspec": (
        """\
F

Failures:

  1) Order adds up
     Failure/Error: expect(order.total).to eq(42)

       expected: 42
            got: 41

       (compared using ==)
     # ./spec/order_spec.rb:7:in `block (2 levels) in <top (required)>'

Finished in 0.01234 seconds (files took 0.2 seconds to load)
1 example, 1 failure

Failed examples:

rspec ./spec/order_spec.rb:6 # Order adds up
""",
        """\
F

Failures:

  1) Order adds up
     Failure/Error: expect(order.total).to eq(42)

       expected: 42
            got: 41

       (compared using ==)
     # ./spec/order_spec.rb:17:in `block (2 levels) in <top (required)>'

Finished in 1.5 seconds (files took 1.12 seconds to load)
1 example, 1 failure

Failed examples:

rspec ./spec/order_spec.rb:16 # Order adds up
""",
    ),
    "phpunit": (
        """\
PHPUnit 10.5.11 by Sebastian Bergmann and contributors.

F                                                                   1 / 1 (100%)

Time: 00:00.004, Memory: 8.00 MB

There was 1 failure:

1) OrderTest::testTotal
Failed asserting that 41 matches expected 42.

HOME_OF_ADA/app/tests/OrderTest.php:9

FAILURES!
Tests: 1, Assertions: 1, Failures: 1.
""",
        """\
PHPUnit 10.5.11 by Sebastian Bergmann and contributors.

F                                                                   1 / 1 (100%)

Time: 00:01.204, Memory: 24.00 MB

There was 1 failure:

1) OrderTest::testTotal
Failed asserting that 41 matches expected 42.

/builds/7/app/tests/OrderTest.php:31

FAILURES!
Tests: 1, Assertions: 1, Failures: 1.
""",
    ),
    "mocha": (
        """\
  Order
    1) adds up

  0 passing (4ms)
  1 failing

  1) Order
       adds up:

      AssertionError [ERR_ASSERTION]: 41 == 42
      + expected - actual

      at Context.<anonymous> (test/order.js:5:12)
      at process.processImmediate (node:internal/timers:478:21)
""",
        """\
  Order
    1) adds up

  0 passing (31ms)
  1 failing

  1) Order
       adds up:

      AssertionError [ERR_ASSERTION]: 41 == 42
      + expected - actual

      at Context.<anonymous> (test/order.js:15:2)
      at process.processImmediate (node:internal/timers:483:21)
""",
    ),
    "vitest": (
        """\
 ❯ src/order.test.ts  (1 test | 1 failed) 4ms
   ❯ src/order.test.ts > adds up
     → expected 41 to be 42 // Object.is equality

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/order.test.ts > adds up
AssertionError: expected 41 to be 42 // Object.is equality

 ❯ src/order.test.ts:5:17

 Test Files  1 failed (1)
      Tests  1 failed (1)
   Start at  10:20:30
   Duration  212ms
""",
        """\
 ❯ src/order.test.ts  (1 test | 1 failed) 19ms
   ❯ src/order.test.ts > adds up
     → expected 41 to be 42 // Object.is equality

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/order.test.ts > adds up
AssertionError: expected 41 to be 42 // Object.is equality

 ❯ src/order.test.ts:15:7

 Test Files  1 failed (1)
      Tests  1 failed (1)
   Start at  23:00:01
   Duration  1.21s
""",
    ),
    "eslint": (
        """\
HOME_OF_ADA/app/src/a.js
  3:7  error  'port' is not defined  no-undef

✖ 1 problem (1 error, 0 warnings)
""",
        """\
/builds/1/app/src/a.js
  31:17  error  'port' is not defined  no-undef

✖ 1 problem (1 error, 0 warnings)
""",
    ),
    "webpack": (
        """\
ERROR in ./src/a.js 3:0-22
Module not found: Error: Can't resolve './port' in 'HOME_OF_ADA/app/src'

webpack 5.90.3 compiled with 1 error in 812 ms
""",
        """\
ERROR in ./src/a.js 9:0-22
Module not found: Error: Can't resolve './port' in '/builds/3/app/src'

webpack 5.90.3 compiled with 1 error in 2311 ms
""",
    ),
    "perl": (
        """\
Can't locate Acme/Port.pm in @INC (you may need to install the Acme::Port module) (@INC entries checked: /etc/perl /usr/local/lib/x86_64-linux-gnu/perl/5.38.2) at HOME_OF_ADA/x.pl line 3.
BEGIN failed--compilation aborted at HOME_OF_ADA/x.pl line 3.
""",
        """\
Can't locate Acme/Port.pm in @INC (you may need to install the Acme::Port module) (@INC entries checked: /etc/perl /usr/local/lib/x86_64-linux-gnu/perl/5.38.2) at /b/x.pl line 14.
BEGIN failed--compilation aborted at /b/x.pl line 14.
""",
    ),
    "perl die": (
        "no port at HOME_OF_ADA/x.pl line 7.\n",
        "no port at ./x.pl line 21.\n",
    ),
    "lua": (
        (
            "lua: HOME_OF_ADA/a.lua:3: attempt to index a nil value (global 'port')\n"
            "stack traceback:\n"
            "\tHOME_OF_ADA/a.lua:3: in main chunk\n"
            "\t[C]: in ?\n"
        ),
        (
            "lua5.4: /b/a.lua:13: attempt to index a nil value (global 'port')\n"
            "stack traceback:\n"
            "\t/b/a.lua:13: in main chunk\n"
            "\t[C]: in ?\n"
        ),
    ),
    "julia": (
        """\
ERROR: LoadError: UndefVarError: `port` not defined
Stacktrace:
 [1] f()
   @ Main HOME_OF_ADA/a.jl:3
 [2] top-level scope
   @ HOME_OF_ADA/a.jl:5
in expression starting at HOME_OF_ADA/a.jl:5
""",
        """\
ERROR: LoadError: UndefVarError: `port` not defined
Stacktrace:
 [1] f()
   @ Main /b/a.jl:13
 [2] top-level scope
   @ /b/a.jl:25
in expression starting at /b/a.jl:25
""",
    ),
    "elixir": (
        """\
** (KeyError) key :port not found in: %{}
    a.exs:3: Main.run/0
    (elixir 1.16.1) lib/code.ex:1435: Code.require_file/2
""",
        """\
** (KeyError) key :port not found in: %{}
    a.exs:13: Main.run/0
    (elixir 1.16.1) lib/code.ex:1435: Code.require_file/2
""",
    ),
    "ghc": (
        """\
HOME_OF_ADA/Main.hs:3:8: error: [GHC-88464]
    Variable not in scope: port :: Int
""",
        """\
/b/Main.hs:13:18: error: [GHC-88464]
    Variable not in scope: port :: Int
""",
    ),
    "kubectl": (
        'Error from server (NotFound): pods "web-7d9f8b6c5d-x2x9k" not found\n',
        'Error from server (NotFound): pods "web-5c8d7f9b44-q7lmz" not found\n',
    ),
    "aws": (
        "An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::123456789012:assumed-role/ci/i-0abc1234def567890 is not authorized to perform: s3:PutObject\n",
        "An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::123456789012:assumed-role/ci/i-0fff1234abc567891 is not authorized to perform: s3:PutObject\n",
    ),
    "ssh": (
        "ssh: connect to host 10.0.0.9 port 22: Connection refused\n",
        "ssh: connect to host 10.3.0.7 port 22: Connection refused\n",
    ),
    "docker build": (
        """\
#8 [4/5] RUN pip install -r requirements.txt
#8 0.812 ERROR: Could not find a version that satisfies the requirement acme==9 (from versions: none)
#8 0.913 ERROR: No matching distribution found for acme==9
#8 ERROR: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1
------
 > [4/5] RUN pip install -r requirements.txt:
0.812 ERROR: Could not find a version that satisfies the requirement acme==9 (from versions: none)
0.913 ERROR: No matching distribution found for acme==9
------
Dockerfile:7
ERROR: failed to solve: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1
""",
        """\
#11 [4/5] RUN pip install -r requirements.txt
#11 4.812 ERROR: Could not find a version that satisfies the requirement acme==9 (from versions: none)
#11 5.013 ERROR: No matching distribution found for acme==9
#11 ERROR: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1
------
 > [4/5] RUN pip install -r requirements.txt:
4.812 ERROR: Could not find a version that satisfies the requirement acme==9 (from versions: none)
5.013 ERROR: No matching distribution found for acme==9
------
Dockerfile:12
ERROR: failed to solve: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1
""",
    ),
    "go vet": (
        """\
# example.com/app
./main.go:7:2: undefined: port
""",
        """\
# example.com/app
./main.go:17:12: undefined: port
""",
    ),
    "go mod": (
        (
            "go: example.com/x@v1.2.3: reading example.com/x/go.mod at revision v1.2.3: git ls-remote -q origin in HOME_OF_ADA/go/pkg/mod/cache/vcs/0af9c1d2e3f4a5b6c7d8e9f00af9c1d2e3f4a5b6c7d8e9f00af9c1d2e3f4a5b6: exit status 128:\n"
            "\tfatal: could not read Username for 'https://example.com': terminal prompts disabled\n"
        ),
        (
            "go: example.com/x@v1.2.3: reading example.com/x/go.mod at revision v1.2.3: git ls-remote -q origin in HOME_OF_ROOT/go/pkg/mod/cache/vcs/77f9c1d2e3f4a5b6c7d8e9f00af9c1d2e3f4a5b6c7d8e9f00af9c1d2e3f4a5b6: exit status 128:\n"
            "\tfatal: could not read Username for 'https://example.com': terminal prompts disabled\n"
        ),
    ),
    "go data race": (
        """\
==================
WARNING: DATA RACE
Write at 0x00c0000b4010 by goroutine 7:
  main.main.func1()
      HOME_OF_ADA/main.go:9 +0x44

Previous read at 0x00c0000b4010 by main goroutine:
  main.main()
      HOME_OF_ADA/main.go:11 +0xb0
==================
Found 1 data race(s)
exit status 66
""",
        """\
==================
WARNING: DATA RACE
Write at 0x00c00011a018 by goroutine 21:
  main.main.func1()
      /b/main.go:19 +0x54

Previous read at 0x00c00011a018 by main goroutine:
  main.main()
      /b/main.go:21 +0xc8
==================
Found 1 data race(s)
exit status 66
""",
    ),
    "asan": (
        """\
=================================================================
==12345==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x55d0c0ffee11 bp 0x7ffd1 sp 0x7ffd0
READ of size 4 at 0x602000000010 thread T0
    #0 0x55d0c0ffee10 in use HOME_OF_ADA/a.c:5:10
    #1 0x55d0c0ffee40 in main HOME_OF_ADA/a.c:9:3
SUMMARY: AddressSanitizer: heap-use-after-free HOME_OF_ADA/a.c:5:10 in use
""",
        """\
=================================================================
==777==ERROR: AddressSanitizer: heap-use-after-free on address 0x603000000020 at pc 0x5600aabbcc11 bp 0x7ffe1 sp 0x7ffe0
READ of size 4 at 0x603000000020 thread T0
    #0 0x5600aabbcc10 in use /b/a.c:15:10
    #1 0x5600aabbcc40 in main /b/a.c:19:3
SUMMARY: AddressSanitizer: heap-use-after-free /b/a.c:15:10 in use
""",
    ),
    "cargo": (
        """\
error: failed to select a version for `acme`.
    ... required by package `shop v0.1.0 (HOME_OF_ADA/shop)`
versions that meet the requirements `^9` are: 9.0.0
""",
        """\
error: failed to select a version for `acme`.
    ... required by package `shop v0.1.0 (/builds/1/shop)`
versions that meet the requirements `^9` are: 9.0.0
""",
    ),
    "django": (
        """\
Traceback (most recent call last):
  File "HOME_OF_ADA/app/manage.py", line 22, in <module>
    main()
  File "HOME_OF_ADA/app/manage.py", line 18, in main
    execute_from_command_line(sys.argv)
  File "HOME_OF_ADA/.venv/lib/python3.11/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line
    utility.execute()
  File "HOME_OF_ADA/.venv/lib/python3.11/site-packages/django/db/backends/utils.py", line 89, in _execute
    return self.cursor.execute(sql, params)
django.db.utils.OperationalError: no such table: orders
""",
        """\
Traceback (most recent call last):
  File "/app/manage.py", line 24, in <module>
    main()
    ~~~~^^
  File "/app/manage.py", line 19, in main
    execute_from_command_line(sys.argv)
    ~~~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^
  File "/usr/local/lib/python3.13/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line
    utility.execute()
    ~~~~~~~~~~~~~~~^^
  File "/usr/local/lib/python3.13/site-packages/django/db/backends/utils.py", line 105, in _execute
    return self.cursor.execute(sql, params)
           ~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^
django.db.utils.OperationalError: no such table: orders
""",
    ),
    "make of make": (
        """\
make[1]: Entering directory 'HOME_OF_ADA/x/lib'
cc -c a.c
a.c:3:1: error: unknown type name 'prt'
    3 | prt x;
      | ^~~
make[1]: *** [Makefile:4: a.o] Error 1
make[1]: Leaving directory 'HOME_OF_ADA/x/lib'
make: *** [Makefile:9: all] Error 2
""",
        """\
make[2]: Entering directory '/b/lib'
cc -c a.c
a.c:30:1: error: unknown type name 'prt'
   30 | prt x;
      | ^~~
make[2]: *** [Makefile:14: a.o] Error 1
make[2]: Leaving directory '/b/lib'
make: *** [Makefile:19: all] Error 2
""",
    ),
    "bash trace": (
        """\
+ cd HOME_OF_ADA/app
+ cat port.txt
cat: port.txt: No such file or directory
""",
        """\
+ cd /builds/7/app
+ cat port.txt
cat: port.txt: No such file or directory
""",
    ),
    "xdist": (
        """\
============================= test session starts ==============================
platform linux -- Python 3.11.7, pytest-8.0.2, pluggy-1.4.0
created: 4/4 workers
4 workers [3 items]

..F                                                                      [100%]
=================================== FAILURES ===================================
___________________________________ test_sum ___________________________________
[gw2] linux -- Python 3.11.7 HOME_OF_ADA/.venv/bin/python

    def test_sum():
>       assert total() == 42
E       assert 41 == 42
E        +  where 41 = total()

test_a.py:4: AssertionError
=========================== short test summary info ============================
FAILED test_a.py::test_sum - assert 41 == 42
========================= 1 failed, 2 passed in 0.51s ==========================
""",
        """\
============================= test session starts ==============================
platform darwin -- Python 3.12.2, pytest-8.1.0, pluggy-1.4.0
created: 8/8 workers
8 workers [9 items]

...F.....                                                                [100%]
=================================== FAILURES ===================================
___________________________________ test_sum ___________________________________
[gw5] darwin -- Python 3.12.2 HOME_OF_BOB/venv/bin/python3

    def test_sum():
>       assert total() == 42
E       assert 41 == 42
E        +  where 41 = total()

test_a.py:14: AssertionError
=========================== short test summary info ============================
FAILED test_a.py::test_sum - assert 41 == 42
========================= 1 failed, 8 passed in 2.91s ==========================
""",
    ),
    "shell job killed": (
        "main.sh: line 3: 12345 Killed                  python train.py\n",
        "main.sh: line 9: 777 Killed                  python train.py\n",
    ),
    "shell segv": (
        "./run.sh: line 4: 31337 Segmentation fault      (core dumped) ./app --port 80\n",
        "./run.sh: line 14: 404 Segmentation fault      (core dumped) ./app --port 80\n",
    ),
    "log lines": (
        "2026-03-01 10:20:30,123 [MainThread] ERROR app.db: cannot connect to db-1: timeout after 30s (request 8c1f2a)\n",
        "2026-11-22 23:59:59,001 [MainThread] ERROR app.db: cannot connect to db-1: timeout after 31s (request 77ab0e)\n",
    ),
    "json log": (
        '{"level":"error","ts":1772368245.123,"caller":"app/db.go:12","msg":"no port","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}\n',
        '{"level":"error","ts":1772999999.7,"caller":"app/db.go:44","msg":"no port","trace_id":"0af7651916cd43dd8448eb211c80319c"}\n',
    ),
    "playwright": (
        """\
  1) [chromium] › tests/a.spec.ts:3:5 › logs in ──────────────────────────────

    TimeoutError: locator.click: Timeout 30000ms exceeded.
    Call log:
      - waiting for getByRole('button', { name: 'Log in' })

       5 |   await page.goto('/');
    >  6 |   await page.getByRole('button', { name: 'Log in' }).click();
        at HOME_OF_ADA/app/tests/a.spec.ts:6:52

  1 failed
    [chromium] › tests/a.spec.ts:3:5 › logs in ──────────────────────────────────
""",
        """\
  1) [chromium] › tests/a.spec.ts:13:5 › logs in ─────────────────────────────

    TimeoutError: locator.click: Timeout 30000ms exceeded.
    Call log:
      - waiting for getByRole('button', { name: 'Log in' })

      15 |   await page.goto('/');
    > 16 |   await page.getByRole('button', { name: 'Log in' }).click();
        at /builds/1/app/tests/a.spec.ts:16:52

  1 failed
    [chromium] › tests/a.spec.ts:13:5 › logs in ─────────────────────────────────
""",
    ),
    "deno": (
        """\
error: Uncaught (in promise) TypeError: Cannot read properties of undefined (reading 'port')
  console.log(x.port);
                ^
    at f (file://HOME_OF_ADA/a.ts:3:17)
    at file://HOME_OF_ADA/a.ts:5:1
""",
        """\
error: Uncaught (in promise) TypeError: Cannot read properties of undefined (reading 'port')
  console.log(x.port);
                ^
    at f (file:///b/a.ts:13:17)
    at file:///b/a.ts:15:1
""",
    ),
    "spring": (
        (
            "2026-03-01T10:20:30.123Z ERROR 123 --- [           main] o.s.boot.SpringApplication : Application run failed\n"
            "\n"
            "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'a'\n"
            "\tat org.springframework.x.Y.z(Y.java:12)\n"
            "\tat com.acme.App.main(App.java:7)\n"
            "Caused by: java.lang.IllegalStateException: no port\n"
            "\tat com.acme.A.init(A.java:5)\n"
            "\t... 12 more\n"
        ),
        (
            "2026-11-22T01:02:03.004Z ERROR 4567 --- [           main] o.s.boot.SpringApplication : Application run failed\n"
            "\n"
            "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'a'\n"
            "\tat org.springframework.x.Y.z(Y.java:15)\n"
            "\tat com.acme.App.main(App.java:17)\n"
            "Caused by: java.lang.IllegalStateException: no port\n"
            "\tat com.acme.A.init(A.java:15)\n"
            "\t... 22 more\n"
        ),
    ),
    "rsync": (
        (
            'rsync: [sender] link_stat "HOME_OF_ADA/app/dist" failed: No such file or directory (2)\n'
            "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]\n"
        ),
        (
            'rsync: [sender] link_stat "/builds/3/app/dist" failed: No such file or directory (2)\n'
            "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1356) [sender=3.2.7]\n"
        ),
    ),
    "tar": (
        (
            "tar: HOME_OF_ADA/x.tgz: Cannot open: No such file or directory\n"
            "tar: Error is not recoverable: exiting now\n"
        ),
        (
            "tar: /b/x.tgz: Cannot open: No such file or directory\n"
            "tar: Error is not recoverable: exiting now\n"
        ),
    ),
    "wget": (
        (
            "--2026-03-01 10:20:30--  https://example.com/x\n"
            "Resolving example.com (example.com)... 93.184.216.34\n"
            "Connecting to example.com (example.com)|93.184.216.34|:443... connected.\n"
            "HTTP request sent, awaiting response... 404 Not Found\n"
            "2026-03-01 10:20:31 ERROR 404: Not Found.\n"
        ),
        (
            "--2026-11-22 23:01:02--  https://example.com/x\n"
            "Resolving example.com (example.com)... 93.184.216.99\n"
            "Connecting to example.com (example.com)|93.184.216.99|:443... connected.\n"
            "HTTP request sent, awaiting response... 404 Not Found\n"
            "2026-11-22 23:01:02 ERROR 404: Not Found.\n"
        ),
    ),
    "pip hash": (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device: '/tmp/pip-unpack-ab12cd34/torch.whl'\n",
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device: '/tmp/pip-unpack-zz98_x1q/torch.whl'\n",
    ),
    "gcc ld dup": (
        (
            "/usr/bin/ld: /tmp/ccAb12Cd.o: in function `main':\n"
            "a.c:(.text+0x0): multiple definition of `main'; /tmp/ccXy98Zz.o:b.c:(.text+0x0): first defined here\n"
            "collect2: error: ld returned 1 exit status\n"
        ),
        (
            "/usr/bin/ld: /tmp/ccQq77Aa.o: in function `main':\n"
            "a.c:(.text+0x10): multiple definition of `main'; /tmp/ccMm11Nn.o:b.c:(.text+0x20): first defined here\n"
            "collect2: error: ld returned 1 exit status\n"
        ),
    ),
    "kotlin": (
        "e: file://HOME_OF_ADA/app/src/Main.kt:3:13 Unresolved reference: port\n",
        "e: file:///builds/1/app/src/Main.kt:31:5 Unresolved reference: port\n",
    ),
    "scala": (
        (
            "[error] HOME_OF_ADA/app/src/Main.scala:3:13: not found: value port\n"
            "[error]   println(port)\n"
            "[error]           ^\n"
            "[error] one error found\n"
            "[error] (Compile / compileIncremental) Compilation failed\n"
            "[error] Total time: 3 s, completed Mar 1, 2026, 10:20:30 AM\n"
        ),
        (
            "[error] /b/app/src/Main.scala:33:5: not found: value port\n"
            "[error]   println(port)\n"
            "[error]           ^\n"
            "[error] one error found\n"
            "[error] (Compile / compileIncremental) Compilation failed\n"
            "[error] Total time: 13 s, completed Nov 22, 2026, 1:02:03 PM\n"
        ),
    ),
    "python warn then error": (
        (
            "HOME_OF_ADA/.venv/lib/python3.11/site-packages/x.py:12: DeprecationWarning: old\n"
            "  warnings.warn('old')\n"
            "Traceback (most recent call last):\n"
            '  File "HOME_OF_ADA/m.py", line 3, in <module>\n'
            "    f()\n"
            '  File "HOME_OF_ADA/m.py", line 2, in f\n'
            "    raise ValueError('bad id 3f9a0c1b2d4e5f60')\n"
            "ValueError: bad id 3f9a0c1b2d4e5f60\n"
        ),
        (
            "Traceback (most recent call last):\n"
            '  File "/b/m.py", line 9, in <module>\n'
            "    f()\n"
            "    ~^^\n"
            '  File "/b/m.py", line 8, in f\n'
            "    raise ValueError('bad id 3f9a0c1b2d4e5f60')\n"
            "ValueError: bad id 77aa0c1b2d4e5f61\n"
        ),
    ),
    "java thread": (
        (
            'Exception in thread "pool-1-thread-7" java.util.concurrent.TimeoutException: after 30012 ms\n'
            "\tat com.acme.Db.get(Db.java:12)\n"
        ),
        (
            'Exception in thread "pool-3-thread-1" java.util.concurrent.TimeoutException: after 30001 ms\n'
            "\tat com.acme.Db.get(Db.java:19)\n"
        ),
    ),
    "node syntax": (
        (
            "HOME_OF_ADA/a.js:3\n"
            "const x = ;\n"
            "          ^\n"
            "\n"
            "SyntaxError: Unexpected token ';'\n"
            "    at wrapSafe (node:internal/modules/cjs/loader:1281:20)\n"
            "    at Module._compile (node:internal/modules/cjs/loader:1321:27)\n"
            "\n"
            "Node.js v20.11.1\n"
        ),
        (
            "/b/a.js:13\n"
            "const x = ;\n"
            "          ^\n"
            "\n"
            "SyntaxError: Unexpected token ';'\n"
            "    at wrapSafe (node:internal/modules/cjs/loader:1378:20)\n"
            "    at Module._compile (node:internal/modules/cjs/loader:1428:27)\n"
            "\n"
            "Node.js v22.2.0\n"
        ),
    ),
    "cypress": (
        (
            "  1) logs in\n"
            "\n"
            "  0 passing (5s)\n"
            "  1 failing\n"
            "\n"
            "  1) logs in:\n"
            "     AssertionError: Timed out retrying after 4000ms: Expected to find element: `#login`, but never found it.\n"
            "      at Context.eval (webpack:///./cypress/e2e/a.cy.js:4:7)\n"
        ),
        (
            "  1) logs in\n"
            "\n"
            "  0 passing (9s)\n"
            "  1 failing\n"
            "\n"
            "  1) logs in:\n"
            "     AssertionError: Timed out retrying after 4000ms: Expected to find element: `#login`, but never found it.\n"
            "      at Context.eval (webpack:///./cypress/e2e/a.cy.js:14:9)\n"
        ),
    ),
    "tf state": (
        (
            "Error: Error acquiring the state lock\n"
            "\n"
            "Error message: ConditionalCheckFailedException\n"
            "Lock Info:\n"
            "  ID:        9b2d7a34-1f5e-4c7b-8a63-2de0f1b9c457\n"
            "  Path:      acme/state\n"
            "  Who:       ada@laptop\n"
            "  Created:   2026-03-01 10:20:30.123 +0000 UTC\n"
        ),
        (
            "Error: Error acquiring the state lock\n"
            "\n"
            "Error message: ConditionalCheckFailedException\n"
            "Lock Info:\n"
            "  ID:        16fd2706-8baf-433b-82eb-8c7fada847da\n"
            "  Path:      acme/state\n"
            "  Who:       ada@laptop\n"
            "  Created:   2026-11-22 01:02:03.9 +0000 UTC\n"
        ),
    ),
    "golangci": (
        (
            "main.go:7:2: ineffectual assignment to port (ineffassign)\n"
            "\tport := 1\n"
            "\t^\n"
            "1 issues:\n"
            "* ineffassign: 1\n"
        ),
        (
            "main.go:17:4: ineffectual assignment to port (ineffassign)\n"
            "\tport := 1\n"
            "\t^\n"
            "1 issues:\n"
            "* ineffassign: 1\n"
        ),
    ),
    "ruff": (
        ("src/a.py:3:5: F821 Undefined name `port`\nFound 1 error.\n"),
        ("src/a.py:33:9: F821 Undefined name `port`\nFound 1 error.\n"),
    ),
    "shellcheck": (
        (
            "\n"
            "In main.sh line 3:\n"
            "echo $port\n"
            "     ^---^ SC2086 (info): Double quote to prevent globbing and word splitting.\n"
        ),
        (
            "\n"
            "In main.sh line 13:\n"
            "echo $port\n"
            "     ^---^ SC2086 (info): Double quote to prevent globbing and word splitting.\n"
        ),
    ),
    "coverage": (
        "FAIL Required test coverage of 90% not reached. Total coverage: 87.12%\n",
        "FAIL Required test coverage of 90% not reached. Total coverage: 86.9%\n",
    ),
}
_ONE = {name: one for name, (one, _) in _SAME.items()}
_GIT_PUSH = """\
To github.com:acme/app.git
 ! [rejected]        main -> main (fetch first)
error: failed to push some refs to 'github.com:acme/app.git'
hint: Updates were rejected because the remote contains work that you do not
"""
_R = """\
Error in read_port(x) : object 'port' not found
Calls: main -> read_port
Execution halted
"""
_ANSIBLE = """\
TASK [deploy : copy] ***********************************************************
fatal: [web1]: FAILED! => {"changed": false, "msg": "Destination /srv/app not writable"}

PLAY RECAP *********************************************************************
web1 : ok=2 changed=0 unreachable=0 failed=1 skipped=0
"""
_ALEMBIC = """\
INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.
ERROR [alembic.util.messaging] Can't locate revision identified by '3f9a0c1b2d4e'
FAILED: Can't locate revision identified by '3f9a0c1b2d4e'
"""
_DOCKER_RUN = "docker: Error response from daemon: driver failed programming external connectivity on endpoint quirky_hopper (5f2c1a7b9d3e4f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd): Bind for 0.0.0.0:8080 failed: port is already allocated.\n"
_DIFFERENT: dict[str, tuple[str, str]] = {
    "terraform": (
        _ONE["terraform"],
        _ONE["terraform"]
        .replace("409", "403")
        .replace(
            "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
            "AccessDenied: Access Denied",
        ),
    ),
    "terraform resource": (
        _ONE["terraform"],
        _ONE["terraform"]
        .replace("aws_s3_bucket.logs", "aws_s3_bucket.data")
        .replace('"logs"', '"data"')
        .replace("acme-logs", "acme-data"),
    ),
    "git push": (_GIT_PUSH, _GIT_PUSH.replace("(fetch first)", "(non-fast-forward)")),
    "git host": (
        _ONE["git clone"],
        _ONE["git clone"].replace(
            "Could not resolve host: git.example.com", "The requested URL returned error: 403"
        ),
    ),
    "git file": (_ONE["git conflict"], _ONE["git conflict"].replace("src/app.py", "src/db.py")),
    "psql": (_ONE["psql"], _ONE["psql"].replace('"app"', '"root"')),
    "psql cause": (
        _ONE["psql"],
        'psql: error: connection to server at "db.example.com" (10.0.0.5), port 5432 failed: Connection refused\n',
    ),
    "mysql code": (_ONE["mysql"], "ERROR 1049 (42000) at line 3: Unknown database 'app'\n"),
    "npm package": (_ONE["npm 404"], _ONE["npm 404"].replace("acme-nope", "acme-nada")),
    "npm peer": (
        _ONE["npm eresolve"],
        _ONE["npm eresolve"].replace("acme-ui@2.1.0", "acme-kit@2.1.0"),
    ),
    "gradle": (_ONE["gradle"], _ONE["gradle"].replace("prot", "hots")),
    "maven": (_ONE["maven"], _ONE["maven"].replace("cannot find symbol", "incompatible types")),
    "maven file": (_ONE["maven"], _ONE["maven"].replace("A.java", "B.java")),
    "dotnet": (_ONE["dotnet"], _ONE["dotnet"].replace("CS0103", "CS0246")),
    "dotnet name": (_ONE["dotnet"], _ONE["dotnet"].replace("'prot'", "'hots'")),
    "cmake": (_ONE["cmake"], _ONE["cmake"].replace("Foo", "Bar")),
    "rspec example": (_ONE["rspec"], _ONE["rspec"].replace("adds up", "rounds down")),
    "rspec value": (
        _ONE["rspec"],
        _ONE["rspec"].replace("expected: 42", "expected: nil").replace("eq(42)", "be_nil"),
    ),
    "phpunit": (_ONE["phpunit"], _ONE["phpunit"].replace("testTotal", "testSum")),
    "mocha": (_ONE["mocha"], _ONE["mocha"].replace("adds up", "rounds")),
    "vitest": (_ONE["vitest"], _ONE["vitest"].replace("adds up", "rounds")),
    "eslint rule": (
        _ONE["eslint"],
        _ONE["eslint"].replace(
            "'port' is not defined  no-undef", "Unexpected console statement  no-console"
        ),
    ),
    "webpack": (_ONE["webpack"], _ONE["webpack"].replace("./port", "./host")),
    "perl": (
        _ONE["perl"],
        _ONE["perl"].replace("Acme/Port", "Acme/Host").replace("Acme::Port", "Acme::Host"),
    ),
    "lua": (_ONE["lua"], _ONE["lua"].replace("'port'", "'host'")),
    "R": (_R, _R.replace("'port'", "'host'")),
    "julia": (_ONE["julia"], _ONE["julia"].replace("`port`", "`host`")),
    "elixir": (_ONE["elixir"], _ONE["elixir"].replace(":port", "=:host")),
    "ghc": (_ONE["ghc"], _ONE["ghc"].replace("port ::", "host ::")),
    "kubectl": (_ONE["kubectl"], _ONE["kubectl"].replace('pods "web', 'pods "db')),
    "kubectl kind": (
        _ONE["kubectl"],
        'Error from server (Forbidden): pods "web-7d9f8b6c5d-x2x9k" is forbidden\n',
    ),
    "ansible task": (
        _ANSIBLE,
        _ANSIBLE.replace("deploy : copy", "deploy : restart").replace(
            "Destination /srv/app not writable", "no such unit"
        ),
    ),
    "aws": (_ONE["aws"], _ONE["aws"].replace("PutObject", "GetObject")),
    "ssh": (_ONE["ssh"], _ONE["ssh"].replace("Connection refused", "No route to host")),
    "docker build": (_ONE["docker build"], _ONE["docker build"].replace("acme==9", "acne==9")),
    "docker run": (
        _DOCKER_RUN,
        _DOCKER_RUN.replace("8080", "9090").replace(
            "port is already allocated", "permission denied"
        ),
    ),
    "asan": (_ONE["asan"], _ONE["asan"].replace("heap-use-after-free", "stack-buffer-overflow")),
    "asan where": (_ONE["asan"], _ONE["asan"].replace("in use", "in drop")),
    "cargo": (_ONE["cargo"], _ONE["cargo"].replace("acme", "acne")),
    "django": (_ONE["django"], _ONE["django"].replace("orders", "users")),
    "make of make": (_ONE["make of make"], _ONE["make of make"].replace("prt", "hst")),
    "bash trace": (_ONE["bash trace"], _ONE["bash trace"].replace("port.txt", "host.txt")),
    "xdist": (_ONE["xdist"], _ONE["xdist"].replace("test_sum", "test_product")),
    "xdist value": (_ONE["xdist"], _ONE["xdist"].replace("41", "None")),
    "shell job killed": (
        _ONE["shell job killed"],
        _ONE["shell job killed"].replace("train.py", "serve.py"),
    ),
    "log lines": (
        _ONE["log lines"],
        _ONE["log lines"].replace(
            "cannot connect to db-1: timeout", "cannot connect to db-1: refused"
        ),
    ),
    "json log": (_ONE["json log"], _ONE["json log"].replace("no port", "no host")),
    "playwright": (_ONE["playwright"], _ONE["playwright"].replace("Log in", "Sign up")),
    "deno": (_ONE["deno"], _ONE["deno"].replace("'port'", "'host'").replace("x.port", "x.host")),
    "spring": (_ONE["spring"], _ONE["spring"].replace("no port", "no host")),
    "alembic": (
        _ALEMBIC,
        _ALEMBIC.replace(
            "Can't locate revision identified by", "Multiple head revisions are present for"
        ),
    ),
    "ruff": (_ONE["ruff"], _ONE["ruff"].replace("port", "host")),
    "wget": (
        _ONE["wget"],
        _ONE["wget"]
        .replace("404: Not Found", "503: Service Unavailable")
        .replace("404 Not Found", "503 Service Unavailable"),
    ),
    "kotlin": (_ONE["kotlin"], _ONE["kotlin"].replace("port", "host")),
    "scala": (_ONE["scala"], _ONE["scala"].replace("port", "host")),
    "node": (_ONE["node syntax"], _ONE["node syntax"].replace("token ';'", "end of input")),
    "cypress": (_ONE["cypress"], _ONE["cypress"].replace("#login", "#logout")),
    "ld": (_ONE["gcc ld dup"], _ONE["gcc ld dup"].replace("`main'", "`run'")),
    "tar": (_ONE["tar"], _ONE["tar"].replace("x.tgz", "y.tgz")),
    "npm pkgs": (
        "npm ERR! notarget No matching version found for left-pad@9.9.9.\n",
        "npm ERR! notarget No matching version found for right-pad@9.9.9.\n",
    ),
    "shellcheck": (_ONE["shellcheck"], _ONE["shellcheck"].replace("SC2086", "SC2046")),
    "rsync": (_ONE["rsync"], _ONE["rsync"].replace("dist", "public")),
}
SAME = _in_homes(_SAME)
DIFFERENT = _in_homes(_DIFFERENT)
