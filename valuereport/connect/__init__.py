"""Connect: systems' APIs -> frozen pulls, which loaders read; and back: figures of a run -> the contacts there.

Only this room speaks to a system, over one line (`client.py`): https, known hosts, within the system's limits, the
secret added last. A system is data (`systems/`, `push/`). It needs the extra `connect`; whoever only reads pulls, or
erases a member in them, does without.
"""
