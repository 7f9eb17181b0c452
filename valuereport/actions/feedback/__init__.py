"""How members answer, and what becomes of it: the form, and the corrections that replies propose."""
