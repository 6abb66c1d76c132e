"""The workbook as pages: each notebook with its prose, its results, and its labs, which step with no kernel."""
