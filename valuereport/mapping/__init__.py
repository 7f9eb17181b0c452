"""What a file looks like, which preset and columns fit it, and what only a person can say; asks and prints nothing."""
