#!/bin/sh
# Generates gen/ from the grammar. Needs Java and Maven; only people who change the grammar do.
# The ANTLR tool comes by its Maven coordinates, its version is that of the Go runtime in go.mod.
set -eu
cd "$(dirname "$0")"
version=4.13.1
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
mvn -q dependency:copy -Dartifact=org.antlr:antlr4:$version:jar:complete -DoutputDirectory="$target"
antlr() {
	java -jar "$target/antlr4-$version-complete.jar" -Dlanguage=Go -package gen \
		-no-listener -no-visitor -o gen -lib gen "$@"
}
rm -f gen/epl_*.go
antlr EPLLexer.g4
antlr EPLParser.g4
rm -f gen/*.interp gen/*.tokens
gofmt -w gen/epl_*.go
