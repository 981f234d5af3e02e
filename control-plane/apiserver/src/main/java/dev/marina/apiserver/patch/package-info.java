/// The three patches that need no field managers, each a pure function of document and patch.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update
package dev.marina.apiserver.patch;
