"""The tools of the Model Context Protocol: questions about a programme, and their answers."""
