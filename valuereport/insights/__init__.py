"""Insights: histories -> what leadership reads. Each file is one analysis: frames in, frozen figures out."""
