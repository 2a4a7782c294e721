// Package crontab computes calendar schedules: crontab fields as EPL writes them, and repetitions
// of ISO 8601. Observers of patterns, output rates and contexts share it.
//
// All times are engine times in milliseconds since 1970. A schedule is strictly in the future: Next
// never returns the time it was asked at.
package crontab
