"""The papers that a bureau sends on, one set per department-year, filled in from templates: the inspection form and the
rectification notice. What a finding says is worded elsewhere (`sentences`)."""
