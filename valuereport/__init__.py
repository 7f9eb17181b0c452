"""Personal value statements for the members of an organisation."""

__version__ = "0.1.0"
