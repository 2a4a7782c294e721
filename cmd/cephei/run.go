package main
func runCommand(e *env, args []string) int { return 2 }
