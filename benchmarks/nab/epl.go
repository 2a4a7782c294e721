package main

import (
	"context"
	"fmt"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats/anomaly"
)

// metric is the event that a row of a file becomes. Engine time follows ts; where that steps back
// or stands still, so does the engine's clock.
type metric struct {
	TS    int64   `cephei:"ts"`
	Value float64 `cephei:"value"`
}

// statement is an EPL statement in the place of a detector: the rows of a file are its events, and
// the last row it puts out for an event gives the score.
type statement struct {
	eng          *engine.Engine
	sender       *engine.Sender[metric]
	score, alert *event.Column // of its rows; alert may be missing
	last         anomaly.Score
	err          error
}

// scoreStatement is the name that a statement must have to be heard.
const scoreStatement = "score"

// newStatement deploys EPL over the stream Metric(ts long, value double). The statement named score
// must select a number `score`; a boolean `alert` beside it raises the alarms.
func newStatement(epl string) (*statement, error) {
	s := &statement{}
	eng, err := engine.New(engine.Config{OnError: func(e *engine.StatementError) { s.fail(e) }})
	if err != nil {
		return nil, err
	}
	s.eng = eng
	if err := engine.RegisterAs[metric](eng, "Metric"); err != nil {
		return nil, err
	}
	dep, err := eng.Deploy(context.Background(), epl)
	if err != nil {
		return nil, err
	}
	stmt := dep.Statement(scoreStatement)
	if stmt == nil {
		return nil, fmt.Errorf("no statement named %[1]s: write @name('%[1]s') before it", scoreStatement)
	}
	s.alert = stmt.Schema().Column("alert")
	if s.score = stmt.Schema().Column("score"); s.score == nil {
		return nil, fmt.Errorf("statement %s has no column named score", scoreStatement)
	}
	stmt.Listen(s.listen)
	s.sender, err = engine.SenderFor[metric](eng)
	return s, err
}

// listen keeps the score of the last row.
func (s *statement) listen(u engine.Update) {
	for _, row := range u.New {
		s.last = anomaly.Score{}
		s.last.Value, _ = row.Float(s.score)
		if s.alert != nil {
			s.last.Alert, _ = row.Bool(s.alert)
		}
	}
}

// Update sends a row as an event.
func (s *statement) Update(t int64, x float64) anomaly.Score {
	s.last = anomaly.Score{}
	if t > s.eng.Now() {
		s.fail(s.eng.Advance(t))
	}
	s.fail(s.sender.Send(&metric{TS: t, Value: x}))
	return s.last
}

// fail keeps the first error.
func (s *statement) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// Err returns the first error of the statement.
func (s *statement) Err() error { return s.err }
