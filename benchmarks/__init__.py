"""Measurements that anybody can repeat; each prints its figure and the floor beside it."""
