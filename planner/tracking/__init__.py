"""What came of the posts: the ledger of figures."""
