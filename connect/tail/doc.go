// Package tail reads the lines of files, to the end or for as long as they grow. It follows a file
// that is renamed and made anew, one that is truncated in place, and one that vanishes for a while.
//
// Nothing here waits: [File.Read] gives what is there and says whether to come back. The caller
// decides when, so that tests need no time.
package tail
