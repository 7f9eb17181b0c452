"""The workbooks that an auditor recalculates."""
