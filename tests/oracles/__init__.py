"""Well-kept libraries in the place of our office readers: what they make of a file, in the shapes that ours give.

They are held against ours by the tests and timed by `benchmarks.office_libraries`. Each takes only what its library's
documented interface hands over; what that leaves out shows as a difference, and nothing is added here to hide it.
"""
