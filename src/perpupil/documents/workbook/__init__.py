"""An allocation as a workbook whose cells work it out again, and what comes back when somebody changes one.

A spreadsheet computes in doubles, which hold whole numbers exactly up to some sixteen digits and no fractions. So the working cells hold
whole numbers only, each over a denominator that its heading names, and nothing in them grows beyond fifteen digits.
"""
