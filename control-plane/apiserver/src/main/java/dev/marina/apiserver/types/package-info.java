/// The types that are built in, one file each in the package of its group; [BuiltinTypes] is the list. A type's file declares
/// everything about it (names, scope, verbs, subresources, columns, defaults, rules); discovery, OpenAPI, Table output and
/// validation follow from the declaration. `docs/add-a-type.md` says how to add one.
package dev.marina.apiserver.types;
