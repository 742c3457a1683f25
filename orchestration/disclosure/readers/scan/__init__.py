"""Read pictures of pages: what stands on them becomes letters and strokes with places, `fixed_layout` makes lines and
tables of them, as of PDF and OFD.

`ink` takes shadows and stamps away, `upright` turns and levels the page, `rules` finds the strokes of its tables,
`engine` finds and reads texts, `texts` gives each cell its own, `agreement` decides which readings are certain, and
`recognised_page` hands them on. The program that reads prints is an extra (`scan`); without it pages are told as
pictures. What a doubt means for a sheet does not belong here (see resolution/cell_values.py).
"""
