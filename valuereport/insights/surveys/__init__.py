"""Responses to surveys -> what members say, and what to do first."""
