// Command nab scores anomaly detectors on a corpus in the layout of the Numenta Anomaly Benchmark,
// by its rules (see package scorer), beside the figures that others published.
//
//	go run ./benchmarks/nab -dir DIR                       the default detector
//	go run ./benchmarks/nab -dir DIR -detector all         every detector of the library, one line each
//	go run ./benchmarks/nab -dir DIR -detector 'quiet(tail(mean_shift))'
//	go run ./benchmarks/nab -dir DIR -epl FILE             an EPL statement
//	go run ./benchmarks/nab -dir DIR -spread               the default with its constants varied
//
// DIR holds data/<directory>/<name>.csv and combined_windows.json (or labels/combined_windows.json);
// without -dir the environment variable NAB_DIR names it. Detectors see one point at a time and know
// neither the length nor the range of a file. Two scores are given: at the detector's own threshold,
// which is the same for all files and profiles, and at the best threshold, found with sight of the
// labels as NAB does for everyone on its leaderboard.
//
// An EPL file holds one or more statements over the stream Metric(ts long, value double). The one
// named score gives the score of each event, and the alarms if it has a column alert:
//
//	@name('score') select anomaly(value).score as score, anomaly(value).alert as alert from Metric;
package main
