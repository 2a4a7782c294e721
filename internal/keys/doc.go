// Package keys maps the keys of rows (group by, unique, partition, join, distinct) to values.
//
// A [Key] is one or several compiled expressions. A [Set] gives each key a small number, which it
// hands out again once the key is removed; a [Map] keeps a value beside each. Looking up allocates
// nothing, whatever the types:
//
//	byHost := keys.New(hostFn)
//	last := keys.NewMap[*event.Event](byHost)
//	if v := last.Get(env); v != nil { ... }
//	v, added := last.Put(env)
//
// Null is a key like any other, alone and as a part. -0.0 is 0.0, all NaN are one key, integers are
// equal whatever their width, decimals and arrays are compared by content.
//
// Numbers and the order of [Set.Each] depend on nothing but the calls made: hashing is seeded anew
// in each process, so that a sender cannot prepare collisions, but its order never shows.
package keys
