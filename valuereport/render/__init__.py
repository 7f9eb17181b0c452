"""Render: a document becomes HTML (Jinja), and that a tagged PDF/UA-1 or PDF/A-3a (WeasyPrint).

renderer         a document -> its PDF, laid out for it alone
plates/          pages laid out once, and filled for many members
pages, sheet, slots, templates   a document -> HTML: sheets, their regions, the boxes of personal texts
typesetter, finisher, fetcher    WeasyPrint: style sheets, the tag tree, what a template may load
chart, code      the chart of value by benefit, the QR code
web_page         a page of finished texts -> one HTML file and its PDF
story, insights  the story page and the page of insights; story_charts/: their pictures and the driver tree
cover_note       the message that brings a statement
fonts/           which faces, in which order, for which characters
look             what all statements of a run look like: brand, paper, kind of PDF
check_templates, specimen, missing   what can be known before anything is made
"""
