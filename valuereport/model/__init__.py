"""The canonical tables and the frozen, picklable nouns that pass from stage to stage."""
