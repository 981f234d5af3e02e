/// The vocabulary of the Kubernetes API as values: identities, documents, schemas, selectors, patches, errors.
/// Depends on nothing of ours; everything in the control plane depends on it.
package dev.marina.api;
