"""A sheet of a workbook (XLSX, XLS, XLSB, ODS) as rows: `reading.read_sheet`. The child imports this, so it is empty."""
