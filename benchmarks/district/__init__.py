"""A whole invented district over several years with the truth beside it: what warehouses are measured on."""
