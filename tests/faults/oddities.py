"""Values that stand where nobody expects them: in a cell, in a setting, in a catalogue."""

from __future__ import annotations

SECRET = "Kennwort-77"  # noqa: S105 - must never be seen again
LOGIN = f"postgresql://fuzz:{SECRET}@with:{SECRET}@127.0.0.1:1/members"
"""A URL whose password holds an @ and a colon, and which leads to no server."""

# fmt: off
TEXTS = (
    "", " ", "\u00a0", "\ufeff", "-", "0", "-0", "-1", "1e999", "NaN", "inf", "9" * 400, "1" + "0" * 30, "0x1F",
    "1,2,3.4,5", "=1+1", "@SUM(A1)", "#REF!", "31/02/2026", "0000-00-00", "0001-01-01", "9999-12-31", "2026-13-45",
    "29/02/1900", "1e5", "2026-12-31T23:59:60Z", "2026-01-01T00:00:00+99:99", "99999999-01-01", "٣٤", "½", "²", "१२३",
    "true", "null", '"', '""', "'", '"unclosed', "a\nb", "a\rb", "\t\t\t", ";;;;", ",,,,", "\x00",
    "\x1b[2J\x1b]0;x\x07",
    "\x85\u2028", "\u202egnp.exe", "\u200b\u200d", "e" + "\u0301" * 3000, "ﷺ" * 50, "\U0001d54f" * 80, "\ufffe\uffff",
    "İ\u0131ſẞ", "{{7*7}}", "{% raw %}", "{member_id}", "{" * 60, "%s%n", "<script>", "<!DOCTYPE x>",
    "../" * 40 + "etc/passwd", "file:///etc/passwd", "a" * 100_000, "x@y", "a@" + "b" * 300 + ".example", "@@@@",
    "Ünï@bücher.example", "a@b.example;c@d.example", "x" * 70_000 + "@example.org",
)
VALUES = (
    "0", "-1", "1e308", "1e999", "-inf", "nan", "9" * 5000, "0x" + "F" * 40, "0.0", "1_000_000_000_000_000", "true",
    "[]", "{}", "0001-01-01", "9999-12-31", "0000-01-01", "2026-02-30", "2026-01-01T00:00:00+23:59", "12:00:00", '""',
    '" "', "[[]]", "[{}]", '"\\u0000"', '"\\u202e"', '"\\u001b[31m"', '"../../x"', '"/dev/zero"', '"/"', '"."', '"*"',
    '"**/*"', '"["', '"{member_id}"', '"' + "x" * 100_000 + '"', "[" + ", ".join(['"x"'] * 5000) + "]",
    "[" * 5000 + "]" * 5000, "{a=" * 600 + "1" + "}" * 600, '{ en = "x" }', '{ klingon = "x" }', '{ "" = "" }',
    '{ column = [], value = "x" }', '"utf-7"', '"idna"', '"hex"', '"\\t"', '"http://user:pw@x"',
    '"javascript:alert(1)"', '"{{ 7 * 7 }}"', '"(?:a+)+$"', '"<b>&amp;"', '"1; DROP TABLE x"', '"#12345"', '"en-XA"',
)
_DATABASE = '[[source]]\nname = "leak"\ntable = "engagements"\nformat = "sql"\nquery = "SELECT 1"\ndatabase = '
LINES = (
    _DATABASE + f'"{LOGIN}"\ncolumns = {{}}\n',
    _DATABASE + f'"{LOGIN}"\ncolumns = {{ member = "a", date = "b", activity = "c" }}\n',
    _DATABASE + '"$FUZZ_DATABASE"\ncolumns = { member = "a", date = "b", activity = "c" }\n',
    _DATABASE + f'"{LOGIN}"\nquery = 7\n',
    f'database = "{LOGIN}"\n',
    f'file = "{LOGIN}"\n',
    ".".join("a" * 4000) + " = 1\n",
    "[" + "x" * 100_000 + "]\n[" + "x" * 100_000 + "]\n",
    "limits.file_bytes = 10\n", "limits.unpacked_bytes = 10\n", "limits.workbook_memory = 100_000_000\n",
)
PLURALS = (
    "nplurals=0; plural=0", "nplurals=99999; plural=n", "nplurals=2; plural=n/0", "nplurals=2; plural=n%0",
    "nplurals=x; plural=", "nplurals=2; plural=" + "(" * 500 + "n" + ")" * 500, "nplurals=3; plural=n>1?n>2?2:1:0",
    "nplurals=2; plural=__import__('os')", "nplurals=2; plural=n!=1!=2!=3", "nplurals=1; plural=9",
)
CHARSETS = ("klingon", "hex", "idna", "utf-16", "rot13", "", "utf-8\\nX: y", "ascii", "undefined")
MESSAGES = ("{0}", "{a.b}", "{member_id!r:>9999999}", "%(x)s", "\\", '\\"', "\\x", "\\n" * 5000, "{}", "}{")
CELLS = (
    "XFD1048576", "AMJ200000", "A0", "A99999999999", "ZZZZZZZ1", "4294967296", "-1", "1048576", "16384", "s", "e", "d",
)
ENTITIES = (
    "".join(f'<!ENTITY e{n} "' + (f"&e{n - 1};" * 10 if n else "lol") + '">' for n in range(10)),
    '<!ENTITY e9 SYSTEM "file:///etc/passwd">',
    '<!ENTITY % e8 SYSTEM "http://127.0.0.1:1/">%e8;',
)
# fmt: on
