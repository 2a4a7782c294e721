// Package resultset turns what enters and leaves a statement's windows into rows: aggregation,
// group-by, having, select, order by, limit, distinct.
//
// The row kinds are one table, [Set.Push]: what happens before the aggregations change, and what
// after. The rows gathered are taken by [Set.Take], when the output rate says so.
//
//	kind               before the change           after the change
//	simple             -                           a row for each event, in and out
//	row for all        the old row                 the new row
//	row per event      -                           a row for each event, in and out
//	row per group      old row of each group       new row of each group touched
//	aggregate grouped  -                           a row for each event, with its group's values
//	rollup             old row of each group       new row of each group touched, level by level
package resultset
