"""Read pages on which everything has its place, whichever file format they come from: the rest is geometry.

Pages are visited once, in order. A format gives an `OpenPage`: its letters, its drawing, and answers about the objects
that drew them. `visible` and `words` build the words that a person sees: not what is covered, struck out, a watermark
or the mark of a note. `lattice` turns strokes into the cells of ruled tables, `regions`, `gutters`, `heads` and `bands`
find the columns of tables without vertical rules, `opaque` finds pictures in the place of tables, and `continuation`
joins tables across page breaks. What the words of a table mean does not belong here (see resolution).
"""
