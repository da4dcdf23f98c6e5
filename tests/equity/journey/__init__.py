"""Tests of the journey of a dollar."""
