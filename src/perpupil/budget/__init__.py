"""What a school decides on itself: its agreement with the district, and how far it has come."""
