"""What surveys.toml says where a test pulls responses."""

from __future__ import annotations

SURVEYS = """
[[survey]]
id = "members"
label = { en = "Members' survey" }

[[wave]]
survey = "members"
id = "2026"
"""
