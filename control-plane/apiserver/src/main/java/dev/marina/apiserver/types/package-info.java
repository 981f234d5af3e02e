/// The types that are built in: [BuiltinTypes] is the list, one strategy per type that has behaviour.
///
/// A new type: its definitions in `schemas/src/main/facts`, one entry in [BuiltinTypes], a strategy only if it has behaviour,
/// columns in `table`.
package dev.marina.apiserver.types;
