"""The findings of a publication as one workbook, and the copy of it that a clerk gives back."""
