/// The engine of all controllers: one work queue, one set of workers and one feed for every cluster of this process.
///
/// Nothing is started, registered or kept per cluster beyond the items that wait. A change arrives from the store's feed
/// ([Controllers]), is mapped to the key of the object that has to be looked at again, waits in the controller's
/// [WorkQueue], passes the cluster's [Gate], and becomes a [Turn] of the [Reconciler].
///
/// The store's images hold a controller's own writes as soon as they return, so there are no expectations as
/// in client-go: a reconcile reads a fresh [Snapshot] and sees everything that it and others have committed.
package dev.marina.controllers.engine;
