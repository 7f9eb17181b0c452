"""The flywheel: who joins, uses, is delighted and brings others; what that costs; and who may be asked for more."""
