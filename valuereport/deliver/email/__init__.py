"""Statements by email: what is sent, how it is handed to a mail server, and what came of it."""
