"""What a school proposes to do with a grant's money, what the district decides, and what is then spent."""
