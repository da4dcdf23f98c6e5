"""Exact numbers: rationals, rounding, columns of integers and division without loss.

Nothing in this room knows what a school or a dollar is. No float holds a value here: where one is used it is an
estimate that integer arithmetic then corrects.
"""
