"""The journey of a dollar: state, district, school, student group; reconciled at each, and held against need."""
