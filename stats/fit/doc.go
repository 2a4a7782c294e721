// Package fit finds the parameters of a Holt-Winters model from its past. It works on whole series
// and allocates: call it off the path of events, and hand the result to HoltWinters.SetGains.
package fit
