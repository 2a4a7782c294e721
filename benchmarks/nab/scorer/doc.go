// Package scorer scores anomaly detectors on a directory in the layout of the Numenta Anomaly
// Benchmark (NAB): one CSV file per series and the labelled windows of all of them in one JSON file.
//
// The rules are those of NAB itself, restated in windows.go (what a row is worth), score.go (what a
// set of files is worth at one threshold) and sweep.go (the best threshold). A detector here is a
// function from the rows of one series to one score a row; see Detector. It must look at the rows in
// order and must not use their number, nor values further on: the scorer cannot check that.
package scorer
