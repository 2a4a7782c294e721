package window

// addKeys gives the rows of derived-value windows behind a groupwin the keys of their group.
func addKeys(c *Call, plans []Plan) {}
