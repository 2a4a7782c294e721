package ast

// OutputKeyword says which rows of an interval are put out.
type OutputKeyword uint8

// The output keywords.
const (
	OutputDefault OutputKeyword = iota // not written: every change
	OutputAll
	OutputFirst
	OutputLast
	OutputSnapshot
)

// OutputKind says what causes output.
type OutputKind uint8

// The kinds of output conditions.
const (
	OutputAfterOnly      OutputKind = iota // just `output after ...`
	OutputEveryPeriod                      // every 5 sec
	OutputEveryEvents                      // every 5 events
	OutputAt                               // at (crontab)
	OutputWhen                             // when expr [then set ...]
	OutputWhenTerminated                   // when terminated [and expr] [then set ...]
)

// Output is the output-rate clause.
type Output struct {
	Pos
	After       Expr // of `after`, or nil: a TimePeriod, or a count when AfterEvents
	AfterEvents bool
	Keyword     OutputKeyword
	Kind        OutputKind
	Every       Expr              // a TimePeriod for OutputEveryPeriod, else a count
	At          *Crontab          // for OutputAt
	When        Expr              // for OutputWhen
	Then        []*Assignment     // for OutputWhen
	Terminated  *OutputTerminated // for OutputWhenTerminated, or of `and when terminated`
}

// OutputTerminated is `when terminated [and cond] [then set ...]`.
type OutputTerminated struct {
	Pos
	And  Expr // or nil
	Then []*Assignment
}
