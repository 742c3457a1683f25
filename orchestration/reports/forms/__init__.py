"""The papers that a bureau sends on, one set per department-year, filled in from templates: the inspection form. What a
finding says is worded elsewhere (`sentences`)."""
