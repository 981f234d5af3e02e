/// Purpose: deletes what has lost its owners; carries out foreground and orphaning deletion.
///
/// Watches: objects of every type, by the owners that the store has extracted. Writes: deletes; owner references; the
/// finalizers `foregroundDeletion` and `orphan`.
/// Settings: none. When it fails: tried again with back-off.
package dev.marina.controllers.garbagecollector;
