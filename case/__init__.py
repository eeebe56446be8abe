"""What is asked, resolved in one place: borders, depths or a regime, rules, lists, the day."""
