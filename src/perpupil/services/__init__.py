"""Services that the district pays for and schools use: what they cost, what declining one frees, and what schools choose."""
