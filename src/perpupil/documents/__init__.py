"""What is handed out: the formula in words as a page, and the allocation as a workbook with live formulas."""
