"""What measures the project from outside: written disclosures whose figures are known, and ratios against them."""
