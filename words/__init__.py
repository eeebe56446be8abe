"""What is said to people, by language: messages, numbers, days, names of states, words of data."""
