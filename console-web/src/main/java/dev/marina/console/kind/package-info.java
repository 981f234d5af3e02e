/// Every kind of object that a cluster serves, built-in or custom, on the same two pages: a live list and one object.
///
/// What there is comes from the cluster's discovery ([dev.marina.console.kind.KindCatalog]), rows and columns from its own printed
/// tables, so a new type needs nothing here. What some kinds have more stands in three literal lists:
/// [dev.marina.console.kind.KindExtras] (tone of a status, columns of our own), [dev.marina.console.kind.RowAction] and
/// [dev.marina.console.kind.DetailTab].
package dev.marina.console.kind;
