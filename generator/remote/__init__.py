"""Shared and object storage: documents fetched from it into a workspace, outputs published to it."""
