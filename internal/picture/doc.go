// Package picture draws a metric with what was to be expected of it: the forecast of a Holt-Winters
// model with its band, the points outside, the alarms of a detector, and windows that people have
// labelled. It stands behind `cephei plot`; nothing else imports the drawing library.
package picture
