/// Schemas of built-in types, read from the resource that the build generated, and what is driven by a schema alone: pruning,
/// unknown fields and the types of values.
package dev.marina.apiserver.schema;
