"""The families of official papers. A new one is a module here with its `PAPERS`, and a template beside the others."""
