"""Counting students into a headcount, each once, and lines of a ledger into sums; nothing about one student is kept."""
