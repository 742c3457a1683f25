"""The page for those who answer for a district: who published and when, what is wrong, and what the sums lack."""
