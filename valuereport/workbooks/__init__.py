"""A sheet of a workbook (XLSX, XLS, XLSB, ODS) as rows, by `reading`; empty, since the child imports it too."""
