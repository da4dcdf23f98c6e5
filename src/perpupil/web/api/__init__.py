"""The same figures and decisions for programs: by a token, under the same table of rights and through the same one door."""
