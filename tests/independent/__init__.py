"""An independent calculation, written from the method alone, held against the software."""
