/// Purpose: empties a namespace that is being deleted, then lets it go.
///
/// Watches: namespaces, and what disappears in them. Writes: deletes everything in the namespace, also what Services
/// of the cluster serve; the namespace's finalizer.
/// Settings: none. When it fails: tried again with back-off; the namespace stays Terminating.
package dev.marina.controllers.namespace;
