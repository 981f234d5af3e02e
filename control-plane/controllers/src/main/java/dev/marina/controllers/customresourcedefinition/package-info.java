/// Purpose: accepts the names of custom types and establishes them; empties types that are being deleted.
///
/// Watches: CustomResourceDefinitions, and what disappears of types whose definition is going. Writes: their status, the finalizer
/// `customresourcecleanup.apiextensions.k8s.io`, deletes of objects.
/// Settings: none. When it fails: tried again with back-off; the type is not served, or stays Terminating.
package dev.marina.controllers.customresourcedefinition;
