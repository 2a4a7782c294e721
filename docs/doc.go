// Package docs holds the documentation. It has no code: its tests run what the pages show.
package docs
