package dev.marina.controllers.engine;

/// The object that an item of a queue is about, as people name it.
///
/// @param kind such as `Pod`; of types that a cluster defines for itself, where a controller looks at all types, the plural
/// @param namespace "" for objects of no namespace
public record Subject(String kind, String namespace, String name) {}
