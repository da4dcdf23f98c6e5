"""Readers of files as districts have them: one format a file, all ending in tables of text and findings."""
