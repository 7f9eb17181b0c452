"""How addresses, ids, countries, names and links are written, and which writings mean the same; nothing else."""
