"""What leaves csbm as a file: tables, vector files, and what every output carries beside it."""
