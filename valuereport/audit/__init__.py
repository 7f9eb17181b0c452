"""Workbooks that an auditor recalculates: best estimates are live formulas of the assumptions' cells.

member    one member's statement: evidence, assumptions, lines, total
totals    an organisation's totals by benefit and activity
sheets    what both are written with: texts that are never formulas, the sheet of assumptions
"""
