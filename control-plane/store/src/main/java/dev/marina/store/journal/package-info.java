/// What is only ever added to: entries of one cluster in files beside the store, compressed and sealed, the oldest of which go when there is
/// too much of them.
package dev.marina.store.journal;
