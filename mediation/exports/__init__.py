"""What leaves the house as data: tables and lists in formats that others read. Knows formats, no case and no store."""
