/// What lies under a cluster's objects, for its administrators: entries of the store, windows of events, and who watches.
package dev.marina.apiserver.xray;
