package engine

import (
	"log/slog"
	"time"

	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// Config is what an engine starts with. The zero value is an engine on external time that starts at
// 1970, in UTC, with everything that is built in.
type Config struct {
	// Start is the engine time at the beginning, in milliseconds since 1970.
	Start int64
	// SystemClock makes the engine follow the machine's clock, in steps of ClockStep (100 ms
	// unless set). Start is ignored then.
	SystemClock bool
	ClockStep   time.Duration
	// SingleGoroutine is the program's promise that no two calls of the engine, of its statements or
	// senders overlap in time, calls from listeners aside. The engine then takes no lock, which saves
	// some 13 ns a call.
	SingleGoroutine bool
	// Zone is for calendar arithmetic: crontabs, months, days. UTC when nil.
	Zone *time.Location
	// Limits bounds the texts that are deployed.
	Limits query.Limits
	// Functions are further scalar functions, Aggregates further aggregate functions, Windows
	// further data windows. One with the name of a built-in takes its place.
	Functions  []*expr.Func
	Aggregates []*aggregate.Def
	Windows    []*window.Def
	// GroupMaxAge is the engine time without an event after which a group of an unwindowed group-by
	// is forgotten, and GroupMaxCount the number of groups that such a statement keeps; the one that
	// was idle longest goes. 0 forgets none, as Esper does. GroupMaxCount also bounds the groups without
	// rows whose silence after output first goes on. A statement's own
	// @Hint('reclaim_group_aged=SECONDS') goes first, @Hint('disable_reclaim_group') keeps all.
	// The same holds for the partitions of match_recognize, whose own hints are partition_max_age and
	// partition_max_count.
	GroupMaxAge   time.Duration
	GroupMaxCount int
	// PatternMax bounds the attempts that a pattern or match_recognize holds at once, in each context
	// partition, where the statement has no hint pattern_max of its own (1,000,000 unless set); further
	// ones are refused and counted.
	PatternMax int
	// TableMaxRows bounds the rows of a table, in each context partition; 0 is no bound. A row beyond is
	// an error of the statement that brings it.
	TableMaxRows int
	// MaxCascade bounds how far `insert into` may lead from one event or step of the clock, in
	// generations (100,000 unless set), and MaxInserted how many events may follow from it
	// (10,000,000): statements that feed themselves would never end. What is beyond is lost and
	// reported as [ErrEndless].
	MaxCascade, MaxInserted int
	// OnError is told of errors that happen while statements run: expressions that cannot go on,
	// panics in listeners and user functions. When nil they go to Logger.
	OnError func(*StatementError)
	// Logger is used for errors when OnError is nil; slog.Default when nil.
	Logger *slog.Logger
	// Profile measures the time that each statement takes, at about 50 ns an event and statement.
	Profile bool
	// PoisonEvents makes events unusable once they are no longer valid, instead of using their
	// memory again. For tests: it finds listeners and extensions that keep rows too long.
	PoisonEvents bool
}

// orElse returns a limit, or its default when it is not set.
func orElse(limit, otherwise int) int {
	if limit <= 0 {
		return otherwise
	}
	return limit
}

func (c *Config) library() *query.Library {
	return query.NewLibrary(
		append(expr.Builtin(), c.Functions...),
		append(aggregate.Builtin(), c.Aggregates...),
		append(window.Builtin(), c.Windows...),
	)
}
