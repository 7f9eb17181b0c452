"""What a person reads in the terminal: plain text, made from finished values."""
