"""What checks of explanations and forms find, miss and report falsely; see __main__.py."""
