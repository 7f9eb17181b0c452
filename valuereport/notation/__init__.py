"""How addresses, ids, countries and links are written, and which writings mean the same; nothing else is known here."""
