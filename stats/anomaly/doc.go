// Package anomaly holds detectors of the unusual in a stream of numbers: they see one point at a
// time and say of each how unusual it is, whether to raise an alarm, and why.
//
// Not sure which? Take [New]: it looks for shapes that were never seen before, for days unlike the
// days before, for values outside of all that was seen, and for silence, and needs no parameter.
// The others are for those who know what they look for; [Builtin] lists them all with their
// parameters. Three of the list, tail, rank and quiet, wrap another detector: its score is put on a
// common scale, or its alarms are thinned out. [Ensemble] joins several into one.
//
// # Scores
//
// Each detector has its own unit of [Score.Value], named on its card: standard deviations, bits, a
// ratio. Larger is more unusual, 0 means nothing to say (also while a detector warms up). A score
// is taken before the point is learned: it tells how the point looks to one who knows only the
// past.
//
// # Bad values
//
// NaN and the infinities are not points: they score 0 and teach nothing. Finite values beyond
// ±1e100 count as ±1e100, so that squares of them stay finite. Time stamps are milliseconds; most
// detectors ignore them, and none minds stamps that repeat or go back.
//
// # Memory and time
//
// All state is bounded, and nearly all is allocated at construction (shapes double their room a few
// times while a stream is young); a point costs the time named on the card (on one core of a 2.6
// GHz Xeon shared with other work) and no allocation. State can be saved and loaded between any two
// points. Detectors read no clock and no random numbers: the same points give the same scores.
package anomaly
