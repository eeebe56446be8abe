"""Depth tables of agreements and proposals as data; thresholds, quotas and exercises."""
